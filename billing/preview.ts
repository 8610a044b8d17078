import type { Ctx } from '../db/context.ts'
import { transact } from '../db/pool.ts'
import { civilDay } from '../db/time.ts'
import { withoutTrace } from '../db/without-trace.ts'
import type { BillPreview } from '../metering/index.ts'
import { quantityToNumber, whToKwh } from './rules/money.ts'
import { endOfBillMonth } from './rules/periods.ts'
import { billBatch } from './run/batch.ts'
import { readShared } from './run/shared.ts'
import { findStatementOfPoint, type StatementOfPoint } from './sql/feed-in.ts'
import { findBilledPoint } from './sql/preview.ts'
import type { UsagePort } from './usage.ts'

/**
 * The bill that rests on a point's registers of an instant: as issued, or as a run would make it now, leaving nothing
 * behind. Null for a point that is not billed by itself.
 */
export function previewBill(
  ctx: Ctx,
  { pointId, at }: { pointId: number; at: Date },
  findUsages: UsagePort,
): Promise<BillPreview | null> {
  return transact(ctx, async (inner) => {
    const billMonth = civilDay(new Date(at.getTime() - 1)).slice(0, 7)
    const billed = await findBilledPoint(inner, pointId, billMonth)
    const statement = billed?.billNo ? undefined : await findStatementOfPoint(inner, pointId, billMonth)
    if (statement) return ofStatement(statement, billMonth)
    if (!billed) return null
    const { accountId, billNo, totalYuan, energyWh } = billed
    if (billNo !== null && totalYuan !== null) {
      const energyKwh = quantityToNumber(whToKwh(energyWh ?? 0))
      return { billMonth, issued: { billNo, totalYuan }, energyKwh, totalYuan, because: null }
    }
    const none = { billMonth, issued: null, energyKwh: null, totalYuan: null }
    if (civilDay(inner.now) < endOfBillMonth(billMonth)) return { ...none, because: 'MONTH_NOT_ENDED' }
    const shared = await readShared(inner, billMonth, findUsages)
    const { issued, parked } = await withoutTrace(inner, () =>
      billBatch(inner, { ...shared, accountIds: [accountId], runId: null, isTrial: true }),
    )
    const [first] = issued
    if (!first) return { ...none, because: parked[0]?.because ?? 'ALREADY_BILLED' }
    const energyKwh = quantityToNumber(whToKwh(first.bill.energyWh))
    return { billMonth, issued: null, energyKwh, totalYuan: first.bill.totalYuan, because: null }
  })
}

/** What is fed in is not billed, and rests on registers all the same: a statement that is issued has to be corrected. */
function ofStatement({ statementNo: billNo, totalYuan, exportedWh }: StatementOfPoint, billMonth: string): BillPreview {
  const energyKwh = quantityToNumber(whToKwh(exportedWh))
  return { billMonth, issued: { billNo, totalYuan }, energyKwh, totalYuan, because: null }
}
