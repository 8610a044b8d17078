// Decides the tiers of a residential bill (居民阶梯电价; CONTRACT §10): limits, fill, and the split between periods.

import { type RatedLine, rateEnergyLine } from './lines.ts'
import { type Exact, exact, isExact, quantityToNumber, sumYuan, zero } from './money.ts'
import { type EnergyPeriod, type PricePeriod, pricePeriods } from './price-period.ts'

export type Tier = {
  /** Upper limit, included, for one month or for one year; null for the open tier. */
  upToKwh: number | null
  priceYuanPerKwh?: string | null
  touPricesYuanPerKwh?: Partial<Record<PricePeriod, string>> | null
}

export type Household = { persons: number; thresholdPersons: number; bumpKwhPerMonth: number }

export type TierFacts = {
  accumulation: 'monthly' | 'annual'
  tiers: Tier[]
  /** One number without time of use; a map with it. */
  energyKwh: number | Exact | Partial<Record<PricePeriod, number | Exact>>
  /** Months covered by the reading; monthly limits grow with it. */
  months: number
  /** Energy of this year already billed; 0 for monthly accumulation. */
  accumulatedBeforeKwh: number | Exact
  /** Months of the year in which the account exists; annual limits shrink with it. */
  serviceMonths: number
  household: Household | null
  clause: string
}

export type RatedTier = { index: number; limitKwh: number | null; energyKwh: number; amountYuan: string }
/** `tier` counts from 0. */
export type TierLine = RatedLine & { tier: number; period: EnergyPeriod }
export type RatedTiers = { tiers: RatedTier[]; accumulatedAfterKwh: number | null; lines: TierLine[] }

/** Annual limits are twelfths: everything is counted in twelfths of a kWh until an amount is due. */
const TWELVE = 12

/** Limits of this bill in twelfths of a kWh, after service months and the bump of a large household. */
function twelfthLimits(facts: TierFacts): (Exact | null)[] {
  const { household, accumulation, serviceMonths, months } = facts
  const months12 = accumulation === 'annual' ? serviceMonths : months * TWELVE
  const bumpMonths = accumulation === 'annual' ? serviceMonths : months
  const bump = household && household.persons >= household.thresholdPersons ? household.bumpKwhPerMonth : 0
  return facts.tiers.map(({ upToKwh }) =>
    upToKwh === null ? null : exact(upToKwh).times(months12).plus(exact(bump).times(bumpMonths).times(TWELVE)),
  )
}

/** Limits in kWh as a bill shows them. */
export function tierLimitsKwh(facts: TierFacts): (number | null)[] {
  return twelfthLimits(facts).map((limit) => (limit === null ? null : quantityToNumber(limit.div(TWELVE))))
}

/** How many twelfths of a kWh between `from` and `to` fall into each tier. */
function fillTiers(limits: (Exact | null)[], from: Exact, to: Exact): Exact[] {
  let lower = zero
  return limits.map((limit) => {
    const start = from.gt(lower) ? from : lower
    const end = limit === null || to.lt(limit) ? to : limit
    if (limit !== null) lower = limit
    return end.gt(start) ? end.minus(start) : zero
  })
}

/** Energy already counted this year, tier by tier, against the limits of this bill. */
export function fillTiersKwh(facts: TierFacts, accumulatedKwh: number): number[] {
  const fill = fillTiers(twelfthLimits(facts), zero, exact(accumulatedKwh).times(TWELVE))
  return fill.map((energy) => quantityToNumber(energy.div(TWELVE)))
}

export function rateTiers(facts: TierFacts): RatedTiers {
  const { energyKwh } = facts
  const total = isByPeriod(energyKwh) ? sumKwh(Object.values(energyKwh)) : exact(energyKwh)
  const before = exact(facts.accumulatedBeforeKwh)
  const after = before.plus(total)
  const limits = twelfthLimits(facts)
  const limitsKwh = tierLimitsKwh(facts)
  const rated = fillTiers(limits, before.times(TWELVE), after.times(TWELVE)).map((energy12, position) => {
    const lines = energy12.isZero() ? [] : linesOfTier(facts, position, energy12, total)
    const tier: RatedTier = {
      index: position + 1,
      limitKwh: limitsKwh[position] ?? null,
      energyKwh: quantityToNumber(energy12.div(TWELVE)),
      amountYuan: sumYuan(lines.map((line) => line.amountYuan)),
    }
    return { tier, lines }
  })
  return {
    tiers: rated.map(({ tier }) => tier),
    accumulatedAfterKwh: facts.accumulation === 'annual' ? quantityToNumber(after) : null,
    lines: rated.flatMap(({ lines }) => lines),
  }
}

function linesOfTier(facts: TierFacts, position: number, energy12: Exact, total: Exact): TierLine[] {
  const tier = facts.tiers[position]
  const { energyKwh, clause } = facts
  const item = `tier-${position + 1}`
  const tierKwh = energy12.div(TWELVE)
  if (!isByPeriod(energyKwh)) {
    const price = tier?.priceYuanPerKwh ?? missingPrice(item)
    const line = rateEnergyLine({ item, quantityKwh: tierKwh, priceYuanPerKwh: price, clause })
    return [{ ...line, tier: position, period: 'total' }]
  }
  return pricePeriods.flatMap((period) => {
    const periodKwh = exact(energyKwh[period] ?? 0)
    if (periodKwh.isZero()) return []
    const priceYuanPerKwh = tier?.touPricesYuanPerKwh?.[period] ?? missingPrice(`${item}-${period}`)
    const quantityKwh = energy12.times(periodKwh).div(total).div(TWELVE)
    const line = rateEnergyLine({ item: `${item}-${period}`, quantityKwh, priceYuanPerKwh, clause })
    return [{ ...line, tier: position, period }]
  })
}

function isByPeriod(energyKwh: TierFacts['energyKwh']): energyKwh is Partial<Record<PricePeriod, number | Exact>> {
  return typeof energyKwh === 'object' && !isExact(energyKwh)
}

function sumKwh(energies: (number | Exact)[]): Exact {
  return energies.reduce<Exact>((sum, energy) => sum.plus(energy), zero)
}

/** Prices are checked before rating; reaching this is a fault of the caller. */
function missingPrice(item: string): never {
  throw new Error(`no price for ${item}`)
}
