import type { Ctx } from '../db/context.ts'
import { notFound, Refusal } from '../db/refusal.ts'
import { describeParking } from './rules/parking.ts'
import { latestDayBefore } from './rules/periods.ts'
import { billBatch } from './run/batch.ts'
import { readShared } from './run/shared.ts'
import { findIssued, findReadableAccount } from './sql/read.ts'
import type { UsagePort } from './usage.ts'

/**
 * Bills one account up to an instant inside a month (终止结算): the latest day counts, the register at `at` closes it.
 * Refuses with `NOT_FOUND`, `SETTLEMENT_PARKED` and the reason, or `NOTHING_TO_SETTLE`.
 */
export async function settleAccount(
  ctx: Ctx,
  input: { accountId: number; at: Date },
  findUsages: UsagePort,
): Promise<{ billId: number; billNo: string; totalYuan: string }> {
  if (!(await findReadableAccount(ctx, { accountId: input.accountId }))) throw notFound('户号')
  const billMonth = latestDayBefore(input.at).slice(0, 7)
  if (await findIssued(ctx, { accountId: input.accountId, billMonth })) {
    throw new Refusal('NOTHING_TO_SETTLE', `该户 ${billMonth} 已出账,其余电量计入下月`)
  }
  const shared = await readShared(ctx, billMonth, findUsages)
  const { issued, parked } = await billBatch(ctx, {
    ...shared,
    accountIds: [input.accountId],
    runId: null,
    finalAt: input.at,
  })
  const [bill] = issued
  if (bill) return { billId: bill.billId, billNo: bill.bill.billNo, totalYuan: bill.bill.totalYuan }
  const [reason] = parked
  if (reason) throw new Refusal('SETTLEMENT_PARKED', describeParking(reason.because).zh)
  throw new Refusal('NOTHING_TO_SETTLE', '该户已结算到此日,没有未结电量')
}
