import type { Ctx } from '../db/context.ts'
import type { BillChanges, BillDetail } from './bill-contract.ts'
import { findBill } from './bills.ts'
import { subtractYuan } from './rules/balance.ts'
import { type Billed, splitChange } from './rules/bill-change.ts'
import { describeChange, describePart } from './rules/change-words.ts'
import { sameMonthLastYear } from './rules/run/checks.ts'
import { findEarlierId } from './sql/bill-detail.ts'
import { findPriceVersionById } from './sql/prices.ts'
import { findBillRow, readDocumentAs } from './sql/read.ts'

/** Why a bill differs from the one before it, or from that of the same month last year; refuses with `NOT_FOUND`. */
export async function findChanges(ctx: Ctx, id: number, against: BillChanges['against']): Promise<BillChanges> {
  const reader = await readDocumentAs(ctx, 'bill', id)
  const later = await findBill(reader, id)
  const earlier = await findEarlier(reader, later, against)
  if (!earlier) {
    const words = { zh: '没有可对比的账单', en: 'There is no bill to compare with' }
    return { against, earlier: null, totalYuan: later.totalYuan, differenceYuan: '0.00', parts: [], words }
  }
  const listedYuan = await findListed(reader, earlier.id)
  const [before, after] = [toBilled(earlier), toBilled(later)]
  const parts = splitChange({ earlier: before, later: after, listedYuan }).map((part) => ({
    ...part,
    words: describePart(part.code, before, after),
  }))
  const { billNo, billMonth, days, energyKwh, totalYuan } = earlier
  return {
    against,
    earlier: { id: earlier.id, billNo, billMonth, days, energyKwh, totalYuan },
    totalYuan: later.totalYuan,
    differenceYuan: subtractYuan(later.totalYuan, totalYuan),
    parts,
    words: describeChange({ against, earlier: before, later: after, parts }),
  }
}

async function findEarlier(ctx: Ctx, bill: BillDetail, against: BillChanges['against']): Promise<BillDetail | null> {
  const row = await findBillRow(ctx, bill.id)
  if (!row || bill.document === 'reversal') return null
  const { accountId, settlementNo } = row
  const found = await findEarlierId(
    ctx,
    against === 'previous'
      ? { accountId, until: bill.periodTo, before: bill.periodFrom }
      : { accountId, until: bill.periodTo, billMonth: sameMonthLastYear(bill.billMonth), settlementNo },
  )
  return found && (await findBillRow(ctx, found.id)) ? findBill(ctx, found.id) : null
}

function toBilled(bill: BillDetail): Billed {
  const { billMonth, days, energyKwh, energyByPeriodKwh, powerFactor, demandKw, totalYuan, lines } = bill
  return { billMonth, days, energyKwh, energyByPeriodKwh, powerFactor, demandKw, totalYuan, lines }
}

/** `tier-2-peak` → its price in the version that a bill was made from. */
async function findListed(ctx: Ctx, billId: number): Promise<Partial<Record<string, string>>> {
  const row = await findBillRow(ctx, billId)
  const version = row && (await findPriceVersionById(ctx, row.priceVersionId))
  if (!version) return {}
  const tiers = version.tiers.map((tier, n) => ({ code: `tier-${n + 1}`, ofAll: `tier-${n + 1}`, ...tier }))
  const priced = tiers.length > 0 ? tiers : [{ code: 'energy', ofAll: 'energy-total', ...version }]
  return Object.fromEntries(
    priced.flatMap(({ code, ofAll, priceYuanPerKwh, touPricesYuanPerKwh }) => [
      ...(priceYuanPerKwh ? [[ofAll, priceYuanPerKwh]] : []),
      ...Object.entries(touPricesYuanPerKwh ?? {}).map(([period, price]) => [`${code}-${period}`, price]),
    ]),
  )
}
