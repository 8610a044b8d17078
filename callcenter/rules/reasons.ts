// Decides the figures of what customers bring to the desk, each by a formula of its own name; house rules (`reason_rule`).

export const reasonFormulas = ['share', 'month', 'year', 'repeats', 'satisfaction', 'low', 'kept'] as const
export type ReasonFormula = (typeof reasonFormulas)[number]

export type Counted = {
  count: number
  /** In the same days of the month before, and of the year before. */
  formerCount: number
  yearCount: number
  repeated: number | null
  rated: number
  scoreSum: number
  low: number
  met: number | null
  missed: number | null
}

/** Null where there is nothing to divide by: it is not known, and not 0. */
export function figuresOf(of: Counted, all: number): Record<ReasonFormula, number | null> {
  const part = (share: number | null, base: number | null) =>
    share === null || base === null || base === 0 ? null : share / base
  return {
    share: part(of.count, all),
    month: part(of.count - of.formerCount, of.formerCount),
    year: part(of.count - of.yearCount, of.yearCount),
    repeats: part(of.repeated, of.count),
    satisfaction: part(of.scoreSum, of.rated),
    low: part(of.low, of.rated),
    kept: part(of.met, of.met === null || of.missed === null ? null : of.met + of.missed),
  }
}
