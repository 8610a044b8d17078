/** Takes out what cannot be true, fills what is missing, and holds the result against the rules once more. */
import { checkSeries } from './check.ts'
import { type Estimate, estimateGap, findGaps, type Gap } from './estimate.ts'
import type { RuleSettings } from './parameters.ts'
import type { Channel, Finding, PointFacts, RuleId, Series } from './series.ts'

export type Filling = {
  series: Series
  estimates: Estimate[]
  /** Gaps that nothing tells the energy of. */
  unfilled: Gap[]
  /** What the rules say of the filled series, where they said nothing before. */
  doubts: Finding[]
}

/** Rules whose `error` says that an import value is false, not only strange. */
const falsifying: readonly RuleId[] = ['negative', 'spike']
const INTERPOLATE_HOURS = 2

/** The series without what cannot be true. */
export function withoutFalse(series: Series, findings: readonly Finding[]): Series {
  const energyWh = series.energyWh.slice()
  for (const finding of findings) {
    if (!falsifying.includes(finding.rule) || finding.severity !== 'error' || finding.channel !== 'import') continue
    const first = Math.round((finding.fromMs - series.startMs) / series.stepMs)
    energyWh.fill(Number.NaN, Math.max(0, first), Math.max(0, first + finding.count))
  }
  return { ...series, energyWh }
}

/** `totalOf` tells what the register counted over intervals, null where it is not known. */
export function fillSeries(
  series: Series,
  known: {
    facts: PointFacts
    settings: ReadonlyMap<RuleId, RuleSettings>
    totalOf: (from: number, to: number) => number | null
    neighbourWh?: Channel | undefined
  },
): Filling {
  const gaps = findGaps(series, known.totalOf)
  const around = { days: known.facts, neighbourWh: known.neighbourWh, interpolateHours: INTERPOLATE_HOURS }
  const estimates: Estimate[] = []
  const unfilled: Gap[] = []
  for (const gap of gaps) {
    const estimate = estimateGap(series, gap, around)
    if (estimate) estimates.push(estimate)
    else unfilled.push(gap)
  }
  const filled = withEstimates(series, estimates)
  if (estimates.length === 0) return { series: filled, estimates, unfilled, doubts: [] }
  const before = new Set(checkSeries(series, known.facts, known.settings).map(keyOf))
  const doubts = checkSeries(filled, known.facts, known.settings).filter((finding) => !before.has(keyOf(finding)))
  return { series: filled, estimates, unfilled, doubts }
}

export function withEstimates(series: Series, estimates: readonly Estimate[]): Series {
  const energyWh = series.energyWh.slice()
  for (const { from, wh } of estimates) energyWh.set(wh, from)
  return { ...series, energyWh }
}

const keyOf = ({ rule, channel, fromMs, toMs }: Finding) => `${rule} ${channel} ${fromMs} ${toMs}`
