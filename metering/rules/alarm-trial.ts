/** What a rule would have raised over readings that are stored: the same state machine that judges them as they come. */
import { type AlarmReading, type MeterFacts, toFacts } from './alarm-facts.ts'
import type { MeasuredKind } from './alarm-measures.ts'
import { type AlarmRule, type AlarmState, calmState } from './alarm-state.ts'
import { judgeKind } from './alarms.ts'

export type TrialResult = { alarms: number; alarmMs: number }

/** Counts what each rule raises at one point, reading by reading; what is still raised at the end lasts until the last reading. */
export class AlarmTrial {
  private readonly runs: { rule: AlarmRule; state: AlarmState; sinceMs: number; result: TrialResult }[]
  private readonly kind: MeasuredKind
  private previous: { meterId: number; reading: AlarmReading } | null = null

  constructor(kind: MeasuredKind, rules: readonly AlarmRule[]) {
    this.kind = kind
    this.runs = rules.map((rule) => ({ rule, state: calmState, sinceMs: 0, result: { alarms: 0, alarmMs: 0 } }))
  }

  /** In order of time. `meterId` tells meters of one point apart: nothing is measured from the one to the other. */
  take(meterId: number, meter: MeterFacts, reading: AlarmReading): void {
    const before = this.previous?.meterId === meterId ? this.previous.reading : null
    const facts = toFacts(meter, reading, before)
    for (const run of this.runs) {
      const { state, act } = judgeKind(this.kind, facts, run.rule, run.state)
      run.state = state
      if (act?.is === 'raise') {
        run.result.alarms++
        run.sinceMs = act.sinceMs
      } else if (act) run.result.alarmMs += reading.atMs - run.sinceMs
    }
    this.previous = { meterId, reading }
  }

  /** One for each rule. */
  finish(): TrialResult[] {
    const lastMs = this.previous?.reading.atMs ?? 0
    return this.runs.map(({ state, sinceMs, result }) => ({
      alarms: result.alarms,
      alarmMs: result.alarmMs + (state.isRaised ? lastMs - sinceMs : 0),
    }))
  }
}
