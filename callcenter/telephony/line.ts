import type { LiveCall } from './port.ts'

/** Somebody outside: what he does when he is asked something, and how long he lets himself be kept waiting. */
export type Caller = {
  number: string
  /** Hangs up if nobody talks to him for so long after he came. */
  patienceMs: number
  /** Hangs up so long after the talk began; null: leaves it to the desk. */
  talkMs: number | null
  /** What he presses at each question in turn; after the last, nothing. */
  presses?: string[]
  /** The same after he has talked to somebody; not told: he goes on with `presses`. */
  rates?: string[] | undefined
}

/** A line as the simulated engine keeps it. */
export type Line = Omit<LiveCall, 'since'> & {
  since: Date
  caller: Caller
  asked: number
  rated: number
  hasTalked: boolean
  recordingSince: Date | null
  /** Extensions of those who listen. */
  monitors: Set<string>
  /** What is to happen to it, dropped when it ends. */
  pending: Set<() => void>
  stopRinging: (() => void) | null
  stopTalking: (() => void) | null
  stopWaiting: (() => void) | null
}

export function openLine(of: Pick<Line, 'callId' | 'caller' | 'direction' | 'since'>): Line {
  return {
    ...of,
    number: of.caller.number,
    state: 'arriving',
    extension: null,
    asked: 0,
    rated: 0,
    hasTalked: false,
    recordingSince: null,
    monitors: new Set(),
    pending: new Set(),
    stopRinging: null,
    stopTalking: null,
    stopWaiting: null,
  }
}

export function drop(line: Line): void {
  for (const cancel of line.pending) cancel()
  line.pending.clear()
}

/** What he presses at the next question; empty: nothing. */
export function pressNext(line: Line): string {
  const { presses, rates } = line.caller
  if (line.hasTalked && rates) return rates[line.rated++] ?? ''
  return presses?.[line.asked++] ?? ''
}

/** As it is told to whoever asks for all lines. */
export function showLine({ callId, number, direction, state, extension, since }: Line): LiveCall {
  return { callId, number, direction, state, extension, since }
}
