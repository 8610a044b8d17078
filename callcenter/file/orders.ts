import type { Ctx } from '../../db/context.ts'
import { findAccountFile } from '../../db/customers/files.ts'
import { notFound } from '../../db/refusal.ts'
import { findGate, isWithheld, lowIdentity, maskHolder } from '../identity/gate.ts'
import type { OrderRecord } from '../orders/contract.ts'
import { findOrderRecord } from '../orders/read.ts'

/**
 * An order of the account in view, finished or not, with all that was done to it. It is guarded as history is, but for what the reader
 * opened himself. Refuses with `NOT_FOUND` and `IDENTITY_TOO_LOW`.
 */
export async function findFileOrder(
  ctx: Ctx,
  { accountNo, workOrderNo }: { accountNo: string; workOrderNo: string },
): Promise<OrderRecord> {
  const { accountId } = await findAccountFile(ctx, { accountNo })
  const record = await findOrderRecord(ctx, workOrderNo)
  if (record.order.accountNo !== accountNo) throw notFound('工单')
  const gate = await findGate(ctx, accountId)
  if (isWithheld(gate, 'history') && record.order.openedBy !== ctx.actor.name) throw lowIdentity()
  return { ...record, order: maskHolder(record.order, gate) }
}
