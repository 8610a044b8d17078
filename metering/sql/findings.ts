import type { Ctx } from '../../db/context.ts'
import type { Parameter } from '../rules/vee/parameters.ts'
import type { Finding } from '../rules/vee/series.ts'

export type PointFinding = Finding & { pointId: number; day: string }

/**
 * Replaces what is known of days: what is found again keeps its row and its decision, what is no longer found is gone.
 */
export async function saveFindings(
  ctx: Ctx,
  days: readonly { pointId: number; from: Date; to: Date }[],
  findings: readonly PointFinding[],
): Promise<void> {
  await ctx.db.run(
    `insert into vee_finding (point_id, rule, channel, severity, from_at, to_at, day, count, value, expected, unit, status, found_at)
     select f.*, 'open', $12
     from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[], $7::date[], $8::int[],
       $9::float8[], $10::float8[], $11::text[]) as f
     on conflict (point_id, rule, channel, from_at) do update set severity = excluded.severity, to_at = excluded.to_at,
       day = excluded.day, count = excluded.count, value = excluded.value, expected = excluded.expected,
       status = case when vee_finding.status = 'gone' then 'open' else vee_finding.status end,
       closed_at = case when vee_finding.status = 'gone' then null else vee_finding.closed_at end
     -- What goes on into a later day is told whole by that day.
     where vee_finding.status = 'gone' or excluded.day >= vee_finding.day
       and (vee_finding.severity, vee_finding.to_at, vee_finding.count, vee_finding.value)
         is distinct from (excluded.severity, excluded.to_at, excluded.count, excluded.value)`,
    [
      findings.map((each) => each.pointId),
      findings.map((each) => each.rule),
      findings.map((each) => each.channel),
      findings.map((each) => each.severity),
      findings.map((each) => new Date(each.fromMs)),
      findings.map((each) => new Date(each.toMs)),
      findings.map((each) => each.day),
      findings.map((each) => each.count),
      findings.map((each) => each.value),
      findings.map((each) => each.expected),
      findings.map((each) => each.unit),
      ctx.now,
    ],
  )
  await ctx.db.run(
    `update vee_finding f set status = 'gone', closed_at = $4
     from unnest($1::bigint[], $2::timestamptz[], $3::timestamptz[]) as d(point_id, from_at, to_at)
     where f.point_id = d.point_id and f.status = 'open' and f.to_at > d.from_at and f.from_at < d.to_at
       and f.to_at <= d.to_at
       and not exists (
         select 1 from unnest($5::bigint[], $6::text[], $7::text[], $8::timestamptz[]) as n(point_id, rule, channel, from_at)
         where n.point_id = f.point_id and n.rule = f.rule and n.channel = f.channel and n.from_at = f.from_at)`,
    [
      days.map((each) => each.pointId),
      days.map((each) => each.from),
      days.map((each) => each.to),
      ctx.now,
      findings.map((each) => each.pointId),
      findings.map((each) => each.rule),
      findings.map((each) => each.channel),
      findings.map((each) => new Date(each.fromMs)),
    ],
  )
}

/** Thresholds that a site has set. */
export function listParameters(ctx: Ctx): Promise<Parameter[]> {
  return ctx.db.rows(
    `select rule, name, valid_from::text as "from", value, unit, severity, basis from vee_parameter
     order by valid_from, rule, name`,
  )
}
