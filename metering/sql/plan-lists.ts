import type { Ctx } from '../../db/context.ts'
import { civilDay } from '../../db/time.ts'
import type { FieldReading, PlanPoint } from '../sections/shapes.ts'
import { nameOf } from './people.ts'
import { visiblePoints } from './points.ts'

export type PlanRecord = {
  planId: number
  sectionId: number
  sectionNo: string
  organisation: string
  month: string
  readingDay: string
  readsFrom: string
  manager: string
  status: 'open' | 'closed'
  points: number
  progress: Record<string, number>
  flagged: number
  reader: string | null
  readerName: string | null
  sentAt: Date | null
  refreshedAt: Date | null
  closedAt: Date | null
  closedBy: string | null
}

const select = `select p.id as "planId", s.id as "sectionId", s.section_no as "sectionNo", o.name as organisation, p.month,
    p.reading_day as "readingDay", p.reads_from as "readsFrom", p.manager, p.status, p.reader,
    ${nameOf('p.reader')} as "readerName", p.sent_at as "sentAt",
    p.refreshed_at as "refreshedAt", p.closed_at as "closedAt", p.closed_by as "closedBy",
    c.points, c.progress, c.flagged
  from reading_plan p
  join reading_section s on s.id = p.section_id
  join organisation o on o.id = s.organisation_id
  cross join lateral (
    select coalesce(sum(n), 0)::int as points, coalesce(jsonb_object_agg(state, n), '{}') as progress,
      coalesce(sum(flagged), 0)::int as flagged
    from (select state, count(*) as n, count(*) filter (where state = 'read' and flags <> '{}') as flagged
      from plan_point where plan_id = p.id group by state) by_state) c
  where starts_with(o.path, $1)`

export function listPlanRecords(
  ctx: Ctx,
  query: {
    month: string | null
    sectionId: number | null
    after: { month: string; sectionNo: string } | null
    limit: number
  },
): Promise<PlanRecord[]> {
  return ctx.db.rows(
    `${select} and ($2::text is null or p.month = $2) and ($3::bigint is null or s.id = $3)
       and ($4::text is null or p.month < $4 or (p.month = $4 and s.section_no > $5))
     order by p.month desc, s.section_no limit $6`,
    [ctx.scope, query.month, query.sectionId, query.after?.month ?? null, query.after?.sectionNo ?? null, query.limit],
  )
}

export function findPlanRecord(ctx: Ctx, planId: number): Promise<PlanRecord | undefined> {
  return ctx.db.first(`${select} and p.id = $2`, [ctx.scope, planId])
}

export async function listPlanMonths(ctx: Ctx): Promise<string[]> {
  const rows = await ctx.db.rows<{ month: string }>(
    `select distinct p.month from reading_plan p join reading_section s on s.id = p.section_id
     join organisation o on o.id = s.organisation_id where starts_with(o.path, $1) order by 1 desc limit 36`,
    [ctx.scope],
  )
  return rows.map(({ month }) => month)
}

export type PlanPointRecord = Omit<PlanPoint, 'facts' | 'acceptedAt'> & {
  facts: PlanPoint['facts'] | Record<string, never>
  acceptedAt: Date | null
}

const statesOf = {
  review: ['read'],
  undone: ['waiting', 'recall', 'site', 'approval', 'missing'],
  accepted: ['accepted'],
  all: ['read', 'waiting', 'recall', 'site', 'approval', 'missing', 'accepted'],
}

