// Decides whether a roster keeps hours and rest (劳动法第三十六、三十八条; rest between shifts by house rule), and suggests one.

import { HALF_HOURS } from './forecast.ts'
import { type ShiftCode, type ShiftHours, shiftCodes } from './shifts.ts'

export type Assigned = { userId: number; day: string; shift: ShiftCode }
export type Hours = Record<ShiftCode, ShiftHours>
export type RestRules = {
  dayMostMinutes: number
  weekMostMinutes: number
  weekRestDays: number
  restBetweenMinutes: number
}
export type RestFault = {
  userId: number
  day: string
  because: 'OVER_DAY' | 'OVER_WEEK' | 'NO_REST_DAY' | 'SHORT_REST'
}

const HALF_HOUR = 30
const WEEK = 7

/** Minutes since an instant that all days share. */
const minuteOf = (day: string) => Date.parse(`${day}T00:00:00Z`) / 60_000

/** What a week breaks, agent by agent; `around` are shifts of the weeks before and after, which rest has to keep away from. */
export function findRestFaults(week: Assigned[], around: Assigned[], hours: Hours, rules: RestRules): RestFault[] {
  const agents = [...new Set(week.map(({ userId }) => userId))]
  return agents.flatMap((userId) => {
    const own = week.filter((each) => each.userId === userId).toSorted(byDay)
    const beside = around.filter((each) => each.userId === userId)
    const at = (day: string, because: RestFault['because']) => ({ userId, day, because })
    const minutes = own.reduce((sum, { shift }) => sum + hours[shift].minutes, 0)
    const last = own.at(-1)?.day ?? ''
    return [
      ...own.filter(({ shift }) => hours[shift].minutes > rules.dayMostMinutes).map(({ day }) => at(day, 'OVER_DAY')),
      ...(minutes > rules.weekMostMinutes ? [at(last, 'OVER_WEEK')] : []),
      ...(own.length > WEEK - rules.weekRestDays ? [at(last, 'NO_REST_DAY')] : []),
      ...findShortRests([...own, ...beside].toSorted(byDay), hours, rules)
        .filter((day) => own.some((each) => each.day === day))
        .map((day) => at(day, 'SHORT_REST')),
    ]
  })
}

const byDay = (a: Assigned, b: Assigned) => a.day.localeCompare(b.day)

/** Days whose shift begins too soon after the one before, or ends too late for the next. */
function findShortRests(shifts: Assigned[], hours: Hours, { restBetweenMinutes }: RestRules): string[] {
  return shifts.flatMap(({ day, shift }, n) => {
    const next = shifts[n + 1]
    if (!next) return []
    const ends = minuteOf(day) + hours[shift].fromMinute + hours[shift].minutes
    const begins = minuteOf(next.day) + hours[next.shift].fromMinute
    return begins - ends < restBetweenMinutes ? [day, next.day] : []
  })
}

/** How many of the shifts that begin on the day, or ran into it from the day before, are at work in each of its half hours. */
export function coverOf(day: string, shifts: Assigned[], hours: Hours): number[] {
  const cover = Array.from({ length: HALF_HOURS }, () => 0)
  for (const each of shifts) {
    const offset = minuteOf(each.day) - minuteOf(day)
    const { fromMinute, minutes } = hours[each.shift]
    for (let at = 0; at < HALF_HOURS; at++) {
      const minute = at * HALF_HOUR
      if (minute >= offset + fromMinute && minute < offset + fromMinute + minutes) cover[at] = (cover[at] ?? 0) + 1
    }
  }
  return cover
}

export type Wanted = {
  agents: number[]
  days: string[]
  /** Agents to be planned, by the half hours of each of the days. */
  needed: Record<string, number[]>
  /** Granted leave and wishes to be free. */
  isFree: (userId: number, day: string) => boolean
  around: Assigned[]
}

/**
 * Greedy and always the same: of all that may still be given, the shift that covers most of what is lacking, to who has least so far
 * (the lower id of two); until nothing is lacking or nobody may. No optimum: what is left uncovered is to be seen on the plan.
 */
export function suggestRoster(
  { agents, days, needed, isFree, around }: Wanted,
  hours: Hours,
  rules: RestRules,
): Assigned[] {
  const given: Assigned[] = []
  const usable = shiftCodes.filter((shift) => hours[shift].minutes > 0)
  for (;;) {
    const choices = days.flatMap((day) =>
      usable.map((shift) => ({ day, shift, gain: gainOf({ userId: 0, day, shift }) })),
    )
    const sorted = choices
      .filter(({ gain }) => gain > 0)
      .toSorted((a, b) => b.gain - a.gain || a.day.localeCompare(b.day))
    const next = sorted
      .map(({ day, shift }) => ({ day, shift, userId: findAgent(day, shift) }))
      .find(({ userId }) => userId !== undefined)
    if (next?.userId === undefined) return given
    given.push({ userId: next.userId, day: next.day, shift: next.shift })
  }

  /** Half hours in which somebody is still lacking, that the shift covers. */
  function gainOf(shift: Assigned): number {
    return days.reduce((sum, day) => {
      const own = coverOf(day, [shift], hours)
      if (own.every((each) => each === 0)) return sum
      const cover = coverOf(day, [...given, ...around], hours)
      return sum + own.filter((each, at) => each > 0 && (cover[at] ?? 0) < (needed[day]?.[at] ?? 0)).length
    }, 0)
  }

  function findAgent(day: string, shift: ShiftCode): number | undefined {
    const load = (userId: number) => given.filter((each) => each.userId === userId).length
    return agents
      .filter((userId) => !isFree(userId, day) && !given.some((each) => each.userId === userId && each.day === day))
      .toSorted((a, b) => load(a) - load(b) || a - b)
      .find((userId) => {
        const own = [...given.filter((each) => each.userId === userId), { userId, day, shift }]
        return findRestFaults(own, around, hours, rules).length === 0
      })
  }
}

/** A time in which somebody was in one state; half-open, as minutes or milliseconds of one scale. */
export type Stretch = { from: number; to: number; isAtWork: boolean }

/** How much of a planned time somebody was at work. */
export function keptOf(planned: { from: number; to: number }, stretches: Stretch[]): number {
  return stretches
    .filter(({ isAtWork }) => isAtWork)
    .reduce((sum, { from, to }) => sum + Math.max(0, Math.min(to, planned.to) - Math.max(from, planned.from)), 0)
}
