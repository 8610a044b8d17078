import type { Ctx } from '../../db/context.ts'
import type { WorkCalendar } from '../rules/deadlines.ts'

export type Limit = { clock: string; workingDays: number; legalBasis: string }

/** Limits in force on a civil day. */
export function listLimits(ctx: Ctx, query: { kind: string; day: string }): Promise<Limit[]> {
  return ctx.db.rows(
    `select clock, working_days as "workingDays", legal_basis as "legalBasis" from application_limit
     where kind = $1 and valid_from <= $2 and (valid_to is null or $2 < valid_to)`,
    [query.kind, query.day],
  )
}

export async function readCalendar(ctx: Ctx): Promise<WorkCalendar> {
  const rows = await ctx.db.rows<{ day: string; kind: string }>('select day, kind from work_calendar')
  const daysOf = (kind: string) => new Set(rows.filter((row) => row.kind === kind).map(({ day }) => day))
  return { holidays: daysOf('holiday'), workdays: daysOf('workday') }
}

export type ClockRow = {
  applicationId: number
  code: string
  limitWorkingDays: number
  legalBasis: string
  startedAt: Date
  dueOn: string
  stoppedAt: Date | null
}

/** A clock that ran once is not wound again by a returned step. */
export async function startClock(ctx: Ctx, clock: Omit<ClockRow, 'startedAt' | 'stoppedAt'>): Promise<void> {
  await ctx.db.run(
    `insert into application_clock (application_id, code, limit_working_days, legal_basis, started_at, due_on)
     values ($1, $2, $3, $4, $5, $6) on conflict (application_id, code) do nothing`,
    [clock.applicationId, clock.code, clock.limitWorkingDays, clock.legalBasis, ctx.now, clock.dueOn],
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
       legal_basis as "legalBasis", started_at as "startedAt", due_on as "dueOn", stopped_at as "stoppedAt"
     from application_clock where application_id = any($1) order by application_id, started_at, due_on`,
    [applicationIds],
  )
}
