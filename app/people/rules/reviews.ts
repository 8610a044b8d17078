/** For which months roles are looked at, and how a review stands: GB/T 22239-2019 8.1.4.2, by dated figures. */
import { addDays, addMonths } from '../../../db/time.ts'

/** Whole months from the beginning of the year: with three, the quarters. */
export function monthsAround(today: string, months: number): { from: string; to: string } {
  const begin = `${today.slice(0, 4)}-01-01`
  const past = Number(today.slice(5, 7)) - 1
  const from = addMonths(begin, past - (past % months))
  return { from, to: addMonths(from, months) }
}

export function dueOn(today: string, days: number): string {
  return addDays(today, days)
}

export function stateOf(
  review: { closedAt: Date | null; dueOn: string },
  today: string,
): 'open' | 'overdue' | 'closed' {
  if (review.closedAt) return 'closed'
  return review.dueOn < today ? 'overdue' : 'open'
}

/** Nobody was here for so long, or ever. Without a figure nobody is unused. */
export function isUnused(latest: Date | null, now: Date, days: number | undefined): boolean {
  if (days === undefined) return false
  return latest === null || now.getTime() - latest.getTime() > days * 86_400_000
}
