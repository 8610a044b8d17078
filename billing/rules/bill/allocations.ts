// Decides what is taken out of a segment's energy at another price (定量、定比; CONTRACT §15.1, allocations).
import { type Exact, roundHalfUp, settledDifference, zero } from '../money.ts'
import { type EnergyPeriod, energyPeriods, pricePeriods } from '../price-period.ts'
import type { AllocationFacts, EnergyByPeriod, EnergyRounding, RatingIssue, SegmentFacts } from './facts.ts'

type Settings = { byPeriod: boolean; energyRounding: EnergyRounding; path: string }

/** Taken in their order, each from what those before it left. */
export function takeAllocations(
  segment: SegmentFacts,
  charged: EnergyByPeriod,
  settings: Settings,
): { remaining: EnergyByPeriod; allocatedKwh: Exact[]; issues: RatingIssue[] } {
  const { byPeriod } = settings
  const totalKwh = sumOf(charged, energyPeriods)
  const priced = new Set<string>(byPeriod ? pricedPeriods(segment) : ['total'])
  let remaining = charged
  const issues: RatingIssue[] = []
  const allocatedKwh = segment.allocations.map((allocation, position) => {
    const path = `${settings.path}.allocations.${position}`
    const from = allocation.fromPeriod ?? (byPeriod ? 'flat' : 'total')
    if (from !== 'proportional' && !priced.has(from)) {
      const message = 'the prices do not have this period'
      issues.push({ code: 'ALLOCATION_PERIOD_UNKNOWN', path: `${path}.fromPeriod`, message })
      return zero
    }
    const energy = quantityOf(allocation, totalKwh, settings.energyRounding)
    const left = takeFrom(remaining, from, energy)
    if (left === null) {
      const field = allocation.quantity.method === 'fixed' ? 'energyKwh' : 'ratioPercent'
      const message = 'more than the period has'
      issues.push({ code: 'ALLOCATION_EXCEEDS_ENERGY', path: `${path}.${field}`, message })
      return zero
    }
    remaining = left
    return energy
  })
  return { remaining, allocatedKwh, issues }
}

function pricedPeriods({ prices }: SegmentFacts): EnergyPeriod[] {
  return pricePeriods.filter((period) => prices.some((component) => component.prices[period] !== undefined))
}

function quantityOf({ quantity }: AllocationFacts, totalKwh: Exact, energyRounding: EnergyRounding): Exact {
  if (quantity.method === 'fixed') return quantity.energyKwh
  const energy = totalKwh.times(quantity.ratioPercent).div(100)
  return energyRounding === 'whole' ? roundHalfUp(energy, 0) : energy
}

/** null: there is not as much. */
function takeFrom(energies: EnergyByPeriod, from: EnergyPeriod | 'proportional', energy: Exact): EnergyByPeriod | null {
  const sources = from === 'proportional' ? energyPeriods : [from]
  const availableKwh = sumOf(energies, sources)
  if (settledDifference(energy, availableKwh).gt(0)) return null
  if (availableKwh.isZero()) return energies
  const left: EnergyByPeriod = { ...energies }
  for (const period of sources) {
    const available = energies[period]
    if (available === undefined) continue
    const share = sources.length === 1 ? energy : energy.times(available).div(availableKwh)
    left[period] = settledDifference(available, share)
  }
  return left
}

function sumOf(energies: EnergyByPeriod, periods: readonly EnergyPeriod[]): Exact {
  return periods.reduce<Exact>((sum, period) => sum.plus(energies[period] ?? 0), zero)
}
