import type { Ctx } from '../../db/context.ts'
import type { CollectionBy, CollectionItem } from '../contract-collection.ts'

/** Where a counted row or a gap is visible: by its district's, feeder's or terminal's organisation, or its account's. */
const inScope = (alias: string, parameter: string) => `(${parameter} = '' or exists (
    select 1 from organisation o where starts_with(o.path, ${parameter}) and o.id = coalesce(
      (select t.organisation_id from transformer_district t where t.id = ${alias}.district_id),
      (select s.organisation_id from feeder_term f join substation s on s.id = f.substation_id where f.feeder_id = ${alias}.feeder_id and f.valid_to is null),
      (select t.organisation_id from terminal e join transformer_district t on t.id = e.district_id where e.id = ${alias}.terminal_id))))`

export async function findLatestCount(ctx: Ctx, item: CollectionItem): Promise<string | undefined> {
  const row = await ctx.db.first<{ day: string }>(
    'select max(day)::text as day from collection_count where item = $1',
    [item],
  )
  return row?.day ?? undefined
}

export async function findDeadline(ctx: Ctx, item: CollectionItem, day: string): Promise<Date | undefined> {
  const row = await ctx.db.first<{ deadlineAt: Date }>(
    'select deadline_at as "deadlineAt" from collection_count where item = $1 and day = $2',
    [item, day],
  )
  return row?.deadlineAt
}

export type DayShare = { day: string; points: number; due: number; had: number; filled: number }

export function listTrend(ctx: Ctx, query: { item: CollectionItem; from: string; to: string }): Promise<DayShare[]> {
  return ctx.db.rows(
    `with counted as (
       select c.day, sum(c.points)::int as points, sum(c.due)::int as due, sum(c.had)::int as had
       from collection_day c where c.item = $1 and c.day between $2 and $3 and ${inScope('c', '$4')} group by c.day),
     filled as (
       select g.day, sum(g.missing - g.remaining)::int as filled
       from collection_gap g where g.item = $1 and g.day between $2 and $3 and ${inScope('g', '$4')} group by g.day)
     select c.day::text as day, c.points, c.due, c.had, coalesce(f.filled, 0) as filled
     from counted c left join filled f on f.day = c.day order by c.day`,
    [query.item, query.from, query.to, ctx.scope],
  )
}

const keyOf: Record<Exclude<CollectionBy, 'cause'>, string> = {
  district: 'district_id::text',
  feeder: 'feeder_id::text',
  terminal: 'terminal_id::text',
  model: 'profile',
}
const nameOf: Record<Exclude<CollectionBy, 'cause'>, string> = {
  district: '(select t.name from transformer_district t where t.id::text = c.key)',
  feeder: '(select f.name from feeder f where f.id::text = c.key)',
  terminal: '(select e.asset_no from terminal e where e.id::text = c.key)',
  model: 'c.key',
}

export type GroupShare = {
  key: string | null
  name: string | null
  points: number
  due: number
  had: number
  filled: number
  missingPoints: number
}

/** The worst first. */
export function listGroups(
  ctx: Ctx,
  query: { item: CollectionItem; day: string; by: Exclude<CollectionBy, 'cause'>; limit: number },
): Promise<GroupShare[]> {
  const key = keyOf[query.by]
  return ctx.db.rows(
    `with c as (
       select ${key} as key, sum(points)::int as points, sum(due)::int as due, sum(had)::int as had
       from collection_day c where item = $1 and day = $2 and ${inScope('c', '$3')} group by 1),
     g as (
       select ${key} as key, sum(missing - remaining)::int as filled, count(*) filter (where remaining > 0)::int as "missingPoints"
       from collection_gap g where item = $1 and day = $2 and ${inScope('g', '$3')} group by 1)
     select c.key, ${nameOf[query.by]} as name, c.points, c.due, c.had, coalesce(g.filled, 0) as filled,
       coalesce(g."missingPoints", 0) as "missingPoints"
     from c left join g on g.key is not distinct from c.key
     order by (c.had + coalesce(g.filled, 0))::float8 / c.due, c.due - c.had desc limit $4`,
    [query.item, query.day, ctx.scope, query.limit],
  )
}

/** Of what was missing at the deadline, by its cause; the most first. */
export function listCauses(ctx: Ctx, query: { item: CollectionItem; day: string }): Promise<GroupShare[]> {
  return ctx.db.rows(
    `select g.cause as key, g.cause as name, count(*)::int as points, sum(g.missing)::int as due, 0 as had,
       sum(g.missing - g.remaining)::int as filled, count(*) filter (where g.remaining > 0)::int as "missingPoints"
     from collection_gap g where g.item = $1 and g.day = $2 and ${inScope('g', '$3')}
     group by g.cause order by sum(g.missing) desc, g.cause`,
    [query.item, query.day, ctx.scope],
  )
}

export type GapRecord = {
  gapId: number
  pointId: number
  pointNo: string
  accountNo: string | null
  accountName: string | null
  assetNo: string | null
  terminalName: string | null
  districtName: string | null
  due: number
  missing: number
  remaining: number
  cause: string
  status: 'open' | 'filled' | 'given-up'
  attempts: number
  nextAt: Date | null
  because: string | null
  orderId: number | null
}

const column: Record<CollectionBy, string> = { ...keyOf, cause: 'cause' }

/** What is not there comes first, then by number of values missing. */
export function listGapRecords(
  ctx: Ctx,
  query: {
    item: CollectionItem
    day: string
    by: CollectionBy | null
    key: string | null
    after: { remaining: number; gapId: number } | null
    limit: number
  },
): Promise<GapRecord[]> {
  const wanted = query.by ? `g.${column[query.by]} is not distinct from $4` : '$4::text is null'
  return ctx.db.rows(
    `select g.id as "gapId", g.point_id as "pointId", p.point_no as "pointNo", a.account_no as "accountNo", u.name as "accountName",
       d.asset_no as "assetNo", e.asset_no as "terminalName", t.name as "districtName", g.due, g.missing, g.remaining, g.cause,
       g.status, g.attempts, g.next_at as "nextAt", g.because,
       (select r.id from repair_order r where r.status <> 'closed' and (r.point_id = g.point_id or r.terminal_id = g.terminal_id) limit 1) as "orderId"
     from collection_gap g
     join metering_point p on p.id = g.point_id
     left join account a on a.id = p.account_id
     left join account_term at on at.account_id = a.id and at.valid_to is null and at.known_to is null
     left join customer u on u.id = at.customer_id
     left join device d on d.id = g.device_id
     left join terminal e on e.id = g.terminal_id
     left join transformer_district t on t.id = g.district_id
     where g.item = $1 and g.day = $2 and ${inScope('g', '$3')} and ${wanted}
       and ($5::int is null or (g.remaining, -g.id) < ($5, -$6::bigint))
     order by g.remaining desc, g.id limit $7`,
    [
      query.item,
      query.day,
      ctx.scope,
      query.key,
      query.after?.remaining ?? null,
      query.after?.gapId ?? null,
      query.limit,
    ],
  )
}
