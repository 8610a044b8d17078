import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { decryptText } from '../../db/customers/secrets.ts'
import { findWorkOrder } from '../orders/read.ts'
import { listCrewFacts, listCrewOrderIds, MOST_ORDERS } from '../sql/crew.ts'
import type { CrewWork } from './contract.ts'

/** The orders of whoever asks, with the phones of those who called, whole; that they were taken along is on the audit record. */
export async function listCrewWork(ctx: Ctx): Promise<CrewWork> {
  const found = await listCrewOrderIds(ctx)
  const taken = found.slice(0, MOST_ORDERS)
  const ids = taken.map(({ id }) => id)
  const facts = new Map((await listCrewFacts(ctx, ids)).map((each) => [each.id, each]))
  const orders: CrewWork['orders'] = []
  for (const { id, isMine } of taken) {
    const { cipher = null, meterAssetNo = null, district = null } = facts.get(id) ?? {}
    const phone = cipher && decryptText(cipher)
    orders.push({ order: await findWorkOrder(ctx, id), isMine, phone, meterAssetNo, district })
  }
  const told = orders.filter(({ phone }) => phone !== null).map(({ order }) => order.workOrderNo)
  if (told.length > 0)
    await recordAudit(ctx, { action: 'field-work.downloaded', subject: 'field-work', detail: { workOrderNos: told } })
  return { fetchedAt: ctx.now.toISOString(), orders, more: found.length > MOST_ORDERS }
}
