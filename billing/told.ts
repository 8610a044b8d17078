import type { Ctx } from '../db/context.ts'
import { type ChargeKind, chargeTitles } from './rules/charge.ts'
import { findToldCharge } from './sql/told.ts'

// What whoever tells a customer of his money needs to know, and which party is told: who held the account when it arose.
export { findToldOutlook } from './sql/power-factor-lists.ts'
export { findToldBill, findToldPayment } from './sql/told.ts'

export async function describeToldCharge(ctx: Ctx, chargeId: number) {
  const row = await findToldCharge(ctx, chargeId)
  if (!row) return undefined
  const { kind, ...told } = row
  return { ...told, title: chargeTitles[kind as ChargeKind] }
}
