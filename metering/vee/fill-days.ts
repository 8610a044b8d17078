import type { Ctx } from '../../db/context.ts'
import { civilDay, startOfDay } from '../../db/time.ts'
import { energyBetween, slotEnergies } from '../rules/curve.ts'
import { INTERVAL_MS } from '../rules/intervals.ts'
import type { EnergyChannel } from '../rules/vee/channels.ts'
import { dayIndexOf, dayOfIndex, SHANGHAI_ZONE_MS } from '../rules/vee/day-type.ts'
import { type Estimate, estimateGap, findGaps, type Gap } from '../rules/vee/estimate.ts'
import { DAY_MS, type PointFacts, type Series } from '../rules/vee/series.ts'
import { type CurveValue, saveChange, supersede } from '../sql/curve-values.ts'
import type { PointDay } from '../sql/dirty-days.ts'
import type { DaySlots } from '../sql/point-days.ts'
import { type LoadedDay, SLOTS } from './load-days.ts'

/** Longer gaps, and gaps of points whose curve nobody reads, are left open until a person decides. */
const LONGEST_DAYS = 7
const CURVE_DAYS = 3
export const HISTORY_DAYS = 28
const INTERPOLATE_HOURS = 2

export type History = ReadonlyMap<string, Float64Array>
export const slotsKey = (pointId: number, day: string) => `${pointId} ${day}`

export function toHistory(slots: readonly DaySlots[]): Map<string, Float64Array> {
  return new Map(slots.map(({ pointId, day, slotsWh }) => [slotsKey(pointId, day), slotsWh]))
}

type Known = {
  history: History
  days: Pick<PointFacts, 'dayTypeOf' | 'zoneMs'>
  /** Of the same channel, over civil days. */
  listNeighbours: (span: { from: string; to: string }) => Promise<DaySlots[]>
}

/** Estimates for the gaps that touch a day, scaled to what the register counted over them. */
export async function estimateDay(
  { curve, first, pointId }: Pick<LoadedDay, 'curve' | 'first' | 'pointId'>,
  { history, days, listNeighbours }: Known,
): Promise<{ fromMs: number; estimate: Estimate }[]> {
  const measured = { ...curve.grid, energyWh: slotEnergies(curve) }
  const gaps = findGaps(measured, (from, to) => energyBetween(curve, from, to)).filter(
    (gap) => gap.totalWh !== null && gap.totalWh >= 0 && gap.to > first && gap.from < first + SLOTS,
  )
  const estimates: { fromMs: number; estimate: Estimate }[] = []
  for (const gap of gaps) {
    if ((gap.to - gap.from) * INTERVAL_MS > LONGEST_DAYS * DAY_MS) continue
    if (!isCurveRead(pointId, measured, gap, history)) continue
    const around = surround(pointId, measured, gap, history)
    const known = { days, interpolateHours: INTERPOLATE_HOURS }
    const own = estimateGap(around.series, around.gap, known)
    const estimate =
      own?.method === 'proration'
        ? estimateGap(around.series, around.gap, {
            ...known,
            neighbourWh: await loadNeighbours(around, listNeighbours),
          })
        : own
    if (estimate) estimates.push({ fromMs: measured.startMs + gap.from * INTERVAL_MS, estimate })
  }
  return estimates
}

type Around = { series: Series; gap: Gap }

/** The gap within the four weeks on either side of it. */
export function surround(pointId: number, measured: Series, gap: Gap, history: History): Around {
  const gapMs = measured.startMs + gap.from * INTERVAL_MS
  const firstDay = dayIndexOf(gapMs, SHANGHAI_ZONE_MS) - HISTORY_DAYS
  const finalDay = dayIndexOf(measured.startMs + gap.to * INTERVAL_MS, SHANGHAI_ZONE_MS) + HISTORY_DAYS
  const startMs = firstDay * DAY_MS - SHANGHAI_ZONE_MS
  const count = (finalDay - firstDay + 1) * SLOTS
  const energyWh = new Float64Array(count).fill(Number.NaN)
  for (let day = firstDay; day <= finalDay; day++) {
    const slots = history.get(slotsKey(pointId, dayOfIndex(day)))
    if (slots) energyWh.set(slots, (day - firstDay) * SLOTS)
  }
  const offset = (measured.startMs - startMs) / INTERVAL_MS
  for (let index = 0; index < measured.count; index++) energyWh[offset + index] = measured.energyWh[index] ?? Number.NaN
  return {
    series: { startMs, stepMs: INTERVAL_MS, count, energyWh },
    gap: { ...gap, from: gap.from + offset, to: gap.to + offset },
  }
}

