import type { Ctx } from '../../db/context.ts'
import type { Place } from '../rules/collection-causes.ts'
import type { Item } from '../rules/collection-schedule.ts'

export type RepairDue = {
  pointId: number | null
  terminalId: number | null
  cause: string
  days: string[]
  points: number
  /** A closed order of the same place that is to be opened again. */
  orderId: number | null
}

/**
 * Places that missed their day freeze on each of the days and still do, without an order under way: the terminal where
 * all of its points' causes lie with it, else the point.
 */
export function listDueRepairs(
  ctx: Ctx,
  rule: { days: string[]; reopenSince: Date; limit: number },
): Promise<RepairDue[]> {
  return ctx.db.rows(
    `with missed as (
       select g.point_id, max(g.terminal_id) as terminal_id, (array_agg(g.cause order by g.day desc))[1] as cause,
         array_agg(g.day::text order by g.day) as days
       from collection_gap g
       where g.item = 'day-freeze' and g.status <> 'filled' and g.day = any($1::date[])
       group by g.point_id having count(*) = cardinality($1::date[])),
     places as (
       select null::bigint as point_id, terminal_id, 'terminal-offline' as cause, (array_agg(days))[1:1] as days, count(*)::int as points
       from missed where cause = 'terminal-offline' and terminal_id is not null group by terminal_id
       union all
       select point_id, null, cause, array[days], 1 from missed where cause <> 'terminal-offline' or terminal_id is null)
     select p.point_id as "pointId", p.terminal_id as "terminalId", p.cause,
       (select array_agg(d) from unnest(p.days) d) as days, p.points,
       (select o.id from repair_order o where o.status = 'closed' and o.closed_at >= $2
         and (o.point_id = p.point_id or o.terminal_id = p.terminal_id) order by o.closed_at desc limit 1) as "orderId"
     from places p
     where not exists (select 1 from repair_order o where o.status <> 'closed'
       and (o.point_id = p.point_id or o.terminal_id = p.terminal_id))
     order by p.terminal_id, p.point_id limit $3`,
    [rule.days, rule.reopenSince, rule.limit],
  )
}

export type NewOrder = {
  pointId: number | null
  terminalId: number | null
  cause: string
  place: Place
  because: object
}

/** Undefined where somebody else has just opened one. */
export async function insertOrder(ctx: Ctx, order: NewOrder): Promise<number | undefined> {
  const row = await ctx.db.first<{ id: number }>(
    `insert into repair_order (point_id, terminal_id, cause, place, status, opened_at, opened_by, because)
     values ($1, $2, $3, $4, 'open', $5, $6, $7) on conflict do nothing returning id`,
    [order.pointId, order.terminalId, order.cause, order.place, ctx.now, ctx.actor.name, JSON.stringify(order.because)],
  )
  return row?.id
}

export function reopenOrder(
  ctx: Ctx,
  order: { orderId: number; cause: string; place: string; because: object },
): Promise<number> {
  return ctx.db.run(
    `update repair_order set status = case when assigned_to is null then 'open' else 'assigned' end, cause = $2, place = $3,
       because = $4, opened_at = $5, closed_at = null, closed_by = null, proof = null, reopened = reopened + 1
     where id = $1 and status = 'closed'`,
    [order.orderId, order.cause, order.place, JSON.stringify(order.because), ctx.now],
  )
}

/** Orders under way of points whose newest unfilled gap has another cause by now. */
export function listChangedCauses(
  ctx: Ctx,
  limit: number,
): Promise<{ orderId: number; cause: string; before: string }[]> {
  return ctx.db.rows(
    `select r.id as "orderId", g.cause, r.cause as before
     from repair_order r
     cross join lateral (select cause from collection_gap
       where point_id = r.point_id and item = 'day-freeze' and status <> 'filled' order by day desc limit 1) g
     where r.status <> 'closed' and g.cause <> r.cause order by r.id limit $1`,
    [limit],
  )
}

export async function changeCause(ctx: Ctx, order: { orderId: number; cause: string; place: string }): Promise<void> {
  await ctx.db.run('update repair_order set cause = $2, place = $3 where id = $1', [
    order.orderId,
    order.cause,
    order.place,
  ])
}

export async function insertStep(
  ctx: Ctx,
  step: { orderId: number; kind: string; note?: string | null; detail?: object },
): Promise<void> {
  await ctx.db.run('insert into repair_step (order_id, at, by, kind, note, detail) values ($1, $2, $3, $4, $5, $6)', [
    step.orderId,
    ctx.now,
    ctx.actor.name,
    step.kind,
    step.note ?? null,
    JSON.stringify(step.detail ?? {}),
  ])
}

export type OrderRecord = {
  orderId: number
  orderNo: string
  pointId: number | null
  pointNo: string | null
  accountName: string | null
  accountNo: string | null
  address: string | null
  assetNo: string | null
  profile: string | null
  terminalId: number | null
  terminalName: string | null
  districtName: string | null
  cause: string
  place: Place
  status: 'open' | 'assigned' | 'closed'
  openedAt: Date
  openedBy: string
  because: Record<string, unknown>
  assignedTo: string | null
  closedAt: Date | null
  closedBy: string | null
  proof: Record<string, unknown> | null
  reopened: number
}

const from = `from repair_order r
  left join metering_point p on p.id = r.point_id
  left join account a on a.id = p.account_id
  left join account_term at on at.account_id = a.id and at.valid_to is null and at.known_to is null
  left join customer u on u.id = at.customer_id
  left join point_term pt on pt.point_id = p.id and pt.valid_to is null and pt.known_to is null
  left join installation i on i.point_id = p.id and i.removed_at is null
  left join device d on d.id = i.device_id
  left join collection_link k on k.device_id = d.id and k.valid_to is null
  left join terminal e on e.id = coalesce(r.terminal_id, k.terminal_id)
  left join transformer_district t on t.id = coalesce(p.district_id, pt.district_id, e.district_id)
  left join organisation o on o.id = coalesce(a.organisation_id, t.organisation_id)`

