import type { Ctx } from '../../db/context.ts'

/** The line of one who asked to be called back is over: his place stays. */
export async function endAskedLine(ctx: Ctx, callId: string): Promise<boolean> {
  const ended = await ctx.db.run(
    `update contact set line_ended_at = $2, awaits = null where call_id = $1 and call_back = 'asked'`,
    [callId, ctx.now],
  )
  return ended > 0
}

/** The contact that waits for what became of what was said to it. */
export async function findSaid(
  ctx: Ctx,
  callId: string,
  commandId: string,
): Promise<{ contactId: number; callBack: string | null } | undefined> {
  return ctx.db.first(
    `select id as "contactId", call_back as "callBack" from contact
     where call_id = $1 and awaits = $2::bigint and line_ended_at is null for update`,
    [callId, commandId],
  )
}

/** He is on another line from now on. Of a promised call the customer sees `proofCode` in his log-in. */
export async function beginDialling(ctx: Ctx, contactId: number, proofCode: string | null): Promise<void> {
  await ctx.db.run(
    `with dialled as (
       update contact set call_back = 'dialling', call_back_tries = call_back_tries + 1, line_ended_at = null, awaits = null,
         call_id = contact_no || '-' || (call_back_tries + 1), proof_code = $3
       where id = $1 and call_back = 'asked' returning id, agent_id)
     insert into contact_event (contact_id, at, kind, agent_id) select id, $2, 'called-back', agent_id from dialled`,
    [contactId, ctx.now, proofCode],
  )
}

/** He picked up; null where nobody waits for that any more. */
export async function setReached(ctx: Ctx, callId: string): Promise<{ contactId: number; agentId: number } | null> {
  const row = await ctx.db.first<{ contactId: number; agentId: number }>(
    `with reached as (
       update contact set call_back = 'reached', answered_at = coalesce(answered_at, $2) where call_id = $1 and call_back = 'dialling' and state = 'active'
       returning id, agent_id),
     logged as (
       insert into contact_event (contact_id, at, kind, agent_id) select id, $2, 'reached', agent_id from reached)
     select id as "contactId", agent_id as "agentId" from reached`,
    [callId, ctx.now],
  )
  return row ?? null
}

/** How often somebody is rung, when next, and until when that is offered to who promised it before all others. */
type Again = { tries: number; after: Date; preferUntil: Date | null }
type NotReached = { contactId: number; agentId: number | null; isPromised: boolean }

/**
 * Nobody picked up: he keeps his place and is rung again after a while; after so many times his contact is closed. The agent is
 * ready for the next. Whom an agent rang himself has no place. Null where the call was no call-back that was being dialled.
 */
export async function setNotReached(
  ctx: Ctx,
  callId: string,
  { asked, promised }: { asked: Again; promised: Again },
): Promise<NotReached | null> {
  const row = await ctx.db.first<NotReached>(
    `with old as (
       select id, agent_id, direction = 'out' and ranked_at is null as is_out, direction = 'out' and ranked_at is not null as is_promised,
         direction = 'out' and ranked_at is null or call_back_tries >= case when direction = 'out' then $6::int else $3::int end as is_last
       from contact where call_id = $1 and call_back = 'dialling' and state = 'active' for update),
     gone as (
       update contact c set call_back = 'asked', call_back_after = case when old.is_promised then $5::timestamptz else $4 end,
         offered_at = null, prefers_until = case when c.prefers_agent_id is not null then $7::timestamptz end,
         agent_id = case when old.is_out then c.agent_id end,
         answered_at = case when c.transferred_by is not null then c.answered_at end, line_ended_at = $2, version = c.version + 1,
         state = case when old.is_last then 'closed' else 'queued' end,
         category = case when old.is_last then 'other' end,
         summary = case when old.is_out then '外呼未接通' when old.is_last then '回电' || c.call_back_tries || '次未接通' end,
         closed_at = case when old.is_last then $2::timestamptz end
       from old where c.id = old.id returning c.id, old.agent_id, old.is_out, old.is_last, old.is_promised, c.call_back_tries),
     freed as (
       update agent_state s set state = case when g.is_out then 'wrap-up' else 'ready' end, since = $2
       from gone g where s.user_id = g.agent_id and s.state = 'talking'),
     logged as (
       insert into contact_event (contact_id, at, kind, agent_id, detail)
       select id, $2::timestamptz, 'not-reached', agent_id, jsonb_build_object('try', call_back_tries) from gone
       union all select id, $2::timestamptz, 'closed', null, '{"because": "not reached"}' from gone where is_last)
     select id as "contactId", agent_id as "agentId", is_promised as "isPromised" from gone`,
    [callId, ctx.now, asked.tries, asked.after, promised.after, promised.tries, promised.preferUntil],
  )
  return row ?? null
}

/** Who joins the queue takes the place of a call-back that he asked for before, which is then over: he does not wait twice. */
export async function takeOverCallBack(ctx: Ctx, contactId: number): Promise<void> {
  await ctx.db.prepared.run(
    `with pending as (
       select c.id from contact c join contact own on own.id = $1 and c.phone_hash = own.phone_hash and c.id <> own.id
       where c.state = 'queued' and c.call_back = 'asked' for update of c),
     closed as (
       update contact c set state = 'closed', category = 'other', summary = '客户再次来电，不再回电', closed_at = $2,
         version = c.version + 1
       from pending p where c.id = p.id returning c.id, c.ranked_at),
     moved as (
       update contact own set ranked_at = first.ranked_at, keeps_place_of = first.id
       from (select id, ranked_at from closed order by ranked_at, id limit 1) first
       where own.id = $1 and first.ranked_at < own.ranked_at)
     insert into contact_event (contact_id, at, kind, detail)
     select id, $2, 'closed', jsonb_build_object('because', 'taken over', 'by', $1::bigint) from closed`,
    [contactId, ctx.now],
  )
}
