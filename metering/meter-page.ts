import type { Ctx } from '../db/context.ts'
import { notFound } from '../db/refusal.ts'
import { toWire } from '../db/wire.ts'
import type { MeterEvents, PhasorView } from './contract-meter.ts'
import { describeEvent } from './rules/alarm-kinds/all.ts'
import { drawPhasors } from './rules/phasor.ts'
import { findLatestValues, listEventRows } from './sql/meter-page.ts'
import { isPointVisible } from './sql/points.ts'

/** The phasors of a point's latest reading. Refuses with `NOT_FOUND`. */
export async function findPhasors(ctx: Ctx, pointId: number): Promise<PhasorView> {
  if (!(await isPointVisible(ctx, pointId))) throw notFound('计量点')
  const latest = await findLatestValues(ctx, pointId)
  if (!latest) return { at: null, source: 'none', phasors: [], findings: [] }
  const { reading, isThreePhase, at } = latest
  return { at: at.toISOString(), ...drawPhasors({ ...reading, isThreePhase }) }
}

/** What a point's meters reported, newest first. Refuses with `NOT_FOUND`. */
export async function listMeterEvents(
  ctx: Ctx,
  query: { pointId: number; cursor?: string | undefined; limit?: number },
): Promise<MeterEvents> {
  if (!(await isPointVisible(ctx, query.pointId))) throw notFound('计量点')
  const limit = query.limit ?? 20
  const [at, eventId] = query.cursor?.split('~') ?? []
  const before = at && eventId ? { at: new Date(at), eventId: Number(eventId) } : null
  const events = await listEventRows(ctx, { pointId: query.pointId, before, limit })
  const oldest = events.length === limit ? events.at(-1) : undefined
  const told = events.map((event) => ({ ...event, title: describeEvent(event.code) }))
  return toWire({ events: told, nextCursor: oldest ? `${oldest.at.toISOString()}~${oldest.eventId}` : null })
}
