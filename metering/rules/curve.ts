/** A point's curve on an even grid from the registers of its meters: energy that adds up to what the registers counted. */
import { INTERPOLATION_MS, MARK_GRACE_MS, unwrapRegister } from './intervals.ts'
import type { RegisterHistory } from './usage.ts'

export type Segment = { fromMs: number; toMs: number; multiplier: number; history: RegisterHistory | undefined }
export type Grid = { startMs: number; stepMs: number; count: number }
export type SlotQuality = 'measured' | 'interpolated' | 'missing' | 'suspect'

export type LaidCurve = {
  grid: Grid
  /** Energy counted up to each mark after CT × PT in whole Wh, from an origin of its own; `NaN` where no reading tells. */
  markWh: Float64Array
  /** How each mark is known. */
  markHow: ('measured' | 'interpolated' | null)[]
  /** Spans across which a register did not count on, so that its difference is not the energy. */
  unknown: { fromMs: number; toMs: number }[]
  /** Instants across which nothing is known: a meter taken off without its last value. */
  partedMs: number[]
}

/** Segments of one point in order of time, each with the same register. */
export function layCurve(segments: readonly Segment[], grid: Grid): LaidCurve {
  const markWh = new Float64Array(grid.count + 1).fill(Number.NaN)
  const markHow: LaidCurve['markHow'] = Array<null>(grid.count + 1).fill(null)
  const unknown: LaidCurve['unknown'] = []
  const partedMs: number[] = []
  let countedWh = 0
  for (const segment of segments) {
    const { history, multiplier } = segment
    if (!history) {
      partedMs.push(segment.fromMs, segment.toMs)
      continue
    }
    const unwrapped = unwrapRegister(history.points, history.breaks, history.modulusWh)
    unknown.push(...unwrapped.unknown)
    const walk = walkRegister(unwrapped.points)
    const beginWh = unwrapped.points[0]?.wh ?? Number.NaN
    for (let index = firstMark(grid, segment.fromMs); index <= grid.count; index++) {
      const atMs = grid.startMs + index * grid.stepMs
      if (atMs > segment.toMs) break
      const found = walk(atMs)
      if (!found) continue
      markWh[index] = Math.round(countedWh + (found.wh - beginWh) * multiplier)
      markHow[index] = found.isMeasured ? 'measured' : 'interpolated'
    }
    // What a meter counted until it was taken off goes on under the next one.
    const final = unwrapped.points.at(-1)
    if (final && final.atMs === segment.toMs) countedWh += (final.wh - beginWh) * multiplier
    else if (Number.isFinite(segment.toMs)) partedMs.push(segment.toMs)
  }
  return { grid, markWh, markHow, unknown, partedMs }
}

function firstMark({ startMs, stepMs }: Grid, fromMs: number): number {
  return Math.max(0, Math.ceil((fromMs - startMs) / stepMs))
}

/** The register at instants asked for in order of time. */
function walkRegister(points: readonly { atMs: number; wh: number }[]) {
  let next = 0
  return (atMs: number): { wh: number; isMeasured: boolean } | undefined => {
    while (next < points.length && (points[next]?.atMs ?? 0) <= atMs) next++
    const [before, after] = [points[next - 1], points[next]]
    if (before?.atMs === atMs) return { wh: before.wh, isMeasured: true }
    const near = Math.min(before ? atMs - before.atMs : Infinity, after ? after.atMs - atMs : Infinity)
    if (before && after && after.atMs - before.atMs <= INTERPOLATION_MS) {
      const share = (atMs - before.atMs) / (after.atMs - before.atMs)
      return { wh: before.wh + (after.wh - before.wh) * share, isMeasured: near <= MARK_GRACE_MS }
    }
    if (near > MARK_GRACE_MS) return undefined
    const point = after && after.atMs - atMs === near ? after : before
    return point && { wh: point.wh, isMeasured: true }
  }
}

/** Energy between two marks, null where one is not known or the register did not count on in between. */
export function energyBetween(curve: LaidCurve, from: number, to: number): number | null {
  const [start = Number.NaN, end = Number.NaN] = [curve.markWh[from], curve.markWh[to]]
  if (Number.isNaN(start) || Number.isNaN(end) || isParted(curve, from, to) || isUnknown(curve, from, to)) return null
  return end - start
}

function isParted({ partedMs, grid }: LaidCurve, from: number, to: number): boolean {
  const fromMs = grid.startMs + from * grid.stepMs
  const toMs = grid.startMs + to * grid.stepMs
  return partedMs.some((atMs) => atMs > fromMs && atMs < toMs)
}

function isUnknown({ unknown, grid }: LaidCurve, from: number, to: number): boolean {
  if (unknown.length === 0) return false
  const fromMs = grid.startMs + from * grid.stepMs
  const toMs = grid.startMs + to * grid.stepMs
  return unknown.some((span) => span.fromMs < toMs && span.toMs > fromMs)
}

export function qualityOf(curve: LaidCurve, index: number): SlotQuality {
  if (isUnknown(curve, index, index + 1)) return 'suspect'
  const [start, end] = [curve.markHow[index], curve.markHow[index + 1]]
  if (!start || !end || isParted(curve, index, index + 1)) return 'missing'
  return start === 'measured' && end === 'measured' ? 'measured' : 'interpolated'
}

/** Energy of each interval; `NaN` where it is not known. */
export function slotEnergies(curve: LaidCurve): Float64Array {
  return Float64Array.from(
    { length: curve.grid.count },
    (_, index) => energyBetween(curve, index, index + 1) ?? Number.NaN,
  )
}
