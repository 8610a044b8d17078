// Decides on which days the retail market prices an account's energy, which sheets settle it, and who pays a multiple after it left.
import { addDays, addMonths } from '../../../db/time.ts'
import { settleSheet } from '../market-settlement.ts'
import { type Exact, exact, quantityToNumber, whToKwh } from '../money.ts'
import type { Day } from '../periods.ts'
import { marketExitPolicies, policyOn } from '../policies.ts'
import { energyPeriods } from '../price-period.ts'
import type { Cut, Refused } from './cut.ts'
import { type AccountFacts, type Dated, factOn, type MarketSheet, type MarketTerm } from './facts.ts'
import type { LandedPrice, MarketExit } from './price.ts'

export function isInMarket(terms: MarketTerm[], day: Day): boolean {
  return factOn(terms, day) !== undefined
}

/** What the bought energy of a day is multiplied by; null: nothing. An owner who came later has left nothing. */
export function exitOn(terms: MarketTerm[], day: Day): MarketExit | null {
  if (isInMarket(terms, day)) return null
  const left = terms
    .filter(({ to }) => to !== null && to <= day)
    .toSorted((a, b) => a.from.localeCompare(b.from))
    .at(-1)
  if (left?.leftHow !== 'own-will' || (left.nextOwnerFrom !== null && left.nextOwnerFrom <= day)) return null
  const policy = policyOn(marketExitPolicies, day)
  return policy && { energyMultiple: policy.terms.energyMultiple, basis: policy.basis }
}

/** Everything that may change how the market counts. */
export function marketDates(terms: MarketTerm[]): Dated[] {
  if (terms.length === 0) return []
  return [
    ...terms,
    ...terms.flatMap(({ nextOwnerFrom }) => (nextOwnerFrom === null ? [] : [{ from: nextOwnerFrom, to: null }])),
    ...marketExitPolicies.map(({ validFrom: from, validTo: to }) => ({ from, to })),
  ]
}

/** The price of a day in the market: all but the energy, which the sheet settles. */
export function withoutEnergy(price: LandedPrice): LandedPrice {
  return { ...price, components: price.components.filter(({ code }) => code !== 'energy') }
}

/** Bill months of the days in the market, each of which has a sheet of its own. */
export function settledMonths(cuts: Cut[], cycleStartDay: number): string[] {
  const months = new Set<string>()
  for (const { from, to } of cuts.filter(({ isInMarket: isSettled }) => isSettled)) {
    const last = monthOf(addDays(to, -1), cycleStartDay)
    for (let month = monthOf(from, cycleStartDay); month <= last; month = nextMonth(month)) months.add(month)
  }
  return [...months].sort()
}

/** Days from the reading day on are of the next bill month. */
function monthOf(day: Day, cycleStartDay: number): string {
  const month = day.slice(0, 7)
  return cycleStartDay > 1 && Number(day.slice(8)) >= cycleStartDay ? nextMonth(month) : month
}

function nextMonth(month: string): string {
  return addMonths(`${month}-01`, 1).slice(0, 7)
}

export function sheetsOf(cuts: Cut[], { market }: Pick<AccountFacts, 'market'>, cycleStartDay: number): MarketSheet[] {
  const months = settledMonths(cuts, cycleStartDay)
  return months.flatMap((month) => market.sheets.find((sheet) => sheet.month === month) ?? [])
}

/** What the market has not told yet; null where all is there. */
export function findMarketGap(
  cuts: Cut[],
  { market }: Pick<AccountFacts, 'market'>,
  cycleStartDay: number,
): Refused | null {
  const days = cuts.filter(({ from, to }) =>
    market.terms.some((term) => term.from < to && (term.to === null || from < term.to)),
  )
  if (days.length === 0) return null
  if (!days.some(({ isInMarket: isSettled }) => isSettled)) {
    const detail = { because: 'MARKET_NEEDS_AGENCY_PRICE', priceCode: days[0]?.price.priceCode ?? null }
    return { ok: false, because: 'NO_PRICE', detail }
  }
  const months = settledMonths(cuts, cycleStartDay)
  const missing = months.filter((month) => !market.sheets.some((sheet) => sheet.month === month))
  if (missing.length === 0) return null
  const retailer = market.terms.findLast(({ from }) => from < (cuts.at(-1)?.to ?? ''))?.retailer ?? null
  return { ok: false, because: 'MARKET_SHEET_MISSING', detail: { months: missing.join('、'), retailer } }
}

export type Tolerance = Dated & { leastKwh: string; percent: string }
export type MarketDifference = {
  /** Of the period that is furthest off. */
  period: string
  sheetKwh: number
  meteredKwh: number
  differenceKwh: number
  toleranceKwh: number
  agrees: boolean
}

/**
 * Holds sheets against what the bill charges: by period where both tell periods, else in total. Without a tolerance in
 * force nothing may differ.
 */
export function compareSheets(
  sheets: Pick<MarketSheet, 'lines'>[],
  chargedKwh: Partial<Record<string, Exact>>,
  tolerance: Tolerance | undefined,
): MarketDifference {
  const lines = sheets.flatMap((sheet) => sheet.lines)
  const total = energyPeriods.reduce((sum, period) => sum.plus(chargedKwh[period] ?? 0), exact(0))
  const counted = lines.filter(({ countsAsEnergy, energyKwh }) => countsAsEnergy && energyKwh !== 0)
  const isByPeriod = chargedKwh.total === undefined && counted.every(({ period }) => period !== 'total')
  const metered: Partial<Record<string, number>> = isByPeriod
    ? Object.fromEntries(
        Object.entries(chargedKwh).map(([period, energy]) => [period, (energy ?? exact(0)).toNumber()]),
      )
    : { total: total.toNumber() }
  for (const { period } of isByPeriod ? counted : []) metered[period] ??= 0
  const share = total
    .abs()
    .times(tolerance?.percent ?? 0)
    .div(100)
  const least = exact(tolerance?.leastKwh ?? 0)
  const toleranceKwh = (share.gt(least) ? share : least).toNumber()
  const { fields } = settleSheet({ sheet: lines, metered, toleranceKwh, clause: '' })
  const [furthest] = Object.entries(fields.differenceByPeriodKwh).sort(([, a], [, b]) => Math.abs(b) - Math.abs(a))
  const [period = 'total', differenceKwh = 0] = furthest ?? []
  const meteredKwh = metered[period] ?? 0
  return {
    period,
    sheetKwh: quantityToNumber(exact(meteredKwh).plus(differenceKwh)),
    meteredKwh: quantityToNumber(exact(meteredKwh)),
    differenceKwh,
    toleranceKwh: quantityToNumber(exact(toleranceKwh)),
    agrees: fields.agrees,
  }
}

export function addChargedKwh(
  segments: { energyWhByPeriod: Record<string, number> }[],
): Partial<Record<string, Exact>> {
  const energyKwh: Partial<Record<string, Exact>> = {}
  for (const [period, energy] of segments.flatMap((each) => Object.entries(each.energyWhByPeriod))) {
    energyKwh[period] = (energyKwh[period] ?? exact(0)).plus(whToKwh(energy))
  }
  return energyKwh
}
