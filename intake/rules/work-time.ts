// Decides when a limit of working days ends (民法典 art. 201, 203; holidays as the State Council gives notice of them).
import { addDays, civilDay, startOfDay } from '../../db/time.ts'

/** Minutes of a civil day, half-open, 0 to 1440. */
export type Span = { from: number; to: number }

/** When the company works. A day of the list goes before the weekday; a day or weekday without spans is free. */
export type WorkCalendar = {
  /** By weekday, Sunday first. */
  week: Span[][]
  days: ReadonlyMap<string, Span[]>
}

/** A time in which a clock stands; null: it stands still. Instants in ms. */
export type Pause = { from: number; to: number | null }

const MINUTE_MS = 60_000
/** A clock that would not end in so many days has a calendar without working days. */
const FURTHEST_DAYS = 3_660

export function spansOf(day: string, { week, days }: WorkCalendar): Span[] {
  return days.get(day) ?? week[new Date(`${day}T00:00:00Z`).getUTCDay()] ?? []
}

export function isWorkingDay(day: string, calendar: WorkCalendar): boolean {
  return spansOf(day, calendar).length > 0
}

/** The last day of a limit of `count` working days that begins to run on the day after `day`. */
export function addWorkingDays(day: string, count: number, calendar: WorkCalendar): string {
  let current = day
  for (let left = count, days = 0; left > 0; days += 1) {
    if (days > FURTHEST_DAYS) throw new Error('the work calendar has no working days')
    current = addDays(current, 1)
    if (isWorkingDay(current, calendar)) left -= 1
  }
  return current
}

/** Working days after `from` up to and including `to`; negative when `to` is earlier. */
export function countWorkingDays(from: string, to: string, calendar: WorkCalendar): number {
  if (to < from) return -countWorkingDays(to, from, calendar)
  let count = 0
  for (let day = addDays(from, 1); day <= to; day = addDays(day, 1)) if (isWorkingDay(day, calendar)) count += 1
  return count
}

/**
 * The instant, in ms, at which a limit of working days is over that was opened at `openedAt`: it runs from the day after,
 * each working day is one whatever its hours, and what of it lies in a pause is added behind. Null while it stands still.
 */
export function dueAt(openedAt: number, workingDays: number, pauses: Pause[], calendar: WorkCalendar): number | null {
  let left = workingDays
  let day = addDays(civilDay(new Date(openedAt)), 1)
  for (let days = 0; days <= FURTHEST_DAYS; days += 1, day = addDays(day, 1)) {
    const worked = workedSpans(day, pauses, calendar)
    const whole = lengthOf(spansOf(day, calendar))
    const share = whole === 0 ? 0 : lengthOf(worked) / whole
    if (share < left && !isNearly(share, left)) {
      left -= share
      continue
    }
    return startOfDay(day).getTime() + minuteAfter(worked, left * whole) * MINUTE_MS
  }
  if (pauses.some(({ to }) => to === null)) return null
  throw new Error('the work calendar has no working days')
}

/** Every day, day and night: a duty that never closes. */
export const aroundTheClock: WorkCalendar = {
  week: Array.from({ length: 7 }, () => [{ from: 0, to: 1440 }]),
  days: new Map(),
}

/**
 * The instant, in ms, at which so many working minutes are over that run from `openedAt` on; a pause counts only where it
 * lies in working time. Null while it stands still.
 */
export function dueAfterMinutes(
  openedAt: number,
  minutes: number,
  pauses: Pause[],
  calendar: WorkCalendar,
): number | null {
  const notYet: Pause = { from: Number.NEGATIVE_INFINITY, to: openedAt }
  let left = minutes
  let day = civilDay(new Date(openedAt))
  for (let days = 0; days <= FURTHEST_DAYS; days += 1, day = addDays(day, 1)) {
    const worked = workedSpans(day, [notYet, ...pauses], calendar)
    const length = lengthOf(worked)
    if (length > 0 && (length > left || isNearly(length, left)))
      return startOfDay(day).getTime() + minuteAfter(worked, left) * MINUTE_MS
    left -= length
  }
  if (pauses.some(({ to }) => to === null)) return null
  throw new Error('the work calendar has no working days')
}

/** How many working days of a limit are used up at an instant, a begun day by its minutes. */
export function usedWorkingDays(openedAt: number, at: number, pauses: Pause[], calendar: WorkCalendar): number {
  let used = 0
  const until: Pause = { from: at, to: null }
  const last = civilDay(new Date(at))
  for (let day = addDays(civilDay(new Date(openedAt)), 1); day <= last; day = addDays(day, 1)) {
    const whole = lengthOf(spansOf(day, calendar))
    if (whole > 0) used += lengthOf(workedSpans(day, [...pauses, until], calendar)) / whole
  }
  return used
}

/** What of a day's working spans lies outside the pauses; a minute that a pause begins in still counts. */
function workedSpans(day: string, pauses: Pause[], calendar: WorkCalendar): Span[] {
  const midnight = startOfDay(day).getTime()
  const minuteOf = (at: number) => (at - midnight) / MINUTE_MS
  let worked = spansOf(day, calendar)
  for (const { from, to } of pauses) {
    const [begins, ends] = [minuteOf(from), to === null ? Number.POSITIVE_INFINITY : minuteOf(to)]
    worked = worked.flatMap((span) =>
      [
        { from: span.from, to: Math.min(span.to, begins) },
        { from: Math.max(span.from, ends), to: span.to },
      ].filter((each) => each.from < each.to),
    )
  }
  return worked
}

function lengthOf(spans: Span[]): number {
  return spans.reduce((sum, { from, to }) => sum + to - from, 0)
}

/** The minute of the day at which so many of the spans' minutes are over. */
function minuteAfter(spans: Span[], minutes: number): number {
  let left = minutes
  for (const { from, to } of spans) {
    if (left <= to - from || isNearly(left, to - from)) return from + left
    left -= to - from
  }
  return spans.at(-1)?.to ?? 0
}

function isNearly(one: number, other: number): boolean {
  return Math.abs(one - other) < 1e-6
}
