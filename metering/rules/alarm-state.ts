/**
 * When a value becomes an alarm and when the alarm is over: two thresholds apart from each other (越限值 and 恢复值, as F26 of
 * Q/GDW 1376.1 has a recovery coefficient beside each limit), and a time for which each must hold. Pure; the same readings in
 * the same order give the same alarms, however they were cut into batches.
 */

/** One kind as it is judged on a day. `raiseAt`, `clearAt` in the unit of what the kind measures. */
export type AlarmRule = {
  isOn: boolean
  raiseAt: number
  clearAt: number
  raiseMs: number
  clearMs: number
  /** Below this load the kind is not judged; in the unit of the kind's load, 0 where it has none. */
  leastLoad: number
}

export type Worse = 'more' | 'less'
/** `calm`: it cannot be the case, as an unbalance without load; null: the reading does not say. */
export type Measured = number | 'calm' | null
export type Seen = 'beyond' | 'between' | 'inside' | 'unknown'

/** What was the case before a reading. `pending`: since when what would raise, or end, the alarm has held. */
export type AlarmState = { isRaised: boolean; pending: { toward: 'raise' | 'clear'; sinceMs: number } | null }
export type AlarmStep = { state: AlarmState; act: { is: 'raise' | 'clear'; sinceMs: number } | null }

export const calmState: AlarmState = { isRaised: false, pending: null }
const raisedState: AlarmState = { isRaised: true, pending: null }

/** Across a longer silence nothing is known to have held: its time begins anew. */
export const SILENCE_MS = 7_200_000

export function seeValue(
  measured: Measured,
  { raiseAt, clearAt }: Pick<AlarmRule, 'raiseAt' | 'clearAt'>,
  worse: Worse,
): Seen {
  if (measured === null) return 'unknown'
  if (measured === 'calm') return 'inside'
  if (worse === 'more' ? measured > raiseAt : measured < raiseAt) return 'beyond'
  return (worse === 'more' ? measured <= clearAt : measured >= clearAt) ? 'inside' : 'between'
}

/** One reading further. `previousMs`: when the point was read before it, null where never. */
export function stepAlarm(
  state: AlarmState,
  seen: Seen,
  { atMs, previousMs }: { atMs: number; previousMs: number | null },
  { raiseMs, clearMs }: Pick<AlarmRule, 'raiseMs' | 'clearMs'>,
): AlarmStep {
  if (seen === 'unknown') return { state, act: null }
  const toward = state.isRaised ? 'clear' : 'raise'
  if (seen !== (state.isRaised ? 'inside' : 'beyond')) {
    return { state: state.isRaised ? raisedState : calmState, act: null }
  }
  const wasSilent = previousMs !== null && atMs - previousMs > SILENCE_MS
  const sinceMs = state.pending?.toward === toward && !wasSilent ? state.pending.sinceMs : atMs
  if (atMs - sinceMs < (toward === 'raise' ? raiseMs : clearMs)) {
    return { state: { isRaised: state.isRaised, pending: { toward, sinceMs } }, act: null }
  }
  return { state: state.isRaised ? calmState : raisedState, act: { is: toward, sinceMs } }
}
