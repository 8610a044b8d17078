// Decides what the supplier pays for an outage and for damaged appliances (CONTRACT §12, §13; 供电营业规则, 居民用户家用电器损坏处理办法).
import { daysBetween } from '../../db/time.ts'
import { rateCharge } from './charge-line.ts'
import { compare, type Fraction, fraction, fractionToExact, fractionToNumber, product } from './fraction.ts'
import { exact, roundToFen, unroundedToText, yuanToText } from './money.ts'

export function compensateOutage(facts: {
  outageHours: number
  reference: { energyKwh: number; days: number }
  priceYuanPerKwh: string
  multiple: number
  clause: string
}) {
  const { reference, multiple, clause } = facts
  const average = fraction(reference.energyKwh, exact(reference.days).times(24))
  const possible = product(average, facts.outageHours)
  const price = exact(facts.priceYuanPerKwh).times(multiple)
  const line = rateCharge({ item: 'outage-compensation', quantity: possible, unit: 'kWh', price, clause })
  const fields = {
    averageKwhPerHour: fractionToNumber(average),
    possibleKwh: fractionToNumber(possible),
    multiple,
  }
  return { fields, lines: [line] }
}

export type Appliance = {
  name: string
  purchasePriceYuan: string
  usedMonths: number
  lifeYears: number
  /** Null: never claimed. */
  claimedOn: string | null
  /** Null: beyond repair. */
  repairCostYuan: string | null
}
export type ApplianceTerms = { claimDays: number; fullPriceMonths: number; leastShare: string }

export function compensateAppliances(
  damagedOn: string,
  appliances: Appliance[],
  terms: ApplianceTerms,
  clause: string,
) {
  const rated = appliances.map((appliance) => {
    const isLate = appliance.claimedOn === null || daysBetween(damagedOn, appliance.claimedOn) > terms.claimDays
    const due = isLate ? fraction(0) : worthOf(appliance, terms)
    const unrounded = fractionToExact(due)
    const price = yuanToText(roundToFen(unrounded))
    const line = rateCharge({ item: 'appliance', quantity: fraction(1), unit: 'item', price, clause })
    return { isLate, line: { ...line, unroundedYuan: unroundedToText(unrounded) } }
  })
  return {
    items: rated.map(({ line }, n) => ({ name: appliances[n]?.name ?? '', compensationYuan: line.amountYuan })),
    lines: rated.map(({ line }) => line),
    late: rated.flatMap(({ isLate }, position) => (isLate ? [position] : [])),
  }
}

/** Depreciation by months, never below the least share of the price. */
function worthOf(
  { repairCostYuan, purchasePriceYuan, usedMonths, lifeYears }: Appliance,
  terms: ApplianceTerms,
): Fraction {
  if (repairCostYuan !== null) return fraction(repairCostYuan)
  if (usedMonths <= terms.fullPriceMonths) return fraction(purchasePriceYuan)
  const lifeMonths = exact(lifeYears).times(12)
  const left = fraction(lifeMonths.minus(usedMonths), lifeMonths)
  const least = fraction(terms.leastShare)
  return product(purchasePriceYuan, compare(left, least) < 0 ? least : left)
}
