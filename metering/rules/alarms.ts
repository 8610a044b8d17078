/** Which alarms the readings of a point raise and end, one reading after the other, and which an event does. */
import { type AlarmReading, distortionOf, type Facts, isSupplied, type MeterFacts, toFacts } from './alarm-facts.ts'
import { type MeasuredKind, measuredKinds, measureOf } from './alarm-measures.ts'
import { type AlarmRule, type AlarmState, type AlarmStep, calmState, seeValue, stepAlarm } from './alarm-state.ts'

export type AlarmRules = Readonly<Record<MeasuredKind, AlarmRule>>

export type AlarmAct = {
  is: 'raise' | 'clear'
  kind: string
  /** Of the reading that decided it. */
  atMs: number
  /** Since when it has held. */
  sinceMs: number
  detail: Record<string, unknown>
}

export type Walk = {
  meter: MeterFacts
  /** Newer than what was read before, in order of time. */
  readings: readonly AlarmReading[]
  previous: AlarmReading | null
  /** Of kinds that are raised or pending; the others are calm. */
  states: ReadonlyMap<string, AlarmState>
}

/** What the readings decide, and the states of the kinds that they have touched. */
export function walkReadings({ meter, readings, previous, states }: Walk, rules: AlarmRules) {
  const after = new Map<MeasuredKind, AlarmState>()
  const acts: AlarmAct[] = []
  let before = previous
  let isCalm = states.size === 0
  for (const reading of readings) {
    const facts = toFacts(meter, reading, before)
    if (states.size > 0) endOfHearing(acts, states, facts)
    for (const kind of measuredKinds) {
      const rule = rules[kind]
      const state = isCalm ? calmState : (after.get(kind) ?? states.get(kind) ?? calmState)
      const step = judgeKind(kind, facts, rule, state)
      if (step === calmStep) continue
      after.set(kind, step.state)
      isCalm = false
      if (step.act) acts.push({ ...step.act, kind, atMs: reading.atMs, detail: detailOf(kind, facts, rule) })
    }
    before = reading
  }
  return { acts, states: after }
}

const calmStep: AlarmStep = { state: calmState, act: null }

/** One reading further for one kind; a kind that is switched off ends what it had raised. */
export function judgeKind(kind: MeasuredKind, facts: Facts, rule: AlarmRule, state: AlarmState): AlarmStep {
  const { reading, previous } = facts
  if (!rule.isOn) {
    if (!state.isRaised) return state.pending ? { state: calmState, act: null } : calmStep
    return { state: calmState, act: { is: 'clear', sinceMs: reading.atMs } }
  }
  const { of, worse, leastMs } = measureOf[kind]
  const seen = seeValue(of(facts, rule.leastLoad), rule, worse)
  if (seen !== 'beyond' && state === calmState) return calmStep
  const raiseMs = leastMs && seen === 'beyond' ? Math.max(rule.raiseMs, leastMs(facts)) : rule.raiseMs
  const at = { atMs: reading.atMs, previousMs: previous?.atMs ?? null }
  return stepAlarm(state, seen, at, { raiseMs, clearMs: rule.clearMs })
}

/** A meter that is heard is not silent, and one whose phases have voltage is not without supply. */
function endOfHearing(acts: AlarmAct[], states: Walk['states'], facts: Facts): void {
  const { atMs } = facts.reading
  const end = (kind: string) => {
    const isDone = acts.some((act) => act.kind === kind)
    if (states.get(kind)?.isRaised && !isDone) acts.push({ is: 'clear', kind, atMs, sinceMs: atMs, detail: {} })
  }
  end('meter-stale')
  if (isSupplied(facts)) end('power-off')
}

/** What was measured, beside the limit. */
function detailOf(kind: MeasuredKind, facts: Facts, rule: AlarmRule): Record<string, unknown> {
  const { meter, reading, limit, mostV, leastV, kva } = facts
  switch (kind) {
    case 'voltage-high':
    case 'voltage-very-high':
      return { volts: mostV, limitV: toLimit(limit?.highV, rule), basis: limit?.basis }
    case 'voltage-low':
    case 'voltage-very-low':
      return { volts: leastV, limitV: toLimit(limit?.lowV, rule), basis: limit?.basis }
    case 'clock-drift':
      return { driftSeconds: Math.round(((reading.clockMs ?? reading.atMs) - reading.atMs) / 1000) }
    case 'overload':
      return { measured: tenths(kva), limit: meter.capacityKva, unit: 'kVA' }
    case 'harmonics-high': {
      const seen = distortionOf(facts)
      return { measured: seen?.percent, limit: seen?.limit, unit: '%', basis: seen?.basis }
    }
    default: {
      const measured = measureOf[kind].of(facts, rule.leastLoad)
      const unit = kind === 'power-factor-low' ? '' : '%'
      return typeof measured === 'number' ? { measured: tenths(measured, 2), limit: rule.raiseAt, unit } : {}
    }
  }
}

function toLimit(volts = 0, { raiseAt }: AlarmRule): number {
  return tenths((volts * raiseAt) / 100)
}

function tenths(value: number, places = 1): number {
  return Math.round(value * 10 ** places) / 10 ** places
}

/** A meter's event raises the alarm of its code; `power-on` and `…-end` end one. */
export function reviewEvent(code: string): { raise: string } | { clear: string } {
  if (code === 'power-on') return { clear: 'power-off' }
  if (code.endsWith('-end')) return { clear: code.slice(0, -'-end'.length) }
  return { raise: code }
}
