/**
 * Fills gaps of a curve: short ones by interpolation, else by the point's own usual use, else by its neighbours', else
 * evenly; always scaled to what the register counted, where it is known. From practice (VEE). Never a register.
 */
import { apportion } from './apportion.ts'
import { usualWh } from './profile.ts'
import type { Channel, PointFacts, Series } from './series.ts'

export type Gap = {
  /** Intervals, the end not in it. */
  from: number
  to: number
  /** What the register counted over all of it, after CT × PT; null where it is not known at an end. */
  totalWh: number | null
}
export type Method = 'interpolation' | 'own-profile' | 'neighbours' | 'proration'
export type Estimate = Gap & { method: Method; wh: number[] }

type Around = {
  days: Pick<PointFacts, 'dayTypeOf' | 'zoneMs'>
  /** Mean energy of like points of the district in the same intervals. */
  neighbourWh?: Channel | undefined
  /** A gap of at most so many hours is interpolated. */
  interpolateHours: number
}

/** The first way that can be gone; undefined where nothing tells how much was used. */
export function estimateGap(series: Series, gap: Gap, around: Around): Estimate | undefined {
  const ways: [Method, number[] | undefined][] = [
    ['interpolation', isShort(series, gap, around) ? interpolate(series, gap) : undefined],
    ['own-profile', usualWh(series, [gap.from, gap.to], around.days)],
    ['neighbours', neighbourShape(series, gap, around.neighbourWh)],
    ['proration', gap.totalWh === null ? undefined : Array<number>(gap.to - gap.from).fill(1)],
  ]
  const way = ways.find(([, shape]) => shape !== undefined)
  const shape = way?.[1]
  if (!way || !shape) return undefined
  // The register may have stood still or the gap's energy be negative by a wrong register: nothing to spread then.
  const totalWh = gap.totalWh ?? Math.round(shape.reduce((sum, wh) => sum + Math.max(0, wh), 0))
  if (totalWh < 0) return undefined
  return { ...gap, method: way[0], wh: apportion(Math.round(totalWh), shape) }
}

/** Gaps of a series: runs without a value. `totalOf` tells what the register counted over one. */
export function findGaps(series: Series, totalOf: (from: number, to: number) => number | null): Gap[] {
  const gaps: Gap[] = []
  for (let index = 0; index < series.count; index++) {
    if (!Number.isNaN(series.energyWh[index])) continue
    const from = index
    while (index < series.count && Number.isNaN(series.energyWh[index])) index++
    gaps.push({ from, to: index, totalWh: totalOf(from, index) })
  }
  return gaps
}

function isShort(series: Series, { from, to }: Gap, { interpolateHours }: Around): boolean {
  return (to - from) * series.stepMs <= interpolateHours * 3_600_000
}

function interpolate(series: Series, { from, to }: Gap): number[] | undefined {
  const before = series.energyWh[from - 1] ?? Number.NaN
  const after = series.energyWh[to] ?? Number.NaN
  const first = Number.isNaN(before) ? after : before
  const final = Number.isNaN(after) ? before : after
  if (Number.isNaN(first)) return undefined
  const steps = to - from + 1
  return Array.from({ length: to - from }, (_, order) => first + ((final - first) * (order + 1)) / steps)
}

/** The neighbours' use, brought to the point's own level by the day on either side. */
function neighbourShape(series: Series, { from, to }: Gap, neighbourWh: Channel | undefined): number[] | undefined {
  if (!neighbourWh) return undefined
  const shape: number[] = []
  for (let index = from; index < to; index++) shape.push(neighbourWh[index] ?? Number.NaN)
  if (shape.some(Number.isNaN)) return undefined
  const reach = Math.round(86_400_000 / series.stepMs)
  let own = 0
  let theirs = 0
  for (let index = from - reach; index < to + reach; index++) {
    const [mine = Number.NaN, other = Number.NaN] = [series.energyWh[index], neighbourWh[index]]
    if (Number.isNaN(mine) || Number.isNaN(other) || (index >= from && index < to)) continue
    own += mine
    theirs += other
  }
  const level = theirs > 0 ? own / theirs : 1
  return shape.map((wh) => wh * level)
}
