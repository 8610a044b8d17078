import type { Ctx } from '../../db/context.ts'

export type PlaceOfPoint = {
  pointId: number
  terminalId: number | null
  pointsOfTerminal: number
  /** Under way for the point, and for the terminal that reads it. */
  orderId: number | null
  terminalOrderId: number | null
}

export function listPlacesOfPoints(ctx: Ctx, pointIds: number[]): Promise<PlaceOfPoint[]> {
  return ctx.db.rows(
    `select p.id as "pointId", k.terminal_id as "terminalId",
       (select count(*)::int from collection_link l where l.terminal_id = k.terminal_id and l.valid_to is null) as "pointsOfTerminal",
       (select o.id from repair_order o where o.point_id = p.id and o.status <> 'closed') as "orderId",
       (select o.id from repair_order o where o.terminal_id = k.terminal_id and o.status <> 'closed') as "terminalOrderId"
     from metering_point p
     left join installation i on i.point_id = p.id and i.removed_at is null
     left join collection_link k on k.device_id = i.device_id and k.valid_to is null
     where p.id = any($1) order by p.id`,
    [pointIds],
  )
}

/** The order of a place that is under way, or was closed since an instant and may be opened again. */
export function findOrderOfPlace(
  ctx: Ctx,
  place: { pointId: number | null; terminalId: number | null; closedSince: Date },
): Promise<{ orderId: number; status: 'open' | 'assigned' | 'closed' } | undefined> {
  return ctx.db.first(
    `select id as "orderId", status from repair_order
     where (point_id = $1 or terminal_id = $2) and (status <> 'closed' or closed_at >= $3)
     order by status = 'closed', closed_at desc limit 1`,
    [place.pointId, place.terminalId, place.closedSince],
  )
}

export function linkFindings(ctx: Ctx, orderId: number, findingIds: number[]): Promise<number> {
  return ctx.db.run('update vee_finding set repair_order_id = $1 where id = any($2)', [orderId, findingIds])
}

export type FindingOfOrder = {
  findingId: number
  key: string
  rule: string
  pointId: number
  accountName: string | null
  from: Date
  to: Date
  day: string
}

/** What was sent to site with an order, newest first. */
export function listFindingsOfOrder(ctx: Ctx, orderId: number): Promise<FindingOfOrder[]> {
  return ctx.db.rows(
    `select f.id as "findingId", f.day::text || '~' || f.rule || '~' || coalesce(k.terminal_id, 0) as key, f.rule,
       f.point_id as "pointId", u.name as "accountName", f.from_at as "from", f.to_at as "to", f.day::text as day
     from vee_finding f join metering_point p on p.id = f.point_id
     left join account_term t on t.account_id = p.account_id and t.valid_to is null and t.known_to is null
     left join customer u on u.id = t.customer_id
     left join installation i on i.point_id = p.id and i.removed_at is null
     left join collection_link k on k.device_id = i.device_id and k.valid_to is null
     where f.repair_order_id = $1 order by f.from_at desc, f.id limit 100`,
    [orderId],
  )
}
