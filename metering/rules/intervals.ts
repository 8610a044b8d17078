/** Which 15 minutes a reading closes, and the energy between registers at two instants. From the design of the store. */
import type { RegisterBreak, RegisterPoint } from './registers.ts'

export const INTERVAL_MS = 900_000
/** Polling a bus takes seconds: a reading this soon after the mark still closes the interval before it. */
export const MARK_GRACE_MS = 30_000
/** Readings further apart than this are a gap, across which no value is made up. */
export const INTERPOLATION_MS = 2 * INTERVAL_MS + MARK_GRACE_MS

/** Start of the interval that a reading of this instant closes. The reading keeps its own time. */
export function intervalStart(atMs: number): number {
  const floor = Math.floor(atMs / INTERVAL_MS) * INTERVAL_MS
  const close = atMs - floor <= MARK_GRACE_MS ? floor : floor + INTERVAL_MS
  return close - INTERVAL_MS
}

export function distanceFromClose(atMs: number): number {
  return Math.abs(atMs - (intervalStart(atMs) + INTERVAL_MS))
}

/** A register's readings with what it lost at breaks added back, so that energy is a plain difference. */
export type Unwrapped = {
  points: RegisterPoint[]
  /** Spans over which the true energy is not known. */
  unknown: { fromMs: number; toMs: number }[]
}

/** Readings in order of time, with the breaks of the same register. */
export function unwrapRegister(
  points: readonly RegisterPoint[],
  breaks: readonly RegisterBreak[],
  modulusWh: number,
): Unwrapped {
  const ordered = [...breaks].sort((a, b) => a.after.atMs - b.after.atMs)
  return {
    points: points.map((point) => {
      const passed = ordered.filter((each) => isPast(each, point))
      return { atMs: point.atMs, wh: passed.reduce((wh, each) => wh + bridgeWh(each, modulusWh), point.wh) }
    }),
    unknown: ordered
      .filter((each) => each.kind !== 'rollover')
      .map((each) => ({ fromMs: each.before.atMs, toMs: each.after.atMs })),
  }
}

function bridgeWh(each: RegisterBreak, modulusWh: number): number {
  return each.kind === 'rollover' ? modulusWh : each.before.wh - each.after.wh
}

function isPast(each: RegisterBreak, point: RegisterPoint): boolean {
  if (point.atMs >= each.after.atMs) return true
  if (point.atMs <= each.before.atMs) return false
  return each.kind === 'jump' ? point.wh >= each.after.wh : point.wh < each.before.wh
}

export type RegisterAt = {
  wh: number
  how: 'measured' | 'nearest' | 'interpolated'
  /** The reading's own time; of an interpolated value the nearer reading's. */
  atMs: number
}

/** The register at an instant from the readings round it; undefined inside a gap. */
export function interpolateRegister(points: readonly RegisterPoint[], atMs: number): RegisterAt | undefined {
  const { before, after } = neighbours(points, atMs)
  if (before?.atMs === atMs) return { wh: before.wh, how: 'measured', atMs }
  const near = nearer(before, after, atMs)
  if (!near) return undefined
  const close = Math.abs(near.atMs - atMs) <= MARK_GRACE_MS
  if (before && after && after.atMs - before.atMs <= INTERPOLATION_MS) {
    const share = (atMs - before.atMs) / (after.atMs - before.atMs)
    const wh = before.wh + (after.wh - before.wh) * share
    return { wh, how: close ? 'measured' : 'interpolated', atMs: near.atMs }
  }
  return close ? { wh: near.wh, how: 'measured', atMs: near.atMs } : undefined
}

/** The register as it was read nearest to an instant; never a value that no reading showed. */
export function nearestRegister(
  points: readonly RegisterPoint[],
  atMs: number,
  toleranceMs: number,
): RegisterAt | undefined {
  const { before, after } = neighbours(points, atMs)
  const near = nearer(before, after, atMs)
  if (!near) return undefined
  const distance = Math.abs(near.atMs - atMs)
  if (distance > toleranceMs) return undefined
  return { wh: near.wh, how: distance <= MARK_GRACE_MS ? 'measured' : 'nearest', atMs: near.atMs }
}

function nearer(
  before: RegisterPoint | undefined,
  after: RegisterPoint | undefined,
  atMs: number,
): RegisterPoint | undefined {
  if (!before || !after) return before ?? after
  return after.atMs - atMs < atMs - before.atMs ? after : before
}

function neighbours(points: readonly RegisterPoint[], atMs: number) {
  let low = 0
  let high = points.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((points[middle]?.atMs ?? 0) <= atMs) low = middle + 1
    else high = middle
  }
  return { before: points[low - 1], after: points[low] }
}