const columns = `r.id as "orderId", r.order_no as "orderNo", r.point_id as "pointId", p.point_no as "pointNo", u.name as "accountName",
  a.account_no as "accountNo", a.address, d.asset_no as "assetNo", d.profile, e.id as "terminalId", e.asset_no as "terminalName",
  t.name as "districtName", r.cause, r.place, r.status, r.opened_at as "openedAt", r.opened_by as "openedBy", r.because,
  r.assigned_to as "assignedTo", r.closed_at as "closedAt", r.closed_by as "closedBy", r.proof, r.reopened`

const inScope = (parameter: string) => `(${parameter} = '' or starts_with(o.path, ${parameter}))`

/** Newest first. `status` `under-way` is everything that is not closed. */
export function listOrderRecords(
  ctx: Ctx,
  query: { status: string; place: string | null; beforeId: number | null; limit: number },
): Promise<OrderRecord[]> {
  return ctx.db.rows(
    `select ${columns} ${from}
     where ($1 = 'all' or ($1 = 'under-way') = (r.status <> 'closed')) and ($2::text is null or r.place = $2)
       and ($3::bigint is null or r.id < $3) and ${inScope('$4')}
     order by r.id desc limit $5`,
    [query.status, query.place, query.beforeId, ctx.scope, query.limit],
  )
}

export async function countOrders(ctx: Ctx): Promise<{ place: string; orders: number }[]> {
  return ctx.db.rows(
    `select r.place, count(*)::int as orders ${from} where r.status <> 'closed' and ${inScope('$1')} group by r.place`,
    [ctx.scope],
  )
}

export function findOrderRecord(ctx: Ctx, orderId: number): Promise<OrderRecord | undefined> {
  return ctx.db.first(`select ${columns} ${from} where r.id = $1 and ${inScope('$2')}`, [orderId, ctx.scope])
}

/** Locks the order until the transaction ends. */
export function lockOrder(ctx: Ctx, orderId: number): Promise<{ status: string } | undefined> {
  return ctx.db.first('select status from repair_order where id = $1 for update', [orderId])
}

export type StepRecord = { at: Date; by: string; kind: string; note: string | null; detail: Record<string, unknown> }

export function listSteps(ctx: Ctx, orderId: number): Promise<StepRecord[]> {
  return ctx.db.rows('select at, by, kind, note, detail from repair_step where order_id = $1 order by id', [orderId])
}

export function listGapsOfOrder(
  ctx: Ctx,
  order: { pointId: number | null; terminalId: number | null },
): Promise<
  {
    day: string
    item: Item
    missing: number
    remaining: number
    status: 'open' | 'filled' | 'given-up'
    because: string | null
    points: number
  }[]
> {
  return ctx.db.rows(
    `select day::text as day, item, sum(missing)::int as missing, sum(remaining)::int as remaining,
       case when bool_and(status = 'filled') then 'filled' when bool_or(status = 'open') then 'open' else 'given-up' end as status,
       min(because) as because, count(distinct point_id)::int as points
     from collection_gap where ($1::bigint is not null and point_id = $1) or ($1::bigint is null and terminal_id = $2)
     group by day, item order by day desc, item limit 40`,
    [order.pointId, order.terminalId],
  )
}

export async function assignOrder(ctx: Ctx, orderId: number, to: string): Promise<void> {
  await ctx.db.run(`update repair_order set status = 'assigned', assigned_to = $2 where id = $1`, [orderId, to])
}

export async function saveClosed(ctx: Ctx, orderId: number, proof: object): Promise<void> {
  await ctx.db.run(
    `update repair_order set status = 'closed', closed_at = $2, closed_by = $3, proof = $4 where id = $1`,
    [orderId, ctx.now, ctx.actor.name, JSON.stringify(proof)],
  )
}

export type ProofRecord = {
  pointId: number
  assetNo: string | null
  measuredAt: Date | null
  importWh: number | null
  importAt: Date | null
  driftMs: number | null
  isTerminalOnline: boolean | null
}

/** The newest reading of the order's point, or of the terminal's point heard last. */
export function findProof(
  ctx: Ctx,
  order: { pointId: number | null; terminalId: number | null },
): Promise<ProofRecord | undefined> {
  return ctx.db.first(
    `select i.point_id as "pointId", d.asset_no as "assetNo", l.measured_at as "measuredAt",
       (l.trail -> 'importTotal' ->> 1)::bigint as "importWh",
       to_timestamp((l.trail -> 'importTotal' ->> 0)::float8 / 1000) as "importAt", c.drift_ms as "driftMs", s.online as "isTerminalOnline"
     from installation i
     join device d on d.id = i.device_id
     left join collection_link k on k.device_id = d.id and tstzrange(k.valid_from, k.valid_to) @> $3::timestamptz
     left join latest_reading l on l.point_id = i.point_id and l.installation_id = i.id
     left join meter_clock c on c.device_id = d.id
     left join terminal_status s on s.terminal_id = k.terminal_id
     where tstzrange(i.installed_at, i.removed_at) @> $3::timestamptz
       and ($1::bigint is null or i.point_id = $1) and ($1::bigint is not null or k.terminal_id = $2)
     order by l.measured_at desc nulls last limit 1`,
    [order.pointId, order.terminalId, ctx.now],
  )
}
