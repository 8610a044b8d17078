// Decides what a point has left after what is taken of it (套扣、定比定量), and what each child gets, by period.
import type { EnergyByPeriod } from './bill/facts.ts'
import { type Exact, exact } from './money.ts'
import { type EnergyPeriod, energyPeriods } from './price-period.ts'

export type Child = { id: string | number } & (
  | { method: 'metered-child'; energyKwh: EnergyByPeriod }
  | { method: 'fixed-quantity'; quantityKwh: Exact }
  | { method: 'fixed-ratio'; ratioPercent: Exact }
)
export type Deduction =
  | { ok: true; remainingKwh: EnergyByPeriod; taken: { id: string | number; energyKwh: EnergyByPeriod }[] }
  | {
      ok: false
      because: 'CHILDREN_EXCEED_PARENT' | 'CHILD_PERIOD_UNKNOWN'
      id: string | number
      period: EnergyPeriod | null
    }

const order = ['metered-child', 'fixed-quantity', 'fixed-ratio'] as const

/**
 * Metered children first, by their own periods; then fixed quantities, each in proportion to what is left by period; then
 * fixed ratios, all of what is left before the first of them. `parentKwh` has either `total` or the time-of-use periods.
 * A child may never take more than there is.
 */
export function deduct(parentKwh: EnergyByPeriod, children: Child[]): Deduction {
  let remaining = parentKwh
  const taken: { id: string | number; energyKwh: EnergyByPeriod }[] = []
  for (const method of order) {
    const base = remaining
    for (const child of children.filter((each) => each.method === method)) {
      const energyKwh = take(base, remaining, child)
      for (const period of periodsOf(energyKwh)) {
        const left = remaining[period]
        if (left === undefined) return { ok: false, because: 'CHILD_PERIOD_UNKNOWN', id: child.id, period }
        if (left.lt(energyKwh[period] ?? 0))
          return { ok: false, because: 'CHILDREN_EXCEED_PARENT', id: child.id, period }
      }
      if (child.method === 'fixed-quantity' && sumKwh(energyKwh).lt(child.quantityKwh)) {
        return { ok: false, because: 'CHILDREN_EXCEED_PARENT', id: child.id, period: null }
      }
      remaining = subtract(remaining, energyKwh)
      taken.push({ id: child.id, energyKwh })
    }
  }
  return { ok: true, remainingKwh: remaining, taken }
}

function take(base: EnergyByPeriod, remaining: EnergyByPeriod, child: Child): EnergyByPeriod {
  if (child.method === 'metered-child') return child.energyKwh
  if (child.method === 'fixed-ratio') return map(base, (energy) => energy.times(child.ratioPercent).div(100))
  const total = sumKwh(remaining)
  if (total.isZero()) return {}
  return map(remaining, (energy) => energy.times(child.quantityKwh).div(total))
}

export function sumKwh(energy: EnergyByPeriod): Exact {
  return periodsOf(energy).reduce((sum, period) => sum.plus(energy[period] ?? 0), exact(0))
}

function subtract(from: EnergyByPeriod, energy: EnergyByPeriod): EnergyByPeriod {
  return Object.fromEntries(
    periodsOf(from).map((period) => [period, (from[period] ?? exact(0)).minus(energy[period] ?? 0)]),
  )
}

function map(energy: EnergyByPeriod, change: (energy: Exact) => Exact): EnergyByPeriod {
  return Object.fromEntries(periodsOf(energy).map((period) => [period, change(energy[period] ?? exact(0))]))
}

function periodsOf(energy: EnergyByPeriod): EnergyPeriod[] {
  return energyPeriods.filter((period) => energy[period] !== undefined)
}
