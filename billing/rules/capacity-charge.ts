// Decides the basic charge by transformer capacity (容量电费; CONTRACT §2).
import { addMonths, daysBetween } from '../../db/time.ts'
import { type CyclePart, monthShare, splitIntoCycles } from './cycles.ts'
import { editionFigures, pauseFigures, type RuleEdition } from './editions.ts'
import { type RatedLine, rateLine } from './lines.ts'
import { type Exact, quantityToNumber, roundHalfUp, zero } from './money.ts'

export type UnitState = {
  from: string
  /** null: no end yet. */
  to: string | null
  state: 'in-use' | 'hot-standby' | 'paused' | 'cold-standby' | 'exchanged'
  /** Of a pause: the day on which it is over as agreed; from then on it is charged, restored or not. */
  agreedUntil?: string | null
}
export type CapacityUnit = { id: string; capacityKva: Exact; inServiceSince?: string | null; states: UnitState[] }
export type InterlockGroup = { unitIds: string[]; maxRunning: number }

export type CapacityFacts = {
  ruleEdition: RuleEdition
  cycleStartDay: number
  period: { from: string; to: string }
  /** The days that are charged at all; null: every day of the period. They may overlap. */
  chargedDays: { from: string; to: string }[] | null
  priceYuanPerKvaMonth: string
  units: CapacityUnit[]
  interlockGroups: InterlockGroup[]
  capacityRounding: 'none' | 'whole-kva'
  clause?: string
}

export type RatedCycle = { from: string; to: string; days: number; billableKva: number; amountYuan: string }
export type RatedCapacity = {
  cycles: RatedCycle[]
  units: { id: string; chargedDays: number }[]
  /** One for each cycle with billable capacity; `cycle` is its position. */
  lines: (RatedLine & { cycle: number })[]
  notices: { code: 'PAUSE_UNDER_15_DAYS' | 'PAUSE_OVER'; path: string; message: string }[]
}

/** What each day of a unit costs: nothing, the share of a young unit's pause, or all. */
type DayCharges = Uint8Array
const FREE = 0
const SHARED = 1
const FULL = 2

export function rateCapacity(facts: CapacityFacts): RatedCapacity {
  const pauses = facts.units.map(listPauses)
  const charges = facts.units.map((unit, position) => chargeDays(facts, unit, pauses[position] ?? []))
  for (const group of facts.interlockGroups) limitToRunning(facts.units, charges, group)
  const { cycles, lines } = rateCycles(facts, charges)
  const youngShare = Number(editionFigures[facts.ruleEdition].youngPauseShare)
  return {
    cycles,
    units: facts.units.map(({ id }, position) => {
      const days = countCharges(charges[position])
      return { id, chargedDays: days.full + days.shared * youngShare }
    }),
    lines,
    notices: pauses.flatMap((ofUnit, position) => noticePauses(facts, ofUnit, `units.${position}`)),
  }
}

type Pause = { from: string; to: string | null; isLong: boolean; states: { position: number; state: UnitState }[] }

/** Adjoining paused intervals are one pause. */
function listPauses({ states }: CapacityUnit): Pause[] {
  const pauses: Pause[] = []
  for (const [position, state] of states.entries()) {
    if (state.state !== 'paused') continue
    const open = pauses.at(-1)
    if (open && open.to === state.from) {
      open.to = state.to
      open.states.push({ position, state })
    } else {
      pauses.push({ from: state.from, to: state.to, isLong: false, states: [{ position, state }] })
    }
  }
  for (const pause of pauses) {
    pause.isLong = pause.to === null || daysBetween(pause.from, pause.to) >= pauseFigures.leastDays
  }
  return pauses
}

function chargeDays(facts: CapacityFacts, unit: CapacityUnit, pauses: Pause[]): DayCharges {
  const { period } = facts
  const charges = new Uint8Array(daysBetween(period.from, period.to))
  for (const { from, to, state } of unit.states) {
    if (state === 'in-use' || state === 'hot-standby') fillDays(charges, period, from, to, FULL)
  }
  for (const pause of pauses) fillDays(charges, period, pause.from, pause.to, chargeOfPause(facts, unit, pause))
  for (const { state, to, agreedUntil } of unit.states) {
    if (state === 'paused' && agreedUntil) fillDays(charges, period, agreedUntil, to, FULL)
  }
  if (facts.chargedDays === null) return charges
  const counted = new Uint8Array(charges.length)
  for (const { from, to } of facts.chargedDays) fillDays(counted, period, from, to, FULL)
  return charges.map((charge, day) => (counted[day] === FULL ? charge : FREE))
}

function chargeOfPause({ ruleEdition }: CapacityFacts, { inServiceSince }: CapacityUnit, pause: Pause): number {
  if (!pause.isLong) return FULL
  if (editionFigures[ruleEdition].youngPauseShare === '0' || !inServiceSince) return FREE
  return pause.from < addMonths(inServiceSince, pauseFigures.youngYears * 12) ? SHARED : FREE
}

