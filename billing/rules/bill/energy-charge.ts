// Decides the energy lines of a bill: components by segment and period, allocations, tiers (CONTRACT §15.1).
import { catalogueClause, residentialTierClause } from '../editions.ts'
import { rateEnergyLine } from '../lines.ts'
import { type Exact, zero } from '../money.ts'
import { energyPeriods, type PricePeriod, pricePeriods } from '../price-period.ts'
import { type RatedTiers, rateTiers } from '../tiers.ts'
import type { BillFacts, BillLine, EnergyByPeriod, RatingIssue, ResidentialTierFacts, SegmentFacts } from './facts.ts'
import type { SegmentEnergy } from './segment-energy.ts'

export function rateSegment(segment: SegmentFacts, energy: SegmentEnergy, position: number): BillLine[] {
  return segment.prices.flatMap(({ code, prices, clause }) => {
    const charged = prices.total === undefined ? energy.energyByPeriodKwh : { total: sumOf(energy.energyByPeriodKwh) }
    return energyPeriods.flatMap((period) => {
      const quantityKwh = charged[period]
      const priceYuanPerKwh = prices[period]
      if (!quantityKwh || quantityKwh.isZero() || priceYuanPerKwh === undefined) return []
      const line = rateEnergyLine({
        item: `${code}-${period}`,
        quantityKwh,
        priceYuanPerKwh,
        clause: clause ?? segment.clause ?? catalogueClause,
      })
      return [{ ...line, source: { segment: position, period, component: code } }]
    })
  })
}

export function rateAllocations(segment: SegmentFacts, energy: SegmentEnergy, position: number): BillLine[] {
  return segment.allocations.flatMap((allocation, index) => {
    const quantityKwh = energy.allocatedKwh[index]
    if (!quantityKwh || quantityKwh.isZero()) return []
    const { priceYuanPerKwh, clause } = allocation
    const line = rateEnergyLine({
      item: 'allocation',
      quantityKwh,
      priceYuanPerKwh,
      clause: clause ?? segment.clause ?? catalogueClause,
      about: allocation.name,
    })
    return [{ ...line, source: { segment: position, allocation: index } }]
  })
}

/** The residential segments of a bill are tiered once; by period where every one of them and the tiers know periods. */
export function isTieredByPeriod({ segments, residentialTier }: BillFacts): boolean {
  if (!residentialTier?.tiers.some(({ touPricesYuanPerKwh }) => touPricesYuanPerKwh)) return false
  return segments.every(
    ({ tariffSystem, metered }) =>
      tariffSystem !== 'residential-tier' || pricePeriods.some((period) => metered.activeKwh[period] !== undefined),
  )
}

export type TierVerdict = { ok: true; rated: RatedTiers } | { ok: false; issues: RatingIssue[] }

export function rateTierSegments(
  residentialTier: ResidentialTierFacts,
  energies: EnergyByPeriod[],
  byPeriod: boolean,
): TierVerdict {
  const energyByPeriodKwh: Partial<Record<PricePeriod, Exact>> = {}
  for (const period of pricePeriods) {
    const energy = energies.reduce<Exact>((sum, one) => sum.plus(one[period] ?? 0), zero)
    if (!energy.isZero()) energyByPeriodKwh[period] = energy
  }
  const issues = findMissingPrices(residentialTier, byPeriod ? pricePeriods.filter((p) => energyByPeriodKwh[p]) : null)
  if (issues.length > 0) return { ok: false, issues }
  const energyKwh = byPeriod ? energyByPeriodKwh : energies.reduce<Exact>((sum, one) => sum.plus(sumOf(one)), zero)
  return {
    ok: true,
    rated: rateTiers({ ...residentialTier, energyKwh, clause: residentialTier.clause ?? residentialTierClause }),
  }
}

function findMissingPrices({ tiers }: ResidentialTierFacts, periods: PricePeriod[] | null): RatingIssue[] {
  const message = 'this energy needs a price in every tier'
  return tiers.flatMap(({ priceYuanPerKwh, touPricesYuanPerKwh }, index) => {
    const path = `residentialTier.tiers.${index}`
    const lacking = (field: string) => ({ code: 'TIER_PRICE_MISSING' as const, path: `${path}.${field}`, message })
    if (periods === null) return priceYuanPerKwh ? [] : [lacking('priceYuanPerKwh')]
    if (!touPricesYuanPerKwh) return periods.length > 0 ? [lacking('touPricesYuanPerKwh')] : []
    return periods
      .filter((period) => touPricesYuanPerKwh[period] === undefined)
      .map((period) => lacking(`touPricesYuanPerKwh.${period}`))
  })
}

export function sumOf(energies: EnergyByPeriod): Exact {
  return energyPeriods.reduce<Exact>((sum, period) => (energies[period] ? sum.plus(energies[period]) : sum), zero)
}

export function addEnergies(energies: EnergyByPeriod[]): EnergyByPeriod {
  const sum: EnergyByPeriod = {}
  for (const period of energyPeriods) {
    for (const one of energies) {
      const energy: Exact | undefined = one[period]
      if (energy !== undefined) sum[period] = sum[period] ? sum[period].plus(energy) : energy
    }
  }
  return sum
}
