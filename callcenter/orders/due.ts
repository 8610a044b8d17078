import { addDays, civilDay, startOfDay } from '../../db/time.ts'
import {
  aroundTheClock,
  dueAfterMinutes,
  dueAfterWorkingDays,
  type findWorkCalendar,
  spansOf,
  usedWorkingDays,
} from '../../intake/index.ts'
import type { ClockAct } from '../rules/clocks.ts'
import type { KeptDay } from '../sql/order-clocks.ts'

type Calendar = Awaited<ReturnType<typeof findWorkCalendar>>

export type Limit = {
  amount: number
  /** `minutes` run day and night, `working-minutes` in working time, `working-days` from the day after the start. */
  unit: 'minutes' | 'working-minutes' | 'working-days'
}

/** What happened to a clock, in order: it starts first, and stands from a pause to what resumes or stops it, also while the order is merged. */
export type ClockEvent = { at: Date; act: ClockAct }

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

/** The days that a limit looked at from its start until it is due, so that it can be counted again when the calendar is another. */
export function keepDays(startedAt: Date, dueAt: Date, { unit }: Limit, calendar: Calendar): KeptDay[] {
  if (unit === 'minutes') return []
  const days: KeptDay[] = []
  const last = civilDay(new Date(dueAt.getTime() - 1))
  for (let day = civilDay(startedAt); day <= last; day = addDays(day, 1))
    days.push({ day, spans: spansOf(day, calendar) })
  return days
}

export function calendarOf(days: KeptDay[]): Calendar {
  return { week: Array.from({ length: 7 }, () => []), days: new Map(days.map(({ day, spans }) => [day, spans])) }
}

export type CountedDay = { day: string; kind: 'working' | 'make-up' | 'weekend' | 'holiday'; counted: number }

/** By what is worked on the day. */
export function dayKindOf(day: string, spans: KeptDay['spans']): CountedDay['kind'] {
  const isWeekend = [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay())
  if (spans.length > 0) return isWeekend ? 'make-up' : 'working'
  return isWeekend ? 'weekend' : 'holiday'
}

/** How much of a limit of working days each day used up, a begun pause by its minutes; the day of the start uses none. */
export function countDays(startedAt: Date, days: KeptDay[], events: ClockEvent[]): CountedDay[] {
  const calendar = calendarOf(days)
  const pauses = pausesOf(events)
  const usedBy = (day: string) => usedWorkingDays(startedAt.getTime(), startOfDay(day).getTime(), pauses, calendar)
  return days.map(({ day, spans }) => {
    return { day, kind: dayKindOf(day, spans), counted: usedBy(addDays(day, 1)) - usedBy(day) }
  })
}

/** Each time in which the clock stood; the last has no end while it stands. */
function pausesOf(events: ClockEvent[]): { from: number; to: number | null }[] {
  const pauses: { from: number; to: number | null }[] = []
  for (const { at, act } of events) {
    const last = pauses.at(-1)
    const stands = last !== undefined && last.to === null
    if (act === 'pause' && !stands) pauses.push({ from: at.getTime(), to: null })
    else if ((act === 'resume' || act === 'stop') && stands) last.to = at.getTime()
  }
  return pauses
}
