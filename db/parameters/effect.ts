import { addDays, civilDay } from '../time.ts'
import type { Effect, ParameterChange, Said } from './set.ts'

const MOST_CASES = 10

/** Days that are over and on which the former value held, at most so many. */
export function pastOf(
  { now }: { now: Date },
  { former }: ParameterChange,
  days: number,
): { from: string; to: string } {
  const to = civilDay(now)
  const from = addDays(to, -days)
  return { from: former && former.from > from ? former.from : from, to }
}

/** A figure that a value says; null where it says none. */
export function figureOf(value: Record<string, string | null> | null | undefined, name: string): number | null {
  const text = value?.[name] ?? null
  return text === null ? null : Number(text)
}

/** The first of those that a change makes another of, and how many there were. */
export function differing(judged: Effect['cases']): Required<Pick<Effect, 'cases' | 'counts'>> {
  const changed = judged.filter(({ before, after }) => before.zh !== after.zh)
  return { cases: changed.slice(0, MOST_CASES), counts: { all: judged.length, changed: changed.length } }
}

export function count(title: Said, before: number, after: number, unit: Said): Effect['figures'][number] {
  return { title, before: String(before), after: String(after), unit }
}
