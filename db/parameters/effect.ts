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

/** The first of those that a change makes another of. */
export function differing<Case extends { before: Said; after: Said }>(cases: Case[]): Case[] {
  return cases.filter(({ before, after }) => before.zh !== after.zh).slice(0, MOST_CASES)
}

export function count(title: Said, before: number, after: number, unit: Said): Effect['figures'][number] {
  return { title, before: String(before), after: String(after), unit }
}
