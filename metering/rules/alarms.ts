/** When a reading or an event is an alarm, and when the alarm is over. Voltage from GB/T 12325-2008; the rest from practice. */
import type { MeterValues } from '../mqtt-contract.ts'

/** Limits of supply voltage at 220 V, each from the day on which it came into force. */
export const voltageLimits = [
  { validFrom: '2009-05-01', basis: 'GB/T 12325-2008', nominalV: 220, highPercent: 7, lowPercent: -10 },
] as const

/** Below this a phase carries no supply: that is an outage, not a bad voltage. */
const DEAD_V = 40

/**
 * Dated (`alarm_rule`). `voltageBackPermille`: of the nominal, by which a voltage is back inside before its alarm is over. A clock
 * that is off by more than the one is told of until it is off by no more than the other.
 */
export type AlarmBounds = { voltageBackPermille: number; driftRaiseMs: number; driftClearMs: number }

export type Review = { raise: { kind: string; detail: Record<string, unknown> }[]; clear: string[] }

/** `clockMs` is the meter's own time at `atMs`. Voltage is not judged behind voltage transformers, where 220 V is not what the meter sees. */
export function reviewReading(facts: {
  day: string
  atMs: number
  clockMs: number | null
  pt: number
  values: MeterValues
  bounds: AlarmBounds
}): Review {
  const { driftRaiseMs, driftClearMs } = facts.bounds
  const review: Review = { raise: [], clear: ['meter-stale'] }
  const live = (facts.values.uV ?? []).filter((volts): volts is number => typeof volts === 'number' && volts > DEAD_V)
  if (live.length > 0) review.clear.push('power-off')
  if (live.length > 0 && facts.pt === 1) reviewVoltage(review, facts, live)
  if (facts.clockMs !== null) {
    const driftMs = facts.clockMs - facts.atMs
    if (Math.abs(driftMs) > driftRaiseMs) {
      review.raise.push({ kind: 'clock-drift', detail: { driftSeconds: Math.round(driftMs / 1000) } })
    } else if (Math.abs(driftMs) <= driftClearMs) review.clear.push('clock-drift')
  }
  return review
}

function reviewVoltage(review: Review, { day, bounds }: { day: string; bounds: AlarmBounds }, live: number[]): void {
  const limit = voltageLimits.findLast((each) => each.validFrom <= day)
  if (!limit) return
  const highV = limit.nominalV * (1 + limit.highPercent / 100)
  const lowV = limit.nominalV * (1 + limit.lowPercent / 100)
  const marginV = (limit.nominalV * bounds.voltageBackPermille) / 1000
  const most = Math.max(...live)
  const least = Math.min(...live)
  if (most > highV)
    review.raise.push({ kind: 'voltage-high', detail: { volts: most, limitV: round(highV), basis: limit.basis } })
  else if (most <= highV - marginV) review.clear.push('voltage-high')
  if (least < lowV)
    review.raise.push({ kind: 'voltage-low', detail: { volts: least, limitV: round(lowV), basis: limit.basis } })
  else if (least >= lowV + marginV) review.clear.push('voltage-low')
}

function round(volts: number): number {
  return Math.round(volts * 10) / 10
}

/** A meter's event raises the alarm of its code; `power-on` and `…-end` end one. */
export function reviewEvent(code: string): { raise: string } | { clear: string } {
  if (code === 'power-on') return { clear: 'power-off' }
  if (code.endsWith('-end')) return { clear: code.slice(0, -'-end'.length) }
  return { raise: code }
}
