// Decides the energy of one part of a bill: registers by priced period, less what children take, or a share of a parent.
import type { EnergyByPeriod } from '../bill/facts.ts'
import { monthShare, splitIntoCycles } from '../cycles.ts'
import { type DeductionFacts, deduct } from '../deduction.ts'
import { type Exact, exact, quantityToNumber, whToKwh } from '../money.ts'
import type { ParkReason } from '../parking.ts'
import { energyPeriods, type PricePeriod, pricePeriods } from '../price-period.ts'
import { splitByPeriod } from '../time-of-use.ts'
import type { Cut } from './cut.ts'
import { editionOn } from './edition.ts'
import type { Edge } from './facts.ts'
import type { LandedPrice } from './price.ts'

export type EnergyByRole = Partial<Record<string, number>>
/** What the meters answered: of the cut's own point, and of the points that its edges name. Wh and varh. */
export type CutEnergies = { own: EnergyByRole | null; others: Map<number, EnergyByRole> }

export type MeteredCut = {
  activeKwh: EnergyByPeriod
  meteredKwh: Exact
  deductedKwh: Exact
  /** What the meter measured before others took of it; left out where nobody does. */
  throughKwh?: Exact
  reactiveForwardKvarh?: Exact
  reactiveReverseKvarh?: Exact
}
export type EnergyVerdict =
  | { ok: true; metered: MeteredCut }
  | { ok: false; because: ParkReason; detail: Record<string, unknown> }

/** `cycleStartDay`: on which the months of fixed quantities begin. */
export function energyOfCut(cut: Cut, energies: CutEnergies, cycleStartDay: number): EnergyVerdict {
  return cut.share
    ? energyOfShare(cut, cut.share, energies, cycleStartDay)
    : energyOfMeter(cut, energies, cycleStartDay)
}

function energyOfMeter(cut: Cut, { own, others }: CutEnergies, cycleStartDay: number): EnergyVerdict {
  if (!own) return park('USAGE_MISSING', { pointNo: cut.point.pointNo })
  const split = splitPriced(own, cut.price)
  if (!split.ok) return split
  const children = cut.children.filter(({ childPointId }) => childPointId !== null)
  const left = takeChildren(cut, split.energyKwh, children, others, cycleStartDay)
  if (!left.ok) return left
  const meteredKwh = sumKwh(split.energyKwh)
  const total = own.importTotal
  // Beside all periods the total register says how far they are off; without a flat one it would make it up.
  const isTotalToldApart = children.length === 0 && total !== undefined && split.energyKwh.flat !== undefined
  return {
    ok: true,
    metered: {
      activeKwh: isTotalToldApart ? { ...split.energyKwh, total: whToKwh(total) } : left.remainingKwh,
      meteredKwh,
      deductedKwh: meteredKwh.minus(sumKwh(left.remainingKwh)),
      ...(children.length > 0 && { throughKwh: total === undefined ? meteredKwh : whToKwh(total) }),
      ...reactiveOf(own),
    },
  }
}

function energyOfShare(
  cut: Cut,
  { edge, siblings }: { edge: Edge; siblings: Edge[] },
  { others }: CutEnergies,
  cycleStartDay: number,
): EnergyVerdict {
  const parent = others.get(edge.parentPointId)
  if (!parent) return park('USAGE_MISSING', { parentPointId: edge.parentPointId })
  const split = splitPriced(parent, cut.price)
  if (!split.ok) return split
  const left = takeChildren(
    cut,
    split.energyKwh,
    siblings.filter(({ childPointId }) => childPointId !== null),
    others,
    cycleStartDay,
  )
  if (!left.ok) return left
  const activeKwh = left.taken.get(String(edge.id)) ?? {}
  return { ok: true, metered: { activeKwh, meteredKwh: sumKwh(activeKwh), deductedKwh: exact(0) } }
}

type Left =
  | { ok: true; remainingKwh: EnergyByPeriod; taken: Map<string, EnergyByPeriod> }
  | { ok: false; because: ParkReason; detail: Record<string, unknown> }

