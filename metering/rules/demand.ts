/** Maximum demand in windows of 15 minutes that slide, as a demand meter with a slide time sees it. From DL/T 645-2007. */

import { MARK_GRACE_MS } from './intervals.ts'

const WINDOW_MS = 900_000
/** Readings at every mark, of which one may be late and the other early. */
const APART_MS = WINDOW_MS + 2 * MARK_GRACE_MS
const HOUR_MS = 3_600_000

export type Demand = { demandW: number; endMs: number; source: 'sliding' | 'interval' }

/**
 * Energy counted (Wh after CT × PT) at instants in order of time, within a day. Between readings power is taken as even,
 * so the greatest window begins or ends at a reading. Undefined where readings are further apart than the window.
 */
export function slidingDemand(points: readonly { atMs: number; wh: number }[]): Demand | undefined {
  let best: Demand | undefined
  for (const { atMs } of points) {
    for (const endMs of [atMs, atMs + WINDOW_MS]) {
      const start = countedAt(points, endMs - WINDOW_MS)
      const end = countedAt(points, endMs)
      if (start === undefined || end === undefined) continue
      const demandW = ((end - start) * HOUR_MS) / WINDOW_MS
      if (!best || demandW > best.demandW) best = { demandW, endMs, source: 'sliding' }
    }
  }
  return best
}

function countedAt(points: readonly { atMs: number; wh: number }[], atMs: number): number | undefined {
  let low = 0
  let high = points.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((points[middle]?.atMs ?? 0) <= atMs) low = middle + 1
    else high = middle
  }
  const [before, after] = [points[low - 1], points[low]]
  if (before?.atMs === atMs) return before.wh
  if (!before || !after || after.atMs - before.atMs > APART_MS) return undefined
  return before.wh + ((after.wh - before.wh) * (atMs - before.atMs)) / (after.atMs - before.atMs)
}

/** Of the quarter hours of a curve. */
export function intervalDemand(energyWh: Float64Array, startMs: number): Demand | undefined {
  let best: Demand | undefined
  for (let index = 0; index < energyWh.length; index++) {
    const demandW = ((energyWh[index] ?? Number.NaN) * HOUR_MS) / WINDOW_MS
    if (demandW > (best?.demandW ?? Number.NEGATIVE_INFINITY)) {
      best = { demandW, endMs: startMs + (index + 1) * WINDOW_MS, source: 'interval' }
    }
  }
  return best
}

/** Each may miss what the other saw: windows that slide need readings close together, the curve knows only its marks. */
export function greaterDemand(sliding: Demand | undefined, interval: Demand | undefined): Demand | undefined {
  if (!sliding || !interval) return sliding ?? interval
  return interval.demandW > sliding.demandW ? interval : sliding
}
