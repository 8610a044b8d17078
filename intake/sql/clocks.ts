import type { Ctx } from '../../db/context.ts'
import type { Span, WorkCalendar } from '../rules/work-time.ts'

export type Supply = 'low-residential' | 'low-other' | 'high'

/** `supply` null: of every supply that has no limit of its own. */
export type Limit = {
  clock: string
  workingDays: number
  legalBasis: string
  supply: Supply | null
}

/** Limits in force on a civil day, for every supply. */
export function listLimits(ctx: Ctx, query: { kind: string; day: string }): Promise<Limit[]> {
  return ctx.db.rows(
    `select clock, working_days as "workingDays", legal_basis as "legalBasis", supply from application_limit
     where kind = $1 and valid_from <= $2 and (valid_to is null or $2 < valid_to) order by clock, supply nulls last`,
    [query.kind, query.day],
  )
}

/** How an account is supplied now, of its term in force `t`. */
const SUPPLY = `case
  when exists (select 1 from metering_point m join point_term x on x.point_id = m.id and x.valid_to is null
    and x.known_to is null where m.account_id = t.account_id and x.mode <> 'low-low') then 'high'
  when t.class = 'residential' then 'low-residential' when t.class is not null then 'low-other' end`

export async function findSupply(ctx: Ctx, accountId: number): Promise<Supply | null> {
  const [row] = await ctx.db.rows<{ supply: Supply }>(
    `select ${SUPPLY} as supply from account_term t where t.account_id = $1 and t.valid_to is null and t.known_to is null`,
    [accountId],
  )
  return row?.supply ?? null
}

/** Those of an application: where the account that it changes has a limit of its supply, that one. */
export function listLimitsOf(ctx: Ctx, id: number, { kind, day }: { kind: string; day: string }): Promise<Limit[]> {
  return ctx.db.rows(
    `select distinct on (l.clock) l.clock, l.working_days as "workingDays", l.legal_basis as "legalBasis", l.supply
     from application_limit l
     left join application p on p.id = $1
     left join account_term t on t.account_id = p.account_ids[1] and t.valid_to is null and t.known_to is null
     where l.kind = $2 and l.valid_from <= $3 and (l.valid_to is null or $3 < l.valid_to)
       and (l.supply is null or l.supply = ${SUPPLY})
     order by l.clock, l.supply nulls last`,
    [id, kind, day],
  )
}

/** A worked day without spans of its own has those of a Monday. */
export async function readCalendar(ctx: Ctx): Promise<WorkCalendar> {
  const rows = await ctx.db.prepared.rows<{ weekday: number | null; day: string | null; spans: Span[] }>(
    `select weekday, null::date as day, spans from work_week
     union all
     select null, day, case kind when 'holiday' then '[]'::jsonb
       else coalesce(spans, (select w.spans from work_week w where w.weekday = 1)) end
     from work_calendar order by weekday`,
  )
  const week = rows.flatMap(({ weekday, spans }) => (weekday === null ? [] : [spans]))
  return { week, days: new Map(rows.flatMap(({ day, spans }) => (day === null ? [] : [[day, spans] as const]))) }
}

/** Instants, ISO; an end that is null: it stands still now. */
export type ClockPause = { from: string; to: string | null }

export type ClockRow = {
  applicationId: number
  code: string
  limitWorkingDays: number
  legalBasis: string
  startedAt: Date
  dueAt: Date | null
  dueOn: string | null
  pauses: ClockPause[]
  stoppedAt: Date | null
}

/** A clock that ran once is not wound again by a returned step; `settleClocks` lets it go on. */
export async function insertClocks(
  ctx: Ctx,
  applicationId: number,
  clocks: Pick<ClockRow, 'code' | 'limitWorkingDays' | 'legalBasis' | 'dueAt' | 'dueOn'>[],
): Promise<void> {
  await ctx.db.run(
    `insert into application_clock (application_id, code, limit_working_days, legal_basis, started_at, due_at, due_on)
     select $1, code, days, basis, $2, due_at, due_on
     from unnest($3::text[], $4::int[], $5::text[], $6::timestamptz[], $7::date[]) as c(code, days, basis, due_at, due_on)
     on conflict (application_id, code) do nothing`,
    [
      ...[applicationId, ctx.now, clocks.map(({ code }) => code), clocks.map((each) => each.limitWorkingDays)],
      ...[clocks.map((each) => each.legalBasis), clocks.map(({ dueAt }) => dueAt), clocks.map(({ dueOn }) => dueOn)],
    ],
  )
}

/** It runs, or stands, from now on. */
export async function moveClock(
  ctx: Ctx,
  {
    applicationId,
    code,
    dueAt,
    dueOn,
    pauses,
  }: Pick<ClockRow, 'applicationId' | 'code' | 'dueAt' | 'dueOn' | 'pauses'>,
): Promise<void> {
  await ctx.db.run(
    `update application_clock set due_at = $3, due_on = $4, pauses = $5, stopped_at = null
     where application_id = $1 and code = $2`,
    [applicationId, code, dueAt, dueOn, JSON.stringify(pauses)],
  )
}

/** Stops the clocks named, or all of them, where they still run. */
export async function stopClocks(ctx: Ctx, applicationId: number, codes: string[] | null): Promise<void> {
  await ctx.db.run(
    `update application_clock set stopped_at = $2
     where application_id = $1 and stopped_at is null and ($3::text[] is null or code = any($3))`,
    [applicationId, ctx.now, codes],
  )
}

export function listClocks(ctx: Ctx, applicationIds: number[]): Promise<ClockRow[]> {
  return ctx.db.rows(
    `select application_id as "applicationId", code, limit_working_days as "limitWorkingDays",
       legal_basis as "legalBasis", started_at as "startedAt", due_at as "dueAt", due_on as "dueOn", pauses,
       stopped_at as "stoppedAt"
     from application_clock where application_id = any($1) order by application_id, started_at, due_on`,
    [applicationIds],
  )
}
