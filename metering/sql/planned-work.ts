import type { Ctx } from '../../db/context.ts'
import type { WorkState } from '../rules/planned-work.ts'

export type WorkRecord = {
  workId: number
  workNo: string
  kind: 'outage' | 'maintenance' | 'test'
  scope: 'feeder' | 'district' | 'points'
  feederId: number | null
  districtId: number | null
  pointIds: number[]
  placeName: string | null
  points: number
  fromAt: Date
  toAt: Date
  reason: string
  enteredBy: string
  enteredAt: Date
  withdrawnBy: string | null
  withdrawnAt: Date | null
  withdrawnReason: string | null
  extensions: { at: string; by: string; toAt: string; reason: string }[]
  suppressed: number
}

const record = `w.id as "workId", w.work_no as "workNo", w.kind, w.scope, w.feeder_id as "feederId", w.district_id as "districtId",
  coalesce((select array_agg(x.point_id order by x.point_id) from planned_work_point x where x.work_id = w.id), '{}') as "pointIds",
  coalesce(f.name, d.name) as "placeName", (select count(*) from planned_work_point x where x.work_id = w.id) as points,
  w.from_at as "fromAt", w.to_at as "toAt", w.reason, w.entered_by as "enteredBy", w.entered_at as "enteredAt",
  w.withdrawn_by as "withdrawnBy", w.withdrawn_at as "withdrawnAt", w.withdrawn_reason as "withdrawnReason",
  coalesce((select jsonb_agg(jsonb_build_object('at', e.at, 'by', e.by, 'toAt', e.to_to_at, 'reason', e.reason) order by e.id)
    from planned_work_extension e where e.work_id = w.id), '[]') as extensions,
  (select count(*) from alarm_suppression s where s.work_id = w.id) as suppressed
  from planned_work w left join feeder f on f.id = w.feeder_id left join transformer_district d on d.id = w.district_id
  join organisation o on o.id = w.organisation_id`

const inScope = (parameter: string) => `(${parameter} = '' or starts_with(o.path, ${parameter}))`

const stateOf = `case when w.withdrawn_at is not null then 'withdrawn' when w.from_at > $2 then 'upcoming'
  when w.to_at > $2 then 'under-way' else 'over' end`

type WorkFilter = { state: WorkState | null; beforeId: number | null; limit: number }

/** Newest first. */
export function listWorkRecords(ctx: Ctx, { state, beforeId, limit }: WorkFilter): Promise<WorkRecord[]> {
  return ctx.db.rows(
    `select ${record} where ${inScope('$1')} and ($3::text is null or ${stateOf} = $3) and ($4::bigint is null or w.id < $4)
     order by w.id desc limit $5`,
    [ctx.scope, ctx.now, state, beforeId, limit],
  )
}

/** Held until the transaction ends. */
export function lockWork(ctx: Ctx, workId: number): Promise<WorkRecord | undefined> {
  return ctx.db.first(`select ${record} where ${inScope('$1')} and w.id = $2 for no key update of w`, [
    ctx.scope,
    workId,
  ])
}

/** Every work that goes on at `ctx.now`, of whatever unit. */
export function listWorkUnderWay(ctx: Ctx): Promise<WorkRecord[]> {
  return ctx.db.rows(
    `select ${record} where w.from_at <= $1 and w.to_at > $1 and w.withdrawn_at is null order by w.id`,
    [ctx.now],
  )
}

export type NewWork = Pick<
  WorkRecord,
  'kind' | 'scope' | 'feederId' | 'districtId' | 'pointIds' | 'fromAt' | 'toAt' | 'reason'
> & {
  organisationId: number
  day: string
}

export async function insertWork(ctx: Ctx, work: NewWork): Promise<{ workId: number; workNo: string }> {
  const row = await ctx.db.first<{ workId: number; workNo: string }>(
    `insert into planned_work (work_no, kind, scope, feeder_id, district_id, organisation_id, from_at, to_at, reason, entered_by, entered_at)
     values ('JX' || $1 || lpad(nextval('planned_work_number')::text, 4, '0'), $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
     returning id as "workId", work_no as "workNo"`,
    [
      ...[work.day, work.kind, work.scope, work.feederId, work.districtId, work.organisationId, work.fromAt, work.toAt],
      ...[work.reason, ctx.actor.name, ctx.now],
    ],
  )
  if (!row) throw new Error('no work was kept')
  await ctx.db.run(`insert into planned_work_point (work_id, point_id) select $1, unnest($2::bigint[])`, [
    row.workId,
    work.pointIds,
  ])
  return row
}