function takeChildren(
  cut: Cut,
  parentKwh: EnergyByPeriod,
  edges: Edge[],
  others: Map<number, EnergyByRole>,
  cycleStartDay: number,
): Left {
  if (edges.length === 0) return { ok: true, remainingKwh: parentKwh, taken: new Map() }
  const facts: DeductionFacts = { energyByPeriodKwh: toNumbers(parentKwh), children: [], fixed: [], ratios: [] }
  for (const { id: edgeId, method, childPointId, quantity } of edges) {
    const id = String(edgeId)
    if (method === 'fixed-quantity') {
      const energyKwh = quantityToNumber(quantityOfDays(quantity ?? 0, cut, cycleStartDay))
      facts.fixed.push({ id, energyKwh, fromPeriod: 'proportional' })
    } else if (method === 'fixed-ratio') {
      facts.ratios.push({ id, ratioPercent: quantity ?? 0, fromPeriod: 'proportional' })
    } else {
      const energy = others.get(childPointId ?? 0)
      if (!energy) return park('USAGE_MISSING', { childPointId })
      const split = splitPriced(energy, cut.price)
      if (!split.ok) return split
      facts.children.push({ id, energyByPeriodKwh: toNumbers(split.energyKwh) })
    }
  }
  const left = deduct(facts)
  if (!left.ok) return park('NOT_COMPUTABLE', { because: left.because, path: left.path, pointNo: cut.point.pointNo })
  return {
    ok: true,
    remainingKwh: toExact(left.remainingByPeriodKwh),
    taken: new Map(left.deductions.map(({ id, energyByPeriodKwh }) => [id, toExact(energyByPeriodKwh)])),
  }
}

function toNumbers(energy: EnergyByPeriod): DeductionFacts['energyByPeriodKwh'] {
  return Object.fromEntries(Object.entries(energy).map(([period, each]) => [period, each.toNumber()]))
}

function toExact(energy: Partial<Record<string, number>>): EnergyByPeriod {
  return Object.fromEntries(Object.entries(energy).map(([period, each]) => [period, exact(each ?? 0)]))
}

export function sumKwh(energy: EnergyByPeriod): Exact {
  return energyPeriods.reduce((sum, period) => sum.plus(energy[period] ?? 0), exact(0))
}

/** A quantity of a month for the days of a part of it. */
export function quantityOfDays(
  perMonth: number,
  { from, to }: { from: string; to: string },
  cycleStartDay: number,
): Exact {
  const edition = editionOn(from)
  return splitIntoCycles({ from, to }, cycleStartDay, edition)
    .map(({ days, daysOfCycle }) => monthShare(edition, days, daysOfCycle))
    .reduce((sum, { numerator, divisor }) => sum.plus(exact(perMonth).times(numerator).div(divisor)), exact(0))
}

function splitPriced(
  energyWh: EnergyByRole,
  price: LandedPrice,
): { ok: true; energyKwh: EnergyByPeriod } | { ok: false; because: ParkReason; detail: Record<string, unknown> } {
  if (!price.timeOfUse) {
    const total = energyWh.importTotal
    return total === undefined
      ? park('USAGE_MISSING', { role: 'importTotal' })
      : { ok: true, energyKwh: { total: whToKwh(total) } }
  }
  const split = splitByPeriod(energyWh, pricedPeriodsOf(price))
  if (!split.ok) {
    return park(split.because === 'PERIOD_REGISTERS_MISSING' ? split.because : 'NOT_COMPUTABLE', {
      because: split.because,
    })
  }
  return {
    ok: true,
    energyKwh: Object.fromEntries(
      Object.entries(split.energyWhByPeriod).map(([period, energyWhOfPeriod]) => [period, whToKwh(energyWhOfPeriod)]),
    ),
  }
}

export function pricedPeriodsOf({ tiers, components }: LandedPrice): PricePeriod[] {
  const prices = [
    ...tiers.map(({ touPricesYuanPerKwh }) => touPricesYuanPerKwh ?? {}),
    ...components.map((each) => each.prices),
  ]
  return pricePeriods.filter((period) => prices.some((each) => each[period] !== undefined))
}

/** Q1 and Q2 are taken, Q3 and Q4 given back (倒送); a meter without quadrants has none. */
function reactiveOf(own: EnergyByRole): Pick<MeteredCut, 'reactiveForwardKvarh' | 'reactiveReverseKvarh'> {
  const sum = (...roles: string[]) => roles.reduce((total, role) => total + (own[role] ?? 0), 0)
  if (!['q1', 'q2', 'q3', 'q4'].some((role) => own[role] !== undefined)) return {}
  return { reactiveForwardKvarh: whToKwh(sum('q1', 'q2')), reactiveReverseKvarh: whToKwh(sum('q3', 'q4')) }
}

function park(because: ParkReason, detail: Record<string, unknown>) {
  return { ok: false as const, because, detail }
}
