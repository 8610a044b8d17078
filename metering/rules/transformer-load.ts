/** How a distribution transformer is loaded: 重载, 过载, 轻载 as the grid companies count them. Pure. */
import type { LoadState } from '../transformers/contract.ts'

export const QUARTER_MIN = 15
const QUARTER_MS = QUARTER_MIN * 60_000

/** Dated (`transformer_rule`). */
export type LoadFigures = {
  /** From this share of its rating on a transformer is heavily loaded, and above the other overloaded. */
  heavyPercent: number
  overPercent: number
  /** Either counts once it has lasted so long without a break. */
  lastingMin: number
  /** A month whose greatest load stays below it is light. */
  lightPercent: number
  /** Of the time that should have been monitored, below which a month is not called light or normal. */
  monitoredPercent: number
}

/** Apparent power over one quarter hour that begins at `atMs`; `isReverse`: fed back into the network. */
export type LoadReading = { atMs: number; kva: number; isReverse: boolean }

export type TransformerDay = {
  monitoredMin: number
  /** Of the rating, in %. */
  meanPercent: number | null
  peakPercent: number | null
  peakAtMs: number | null
  heavyMin: number
  overMin: number
  /** The longest stretch without a break that ends within the day, or goes on at its end. */
  longestHeavyMin: number
  longestOverMin: number
  reverseMin: number
}

/**
 * A day's quarter hours against the rating. `readings` in the order of time; those before `fromMs` belong to the evening before and
 * only lengthen a stretch that reaches into the day. What was not read breaks a stretch.
 */
export function summariseLoad(
  readings: readonly LoadReading[],
  { ratingKva, fromMs }: { ratingKva: number; fromMs: number },
  figures: Pick<LoadFigures, 'heavyPercent' | 'overPercent'>,
): TransformerDay {
  const day: TransformerDay = {
    ...{ monitoredMin: 0, meanPercent: null, peakPercent: null, peakAtMs: null },
    ...{ heavyMin: 0, overMin: 0, longestHeavyMin: 0, longestOverMin: 0, reverseMin: 0 },
  }
  let [heavyRun, overRun, sum] = [0, 0, 0]
  let lastMs = Number.NEGATIVE_INFINITY
  for (const { atMs, kva, isReverse } of readings) {
    const percent = (100 * kva) / ratingKva
    const follows = atMs - lastMs === QUARTER_MS
    lastMs = atMs
    heavyRun = percent >= figures.heavyPercent ? (follows ? heavyRun : 0) + QUARTER_MIN : 0
    overRun = percent > figures.overPercent ? (follows ? overRun : 0) + QUARTER_MIN : 0
    if (atMs < fromMs) continue
    day.monitoredMin += QUARTER_MIN
    sum += percent
    if (heavyRun > 0) day.heavyMin += QUARTER_MIN
    if (overRun > 0) day.overMin += QUARTER_MIN
    if (isReverse) day.reverseMin += QUARTER_MIN
    day.longestHeavyMin = Math.max(day.longestHeavyMin, heavyRun)
    day.longestOverMin = Math.max(day.longestOverMin, overRun)
    if (day.peakPercent === null || percent > day.peakPercent) [day.peakPercent, day.peakAtMs] = [percent, atMs]
  }
  if (day.monitoredMin > 0) day.meanPercent = (sum * QUARTER_MIN) / day.monitoredMin
  return day
}

export type MonthOfLoad = {
  monitoredMin: number
  expectedMin: number
  peakPercent: number | null
  longestHeavyMin: number
  longestOverMin: number
}

/** What was measured makes a transformer overloaded or heavy; only what was watched long enough makes it light or normal. */
export function judgeLoad(month: MonthOfLoad, figures: LoadFigures): LoadState {
  if (month.longestOverMin >= figures.lastingMin) return 'over'
  if (month.longestHeavyMin >= figures.lastingMin) return 'heavy'
  if (month.peakPercent === null) return 'unknown'
  if (100 * month.monitoredMin < figures.monitoredPercent * month.expectedMin) return 'unknown'
  return month.peakPercent < figures.lightPercent ? 'light' : 'normal'
}
