/**
 * What is due of a day, by when, and how it is asked for again. Definitions: the day-freeze success rate (日冻结采集成功率)
 * is the points whose registers at the day's end had arrived by the deadline over the points that should be read; the
 * curve's is the quarter hours with an import or export register over 96 a point. Deadlines are a site's own.
 */
import { addDays, startOfDay } from '../../db/time.ts'

export type Item = 'day-freeze' | 'curve'
export const items: readonly Item[] = ['day-freeze', 'curve']

export const CURVE_POINTS = 96
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

export const schedules = [
  {
    validFrom: '2000-01-01',
    /** After the day's 24:00. */
    deadlineMs: { 'day-freeze': 8 * HOUR_MS, curve: 12 * HOUR_MS },
    basis: 'from practice: freezes of the night are asked for until the office opens, curves until noon',
  },
] as const

/** When a day is counted. */
export function deadlineOf(item: Item, day: string): Date {
  const schedule = schedules.findLast(({ validFrom }) => validFrom <= day)
  return new Date(startOfDay(addDays(day, 1)).getTime() + (schedule?.deadlineMs[item] ?? 0))
}

/** Re-reading: soon at first, then rarer, and no longer once the meter's own memory would be over. */
const FIRST_WAIT_MS = 5 * 60_000
const LONGEST_WAIT_MS = 6 * HOUR_MS
const ATTEMPTS = 16
const PATIENCE_MS = 7 * DAY_MS

export type Retry = { again: Date } | { giveUp: 'TOO_MANY_ATTEMPTS' | 'TOO_OLD' }

export function nextAttempt(gap: { day: string; attempts: number }, now: Date): Retry {
  if (gap.attempts >= ATTEMPTS) return { giveUp: 'TOO_MANY_ATTEMPTS' }
  const waitMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** gap.attempts)
  const again = new Date(now.getTime() + waitMs)
  if (again.getTime() > startOfDay(gap.day).getTime() + PATIENCE_MS) return { giveUp: 'TOO_OLD' }
  return { again }
}
