import type { RegisterRole } from '../contract.ts'
import { energyBetween, layCurve, qualityOf, type Segment, slotEnergies } from '../rules/curve.ts'
import { INTERVAL_MS, MARK_GRACE_MS, unwrapRegister } from '../rules/intervals.ts'
import type { Period, Span } from '../rules/period-hours.ts'
import { type DayRollUp, rollUpDay, type SlotQuality } from '../rules/roll-up.ts'
import type { CurveValue } from '../sql/curve-values.ts'
import { type LoadedDay, SLOTS } from './load-days.ts'

const periodRoles: [Period, RegisterRole][] = [
  ['sharp', 'importSharp'],
  ['peak', 'importPeak'],
  ['flat', 'importFlat'],
  ['valley', 'importValley'],
  ['deepValley', 'importDeepValley'],
]

/** Lays estimates and edits over a day and rolls it up. */
export function rollUp(
  loaded: LoadedDay,
  { overlay, nowMs, spans }: { overlay: readonly CurveValue[]; nowMs: number; spans: readonly Span[] | null },
): DayRollUp {
  const { day, startMs, curve, first, segmentsOf, installations } = loaded
  const measuredWh = slotEnergies(curve).slice(first, first + SLOTS)
  const { filledWh, qualities } = layOver(
    measuredWh,
    Array.from({ length: SLOTS }, (_, slot) => qualityOf(curve, first + slot)),
    startMs,
    overlay,
  )
  const roles = new Set(installations.flatMap(({ registers }) => Object.keys(registers)))
  const ofDay = (role: RegisterRole) => (roles.has(role) ? energyOfDay(loaded, segmentsOf(role)) : null)
  const periods = periodRoles.flatMap(([period, role]) => {
    const wh = ofDay(role)
    return wh === null ? [] : [[period, wh] as const]
  })
  return rollUpDay({
    day,
    spans,
    startMs,
    nowMs,
    importWh: energyBetween(curve, first, first + SLOTS),
    exportWh: null,
    periodRegistersWh: Object.fromEntries(periods),
    measuredWh,
    filledWh,
    qualities,
    counted: countedWithin(loaded),
  })
}

/** What is in force for each slot, and what it is worth. */
export function layOver(
  measuredWh: Float64Array,
  measured: readonly SlotQuality[],
  startMs: number,
  overlay: readonly CurveValue[],
): { filledWh: Float64Array; qualities: SlotQuality[] } {
  const filledWh = measuredWh.slice()
  const qualities = [...measured]
  for (const { atMs, kind, method, wh } of overlay) {
    const slot = Math.round((atMs - startMs) / INTERVAL_MS)
    if (slot < 0 || slot >= filledWh.length) continue
    if (kind === 'estimate' && !Number.isNaN(filledWh[slot])) continue
    filledWh[slot] = wh ?? Number.NaN
    qualities[slot] = wh === null ? 'missing' : kind === 'edit' && method === null ? 'edited' : 'estimated'
  }
  return { filledWh, qualities }
}

function energyOfDay({ startMs, endMs }: LoadedDay, segments: Segment[]): number | null {
  return energyBetween(layCurve(segments, { startMs, stepMs: endMs - startMs, count: 1 }), 0, 1)
}

/** Readings of the day where one meter was on it throughout and its register counted on. */
function countedWithin({ segmentsOf, startMs, endMs }: LoadedDay): { atMs: number; wh: number }[] {
  const [segment, ...others] = segmentsOf('importTotal')
  if (!segment?.history || others.length > 0) return []
  const { points, unknown } = unwrapRegister(segment.history.points, segment.history.breaks, segment.history.modulusWh)
  if (unknown.some((span) => span.fromMs < endMs && span.toMs > startMs)) return []
  const within = points.filter(({ atMs }) => atMs >= startMs - MARK_GRACE_MS && atMs <= endMs + MARK_GRACE_MS)
  // Quarter hours are no finer than the window: their demand is that of the curve.
  if (within.length <= SLOTS + 2) return []
  return within.map(({ atMs, wh }) => ({ atMs, wh: wh * segment.multiplier }))
}