/** Conspicuous ones first, then in order of the route. */
export function listPlanPointRecords(
  ctx: Ctx,
  query: {
    planId: number
    which: keyof typeof statesOf
    after: { unflagged: boolean; routeNo: number } | null
    limit: number
  },
): Promise<PlanPointRecord[]> {
  return ctx.db.rows(
    `select p.id as "pointId", p.point_no as "pointNo", a.account_no as "accountNo", u.name as "accountName", a.address,
       q.route_no as "routeNo", q.state, q.facts, q.flags, q.version, q.read_by as "readBy", q.accepted_by as "acceptedBy",
       q.accepted_at as "acceptedAt"
     ${visiblePoints} join plan_point q on q.point_id = p.id
     where q.plan_id = $1 and q.state = any($2)
       and ($3::boolean is null or (q.flags = '{}', q.route_no) > ($3::boolean, $4::int))
     order by q.flags = '{}', q.route_no limit $5`,
    [query.planId, statesOf[query.which], query.after?.unflagged ?? null, query.after?.routeNo ?? null, query.limit],
  )
}

const fieldWork = `with work as (
    select q.point_id, s.section_no, q.route_no, p.reading_day as day,
      (select r.reason from special_reading r where r.plan_id = p.id and r.point_id = q.point_id and r.status = 'open' limit 1) as reason
    from reading_plan p
    join reading_section s on s.id = p.section_id
    join plan_point q on q.plan_id = p.id and q.state in ('site', 'missing')
    where p.reader = $1 and p.status = 'open'
    union all
    select r.point_id, coalesce(s.section_no, ''), 0, r.day, r.reason
    from special_reading r
    left join section_point m on m.point_id = r.point_id and daterange(m.valid_from, m.valid_to) @> r.day
    left join reading_section s on s.id = m.section_id
    where r.reader = $1 and r.status = 'open' and r.way = 'site' and r.plan_id is null)`

/** What one reader has to read on site, section by section in order of the route. */
export function listFieldRows(
  ctx: Ctx,
  query: {
    reader: string
    after: { sectionNo: string; routeNo: number; pointId: number; day: string } | null
    limit: number
  },
): Promise<FieldReading[]> {
  return ctx.db.rows(
    `${fieldWork}
     select p.id as "pointId", p.point_no as "pointNo", u.name as "accountName", a.address, w.section_no as "sectionNo",
       (select h.place from installation_place_term h where h.point_id = p.id and h.known_to is null and h.valid_from <= $8
          and (h.valid_to is null or h.valid_to > $8)) as place,
       w.route_no as "routeNo", w.day, w.reason, (l.trail -> 'importTotal' ->> 1)::float8 as "latestWh",
       (select x.asset_no from installation i join device x on x.id = i.device_id
        where i.point_id = p.id and i.removed_at is null limit 1) as "assetNo"
     ${visiblePoints} join work w on w.point_id = p.id left join latest_reading l on l.point_id = p.id
     where starts_with(o.path, $2)
       and ($3::text is null or (w.section_no, w.route_no, p.id, w.day) > ($3, $4::int, $5::bigint, $6::date))
     order by w.section_no, w.route_no, p.id, w.day limit $7`,
    [
      query.reader,
      ctx.scope,
      query.after?.sectionNo ?? null,
      query.after?.routeNo ?? null,
      query.after?.pointId ?? null,
      query.after?.day ?? null,
      query.limit,
      civilDay(ctx.now),
    ],
  )
}

export async function countFieldRows(ctx: Ctx, reader: string): Promise<number> {
  const row = await ctx.db.first<{ total: number }>(`${fieldWork} select count(*) as total from work`, [reader])
  return row?.total ?? 0
}

export type PlanStateRecord = {
  planId: number
  month: string
  readingDay: string
  readsFrom: string
  state: PlanPoint['state']
  acceptedBy: string | null
  acceptedAt: Date | null
}

export function findPlanStateRow(ctx: Ctx, pointId: number, day: string): Promise<PlanStateRecord | undefined> {
  return ctx.db.first(
    `select p.id as "planId", p.month, p.reading_day as "readingDay", p.reads_from as "readsFrom", q.state,
       q.accepted_by as "acceptedBy", q.accepted_at as "acceptedAt"
     from plan_point q join reading_plan p on p.id = q.plan_id
     where q.point_id = $1 and p.reading_day = $2 order by p.id desc limit 1`,
    [pointId, day],
  )
}
