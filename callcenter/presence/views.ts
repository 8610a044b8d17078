import type { Ctx } from '../../db/context.ts'
import { findAccountFile } from '../../db/customers/files.ts'
import { publish, publishAll } from '../../db/events.ts'
import { readFigures } from '../../db/parameters/held.ts'
import { transact } from '../../db/pool.ts'
import { toWire } from '../../db/wire.ts'
import { findGate } from '../identity/gate.ts'
import { endLapsedViews, endView, listOtherViews, renewView } from '../sql/file-views.ts'
import type { FileViews } from './contract.ts'

/** The reader has the file open, on one of his screens. Refuses with `NOT_FOUND` whoever may not read it. */
export function keepView(ctx: Ctx, accountNo: string, viewId: string): Promise<FileViews> {
  return transact(ctx, async (inner) => {
    const { accountId } = await findAccountFile(inner, { accountNo })
    const rules = await readFigures(inner, 'call_rule')
    const expiresAt = new Date(inner.now.getTime() + rules('file-lease-seconds') * 1000)
    if (await renewView(inner, { accountId, viewId, expiresAt })) await publish(inner, 'file.viewed', { accountId })
    const others = await listOtherViews(inner, accountId)
    const gate = await findGate(inner, accountId)
    const isHushed = gate?.withheld.some(({ field }) => field === 'history') ?? false
    return {
      accountId,
      renewSeconds: rules('file-renew-seconds'),
      others: toWire(others.map((other) => ({ ...other, contact: isHushed ? null : other.contact }))),
    }
  })
}

/** He left it, or shut the screen; what is over already changes nothing. Refuses with `NOT_FOUND`. */
export function leaveView(ctx: Ctx, accountNo: string, viewId: string): Promise<void> {
  return transact(ctx, async (inner) => {
    const { accountId } = await findAccountFile(inner, { accountNo })
    if (await endView(inner, { accountId, viewId })) await publish(inner, 'file.viewed', { accountId })
  })
}

/** Screens that were not heard of any more. */
export function sweepViews(ctx: Ctx): Promise<void> {
  return transact(ctx, async (inner) => {
    const accountIds = await endLapsedViews(inner)
    if (accountIds.length === 0) return
    await publishAll(
      inner,
      'file.viewed',
      accountIds.map((accountId) => ({ accountId })),
    )
  })
}