/** Whether a quarter hour of the days before the gap was measured. */
function isCurveRead(pointId: number, measured: Series, gap: Gap, history: History): boolean {
  const before = measured.energyWh.subarray(Math.max(0, gap.from - CURVE_DAYS * SLOTS), gap.from)
  if (before.some((wh) => !Number.isNaN(wh))) return true
  const firstDay = dayIndexOf(measured.startMs + gap.from * INTERVAL_MS, SHANGHAI_ZONE_MS)
  return Array.from({ length: CURVE_DAYS + 1 }, (_, back) => slotsKey(pointId, dayOfIndex(firstDay - back))).some(
    (key) => history.get(key)?.some((wh) => !Number.isNaN(wh)),
  )
}

async function loadNeighbours({ series, gap }: Around, listNeighbours: Known['listNeighbours']): Promise<Float64Array> {
  const dayOf = (index: number) => civilDay(new Date(series.startMs + index * INTERVAL_MS))
  const slots = await listNeighbours({ from: dayOf(gap.from - SLOTS), to: dayOf(gap.to + SLOTS) })
  const sums = new Float64Array(series.count)
  const told = new Float64Array(series.count)
  for (const { day, slotsWh } of slots) {
    const start = (startOfDay(day).getTime() - series.startMs) / INTERVAL_MS
    for (const [slot, wh] of slotsWh.entries()) {
      if (Number.isNaN(wh)) continue
      sums[start + slot] = (sums[start + slot] ?? 0) + wh
      told[start + slot] = (told[start + slot] ?? 0) + 1
    }
  }
  return sums.map((sum, index) => ((told[index] ?? 0) > 0 ? sum / (told[index] ?? 1) : Number.NaN))
}

/**
 * Writes the estimates that differ from those in force, and takes back those whose quarter hour has been measured since.
 * Returns the days that it changed.
 */
export async function keepEstimates(
  ctx: Ctx,
  loaded: LoadedDay,
  kept: {
    channel: EnergyChannel
    estimates: readonly { fromMs: number; estimate: Estimate }[]
    /** In force, of the channel. */
    current: readonly CurveValue[]
  },
): Promise<PointDay[]> {
  const { pointId, startMs, endMs } = loaded
  const { channel, estimates, current } = kept
  const inForce = new Map(current.map((value) => [value.atMs, value]))
  const changed = new Set<string>()
  const estimated = new Set<number>()
  for (const { fromMs, estimate } of estimates) {
    const values = estimate.wh.map((wh, order) => ({ atMs: fromMs + order * INTERVAL_MS, wh, originalWh: null }))
    for (const { atMs } of values) estimated.add(atMs)
    const open = values.filter(({ atMs }) => (inForce.get(atMs)?.kind ?? 'estimate') === 'estimate')
    if (open.every(({ atMs, wh }) => inForce.get(atMs)?.wh === wh)) continue
    await saveChange(ctx, {
      pointId,
      channel,
      kind: 'estimate',
      method: estimate.method,
      reason: `VEE: ${estimate.method}`,
      fromMs,
      toMs: fromMs + values.length * INTERVAL_MS,
      values: open,
    })
    for (const { atMs } of open) changed.add(civilDay(new Date(atMs)))
  }
  const stale = current.filter(
    ({ kind, atMs }) => kind === 'estimate' && atMs >= startMs && atMs < endMs && !estimated.has(atMs),
  )
  if (stale.length > 0) {
    await supersede(
      ctx,
      { pointId, channel },
      stale.map(({ atMs }) => new Date(atMs)),
    )
    changed.add(loaded.day)
  }
  return [...changed].map((day) => ({ pointId, day }))
}
