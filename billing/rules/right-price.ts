// Decides what a billed energy would have cost at the price that an account's class asks for (稽查: 执行电价不符).
import { addDays, daysBetween } from '../../db/time.ts'
import type { Applicability } from '../price-book/contract.ts'
import { isApplicable } from './applicability.ts'
import { type Exact, exact, roundToFen, yuanToText } from './money.ts'
import { landedPrices, type PriceBook, type PriceVerdict, priceFor } from './price.ts'
import type { PriceKind } from './price-document.ts'
import { type EnergyPeriod, type PricePeriod, pricePeriods } from './price-period.ts'
import { rateTiers } from './tiers.ts'

export type UsedMonth = {
  billMonth: string
  from: string
  to: string
  energyKwh: Partial<Record<EnergyPeriod, number>>
  /** Energy, base charge and funds; adjustments that follow from them are left out. */
  chargedYuan: string
}
export type PricedWrongly = {
  accountClass: PriceKind['accountClass']
  capacityKva: number
  /** Null: nothing is known of a receiving point, so it is supplied at low voltage. */
  voltageKv: number | null
  householdPersons: number | null
  priceCode: string
  /** Accounts of the same class at each price: what neighbours have is likelier right. */
  neighbours: Partial<Record<string, number>>
  months: UsedMonth[]
}
export type Candidate = PriceKind & { code: string; region: string | null; applicability: Applicability }
export type RightPrice = { priceCode: string; stakeYuan: string }

const LOW_VOLTAGE_KV = 0.38

/** The likeliest price of the class that prices all months; null where the book has none. */
export function stakeOfWrongPrice(
  facts: PricedWrongly,
  book: { candidates: Candidate[]; prices: PriceBook },
  twoPartFromKva: number,
): RightPrice | null {
  for (const { code } of likeliestFirst(facts, book.candidates, twoPartFromKva)) {
    const right = rateMonths(facts, code, book.prices)
    if (!right) continue
    const charged = facts.months.reduce((sum, { chargedYuan }) => sum.plus(chargedYuan), exact(0))
    return { priceCode: code, stakeYuan: yuanToText(roundToFen(right.minus(charged))) }
  }
  return null
}

function likeliestFirst(facts: PricedWrongly, candidates: Candidate[], twoPartFromKva: number): Candidate[] {
  const { accountClass, capacityKva, neighbours } = facts
  const voltageKv = facts.voltageKv ?? LOW_VOLTAGE_KV
  const current = candidates.find(({ code }) => code === facts.priceCode)
  const wanted = systemOf(accountClass, capacityKva >= twoPartFromKva)
  const score = (each: Candidate) => [
    isApplicable(each, { accountClass, voltageKv }).applicable ? 0 : 1,
    each.region === (current?.region ?? null) ? 0 : 1,
    each.timeOfUse === current?.timeOfUse ? 0 : 1,
    -(neighbours[each.code] ?? 0),
  ]
  return candidates
    .filter((each) => each.accountClass === accountClass && each.tariffSystem === wanted && each.code !== current?.code)
    .sort((one, other) => compare(score(one), score(other)) || one.code.localeCompare(other.code))
}

function systemOf(accountClass: PriceKind['accountClass'], isLarge: boolean): PriceKind['tariffSystem'] {
  if (accountClass === 'residential') return 'residential-tier'
  return accountClass === 'commercial' && isLarge ? 'two-part' : 'single'
}

function compare(one: number[], other: number[]): number {
  return one.map((each, n) => each - (other[n] ?? 0)).find((difference) => difference !== 0) ?? 0
}

const DAYS_OF_MONTH = 30

function rateMonths(facts: PricedWrongly, priceCode: string, book: PriceBook): Exact | null {
  let sum = exact(0)
  const usedKwh = new Map<string, number>()
  for (const month of facts.months) {
    const price = priceFor(book, { priceCode, day: addDays(month.to, -1) })
    if (!price.ok) return null
    const year = month.billMonth.slice(0, 4)
    const before = usedKwh.get(year) ?? 0
    const amount = rateMonth(facts, month, price, before)
    if (!amount) return null
    usedKwh.set(year, before + totalKwh(month))
    sum = sum.plus(roundToFen(amount))
  }
  return sum
}

function rateMonth(
  facts: PricedWrongly,
  month: UsedMonth,
  price: Extract<PriceVerdict, { ok: true }>,
  accumulatedBeforeKwh: number,
): Exact | null {
  const { capacityYuanPerKvaMonth, tiers, accumulation, clause, surcharges } = price
  const months = Math.max(1, Math.round(daysBetween(month.from, month.to) / DAYS_OF_MONTH))
  const base = exact(capacityYuanPerKvaMonth ?? '0')
    .times(facts.capacityKva)
    .times(months)
  if (accumulation === null) {
    const energy = priceEnergy(month, landedPrices({ components: price.components, surcharges }))
    return energy === null ? null : energy.plus(base)
  }
  const energyKwh = price.timeOfUse ? byPeriod(month, tiers[0]?.touPricesYuanPerKwh ?? {}) : totalKwh(month)
  const { household } = price
  const persons = facts.householdPersons ?? 0
  const rated = rateTiers({
    ...{ accumulation, tiers, energyKwh, months, serviceMonths: 12, clause },
    accumulatedBeforeKwh: accumulation === 'annual' ? accumulatedBeforeKwh : 0,
    household: household && { ...household, persons },
  })
  return rated.tiers.reduce((sum, { amountYuan }) => sum.plus(amountYuan), base)
}

/** Energy of a period that the price does not know is priced flat, and where it knows none, in total. */
function priceEnergy({ energyKwh }: UsedMonth, prices: ReturnType<typeof landedPrices>): Exact | null {
  let sum = exact(0)
  for (const [period, kwh] of Object.entries(energyKwh)) {
    const price = prices[period as EnergyPeriod] ?? prices.flat ?? prices.total ?? prices.peak
    if (price === undefined) return null
    sum = sum.plus(exact(kwh).times(price))
  }
  return sum
}

function byPeriod({ energyKwh }: UsedMonth, prices: Partial<Record<PricePeriod, string>>) {
  const split: Partial<Record<PricePeriod, number>> = {}
  for (const [period, kwh] of Object.entries(energyKwh)) {
    const known = pricePeriods.find((each) => each === period && prices[each] !== undefined) ?? 'peak'
    split[known] = (split[known] ?? 0) + kwh
  }
  return split
}

function totalKwh({ energyKwh }: UsedMonth): number {
  return Object.values(energyKwh).reduce((sum, kwh) => sum + kwh, 0)
}
