import type { Ctx } from '../../db/context.ts'
import { addDays } from '../../db/time.ts'
import type { LaidCurve } from '../rules/curve.ts'
import type { HoursOf } from '../rules/period-hours.ts'
import { SHANGHAI_ZONE_MS } from '../rules/vee/day-type.ts'
import type { RuleSettings } from '../rules/vee/parameters.ts'
import type { PointFacts, RuleId } from '../rules/vee/series.ts'
import type { SavedChannelDay } from '../sql/channel-days.ts'
import { type CurveValue, listCurveValues } from '../sql/curve-values.ts'
import type { DayValue, RejectedRegister } from '../sql/day-values.ts'
import type { PointDay } from '../sql/dirty-days.ts'
import type { PointFinding } from '../sql/findings.ts'
import { listNeighbourSlots, type PointFactsRow, type SavedDay } from '../sql/point-days.ts'
import { checkDay } from './check-day.ts'
import { estimateDay, keepEstimates, slotsKey } from './fill-days.ts'
import type { LoadedDay } from './load-days.ts'
import { rollUp } from './roll-day.ts'
import { rollSiblings, type SiblingChunk } from './sibling-days.ts'

export type Shared = {
  hoursOf: HoursOf
  dayTypeOf: PointFacts['dayTypeOf']
  settingsOf: (day: string) => ReadonlyMap<RuleId, RuleSettings>
}

type ByPoint<T> = Map<number, T>

/** What is known of the days that are validated together; what one of them changes the next one sees. */
export type Chunk = {
  shared: Shared
  facts: ByPoint<PointFactsRow>
  values: ByPoint<DayValue[]>
  rejected: ByPoint<RejectedRegister[]>
  history: Map<string, Float64Array>
  ratios: Map<string, number>
  /** Estimates and edits of import that are in force. */
  overlays: ByPoint<CurveValue[]>
  siblings: SiblingChunk
  marks: Map<string, Date>
}

type ValidatedDay = {
  saved: SavedDay
  channelDays: SavedChannelDay[]
  findings: PointFinding[]
  /** Days whose estimates changed with this one's. */
  touched: PointDay[]
}

/** Of the curve, which is wider than its day where a gap is. */
export function gapSpanOf({ grid }: LaidCurve): { from: Date; to: Date } {
  return { from: new Date(grid.startMs), to: new Date(grid.startMs + grid.count * grid.stepMs) }
}

/** Estimates, rolls up and checks one day. */
export async function validateDay(ctx: Ctx, loaded: LoadedDay, chunk: Chunk): Promise<ValidatedDay> {
  const { pointId, day, startMs, endMs } = loaded
  const { history, ratios, shared } = chunk
  const nowMs = ctx.now.getTime()
  const zone = { dayTypeOf: shared.dayTypeOf, zoneMs: SHANGHAI_ZONE_MS }
  const inDay = (each: { atMs: number }) => each.atMs >= startMs && each.atMs <= endMs
  const { overlay, changed } = await estimateImport(ctx, loaded, chunk, zone)
  const rolled = rollUp(loaded, {
    overlay: overlay.filter(inDay),
    nowMs,
    spans: shared.hoursOf(chunk.facts.get(pointId)?.accountClass ?? null, day),
  })
  history.set(slotsKey(pointId, day), rolled.slotsWh)
  const siblings = await rollSiblings(ctx, loaded, { ...chunk.siblings, nowMs, days: zone })
  const checked = checkDay(loaded, {
    nowMs,
    history,
    ratioBefore: ratios.get(slotsKey(pointId, addDays(day, -1))),
    shared,
    isActive: chunk.facts.get(pointId)?.isActive ?? true,
    values: (chunk.values.get(pointId) ?? []).filter(inDay),
    rejected: (chunk.rejected.get(pointId) ?? []).filter(inDay),
    siblings: siblings.rolled,
  })
  if (checked.powerRatio !== null) ratios.set(slotsKey(pointId, day), checked.powerRatio)
  const exportWh = siblings.rolled.find(({ channel }) => channel === 'export')?.energyWh ?? null
  const markedAt = chunk.marks.get(slotsKey(pointId, day)) ?? null
  return {
    saved: { ...rolled, exportWh, pointId, day, powerRatio: checked.powerRatio, markedAt },
    channelDays: siblings.rolled,
    findings: checked.findings,
    touched: [...changed, ...siblings.changed],
  }
}

async function estimateImport(
  ctx: Ctx,
  loaded: LoadedDay,
  { history, overlays }: Chunk,
  days: Pick<PointFacts, 'dayTypeOf' | 'zoneMs'>,
): Promise<{ overlay: CurveValue[]; changed: PointDay[] }> {
  const { pointId } = loaded
  const estimates = await estimateDay(loaded, {
    history,
    days,
    listNeighbours: ({ from, to }) => listNeighbourSlots(ctx, pointId, from, to),
  })
  const current = overlays.get(pointId) ?? []
  const changed = await keepEstimates(ctx, loaded, { channel: 'import', estimates, current })
  if (changed.length === 0) return { overlay: current, changed }
  const overlay = await listCurveValues(ctx, [{ pointId, ...gapSpanOf(loaded.curve) }], 'import')
  overlays.set(pointId, overlay)
  return { overlay, changed }
}
