/** What validation looks at: one point's readings on an even grid, and what is known of the point. Our own model. */
import type { DayType } from './day-type.ts'

/** One value for each interval; `NaN` where nothing was read. */
export type Channel = Float64Array

export type Series = {
  /** Start of the first interval. */
  startMs: number
  stepMs: number
  count: number
  /** Import of each interval in Wh; at most as fine as the register it comes from. */
  energyWh: Channel
  exportWh?: Channel | undefined
  /** The same energy as another register or a summary tells it, to be held against the sum of the intervals. */
  statedWh?: Channel | undefined
  /** Energy of each interval by register of a period; their sum is held against `energyWh`. */
  periodWh?: Channel[] | undefined
  powerW?: Channel | undefined
  /** Power over register of the day before the series, where its power is not in it. */
  ratioBefore?: number | undefined
  phasePowerW?: Channel[] | undefined
  reactiveVar?: Channel | undefined
  /** Reactive energy of each interval over all quadrants, by its registers. */
  reactiveVarh?: Channel | undefined
  powerFactor?: Channel | undefined
  uV?: Channel[] | undefined
  iA?: Channel[] | undefined
}

export type PointFacts = {
  /** Service rating in W, with its margin; `Infinity` where nobody knows it. */
  maximumW: number
  maximumA: number
  nominalV: number
  /** Digits before the point that its registers have, where that is known. */
  digits?: number | undefined
  /** CT × PT; a register's coarse step weighs so much. */
  multiplier?: number | undefined
  /** Whether somebody may use energy here. */
  isActive: boolean
  dayTypeOf: (dayIndex: number) => DayType
  /** Of the civil day against UTC, in milliseconds. */
  zoneMs: number
}

export const ruleIds = [
  'missing',
  'duplicate',
  'clock',
  'interval-size',
  'negative',
  'spike',
  'zero-run',
  'flat-line',
  'high-use',
  'low-use',
  'sum-check',
  'sibling-channels',
  'multiplier',
  'impossible-value',
  'inactive-use',
  'register-glitch',
  'register-reset',
  'register-jump',
  'register-rollover',
  'silent-exchange',
] as const
export type RuleId = (typeof ruleIds)[number]
export type Severity = 'info' | 'warning' | 'error'

/** One run of intervals, or of days, in which one rule does not hold. */
export type Finding = {
  rule: RuleId
  severity: Severity
  channel: string
  fromMs: number
  /** The end is not in it. */
  toMs: number
  /** Intervals, or readings, that it speaks of. */
  count: number
  value: number | null
  expected: number | null
  unit: string
}
/** What a rule says; the runner adds rule and severity. */
export type Found = Omit<Finding, 'rule' | 'severity'> & { severity?: Severity; rule?: RuleId }
export type Limits = Record<string, number>
export type Check = (series: Series, facts: PointFacts, limits: Limits) => Found[]

export const DAY_MS = 86_400_000
export const HOUR_MS = 3_600_000

/** Runs of intervals for which `holds` is true, as index pairs with the end not in it. */
export function findRuns(count: number, least: number, holds: (index: number) => boolean): [number, number][] {
  const runs: [number, number][] = []
  let start = -1
  for (let index = 0; index <= count; index++) {
    if (index < count && holds(index)) {
      if (start < 0) start = index
    } else if (start >= 0) {
      if (index - start >= least) runs.push([start, index])
      start = -1
    }
  }
  return runs
}

export function toSpan(series: Series, [from, to]: [number, number]): { fromMs: number; toMs: number; count: number } {
  const { startMs, stepMs } = series
  return { fromMs: startMs + from * stepMs, toMs: startMs + to * stepMs, count: to - from }
}

export function limitOf(limits: Limits, name: string): number {
  const limit = limits[name]
  if (limit === undefined) throw new Error(`no parameter ${name}`)
  return limit
}

/** Intervals that make up so many hours, at least one. */
export function intervalsOf(series: Series, hours: number): number {
  return Math.max(1, Math.round((hours * HOUR_MS) / series.stepMs))
}