export async function saveExtension(
  ctx: Ctx,
  change: { workId: number; from: Date; to: Date; reason: string },
): Promise<void> {
  const { workId, from, to, reason } = change
  await ctx.db.run(
    `insert into planned_work_extension (work_id, at, by, from_to_at, to_to_at, reason) values ($1, $2, $3, $4, $5, $6)`,
    [workId, ctx.now, ctx.actor.name, from, to, reason],
  )
  await ctx.db.run(`update planned_work set to_at = $2 where id = $1`, [workId, to])
}

export function saveWithdrawal(ctx: Ctx, { workId, reason }: { workId: number; reason: string }): Promise<number> {
  return ctx.db.run(
    `update planned_work set withdrawn_at = $2, withdrawn_by = $3, withdrawn_reason = $4 where id = $1 and withdrawn_at is null`,
    [workId, ctx.now, ctx.actor.name, reason],
  )
}

/** The unit of a feeder (its substation's) or of a district, within the actor's scope. */
export function findUnitOf(
  ctx: Ctx,
  place: { feederId: number | null; districtId: number | null },
): Promise<{ organisationId: number } | undefined> {
  return ctx.db.first(
    `select o.id as "organisationId" from organisation o
     where ${inScope('$1')} and o.id = case when $2::bigint is not null
       then (select s.organisation_id from feeder_term t join substation s on s.id = t.substation_id where t.feeder_id = $2 and t.valid_to is null)
       else (select d.organisation_id from transformer_district d where d.id = $3) end`,
    [ctx.scope, place.feederId, place.districtId],
  )
}

/** Points of these numbers within the actor's scope. */
export function listPointsOfNumbers(
  ctx: Ctx,
  pointNos: string[],
): Promise<{ pointId: number; pointNo: string; organisationId: number }[]> {
  return ctx.db.rows(
    `select p.id as "pointId", p.point_no as "pointNo", o.id as "organisationId" from metering_point p
     join account c on c.id = p.account_id join organisation o on o.id = c.organisation_id
     where p.point_no = any($2) and ${inScope('$1')} order by p.id`,
    [ctx.scope, pointNos],
  )
}

/** Open alarms that may lie within work that goes on are looked at again. */
export function markForWork(ctx: Ctx, { fromAt, kinds }: { fromAt: Date; kinds: string[] }): Promise<number> {
  return ctx.db.run(
    `update alarm set to_group = true where id in (select id from alarm
       where cleared_at is null and not to_group and kind = any($2) and raised_at >= $1 order by id for no key update)`,
    [fromAt, kinds],
  )
}

/** Kept, and behind the work from now on; what had covered them does so no more. */
export async function saveSuppressions(ctx: Ctx, pairs: { alarmId: number; workId: number }[]): Promise<void> {
  const ids = pairs.map(({ alarmId }) => alarmId)
  await ctx.db.run(
    `insert into alarm_suppression (alarm_id, work_id, suppressed_at) select alarm_id, work_id, $3
     from unnest($1::bigint[], $2::bigint[]) as t(alarm_id, work_id) on conflict (alarm_id) do nothing`,
    [ids, pairs.map(({ workId }) => workId), ctx.now],
  )
  await ctx.db.run(`delete from alarm_cover where alarm_id = any($1)`, [ids])
}

export type Released = {
  alarmId: number
  kind: string
  pointId: number | null
  accountId: number | null
  districtId: number | null
}

/** What is still open though its work is over or withdrawn is raised now. */
export function releaseSuppressed(ctx: Ctx): Promise<Released[]> {
  return ctx.db.rows(
    `with due as (
       update alarm_suppression s set released_at = $1 from planned_work w
       where w.id = s.work_id and s.released_at is null and (w.to_at <= $1 or w.withdrawn_at is not null) returning s.alarm_id),
     raised as (
       update alarm a set raised_at = $1, to_group = true
       where a.id in (select alarm_id from due) and a.cleared_at is null returning a.id, a.kind, a.point_id, a.terminal_id)
     select a.id as "alarmId", a.kind, a.point_id as "pointId", p.account_id as "accountId",
       coalesce(p.district_id, t.district_id, e.district_id) as "districtId"
     from raised a left join metering_point p on p.id = a.point_id
     left join point_term t on t.point_id = p.id and t.valid_to is null and t.known_to is null
     left join terminal e on e.id = a.terminal_id order by a.id`,
    [ctx.now],
  )
}
