import type { Ctx } from '../../db/context.ts'
import type { PromiseState } from '../promises/contract.ts'
import { isOnFile } from './promises.ts'

const BATCH = 50

/** Whether a promise is due, or comes due now: looked for each second. */
export async function isAnyAtWork(ctx: Ctx): Promise<boolean> {
  const row = await ctx.db.prepared.first<{ isAny: boolean }>(
    `select exists (select from promised_call where state = 'due')
       or exists (select from promised_call where state = 'waiting' and next_at <= $1) as "isAny"`,
    [ctx.now],
  )
  return row?.isAny ?? false
}

type Call = { engine: string; headStartSeconds: number; preferUntil: Date }

/**
 * What is due joins the queue, each once however many look at the same moment: the promise and its call change in one statement. Offered to who
 * promised it before all others until `preferUntil`. Says of which accounts.
 */
export function promoteDue(
  ctx: Ctx,
  { engine, headStartSeconds, preferUntil }: Call,
): Promise<{ accountId: number | null }[]> {
  return ctx.db.prepared.rows(
    `with due as materialized (
       select p.*, 'C' || to_char($1::timestamptz, 'YYYYMMDD') || lpad(nextval('contact_serial')::text, 6, '0') as no from (
         select id, account_id, skill, phone_cipher, phone_hash, phone_tail, agent_id, tries from promised_call
         where state = 'waiting' and next_at <= $1 order by next_at, id limit ${BATCH} for update skip locked) p),
     opened as (
       insert into contact (contact_no, channel, direction, state, account_id, queued_at, ranked_at, head_start_seconds, priority_reasons,
         skill, engine, call_id, phone_cipher, phone_hash, phone_tail, call_back, call_back_tries, line_ended_at, prefers_agent_id, prefers_until)
       select no, 'voice', 'out', 'queued', account_id, $1, $1::timestamptz - make_interval(secs => $3::int), $3::int, '{promised}',
         skill, $2, no || '-' || tries, phone_cipher, phone_hash, phone_tail, 'asked', tries, $1, agent_id,
         case when agent_id is not null then $4::timestamptz end
       from due returning id, contact_no, skill),
     queued as (
       insert into contact_event (contact_id, at, kind, detail)
       select id, $1, 'queued', jsonb_build_object('skill', skill, 'reasons', array['promised']) from opened),
     changed as (
       update promised_call p set state = 'due', call_contact_id = o.id, version = version + 1
       from due d join opened o on o.contact_no = d.no where p.id = d.id returning p.id, p.account_id, o.contact_no),
     logged as (
       insert into promised_call_event (promised_call_id, at, actor, kind, detail)
       select id, $1, 'system:desk', 'due', jsonb_build_object('contactNo', contact_no) from changed)
     select account_id as "accountId" from changed`,
    [ctx.now, engine, headStartSeconds, preferUntil],
  )
}

/** Calls that wait as the hours of calling are over wait until they begin again. */
export async function restUntil(ctx: Ctx, until: Date, preferUntil: Date): Promise<void> {
  await ctx.db.prepared.run(
    `update contact c set call_back_after = $2, prefers_until = case when prefers_agent_id is not null then $3::timestamptz end
     from promised_call p where p.state = 'due' and p.call_contact_id = c.id and c.state = 'queued' and c.call_back = 'asked'
       and coalesce(c.call_back_after, $1) <= $1`,
    [ctx.now, until, preferUntil],
  )
}

export type Settled = {
  id: number
  accountId: number | null
  state: PromiseState
  from: Date
  until: Date
  isOnFile: boolean
}

/**
 * Writes what came of each call that is over: kept where he was reached and it was written down; his own where he rang again meanwhile and was
 * talked to, and owed as before where he gave that up; else one try more or less. Of one contact, or of all. Says of which.
 */
export function settleOver(
  ctx: Ctx,
  { contactId, tries, nextAt }: { contactId: number | null; tries: number; nextAt: Date },
): Promise<Settled[]> {
  return ctx.db.prepared.rows(
    `with over as (
       select p.id, coalesce(c.call_back_tries, p.tries) as tries, b.state = 'abandoned' as is_given_up,
         case when c.state = 'closed' and exists (select from contact_event e where e.contact_id = c.id and e.kind = 'reached') then 'kept'
           when y.by is not null and b.state is distinct from 'abandoned' then 'taken-over'
           when coalesce(c.call_back_tries, p.tries) >= $3::int and y.by is null then 'not-reached' else 'waiting' end as state
       from promised_call p left join contact c on c.id = p.call_contact_id
       left join lateral (select (e.detail ->> 'by')::bigint as by from contact_event e
         where e.contact_id = c.id and e.kind = 'closed' and e.detail ->> 'because' = 'taken over') y on true
       left join contact b on b.id = y.by
       where p.state = 'due' and (c.id is null or c.state in ('closed', 'abandoned')) and ($2::bigint is null or c.id = $2)
         -- He waits on his own line: what comes of that is not known yet.
         and coalesce(b.state, '') not in ('in-menu', 'queued', 'offered')
       order by p.id limit ${BATCH} for update of p skip locked),
     settled as (
       update promised_call p set state = o.state, tries = o.tries, version = version + 1,
         next_at = case when o.state <> 'waiting' then p.next_at when o.is_given_up then $1 else $4 end,
         call_contact_id = case when o.state <> 'waiting' then p.call_contact_id end,
         ended_at = case when o.state <> 'waiting' then $1::timestamptz end,
         ended_by = case when o.state <> 'waiting' then $5::text end
       from over o where p.id = o.id
       returning p.id, p.account_id, p.state, p.from_at, p.until_at, p.phone_hash),
     logged as (
       insert into promised_call_event (promised_call_id, at, actor, kind)
       select id, $1, $5, case when state = 'waiting' then 'put-back' else state end from settled)
     select s.id, s.account_id as "accountId", s.state, s.from_at as "from", s.until_at as until,
       ${isOnFile('s')} as "isOnFile"
     from settled s`,
    [ctx.now, contactId, tries, nextAt, ctx.actor.username],
  )
}
