import { civilDay, startOfDay } from '../../db/time.ts'
import { aroundTheClock, dueAfterMinutes, dueAfterWorkingDays, type findWorkCalendar } from '../../intake/index.ts'

type Calendar = Awaited<ReturnType<typeof findWorkCalendar>>

export type Limit = {
  amount: number
  /** `minutes` run day and night, `working-minutes` in working time, `working-days` from the day after the start. */
  unit: 'minutes' | 'working-minutes' | 'working-days'
}

/** What happened to a clock, in order: it starts first, and stands from a pause to what resumes it. */
export type ClockEvent = { at: Date; act: 'start' | 'pause' | 'resume' | 'stop' }

const DAY_MS = 86_400_000

/**
 * When a clock that began at an instant is due; null while it stands still. What of a pause lies outside the limit's own time
 * lengthens nothing. A limit in working days is kept until its last day is over (民法典 art. 201, 203).
 */
export function dueOf(startedAt: Date, limit: Limit, calendar: Calendar): Date
export function dueOf(startedAt: Date, limit: Limit, calendar: Calendar, events: ClockEvent[]): Date | null
export function dueOf(
  startedAt: Date,
  { amount, unit }: Limit,
  calendar: Calendar,
  events: ClockEvent[] = [],
): Date | null {
  const start = startedAt.getTime()
  const pauses = pausesOf(events)
  if (unit !== 'working-days') {
    const due = dueAfterMinutes(start, amount, pauses, unit === 'minutes' ? aroundTheClock : calendar)
    return due === null ? null : new Date(due)
  }
  const due = dueAfterWorkingDays(start, amount, pauses, calendar)
  return due === null ? null : new Date(startOfDay(civilDay(new Date(due))).getTime() + DAY_MS)
}

/** Each time in which the clock stood; the last has no end while it stands. */
function pausesOf(events: ClockEvent[]): { from: number; to: number | null }[] {
  const pauses: { from: number; to: number | null }[] = []
  for (const { at, act } of events) {
    const last = pauses.at(-1)
    const stands = last !== undefined && last.to === null
    if (act === 'pause' && !stands) pauses.push({ from: at.getTime(), to: null })
    else if (act !== 'pause' && stands) last.to = at.getTime()
  }
  return pauses
}
