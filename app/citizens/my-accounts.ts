import type { Ctx } from '../../db/context.ts'
import { listReadableAccounts } from '../../db/customers/files.ts'
import { maskName, maskPhone } from '../../db/customers/masks.ts'
import { notFound } from '../../db/refusal.ts'
import { toWire } from '../../db/wire.ts'
import type { MyAccounts } from './contract.ts'
import { findOwn, listAccounts, listWatchers, saveNickname } from './sql/my-accounts.ts'

/** All that a log-in sees, and of one's own accounts who else does. */
export async function listMyAccounts(ctx: Ctx): Promise<MyAccounts> {
  const own = await findOwn(ctx)
  const rows = await listAccounts(ctx)
  const ids = rows.filter(({ relation }) => relation === 'own').map(({ accountId }) => accountId)
  const watchers = await listWatchers(ctx, ids)
  const accounts = rows.map(({ accountId, holder, address, ...row }) => ({
    ...row,
    address: row.isVoid ? null : address,
    holder: row.isVoid || row.relation === 'own' ? null : maskName(holder),
    watchers: watchers
      .filter((watcher) => watcher.accountId === accountId)
      .map(({ accountId: _, name, phone, ...watcher }) => ({
        ...watcher,
        who: phone ? maskPhone(phone) : maskName(name),
      })),
  }))
  return toWire({ own: own ? { ...own, name: maskName(own.name) } : null, accounts })
}

/** Refuses with `NOT_FOUND` what he does not see. */
export async function nameAccount(ctx: Ctx, accountNo: string, nickname: string | null): Promise<MyAccounts> {
  const account = (await listReadableAccounts(ctx)).find((each) => each.accountNo === accountNo)
  if (!account) throw notFound('户号')
  await saveNickname(ctx, account.accountId, nickname)
  return listMyAccounts(ctx)
}
