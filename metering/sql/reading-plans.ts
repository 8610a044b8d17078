import type { Ctx } from '../../db/context.ts'
import type { PlannedReading, Rhythm } from '../rules/reading-plan.ts'
import type { PlanFacts, PlanPoint, PlanPointState } from '../sections/shapes.ts'

export type SectionDue = Rhythm & {
  sectionId: number
  manager: string
  latest: { month: string; readingDay: string } | null
}

/** Sections in order of id, with their latest plan. */
export function listSectionsToPlan(ctx: Ctx, query: { afterId: number; limit: number }): Promise<SectionDue[]> {
  return ctx.db.rows(
    `select s.id as "sectionId", s.manager, s.reading_day as "readingDay", s.months, s.odd_months as "oddMonths",
       (select jsonb_build_object('month', p.month, 'readingDay', p.reading_day) from reading_plan p
        where p.section_id = s.id order by p.month desc limit 1) as latest
     from reading_section s where s.id > $1 order by s.id limit $2`,
    [query.afterId, query.limit],
  )
}

/** Undefined where the plan is there, or the section has no point to read. */
export async function insertPlan(
  ctx: Ctx,
  { sectionId, manager }: SectionDue,
  due: PlannedReading,
): Promise<number | undefined> {
  const row = await ctx.db.first<{ id: number }>(
    `insert into reading_plan (section_id, month, reading_day, reads_from, manager, made_at)
     select $1, $2, $3, $4, $5, $6
     where exists (
       select 1 from section_point m join metering_point q on q.id = m.point_id join account a on a.id = q.account_id
       where m.section_id = $1 and daterange(m.valid_from, m.valid_to) @> $3::date and a.opened_on < $3::date)
     on conflict (section_id, month) do nothing returning id`,
    [sectionId, due.month, due.readingDay, due.readsFrom, manager, ctx.now],
  )
  return row?.id
}

/** Takes in members of the reading day, and lets go of who left before it; the route is by address. */
export async function syncMembers(ctx: Ctx, planId: number): Promise<void> {
  const members = `select m.point_id, row_number() over (order by a.address, q.point_no) as route_no
    from reading_plan p
    join section_point m on m.section_id = p.section_id and daterange(m.valid_from, m.valid_to) @> p.reading_day
    join metering_point q on q.id = m.point_id
    join account a on a.id = q.account_id and (a.closed_on is null or a.closed_on >= p.reading_day) and a.opened_on < p.reading_day
    where p.id = $1`
  await ctx.db.run(
    `delete from plan_point where plan_id = $1 and state <> 'accepted' and point_id not in (select point_id from (${members}) m)`,
    [planId],
  )
  await ctx.db.run(
    `insert into plan_point (plan_id, point_id, route_no) select $1, point_id, route_no from (${members}) m
     on conflict (plan_id, point_id) do update set route_no = excluded.route_no
     where plan_point.route_no is distinct from excluded.route_no`,
    [planId],
  )
}

export type OpenPlan = {
  planId: number
  sectionNo: string
  month: string
  readingDay: string
  readsFrom: string
  months: number
  status: 'open' | 'closed'
}

/** The plan, locked until the transaction ends. */
export function lockPlan(ctx: Ctx, planId: number): Promise<OpenPlan | undefined> {
  return ctx.db.first(
    `select p.id as "planId", s.section_no as "sectionNo", p.month, p.reading_day as "readingDay", p.reads_from as "readsFrom",
       s.months, p.status
     from reading_plan p join reading_section s on s.id = p.section_id join organisation o on o.id = s.organisation_id
     where p.id = $1 and starts_with(o.path, $2) for update of p`,
    [planId, ctx.scope],
  )
}

/** Open plans whose reading day has begun, longest not looked at first. */
export function listPlansToRefresh(ctx: Ctx, query: { today: string; limit: number }): Promise<{ planId: number }[]> {
  return ctx.db.rows(
    `select id as "planId" from reading_plan
     where status = 'open' and (reading_day <= $1 or refreshed_at is null) and refreshed_at is distinct from $3
     order by refreshed_at nulls first, id limit $2`,
    [query.today, query.limit, ctx.now],
  )
}

export type PlanPointBasis = {
  pointId: number
  capacityKva: number | null
  standIn: {
    kind: 'settled' | 'site' | 'estimated'
    status: 'proposed' | 'approved'
    wh: number | null
    at: string
    by: string
    photoId: number | null
  } | null
  asked: 'recall' | 'site' | null
  reread: PlanFacts['reread']
  call: {
    calledAt: string | null
    answer: string | null
    attempts: number
    nextAt: string | null
    isGivenUp: boolean
  } | null
}

const utc = (instant: string) => `to_char(${instant} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`

