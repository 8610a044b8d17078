import type { Ctx } from '../../db/context.ts'
import type { Parameter } from '../rules/vee/parameters.ts'
import type { PointDay } from './dirty-days.ts'

/** Days of points that are validated, from a day up to another: of so many points, by a number that nobody chose. */
export function samplePointDays(
  ctx: Ctx,
  { from, to, points }: { from: string; to: string; points: number },
): Promise<PointDay[]> {
  return ctx.db.rows(
    `select d.point_id as "pointId", d.day::text as day from point_day d
     where d.day >= $1 and d.day < $2 and d.point_id in (
       select point_id from point_day where day >= $1 and day < $2 group by point_id
       order by hashint8(point_id) limit $3)
     order by d.point_id, d.day`,
    [from, to, points],
  )
}

/** For work whose writes are not to stay: a threshold of the site that holds from a day. */
export async function setThreshold(ctx: Ctx, { rule, name, from, value, unit, severity }: Omit<Parameter, 'basis'>) {
  await ctx.db.run('delete from vee_parameter where rule = $1 and name = $2 and valid_from >= $3', [rule, name, from])
  await ctx.db.run(
    `insert into vee_parameter (rule, name, valid_from, value, unit, severity, basis, changed_by, changed_at)
     values ($1, $2, $3, $4, $5, $6, 'trial', $7, $8)`,
    [rule, name, from, value, unit, severity, ctx.actor.username, ctx.now],
  )
}

/** Findings of a rule that stand for these days. */
export async function countFindings(ctx: Ctx, rule: string, days: readonly PointDay[]): Promise<number> {
  const row = await ctx.db.first<{ count: number }>(
    `select count(*)::int as count from vee_finding f
     where f.rule = $1 and f.status <> 'gone' and exists (
       select 1 from unnest($2::bigint[], $3::date[]) as d(point_id, day) where d.point_id = f.point_id and d.day = f.day)`,
    [rule, days.map(({ pointId }) => pointId), days.map(({ day }) => day)],
  )
  return row?.count ?? 0
}

/** Reading plans of which something is still to be accepted, latest reading day first. */
export function listOpenPlans(ctx: Ctx, limit: number): Promise<{ planId: number; readingDay: string }[]> {
  return ctx.db.rows(
    `select id as "planId", reading_day as "readingDay" from reading_plan
     where status <> 'closed' and reading_day <= $1 order by reading_day desc, id limit $2`,
    [ctx.now, limit],
  )
}

/** For work whose writes are not to stay: a limit of the site that holds from a day. */
export async function setReviewLimit(ctx: Ctx, { name, from, value }: { name: string; from: string; value: number }) {
  await ctx.db.run('delete from review_limit where name = $1 and valid_from >= $2', [name, from])
  await ctx.db.run(
    `insert into review_limit (name, valid_from, value, basis, changed_by, changed_at) values ($1, $2, $3, 'trial', $4, $5)`,
    [name, from, value, ctx.actor.username, ctx.now],
  )
}

export async function countFlagged(ctx: Ctx, planIds: number[]): Promise<{ points: number; flagged: number }> {
  const row = await ctx.db.first<{ points: number; flagged: number }>(
    `select count(*)::int as points, count(*) filter (where cardinality(flags) > 0)::int as flagged
     from plan_point where plan_id = any($1) and state <> 'accepted'`,
    [planIds],
  )
  return row ?? { points: 0, flagged: 0 }
}
