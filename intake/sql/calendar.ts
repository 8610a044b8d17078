import type { Ctx } from '../../db/context.ts'
import type { ListedDay } from '../clocks/contract.ts'
import type { Span } from '../rules/work-time.ts'
import type { ClockRow } from './clocks.ts'

export type CalendarDay = ListedDay & { day: string }

export function listWeek(ctx: Ctx): Promise<{ spans: Span[] }[]> {
  return ctx.db.rows('select spans from work_week order by weekday')
}

export function listCalendarDays(ctx: Ctx, from: string, to: string): Promise<CalendarDay[]> {
  return ctx.db.rows(
    'select day, kind, name, source, confirmed, spans from work_calendar where day >= $1 and day < $2 order by day',
    [from, to],
  )
}

export function listCalendarChanges(
  ctx: Ctx,
  from: string,
  to: string,
): Promise<{ day: string; reason: string; movedDeadlines: number; changedBy: string; changedAt: Date }[]> {
  return ctx.db.rows(
    `select day, reason, moved_deadlines as "movedDeadlines", changed_by as "changedBy", changed_at as "changedAt"
     from work_calendar_change where day >= $1 and day < $2 order by id desc limit 50`,
    [from, to],
  )
}

/** One edit of the calendar at a time, and no clock is wound by the calendar of before. */
export async function lockCalendar(ctx: Ctx): Promise<void> {
  await ctx.db.run('lock table work_calendar in share row exclusive mode')
  await ctx.db.run('lock table application_clock in share row exclusive mode')
}

export async function setCalendarDays(
  ctx: Ctx,
  days: { day: string; entry: ListedDay | null }[],
  why: { reason: string; movedDeadlines: number },
): Promise<void> {
  await ctx.db.run(
    `with asked as (select * from jsonb_to_recordset($1) as e(day date, entry jsonb))
     insert into work_calendar_change (day, before, after, reason, moved_deadlines, changed_by, changed_at)
     select a.day, (select to_jsonb(w) - 'day' from work_calendar w where w.day = a.day), nullif(a.entry, 'null'), $2, $3, $4, $5
     from asked a order by a.day`,
    [JSON.stringify(days), why.reason, why.movedDeadlines, ctx.actor.username, ctx.now],
  )
  await ctx.db.run('delete from work_calendar where day = any($1)', [days.map(({ day }) => day)])
  await ctx.db.run(
    `insert into work_calendar (day, kind, name, source, confirmed, spans, changed_by, changed_at)
     select e.day, e.kind, e.name, e.source, e.confirmed, nullif(e.spans, 'null'), $2, $3
     from jsonb_to_recordset($1) as e(day date, kind text, name text, source text, confirmed boolean, spans jsonb)`,
    [JSON.stringify(days.flatMap(({ day, entry }) => (entry ? [{ day, ...entry }] : []))), ctx.actor.username, ctx.now],
  )
}

export type Running = Pick<
  ClockRow,
  'applicationId' | 'code' | 'limitWorkingDays' | 'startedAt' | 'dueAt' | 'pauses'
> & {
  dueOn: string
  applicationNo: string
}

/** Running clocks that are not over and whose span holds one of these days. */
export function listRunningClocks(ctx: Ctx, days: string[], today: string): Promise<Running[]> {
  return ctx.db.rows(
    `select c.application_id as "applicationId", p.application_no as "applicationNo", c.code,
       c.limit_working_days as "limitWorkingDays", c.started_at as "startedAt", c.due_at as "dueAt", c.due_on as "dueOn", c.pauses
     from application_clock c join application p on p.id = c.application_id
     where c.stopped_at is null and c.due_on >= $2 and exists (
       select 1 from unnest($1::date[]) as e(day) where e.day <= c.due_on and e.day >= c.started_at::date)
     order by c.application_id, c.code`,
    [days, today],
  )
}

export type MovedClock = { applicationId: number; code: string; dueAt: Date | null; dueOn: string | null }

export async function moveClocks(ctx: Ctx, moved: MovedClock[]): Promise<void> {
  const columns = [moved.map((each) => each.applicationId), moved.map(({ code }) => code)]
  await ctx.db.run(
    `update application_clock c set due_at = m.due_at, due_on = m.due_on
     from unnest($1::bigint[], $2::text[], $3::timestamptz[], $4::date[]) as m(id, code, due_at, due_on)
     where c.application_id = m.id and c.code = m.code`,
    [...columns, moved.map(({ dueAt }) => dueAt), moved.map(({ dueOn }) => dueOn)],
  )
  await ctx.db.run(
    `update application p set next_due_on = d.due_on
     from (select application_id, min(due_on) as due_on from application_clock
       where application_id = any($1) and stopped_at is null group by 1) d
     where d.application_id = p.id`,
    [columns[0]],
  )
}
