import type { Ctx } from '../db/context.ts'
import { notFound } from '../db/refusal.ts'
import { addDays, startOfDay } from '../db/time.ts'
import type { CurveSlot, DayCurve, RegisterRole, SiblingCurve } from './contract.ts'
import { INTERPOLATION_MS, INTERVAL_MS, intervalStart } from './rules/intervals.ts'
import { measureSlot, type RegisterHistory, type SlotEnergy } from './rules/usage.ts'
import { channelRoles, type EnergyChannel, type SiblingChannel, siblingsOf } from './rules/vee/channels.ts'
import { type CurveValue, findVersion, listCurveValues } from './sql/curve-values.ts'
import { type Installed, listInstallationsOfPoints } from './sql/installations.ts'
import { findOwnSince, isPointVisible, listIntervalValues, listSuspectTimes, readPointAs } from './sql/points.ts'
import { listBreaks, listSnapshots } from './sql/snapshots.ts'
import { historyOf } from './usage.ts'

const SLOTS = 96

export type Segment = {
  installed: Installed
  fromMs: number
  toMs: number
  histories: Map<RegisterRole, RegisterHistory>
}

/**
 * The 96 quarter hours of a civil day in Asia/Shanghai, energies and powers after CT × PT.
 * Refuses with `NOT_FOUND` a point that the actor may not see.
 */
export async function findDayCurve(ctx: Ctx, { pointId, day }: { pointId: number; day: string }): Promise<DayCurve> {
  const reader = await readPointAs(ctx, pointId)
  if (!(await isPointVisible(reader, pointId)) || day < ((await findOwnSince(reader, pointId)) ?? day))
    throw notFound('计量点')
  const from = startOfDay(day)
  const to = startOfDay(addDays(day, 1))
  const [segments, rows, suspects, overlay, version] = await Promise.all([
    loadSegments(ctx, pointId, from.getTime(), to.getTime()),
    listIntervalValues(ctx, pointId, from, to),
    listSuspectTimes(ctx, pointId, from, to),
    listCurveValues(ctx, [{ pointId, from, to }]),
    findVersion(ctx, pointId, from, to),
  ])
  const values = new Map(rows.map((row) => [row.atMs, row]))
  const held = new Set(suspects.map(({ at }) => intervalStart(at.getTime())))
  const changesOf = (channel: EnergyChannel) =>
    new Map(overlay.filter((value) => value.channel === channel).map((value) => [value.atMs, value]))
  const changes = changesOf('import')
  const siblings = siblingsOf(segments.map(({ installed }) => installed)).map((channel) =>
    showSibling(segments, channel, { startMs: from.getTime(), nowMs: ctx.now.getTime(), changes: changesOf(channel) }),
  )
  const exported = siblings.find(({ channel }) => channel === 'export')?.slots
  const slots: CurveSlot[] = []
  const counts = { measured: 0, interpolated: 0, estimated: 0, edited: 0, missing: 0, suspect: 0 }
  for (let atMs = from.getTime(); atMs < to.getTime(); atMs += INTERVAL_MS) {
    const imported = measureAcross(segments, 'importTotal', atMs)
    const shown = showValue(imported, changes.get(atMs))
    const quality = shown.quality === 'missing' && held.has(atMs) ? 'suspect' : shown.quality
    const row = values.get(atMs)
    const multiplier = multiplierAt(segments, atMs)
    slots.push({
      at: new Date(atMs).toISOString(),
      exportWh: exported
        ? (exported[slots.length]?.energyWh ?? null)
        : measureAcross(segments, 'exportTotal', atMs).energyWh,
      ...shown,
      quality,
      powerW: row && typeof row.powerW === 'number' ? row.powerW * multiplier : null,
      uV: row?.uV.some((volts) => volts !== null) ? row.uV : null,
    })
    if (atMs < ctx.now.getTime()) counts[quality]++
  }
  const registerWh = energyOfDay(segments, 'importTotal', from.getTime(), to.getTime())
  return { pointId, day, slots, siblings, energyWh: withChanges(registerWh, slots), version, counts }
}

/** A channel beside import, with what was estimated and edited of it. */
function showSibling(
  segments: Segment[],
  channel: SiblingChannel,
  day: { startMs: number; nowMs: number; changes: ReadonlyMap<number, CurveValue> },
): SiblingCurve {
  const role = channelRoles[channel]
  const counts = { measured: 0, interpolated: 0, estimated: 0, edited: 0, missing: 0, suspect: 0 }
  const slots = Array.from({ length: SLOTS }, (_, slot) => {
    const atMs = day.startMs + slot * INTERVAL_MS
    const shown = showValue(measureAcross(segments, role, atMs), day.changes.get(atMs))
    if (atMs < day.nowMs) counts[shown.quality]++
    return shown
  })
  const registerWh = energyOfDay(segments, role, day.startMs, day.startMs + SLOTS * INTERVAL_MS)
  return { channel, slots, counts, energyWh: withChanges(registerWh, slots) }
}