/** What else is known of points whose reading is not accepted: capacity, stand-in, re-readings asked for and done. */
export function listPlanPointBases(ctx: Ctx, planId: number, pointIds: number[] | null): Promise<PlanPointBasis[]> {
  return ctx.db.rows(
    `select q.point_id as "pointId", t.contract_capacity_kva::float8 as "capacityKva",
       (select jsonb_build_object('kind', s.kind, 'status', s.status, 'wh', s.registers -> 'importTotal',
          'at', coalesce(s.measured_at, s.stands_for), 'by', s.proposed_by, 'photoId', s.photo_id)
        from register_stand_in s where s.point_id = q.point_id and s.status in ('proposed', 'approved')
          and s.stands_for = p.reading_day::timestamp at time zone 'Asia/Shanghai' order by s.id desc limit 1) as "standIn",
       (select r.way from special_reading r where r.plan_id = p.id and r.point_id = q.point_id and r.status = 'open' limit 1) as asked,
       (select jsonb_build_object('at', ${utc('r.read_at')}, 'wh', r.registers -> 'importTotal', 'photoId', r.photo_id,
          'reason', r.reason) from special_reading r
        where r.plan_id = p.id and r.point_id = q.point_id and r.status = 'read' order by r.id desc limit 1) as reread,
       (select jsonb_build_object('calledAt', ${utc('r.recalled_at')}, 'answer', r.recall_answer, 'attempts', r.attempts,
          'nextAt', ${utc('r.next_call_at')}, 'isGivenUp', r.given_up_at is not null) from special_reading r
        where r.plan_id = p.id and r.point_id = q.point_id and r.status = 'open' and r.way = 'recall' limit 1) as call
     from reading_plan p
     join plan_point q on q.plan_id = p.id
     join metering_point m on m.id = q.point_id
     left join account_term t on t.account_id = m.account_id and t.valid_to is null and t.known_to is null
     where p.id = $1 and q.state <> 'accepted' and ($2::bigint[] is null or q.point_id = any($2)) order by q.point_id`,
    [planId, pointIds],
  )
}

export type KnownPoint = {
  pointId: number
  state: Exclude<PlanPointState, 'accepted'>
  facts: PlanFacts
  flags: string[]
  readBy: string | null
}

/** Keeps what is new; rows that say the same stay as they are. */
export function updatePlanPoints(ctx: Ctx, planId: number, points: readonly KnownPoint[]): Promise<number> {
  return ctx.db.run(
    `update plan_point q set state = n.state, facts = n.facts, flags = n.flags, read_by = n."readBy", version = q.version + 1
     from jsonb_to_recordset($2) as n("pointId" bigint, state text, facts jsonb, flags text[], "readBy" text)
     where q.plan_id = $1 and q.point_id = n."pointId" and q.state <> 'accepted'
       and (q.state, q.facts, q.flags, q.read_by) is distinct from (n.state, n.facts, n.flags, n."readBy")`,
    [planId, JSON.stringify(points)],
  )
}

export function markRefreshed(ctx: Ctx, planId: number): Promise<number> {
  return ctx.db.run('update reading_plan set refreshed_at = $2 where id = $1', [planId, ctx.now])
}

export type ReviewedPoint = Pick<PlanPoint, 'pointId' | 'state' | 'flags' | 'version' | 'readBy'>

export function listReviewedPoints(ctx: Ctx, planId: number, pointIds: number[] | null): Promise<ReviewedPoint[]> {
  return ctx.db.rows(
    `select point_id as "pointId", state, flags, version, read_by as "readBy" from plan_point
     where plan_id = $1 and ($2::bigint[] is null or point_id = any($2)) order by point_id`,
    [planId, pointIds],
  )
}

/** Re-readings that were done for these points are accepted with them. */
export async function acceptPlanPoints(ctx: Ctx, planId: number, pointIds: number[]): Promise<void> {
  await ctx.db.run(
    `update plan_point set state = 'accepted', accepted_by = $3, accepted_at = $4
     where plan_id = $1 and point_id = any($2) and state = 'read'`,
    [planId, pointIds, ctx.actor.username, ctx.now],
  )
  await ctx.db.run(
    `update special_reading set status = 'accepted', reviewed_by = $3, reviewed_at = $4
     where plan_id = $1 and point_id = any($2) and status = 'read'`,
    [planId, pointIds, ctx.actor.username, ctx.now],
  )
}

/** Back to what is known of it, so that it is reviewed again. */
export function reopenPlanPoint(ctx: Ctx, planId: number, pointId: number): Promise<number> {
  return ctx.db.run(
    `update plan_point set state = 'read', accepted_by = null, accepted_at = null, version = version + 1
     where plan_id = $1 and point_id = $2 and state = 'accepted'`,
    [planId, pointId],
  )
}

/** 0 where points are left or it is closed. */
export function closePlanRow(ctx: Ctx, planId: number): Promise<number> {
  return ctx.db.run(
    `update reading_plan set status = 'closed', closed_by = $2, closed_at = $3
     where id = $1 and status = 'open' and not exists (select 1 from plan_point where plan_id = $1 and state <> 'accepted')`,
    [planId, ctx.actor.username, ctx.now],
  )
}

export function sendPlanRow(ctx: Ctx, planId: number, reader: string): Promise<number> {
  return ctx.db.run('update reading_plan set reader = $2, sent_by = $3, sent_at = $4 where id = $1', [
    planId,
    reader,
    ctx.actor.username,
    ctx.now,
  ])
}

export function listOwnLimits(ctx: Ctx): Promise<{ name: string; from: string; value: number; basis: string }[]> {
  return ctx.db.rows('select name, valid_from as "from", value, basis from review_limit order by name, valid_from')
}
