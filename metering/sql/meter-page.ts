import type { Ctx } from '../../db/context.ts'
import type { MeterValues } from '../mqtt-contract.ts'

export type LatestValues = { at: Date; reading: MeterValues; isThreePhase: boolean }

/** The latest reading's values as the meter shows them. */
export function findLatestValues(ctx: Ctx, pointId: number): Promise<LatestValues | undefined> {
  return ctx.db.first(
    `select l.measured_at as at, l.reading, d.phase = 'three' as "isThreePhase"
     from latest_reading l join installation i on i.id = l.installation_id join device d on d.id = i.device_id
     where l.point_id = $1`,
    [pointId],
  )
}

export type EventRow = {
  eventId: number
  at: Date
  code: string
  detail: Record<string, unknown>
  arrivedAt: Date
  assetNo: string
}

/** Newest first, after the cursor's event. */
export function listEventRows(
  ctx: Ctx,
  query: { pointId: number; before: { at: Date; eventId: number } | null; limit: number },
): Promise<EventRow[]> {
  return ctx.db.rows(
    `select e.id as "eventId", e.at, e.code, e.detail, e.arrived_at as "arrivedAt", d.asset_no as "assetNo"
     from meter_event e join installation i on i.id = e.installation_id join device d on d.id = i.device_id
     where e.point_id = $1 and ($2::timestamptz is null or (e.at, e.id) < ($2::timestamptz, $3::bigint))
     order by e.at desc, e.id desc limit $4`,
    [query.pointId, query.before?.at ?? null, query.before?.eventId ?? null, query.limit],
  )
}