export type Shown = Pick<CurveSlot, 'energyWh' | 'quality' | 'originalWh' | 'method'>

/** An edit stands over what was measured, an estimate only where nothing was. */
export function showValue({ energyWh, quality }: SlotEnergy, change: CurveValue | undefined): Shown {
  const asMeasured = { energyWh, quality, originalWh: null, method: null }
  if (!change || (change.kind === 'estimate' && energyWh !== null)) return asMeasured
  const { wh, method } = change
  if (wh === null) return { energyWh: null, quality: 'missing', originalWh: energyWh, method }
  const isEdit = change.kind === 'edit' && method === null
  return { energyWh: wh, quality: isEdit ? 'edited' : 'estimated', originalWh: energyWh, method }
}

/** From register to register, and what people changed; the slots where an end of the day is not known. */
function withChanges(registerWh: number | null, slots: readonly Shown[]): number | null {
  if (registerWh === null) {
    if (slots.some(({ energyWh }) => energyWh === null)) return null
    return slots.reduce((sum, { energyWh }) => sum + (energyWh ?? 0), 0)
  }
  return slots.reduce((sum, { quality, energyWh, originalWh }) => {
    return quality === 'edited' && originalWh !== null ? sum + (energyWh ?? 0) - originalWh : sum
  }, registerWh)
}

async function loadSegments(ctx: Ctx, pointId: number, fromMs: number, toMs: number): Promise<Segment[]> {
  const installations = (await listInstallationsOfPoints(ctx, [pointId])).filter(
    ({ installedAt, removedAt }) => installedAt.getTime() < toMs && (!removedAt || removedAt.getTime() > fromMs),
  )
  const ids = installations.map((installed) => installed.installationId)
  const spans = ids.map((installationId) => ({
    installationId,
    pointId,
    fromMs: fromMs - INTERPOLATION_MS,
    toMs: toMs + INTERPOLATION_MS,
  }))
  const snapshots = await listSnapshots(ctx, spans, { neighbours: false })
  const breaks = await listBreaks(ctx, ids)
  const siblings = siblingsOf(installations).map((channel) => channelRoles[channel])
  return installations.map((installed) => ({
    installed,
    fromMs: installed.installedAt.getTime(),
    toMs: installed.removedAt?.getTime() ?? Number.POSITIVE_INFINITY,
    histories: new Map(
      [...new Set<RegisterRole>(['importTotal', 'exportTotal', ...siblings])].map((role) => [
        role,
        historyOf(installed, role, snapshots, breaks),
      ]),
    ),
  }))
}

const qualityOrder = ['measured', 'interpolated', 'suspect', 'missing'] as const

/** A quarter hour in which the meter was exchanged has a part of each. */
export function measureAcross(segments: Segment[], role: RegisterRole, atMs: number): SlotEnergy {
  const parts = segments.flatMap((segment): SlotEnergy[] => {
    const fromMs = Math.max(atMs, segment.fromMs)
    const toMs = Math.min(atMs + INTERVAL_MS, segment.toMs)
    const history = segment.histories.get(role)
    if (fromMs >= toMs || !history) return []
    const { energyWh, quality } = measureSlot(history, fromMs, toMs)
    const multiplier = segment.installed.ct * segment.installed.pt
    return [{ energyWh: energyWh === null ? null : Math.round(energyWh * multiplier), quality }]
  })
  if (parts.length === 0) return { energyWh: null, quality: 'missing' }
  return parts.reduce((sum, part) => ({
    energyWh: sum.energyWh === null || part.energyWh === null ? null : sum.energyWh + part.energyWh,
    quality: qualityOrder.indexOf(part.quality) > qualityOrder.indexOf(sum.quality) ? part.quality : sum.quality,
  }))
}

function multiplierAt(segments: Segment[], atMs: number): number {
  const segment = segments.findLast((each) => each.fromMs <= atMs + INTERVAL_MS)
  return segment ? segment.installed.ct * segment.installed.pt : 1
}

/** From register to register over the whole day, so that a gap inside it costs nothing; null where an end is not known. */
function energyOfDay(segments: Segment[], role: RegisterRole, fromMs: number, toMs: number): number | null {
  let total: number | null = null
  for (const segment of segments) {
    const history = segment.histories.get(role)
    if (!history) return null
    const { energyWh } = measureSlot(history, Math.max(fromMs, segment.fromMs), Math.min(toMs, segment.toMs))
    if (energyWh === null) return null
    total = (total ?? 0) + Math.round(energyWh * segment.installed.ct * segment.installed.pt)
  }
  return total
}
