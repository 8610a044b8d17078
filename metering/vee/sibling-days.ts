import type { Ctx } from '../../db/context.ts'
import { addDays } from '../../db/time.ts'
import { energyBetween, layCurve, qualityOf, slotEnergies } from '../rules/curve.ts'
import { rollChannel } from '../rules/roll-up.ts'
import { channelRoles, type SiblingChannel, siblingsOf } from '../rules/vee/channels.ts'
import { findGaps } from '../rules/vee/estimate.ts'
import type { PointFacts } from '../rules/vee/series.ts'
import { listChannelSlots, listNeighbourChannelSlots, type SavedChannelDay } from '../sql/channel-days.ts'
import { type CurveValue, listCurveValues } from '../sql/curve-values.ts'
import type { PointDay } from '../sql/dirty-days.ts'
import { estimateDay, HISTORY_DAYS, keepEstimates, slotsKey, toHistory } from './fill-days.ts'
import { type LoadedDay, SLOTS } from './load-days.ts'
import { layOver } from './roll-day.ts'

export type SiblingChunk = {
  /** In force, of every channel beside import, by point. */
  overlays: Map<number, CurveValue[]>
  /** Measured quarter hours of the days that were rolled before in the same work, by channel and point and day. */
  fresh: Map<string, Float64Array>
}
type Known = SiblingChunk & {
  nowMs: number
  days: Pick<PointFacts, 'dayTypeOf' | 'zoneMs'>
}

export type SiblingDays = {
  rolled: SavedChannelDay[]
  /** Days whose estimates changed. */
  changed: PointDay[]
}

/**
 * Export and reactive energy of a day go the way that import goes: gaps estimated to what their own register counted, then
 * rolled up. Nothing is asked of a point whose meters have no such register.
 */
export async function rollSiblings(ctx: Ctx, loaded: LoadedDay, known: Known): Promise<SiblingDays> {
  const { overlays, fresh, nowMs } = known
  const siblings: SiblingDays = { rolled: [], changed: [] }
  for (const channel of siblingsOf(loaded.installations)) {
    const own = { ...loaded, curve: layCurve(loaded.segmentsOf(channelRoles[channel]), loaded.curve.grid) }
    const all = overlays.get(own.pointId) ?? []
    const inForce = all.filter((value) => value.channel === channel)
    const changed = await estimateSibling(ctx, own, channel, { ...known, overlay: inForce })
    siblings.changed.push(...changed)
    const overlay = changed.length > 0 ? await listInForce(ctx, own, channel) : inForce
    if (changed.length > 0) overlays.set(own.pointId, [...all.filter((value) => value.channel !== channel), ...overlay])
    const rolled = rollSibling(own, channel, { overlay, nowMs })
    fresh.set(`${channel} ${slotsKey(own.pointId, own.day)}`, rolled.slotsWh)
    siblings.rolled.push(rolled)
  }
  return siblings
}

async function estimateSibling(
  ctx: Ctx,
  own: LoadedDay,
  channel: SiblingChannel,
  { overlay, fresh, days }: Known & { overlay: readonly CurveValue[] },
): Promise<PointDay[]> {
  const { curve, pointId, day } = own
  const measured = { ...curve.grid, energyWh: slotEnergies(curve) }
  const hasGap = findGaps(measured, (from, to) => energyBetween(curve, from, to)).some(
    ({ totalWh }) => totalWh !== null,
  )
  if (!hasGap && overlay.length === 0) return []
  const span = { pointId, channel, from: addDays(day, -HISTORY_DAYS), to: addDays(day, HISTORY_DAYS) }
  const history = toHistory(hasGap ? await listChannelSlots(ctx, span) : [])
  for (const [key, slotsWh] of fresh) {
    if (key.startsWith(`${channel} `)) history.set(key.slice(channel.length + 1), slotsWh)
  }
  const neighbours = (about: { from: string; to: string }) =>
    listNeighbourChannelSlots(ctx, { pointId, channel, ...about })
  const estimates = await estimateDay(own, { history, days, listNeighbours: neighbours })
  return keepEstimates(ctx, own, { channel, estimates, current: overlay })
}

function listInForce(ctx: Ctx, { pointId, curve: { grid } }: LoadedDay, channel: SiblingChannel) {
  const to = new Date(grid.startMs + grid.count * grid.stepMs)
  return listCurveValues(ctx, [{ pointId, from: new Date(grid.startMs), to }], channel)
}

function rollSibling(
  { pointId, day, startMs, endMs, curve, first }: LoadedDay,
  channel: SiblingChannel,
  { overlay, nowMs }: { overlay: readonly CurveValue[]; nowMs: number },
): SavedChannelDay {
  const measuredWh = slotEnergies(curve).slice(first, first + SLOTS)
  const measured = Array.from({ length: SLOTS }, (_, slot) => qualityOf(curve, first + slot))
  const inDay = overlay.filter(({ atMs }) => atMs >= startMs && atMs < endMs)
  const { filledWh, qualities } = layOver(measuredWh, measured, startMs, inDay)
  const registerWh = energyBetween(curve, first, first + SLOTS)
  const rolled = rollChannel({ startMs, nowMs, registerWh, measuredWh, filledWh, qualities })
  return { pointId, day, channel, ...rolled, slotsWh: measuredWh }
}
