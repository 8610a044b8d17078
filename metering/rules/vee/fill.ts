/** Takes out what cannot be true, fills what is missing, and holds the result against the rules once more. */
import { apportion } from './apportion.ts'
import { checkSeries } from './check.ts'
import { type Estimate, estimateGap, findGaps, type Gap } from './estimate.ts'
import type { RuleSettings } from './parameters.ts'
import type { Marks } from './register-marks.ts'
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
    /** A register beside the curve, where it is known, however rarely. */
    register?: Marks | undefined
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
  if (known.register) holdToRegister(series, { estimates, unfilled }, known.register)
  const filled = withEstimates(series, estimates)
  if (estimates.length === 0) return { series: filled, estimates, unfilled, doubts: [] }
  const before = new Set(checkSeries(series, known.facts, known.settings).map(keyOf))
  const doubts = checkSeries(filled, known.facts, known.settings).filter((finding) => !before.has(keyOf(finding)))
  return { series: filled, estimates, unfilled, doubts }
}

/**
 * Between two marks at which the register is known, what the measured intervals leave of its difference is what the
 * others used: their estimates are made to add up to it, and a gap that nothing else tells of gets its even share.
 */
function holdToRegister(series: Series, filling: Pick<Filling, 'estimates' | 'unfilled'>, register: Marks): void {
  const { estimates, unfilled } = filling
  const even = unfilled.map((gap): Estimate => {
    return { ...gap, method: 'proration', wh: Array<number>(gap.to - gap.from).fill(meanOf(series.energyWh)) }
  })
  const all = [...estimates, ...even]
  const placeOf = new Map(
    all.flatMap((estimate) => estimate.wh.map((_, order) => [estimate.from + order, { estimate, order }] as const)),
  )
  const held = new Map<Estimate, number>()
  const marks = [...register.wh.keys()].filter((mark) => !Number.isNaN(register.wh[mark]))
  for (const [order, to] of marks.slice(1).entries()) {
    const from = marks[order] ?? 0
    const slots = Array.from({ length: to - from }, (_, slot) => from + slot)
    const places = slots.flatMap((slot) => placeOf.get(slot) ?? [])
    if (places.length === 0 || slots.some((slot) => register.isUnknown(slot))) continue
    const measured = slots.filter((slot) => !placeOf.has(slot)).map((slot) => series.energyWh[slot] ?? Number.NaN)
    const leftWh = measured.reduce((left, wh) => left - wh, (register.wh[to] ?? 0) - (register.wh[from] ?? 0))
    if (!(leftWh >= 0)) continue
    const parts = apportion(
      Math.round(leftWh),
      places.map((place) => place.estimate.wh[place.order] ?? 0),
    )
    for (const [index, place] of places.entries()) {
      place.estimate.wh[place.order] = parts[index] ?? 0
      held.set(place.estimate, (held.get(place.estimate) ?? 0) + 1)
    }
  }
  const isHeld = (estimate: Estimate) => held.get(estimate) === estimate.wh.length
  for (const estimate of all.filter(isHeld)) estimate.totalWh = estimate.wh.reduce((sum, wh) => sum + wh, 0)
  estimates.push(...even.filter(isHeld))
  const stay = unfilled.filter((_, index) => !isHeld(even[index] as Estimate))
  unfilled.splice(0, unfilled.length, ...stay)
  estimates.sort((a, b) => a.from - b.from)
}

function meanOf(channel: Channel): number {
  const known = channel.filter((wh) => !Number.isNaN(wh))
  return known.length > 0 ? known.reduce((sum, wh) => sum + wh, 0) / known.length : 1
}

export function withEstimates(series: Series, estimates: readonly Estimate[]): Series {
  const energyWh = series.energyWh.slice()
  for (const { from, wh } of estimates) energyWh.set(wh, from)
  return { ...series, energyWh }
}

const keyOf = ({ rule, channel, fromMs, toMs }: Finding) => `${rule} ${channel} ${fromMs} ${toMs}`