function fillDays(
  charges: DayCharges,
  period: { from: string },
  from: string,
  to: string | null,
  charge: number,
): void {
  const first = Math.max(0, daysBetween(period.from, from))
  const end = to === null ? charges.length : Math.max(first, daysBetween(period.from, to))
  charges.fill(charge, first, end)
}

/** Each day only the largest chargeable units of an interlock count; of equal ones the one listed first. */
function limitToRunning(units: CapacityUnit[], charges: DayCharges[], group: InterlockGroup): void {
  const members = units
    .map((unit, position) => ({ unit, charge: charges[position] ?? new Uint8Array() }))
    .filter(({ unit }) => group.unitIds.includes(unit.id))
    .sort((one, other) => other.unit.capacityKva.cmp(one.unit.capacityKva))
  const days = members[0]?.charge.length ?? 0
  for (let day = 0; day < days; day++) {
    let running = 0
    for (const { charge } of members) {
      if (charge[day] === FREE) continue
      if (running >= group.maxRunning) charge[day] = FREE
      else running++
    }
  }
}

function countCharges(charges: DayCharges = new Uint8Array()): { full: number; shared: number } {
  const days = { full: 0, shared: 0 }
  for (const charge of charges) {
    if (charge === FULL) days.full++
    else if (charge === SHARED) days.shared++
  }
  return days
}

function rateCycles(facts: CapacityFacts, charges: DayCharges[]): Pick<RatedCapacity, 'cycles' | 'lines'> {
  const { period, ruleEdition, priceYuanPerKvaMonth: price, capacityRounding } = facts
  const lines: RatedCapacity['lines'] = []
  const cycles = splitIntoCycles(period, facts.cycleStartDay, ruleEdition).map((part, cycle) => {
    const first = daysBetween(period.from, part.from)
    const parts = facts.units.flatMap(({ capacityKva }, position) => {
      const days = countCharges(charges[position]?.subarray(first, first + part.days))
      return billableParts(capacityKva, days, part, ruleEdition)
    })
    const sum = parts.reduce((kva, { billableKva }) => kva.plus(billableKva), zero)
    const billableKva = capacityRounding === 'whole-kva' ? roundHalfUp(sum, 0) : sum
    const { from, to, days } = part
    let amountYuan = '0.00'
    if (billableKva.gt(0)) {
      const line = rateLine({
        item: 'capacity-charge',
        quantity: billableKva,
        unit: 'kVA·month',
        price,
        clause: facts.clause ?? editionFigures[ruleEdition].clauses.capacity,
        quantityFormula: parts.map(({ formula }) => formula).join(' + '),
      })
      lines.push({ ...line, cycle })
      amountYuan = line.amountYuan
    }
    return { from, to, days, billableKva: quantityToNumber(billableKva), amountYuan }
  })
  return { cycles, lines }
}

function billableParts(
  capacityKva: Exact,
  days: { full: number; shared: number },
  { daysOfCycle }: CyclePart,
  ruleEdition: RuleEdition,
): { billableKva: Exact; formula: string }[] {
  const { youngPauseShare } = editionFigures[ruleEdition]
  const weighed: [number, string][] = [
    [days.full, '1'],
    [days.shared, youngPauseShare],
  ]
  return weighed
    .filter(([count]) => count > 0)
    .map(([count, weight]) => {
      const { numerator, divisor } = monthShare(ruleEdition, count, daysOfCycle)
      const share = numerator === divisor ? '' : ` × ${numerator}/${divisor}`
      return {
        billableKva: capacityKva.times(weight).times(numerator).div(divisor),
        formula: `${capacityKva.toFixed()}${share}${weight === '1' ? '' : ` × ${weight}`}`,
      }
    })
}

function noticePauses({ period }: CapacityFacts, pauses: Pause[], unitPath: string): RatedCapacity['notices'] {
  return pauses.flatMap(({ isLong, states }): RatedCapacity['notices'] => {
    const touching = states.filter(({ state }) => touches(period, state.from, state.to))
    const [first] = touching
    if (!isLong && first) {
      const message = `暂停不足 ${pauseFigures.leastDays} 天,照收基本电费`
      return [{ code: 'PAUSE_UNDER_15_DAYS', path: `${unitPath}.states.${first.position}`, message }]
    }
    return touching.flatMap(({ position, state: { agreedUntil, to } }): RatedCapacity['notices'] => {
      if (!agreedUntil || !touches(period, agreedUntil, to)) return []
      const message = `暂停已于 ${agreedUntil} 期满,自该日起照收基本电费`
      return [{ code: 'PAUSE_OVER', path: `${unitPath}.states.${position}`, message }]
    })
  })
}

function touches(period: { from: string; to: string }, from: string, to: string | null): boolean {
  return from < period.to && (to === null || (to > period.from && from < to))
}
