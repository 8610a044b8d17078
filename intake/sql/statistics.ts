import type { Ctx } from '../../db/context.ts'

/** Civil days, half-open. */
export type Asked = { from: string; to: string; today: string; kind: string | null; unitPath: string | null }
export type FigureRow = {
  kind: string
  organisationId: number
  unit: string
  month: string
  figure: string
  count: number
}

/** One row for each application and figure, and for each clock; `$1` scope, `$2`–`$3` the days, `$4` today, `$5` kind, `$6` unit. */
const facts = `
  with seen as (
    select p.id, p.kind, p.status, p.organisation_id, o.name as unit, p.submitted_at, p.ended_at from application p
    join organisation o on o.id = p.organisation_id
    where starts_with(o.path, $1) and ($5::text is null or p.kind = $5) and ($6::text is null or starts_with(o.path, $6))
  ), fact as (
    select id, kind, organisation_id, unit, 'handed-in' as figure, submitted_at::date as day from seen
    union all
    select s.id, s.kind, s.organisation_id, s.unit, 'accepted', min(e.completed_at)::date
    from seen s join application_step e on e.application_id = s.id and e.step = 'accept' and e.state = 'done'
    group by 1, 2, 3, 4
    union all
    select id, kind, organisation_id, unit, status, ended_at::date from seen where ended_at is not null
    union all
    select s.id, s.kind, s.organisation_id, s.unit, case when c.stopped_at::date <= c.due_on then 'in-time' else 'late' end,
      c.stopped_at::date
    from seen s join application_clock c on c.application_id = s.id
    where c.stopped_at is not null and c.due_on is not null and s.status in ('open', 'archived')
    union all
    select s.id, s.kind, s.organisation_id, s.unit, 'late', c.due_on
    from seen s join application_clock c on c.application_id = s.id
    where s.status = 'open' and c.stopped_at is null and c.due_on < $4
    union all
    select id, kind, organisation_id, unit, case when $4::date - submitted_at::date <= 5 then 'open-5'
      when $4::date - submitted_at::date <= 20 then 'open-20' else 'open-older' end, submitted_at::date
    from seen where status = 'open'
  )`

const given = (ctx: Ctx, { from, to, today, kind, unitPath }: Asked) => [ctx.scope, from, to, today, kind, unitPath]

export function countFigures(ctx: Ctx, asked: Asked): Promise<FigureRow[]> {
  return ctx.db.rows(
    `${facts}
     select kind, organisation_id as "organisationId", unit, to_char(day, 'YYYY-MM') as month, figure, count(*)::int as count
     from fact where day >= $2 and day < $3 group by 1, 2, 3, 4, 5 order by 4, 3, 1, 5`,
    given(ctx, asked),
  )
}

/** The applications behind a figure, oldest first. */
export async function listFigureIds(
  ctx: Ctx,
  asked: Asked,
  { figure, unitId }: { figure: string; unitId: number | null },
): Promise<number[]> {
  const rows = await ctx.db.rows<{ id: number }>(
    `${facts} select distinct id from fact where day >= $2 and day < $3 and figure = $7
       and ($8::bigint is null or organisation_id = $8) order by id limit 1000`,
    [...given(ctx, asked), figure, unitId],
  )
  return rows.map(({ id }) => id)
}

/** Working days from a step's opening to its completion; the day of opening is not counted. */
export function averageSteps(ctx: Ctx, asked: Asked): Promise<{ step: string; count: number; workingDays: number }[]> {
  return ctx.db.rows(
    `with seen as (
       select p.id from application p join organisation o on o.id = p.organisation_id
       where starts_with(o.path, $1) and ($5::text is null or p.kind = $5) and ($6::text is null or starts_with(o.path, $6))
     ), done as (
       select e.step, e.started_at::date as begun, e.completed_at::date as ended from application_step e
       join seen on seen.id = e.application_id
       where e.state = 'done' and e.completed_at::date >= $2 and e.completed_at::date < $3 and e.completed_at::date <= $4
     ), day as (
       select d::date as day, sum(case when w.kind is not null then (w.kind = 'workday')::int
         else (jsonb_array_length(k.spans) > 0)::int end) over (order by d) as worked
       from generate_series((select min(begun) from done), (select max(ended) from done), interval '1 day') d
       left join work_calendar w on w.day = d::date join work_week k on k.weekday = extract(dow from d)
     )
     select step, count(*)::int as count, round(avg(b.worked - a.worked), 1)::float8 as "workingDays"
     from done join day a on a.day = begun join day b on b.day = ended group by step order by min(begun), step`,
    given(ctx, asked),
  )
}
