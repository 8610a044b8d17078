import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { findAccountFile } from '../../db/customers/files.ts'
import { transact } from '../../db/pool.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { toWire } from '../../db/wire.ts'
import type { LegalHold, LegalHolds } from './contract.ts'
import { insertHold, liftHoldRow, listHolds, lockHold } from './sql/retention.ts'

export async function findHolds(ctx: Ctx): Promise<LegalHolds> {
  return toWire({ items: await listHolds(ctx) })
}

/** Neither quarter hours nor files of the account are erased from now on. Refuses with `NOT_FOUND` and `ALREADY_HELD`. */
export function placeHold(ctx: Ctx, { accountNo, reason }: { accountNo: string; reason: string }): Promise<LegalHold> {
  return transact(ctx, async (inner) => {
    const { accountId } = await findAccountFile(inner, { accountNo })
    const placed = await insertHold(inner, accountId, reason)
    if (!placed)
      throw new Refusal('ALREADY_HELD', '该户已在保全中', {
        issues: [{ path: 'accountNo', message: '该户已在保全中' }],
      })
    await recordAudit(inner, { action: 'hold.placed', subject: `account:${accountId}`, detail: { reason } })
    return find(inner, placed.id)
  })
}

/** Refuses with `NOT_FOUND`. */
export function liftHold(ctx: Ctx, id: number, reason: string): Promise<LegalHold> {
  return transact(ctx, async (inner) => {
    const hold = await lockHold(inner, id)
    if (!hold || hold.liftedAt) throw notFound('保全')
    await liftHoldRow(inner, id, reason)
    await recordAudit(inner, { action: 'hold.lifted', subject: `account:${hold.accountNo}`, detail: { reason } })
    return find(inner, id)
  })
}

async function find(ctx: Ctx, id: number): Promise<LegalHold> {
  const hold = await lockHold(ctx, id)
  if (!hold) throw notFound('保全')
  return toWire(hold)
}
