// Decides which days a version keeps when another takes some of them, and how a version stands on a day (operator's own rule).
import type { VersionState } from '../price-book/contract.ts'

export type Days = { from: string; to: string | null }

export function isOverlapping(one: Days, other: Days): boolean {
  return (other.to === null || one.from < other.to) && (one.to === null || other.from < one.to)
}

/** What is left of some days once others are taken out: none, one or two stretches. */
export function cutDays(days: Days, taken: Days): Days[] {
  if (!isOverlapping(days, taken)) return [days]
  const left: Days[] = []
  if (days.from < taken.from) left.push({ from: days.from, to: taken.from })
  if (taken.to !== null && (days.to === null || taken.to < days.to)) left.push({ from: taken.to, to: days.to })
  return left
}

/** A version cut by a later one counts on until that one begins. */
export function stateOfPublished(facts: {
  days: Days[]
  ends: ('superseded' | 'withdrawn')[]
  today: string
}): VersionState {
  if (facts.ends.includes('withdrawn')) return 'withdrawn'
  const isOver = facts.days.every(({ to }) => to !== null && to <= facts.today)
  return facts.ends.includes('superseded') && isOver ? 'superseded' : 'published'
}
