// Decides for when a call-back may be promised, and when a promise is late (house rule `promise_rule`, hours of `call_rule`).
import { isCallHour } from './call-hours.ts'

/** A window of civil time; minutes of the civil day at which it begins and ends; from which one a call is moved to it. */
export type Window = {
  from: Date
  until: Date
  fromMinute: number
  untilMinute: number
  daysAhead: number
  former: { from: Date; until: Date } | null
}
export type WindowRules = {
  daysAhead: number
  leastMinutes: number
  mostMinutes: number
  hours: { from: number; until: number }
}
export type WindowFault = {
  field: 'from' | 'until'
  because: 'past' | 'same' | 'too-far' | 'quiet' | 'too-short' | 'too-long'
}

const DAY = 1_440

/** All that is wrong with it, of each end one thing; none: it may be promised. */
export function judgeWindow(window: Window, now: Date, rules: WindowRules): WindowFault[] {
  return [judgeBegin(window, now, rules), judgeEnd(window, rules)].filter((fault) => fault !== undefined)
}

function judgeBegin(
  { from, until, fromMinute, daysAhead, former }: Window,
  now: Date,
  { daysAhead: most, hours }: WindowRules,
): WindowFault | undefined {
  if (from <= now) return { field: 'from', because: 'past' }
  if (former && isSame(from, former.from) && isSame(until, former.until)) return { field: 'from', because: 'same' }
  if (daysAhead > most) return { field: 'from', because: 'too-far' }
  return isCallHour(fromMinute, hours) ? undefined : { field: 'from', because: 'quiet' }
}

const isSame = (one: Date, other: Date) => one.getTime() === other.getTime()

function judgeEnd(
  { from, until, untilMinute }: Window,
  { leastMinutes, mostMinutes, hours }: WindowRules,
): WindowFault | undefined {
  const minutes = (until.getTime() - from.getTime()) / 60_000
  if (minutes < leastMinutes) return { field: 'until', because: 'too-short' }
  if (minutes > mostMinutes) return { field: 'until', because: 'too-long' }
  // It may end with the hours: its last minute is one of them.
  return isCallHour((untilMinute + DAY - 1) % DAY, hours) ? undefined : { field: 'until', because: 'quiet' }
}
