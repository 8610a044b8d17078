import type { Ctx } from '../../db/context.ts'
import type { reminderSubjects } from '../clocks/contract.ts'

export type Reminder = {
  id: number
  accountId: number
  accountNo: string
  address: string
  customerName: string
  unit: string
  subject: (typeof reminderSubjects)[number]
  endsOn: string
  openedAt: Date
  doneAt: Date | null
  doneBy: string | null
  note: string | null
  madeById: number | null
  madeByNo: string | null
  openId: number | null
  openNo: string | null
}

/** What the file still says of a change for a time, by the case that made it. */
const ending = `
  select t.account_id, 'temporary-supply' as subject, t.temporary_until as ends_on from account_term t
  where t.temporary_until is not null and t.status <> 'closed' and t.valid_to is null and t.known_to is null
  union
  select p.account_ids[1], p.kind, (p.form ->> 'to')::date from application p
  where p.status = 'archived' and p.kind in ('pause', 'temporary-reduction', 'temporary-exchange')
    and p.form ->> 'to' is not null and exists (
      select 1 from customer_transformer_term t where t.case_ref = 'application:' || p.application_no
        and t.state <> 'in-use' and t.valid_to is null and t.known_to is null)
  union
  select p.account_ids[1], p.kind, (p.form ->> 'to')::date from application p
  where p.status = 'archived' and p.kind = 'temporary-removal' and exists (
    select 1 from account_term t where t.account_id = p.account_ids[1]
      and t.status = 'removed' and t.valid_to is null and t.known_to is null)`

/** Opens a reminder of all that ends by a day, which may be another for some; each once. */
export function openReminders(
  ctx: Ctx,
  { upTo, others }: { upTo: string; others: Map<string, string> },
): Promise<{ accountId: number; subject: string; endsOn: string }[]> {
  return ctx.db.rows(
    `insert into supply_reminder (account_id, subject, ends_on, opened_at)
     select e.account_id, e.subject, e.ends_on, $1 from (${ending}) e
     left join unnest($3::text[], $4::date[]) as o(subject, up_to) on o.subject = e.subject
     where e.ends_on <= coalesce(o.up_to, $2::date)
     on conflict do nothing returning account_id as "accountId", subject, ends_on as "endsOn"`,
    [ctx.now, upTo, [...others.keys()], [...others.values()]],
  )
}

/** Those that wait for somebody, the first to end before the others; or those that were dealt with, the latest first. */
export function listReminderRows(
  ctx: Ctx,
  { subject, unitPath, isDone }: { subject: string | null; unitPath: string | null; isDone: boolean },
): Promise<Reminder[]> {
  return ctx.db.rows(
    `select r.id, r.account_id as "accountId", a.account_no as "accountNo", a.address, c.name as "customerName",
       o.name as unit, r.subject, r.ends_on as "endsOn", r.opened_at as "openedAt", r.done_at as "doneAt",
       r.done_by as "doneBy", r.note, made.id as "madeById", made.application_no as "madeByNo",
       follow.id as "openId", follow.application_no as "openNo"
     from supply_reminder r join account a on a.id = r.account_id join organisation o on o.id = a.organisation_id
     join account_term t on t.account_id = a.id and t.valid_to is null and t.known_to is null
     join customer c on c.id = t.customer_id
     left join lateral (select p.id, p.application_no from application p
       where p.status = 'archived' and case when r.subject = 'temporary-supply' then p.account_id = a.id
         else p.kind = r.subject and p.account_ids @> array[a.id] end
       order by p.id desc limit 1) made on true
     left join lateral (select p.id, p.application_no from application p
       where p.status = 'open' and p.account_ids @> array[a.id] order by p.id desc limit 1) follow on true
     where (r.done_at is not null) = $2 and starts_with(o.path, $1) and ($3::text is null or r.subject = $3)
       and ($4::text is null or starts_with(o.path, $4))
     order by case when $2 then r.done_at end desc, r.ends_on, r.id limit 200`,
    [ctx.scope, isDone, subject, unitPath],
  )
}

/** True where it was open and the reader sees it. */
export async function closeReminder(ctx: Ctx, id: number, note: string): Promise<boolean> {
  const closed = await ctx.db.run(
    `update supply_reminder r set done_at = $2, done_by = $3, note = $4
     from account a join organisation o on o.id = a.organisation_id
     where r.id = $1 and r.done_at is null and a.id = r.account_id and starts_with(o.path, $5)`,
    [id, ctx.now, ctx.actor.username, note, ctx.scope],
  )
  return closed === 1
}
