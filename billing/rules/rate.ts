// Decides the lines and the total of one bill from measured energy and one price version (CONTRACT §10, §15).
import { type RatedLine, rateEnergyLine } from './lines.ts'
import { exact, sumYuan, whToKwh } from './money.ts'
import { type PricePeriod, pricePeriods } from './price-period.ts'
import { type Household, type RatedTier, rateTiers, type Tier } from './tiers.ts'
import { periodsToKwh, splitByPeriod } from './time-of-use.ts'

type PriceFacts = {
  tariffSystem: 'single' | 'residential-tier'
  timeOfUse: boolean
  accumulation: 'annual' | 'monthly' | null
  /** Empty unless the price has tiers. */
  tiers: Tier[]
  priceYuanPerKwh: string | null
  touPricesYuanPerKwh: Partial<Record<PricePeriod, string>> | null
  clause: string
}

export type BillFacts = {
  price: PriceFacts
  /** Energy of the period by register role, in Wh, after CT × PT, all installation segments added. */
  energyWhByRole: Partial<Record<string, number>>
  months: number
  accumulatedBeforeWh: number
  serviceMonths: number
  household: Household | null
}

export type Rating = {
  ok: true
  energyWh: number
  energyWhByPeriod: Partial<Record<PricePeriod, number>>
  lines: RatedLine[]
  tiers: RatedTier[]
  totalYuan: string
}
export type RateRefusal = {
  ok: false
  because: 'TOTAL_REGISTER_MISSING' | 'PERIOD_REGISTERS_MISSING' | 'PERIODS_EXCEED_TOTAL' | 'PERIOD_WITHOUT_PRICE'
}

export function rate(facts: BillFacts): Rating | RateRefusal {
  const { price } = facts
  if (!price.timeOfUse) {
    const energyWh = facts.energyWhByRole.importTotal
    if (energyWh === undefined) return { ok: false, because: 'TOTAL_REGISTER_MISSING' }
    return assemble(facts, energyWh, {})
  }
  const split = splitByPeriod(facts.energyWhByRole, pricedPeriodsOf(price))
  if (!split.ok) return split
  const energyWh = Object.values(split.energyWhByPeriod).reduce((sum, periodWh) => sum + periodWh, 0)
  return assemble(facts, energyWh, split.energyWhByPeriod)
}

function pricedPeriodsOf(price: PriceFacts): PricePeriod[] {
  const prices = price.tiers[0]?.touPricesYuanPerKwh ?? price.touPricesYuanPerKwh ?? {}
  return pricePeriods.filter((period) => prices[period] !== undefined)
}

function assemble(facts: BillFacts, energyWh: number, energyWhByPeriod: Rating['energyWhByPeriod']): Rating {
  const { price } = facts
  const energyKwh = price.timeOfUse ? periodsToKwh(energyWhByPeriod) : whToKwh(energyWh).toNumber()
  const { lines, tiers } =
    price.tariffSystem === 'residential-tier'
      ? rateTiers({
          accumulation: price.accumulation ?? 'annual',
          tiers: price.tiers,
          energyKwh,
          months: facts.months,
          accumulatedBeforeKwh: whToKwh(facts.accumulatedBeforeWh).toNumber(),
          serviceMonths: facts.serviceMonths,
          household: facts.household,
          clause: price.clause,
        })
      : { lines: linesWithoutTiers(price, energyKwh), tiers: [] }
  return {
    ok: true,
    energyWh,
    energyWhByPeriod,
    lines,
    tiers,
    totalYuan: sumYuan(lines.map((line) => line.amountYuan)),
  }
}

function linesWithoutTiers(price: PriceFacts, energyKwh: number | Partial<Record<PricePeriod, number>>): RatedLine[] {
  const parts: [string, number, string | null | undefined][] =
    typeof energyKwh === 'number'
      ? [['energy-total', energyKwh, price.priceYuanPerKwh]]
      : pricePeriods.map((period) => [`energy-${period}`, energyKwh[period] ?? 0, price.touPricesYuanPerKwh?.[period]])
  return parts
    .filter(([, quantity]) => quantity !== 0)
    .map(([item, quantity, unitPrice]) => {
      if (!unitPrice) throw new Error(`no price for ${item}`)
      const { clause } = price
      return rateEnergyLine({ item, quantityKwh: exact(quantity), priceYuanPerKwh: unitPrice, clause })
    })
}
