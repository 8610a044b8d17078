import type { Ctx } from '../db/context.ts'
import type { BillChanges, BillDetail } from './bill-contract.ts'
import { findBill } from './bills.ts'
import { type Billed, splitChange } from './rules/bill-change.ts'
import { describeChange, describePart } from './rules/change-words.ts'
import { sameMonthLastYear } from './rules/run/checks.ts'
import { subtract } from './rules/run/difference.ts'
import { findEarlierId } from './sql/bill-detail.ts'
import { listPriceVersions, type PriceVersion } from './sql/prices.ts'
import { findBillRow } from './sql/read.ts'

/** Why a bill differs from the one before it, or from that of the same month last year; refuses with `NOT_FOUND`. */
export async function findChanges(ctx: Ctx, id: number, against: BillChanges['against']): Promise<BillChanges> {
  const later = await findBill(ctx, id)
  const earlier = await findEarlier(ctx, later, against)
  if (!earlier) {
    const words = { zh: '没有可对比的账单', en: 'There is no bill to compare with' }
    return { against, earlier: null, totalYuan: later.totalYuan, differenceYuan: '0.00', parts: [], words }
  }
  const listedYuan = listed((await listPriceVersions(ctx)).find(({ version }) => version === earlier.price.version))
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
    differenceYuan: subtract(later.totalYuan, totalYuan),
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
      ? { accountId, before: bill.periodFrom }
      : { accountId, billMonth: sameMonthLastYear(bill.billMonth), settlementNo },
  )
  return found ? findBill(ctx, found.id) : null
}

function toBilled(bill: BillDetail): Billed {
  const { billMonth, days, energyKwh, energyByPeriodKwh, powerFactor, demandKw, totalYuan, lines } = bill
  return { billMonth, days, energyKwh, energyByPeriodKwh, powerFactor, demandKw, totalYuan, lines }
}

/** `tier-2-peak` → its price in a version of the price book. */
function listed(version: PriceVersion | undefined): Partial<Record<string, string>> {
  if (!version) return {}
  const rows = version.tiers.length > 0 ? version.tiers.map((tier, n) => ({ code: `tier-${n + 1}`, ...tier })) : []
  const single = { code: 'energy', ...version }
  return Object.fromEntries(
    (rows.length > 0 ? rows : [single]).flatMap(({ code, priceYuanPerKwh, touPricesYuanPerKwh }) => [
      ...(priceYuanPerKwh ? [[rows.length > 0 ? code : `${code}-total`, priceYuanPerKwh]] : []),
      ...Object.entries(touPricesYuanPerKwh ?? {}).map(([period, price]) => [`${code}-${period}`, price]),
    ]),
  )
}
