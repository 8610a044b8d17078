import type { Ctx } from '../../db/context.ts'

export type NoticeKind = 'warning' | 'breach' | 'escalation' | 'paper-overdue'
export type ClockRuleRow = {
  notice: 'warning' | 'escalation' | 'reminder'
  subject: string | null
  workingDays: number
}

export function listClockRules(ctx: Ctx, day: string): Promise<ClockRuleRow[]> {
  return ctx.db.rows(
    `select notice, subject, working_days as "workingDays" from clock_rule
     where valid_from <= $1 and (valid_to is null or $1 < valid_to)`,
    [day],
  )
}

/** Clocks due from `from` up to a day that may be another for some; `others` are the days of these. */
export type Reach = { notice: NoticeKind; from: string | null; upTo: string; others: Map<string, string> }
export type Told = {
  applicationId: number
  applicationNo: string
  subject: string
  dueOn: string
  accountId: number | null
}

const eventOf: Record<NoticeKind, string> = {
  warning: 'warned',
  breach: 'breached',
  escalation: 'escalated',
  'paper-overdue': 'paper-overdue',
}

/**
 * Writes down what is told, once, with an event each; whoever holds an open step is named. What was told is joined by the
 * application's key: nobody can guess how many are due, and a list against a list takes minutes where he guesses few.
 */
const tell = (due: string) => `with due as materialized (${due}
  ), told as (
    insert into application_notice (application_id, notice, subject, due_on, organisation_id, holders, told_at)
    select d.id, $1, d.subject, d.due_on, d.organisation_id, array(
      select t.holder from application_task t where t.application_id = d.id and t.holder is not null order by 1), $2
    from due d on conflict do nothing returning application_id, subject, due_on
  ), noted as (
    insert into application_event (application_id, at, kind, actor, actor_name, detail)
    select application_id, $2, $3, $4, $5, jsonb_build_object('subject', subject, 'dueOn', due_on) from told
  )
  select t.application_id as "applicationId", p.application_no as "applicationNo", t.subject, t.due_on as "dueOn",
    coalesce(p.account_id, p.account_ids[1]) as "accountId"
  from told t join application p on p.id = t.application_id`

/** That somebody asks for the manager, whatever the clocks say. */
export async function noteEscalation(ctx: Ctx, id: number, day: string): Promise<void> {
  await ctx.db.run(
    `insert into application_notice (application_id, notice, subject, due_on, organisation_id, holders, told_at)
     select id, 'escalation', 'asked', $2, organisation_id, '{}', $3 from application where id = $1 on conflict do nothing`,
    [id, day, ctx.now],
  )
}

/** At most `limit` running clocks of open applications that are in reach and of which it was not told yet. */
export function tellClocks(ctx: Ctx, { notice, from, upTo, others }: Reach, limit: number): Promise<Told[]> {
  return ctx.db.rows(
    tell(`
    select p.id, p.organisation_id, c.code as subject, c.due_on
    from application_clock c join application p on p.id = c.application_id and p.status = 'open'
    left join unnest($8::text[], $9::date[]) as o(code, up_to) on o.code = c.code
    where c.stopped_at is null and c.due_on <= coalesce(o.up_to, $7::date) and ($6::date is null or c.due_on >= $6)
      and not exists (select 1 from application_notice n where n.application_id = c.application_id and n.notice = $1
        and n.subject = c.code and n.due_on = c.due_on)
    limit $10`),
    [...toldBy(ctx, notice), from, upTo, [...others.keys()], [...others.values()], limit],
  )
}

/** Papers that may come later (容缺) and did not come by their day. */
export function tellPapers(ctx: Ctx, before: string, limit: number): Promise<Told[]> {
  return ctx.db.rows(
    tell(`
    select p.id, p.organisation_id, d.kind as subject, d.due_on
    from deferred_paper d join application p on p.id = d.application_id and p.status = 'open'
    where d.received_at is null and d.due_on < $6 and not exists (
      select 1 from application_notice n where n.application_id = p.id and n.notice = $1 and n.subject = d.kind
        and n.due_on = d.due_on)
    limit $7`),
    [...toldBy(ctx, 'paper-overdue'), before, limit],
  )
}

function toldBy(ctx: Ctx, notice: NoticeKind): unknown[] {
  return [notice, ctx.now, eventOf[notice], ctx.actor.username, ctx.actor.name]
}
