import type { Ctx } from '../../db/context.ts'
import type { ChatOwner } from '../chat/contract.ts'
import type { HandOverReason } from '../rules/chat/reading.ts'
import type { Skill } from '../rules/routing.ts'
import type { Place } from './contacts.ts'
import type { Given } from './lines.ts'

/** The assistant stops and a person is looked for, in one statement; false where the assistant does not have it. */
export async function handOver(
  ctx: Ctx,
  contactId: number,
  to: { because: HandOverReason; skill: Skill; place: Place; from: ChatOwner },
): Promise<boolean> {
  const { headStartSeconds, priorityReasons } = to.place
  const row = await ctx.db.first<{ id: number }>(
    `with handed as (
       update chat_thread set owner = 'nobody', handed_over_at = $2, because = $3, answered_at = null
       where contact_id = $1 and owner = $7 and ended_at is null returning contact_id),
     queued as (
       update contact c set state = 'queued', queued_at = $2, skill = $4, head_start_seconds = $5::int, priority_reasons = $6,
         ranked_at = $2::timestamptz - make_interval(secs => $5::int), version = c.version + 1
       from handed h where c.id = h.contact_id and c.state = 'in-menu' returning c.id),
     logged as (
       insert into contact_event (contact_id, at, kind, detail)
       select id, $2, 'queued', jsonb_build_object('skill', $4::text, 'reasons', $6::text[], 'because', $3::text) from queued)
     select id from queued`,
    [contactId, ctx.now, to.because, to.skill, headStartSeconds, priorityReasons, to.from],
  )
  return row !== undefined
}

/** It waits for a person, or is in an agent's hands, because of danger from now on; false where it is so already, or over. */
export async function raiseHandedOver(
  ctx: Ctx,
  contactId: number,
  to: { skill: Skill; headStartSeconds: number },
): Promise<boolean> {
  const row = await ctx.db.first<{ id: number }>(
    `with raised as (
       update chat_thread t set because = 'danger' from contact w
       where t.contact_id = $1 and w.id = t.contact_id and t.because <> 'danger' and t.ended_at is null
         and ((w.state in ('queued', 'offered') and t.owner = 'nobody') or (w.state = 'active' and t.owner = 'agent')) returning t.contact_id),
     ranked as (
       -- What its agent has open of it stays as he has it.
       update contact c set skill = $3, head_start_seconds = greatest(c.head_start_seconds, $4::int),
         ranked_at = least(c.ranked_at, $2::timestamptz - make_interval(secs => $4::int)), version = c.version + (c.state <> 'active')::int
       from raised r where c.id = r.contact_id returning c.id, c.state),
     logged as (
       insert into contact_event (contact_id, at, kind, detail)
       select id, $2, 'queued', jsonb_build_object('skill', $3::text, 'reasons', '{}'::text[], 'because', 'danger')
       from ranked where state <> 'active')
     select id from ranked`,
    [contactId, ctx.now, to.skill, to.headStartSeconds],
  )
  return row !== undefined
}

/** The agent who answered the offer has it now; false where the contact is no chat. */
export function joinThread(ctx: Ctx, contactId: number): Promise<number> {
  return ctx.db.prepared.run(
    `update chat_thread set owner = 'agent', warned_at = null where contact_id = $1 and owner = 'nobody' and ended_at is null`,
    [contactId],
  )
}

/** Back to the assistant, and one of the agent's places is free. */
export async function giveBackThread(ctx: Ctx, contactId: number): Promise<boolean> {
  const row = await ctx.db.first<{ id: number }>(
    `with given as (
       update contact c set state = 'in-menu', agent_id = null, answered_at = null, offered_at = null, ranked_at = null,
         transferred_by = null, asked_skill = null, version = version + 1
       where id = $1 and agent_id = $2 and state = 'active'
         and exists (select from chat_thread t where t.contact_id = c.id and t.owner = 'agent' and t.ended_at is null) returning id, is_live),
     owned as (update chat_thread set owner = 'assistant', handed_over_at = null, because = null, state = '{}', answered_at = $3
       where contact_id in (select id from given)),
     freed as (update agent_state s set written = s.written - 1, live = s.live - g.is_live::int from given g where s.user_id = $2),
     logged as (insert into contact_event (contact_id, at, kind, agent_id) select id, $3, 'returned', $2 from given)
     select id from given`,
    [contactId, ctx.actor.id, ctx.now],
  )
  return row !== undefined
}

/**
 * From the agent who has it back to a queue, as early as `rankedAt`, with one of his places free; the queue in which it asked stays the one
 * where it counts. Says in which it waits now; null where he has not got it.
 */
export async function giveThreadAway(ctx: Ctx, contactId: number, given: Given): Promise<{ skill: string } | null> {
  const row = await ctx.db.first<{ skill: string }>(
    `with old as (
       select c.id, c.agent_id from contact c join chat_thread t on t.contact_id = c.id
       where c.id = $1 and c.agent_id = $2 and c.state = 'active' and t.owner = 'agent' and t.ended_at is null for update of c),
     moved as (
       update contact c set state = 'queued', agent_id = null, offered_at = null, offer_expires_at = null,
         skill = coalesce($3, c.skill), asked_skill = coalesce(c.asked_skill, c.skill), transferred_by = old.agent_id,
         ranked_at = least(c.ranked_at, $6), priority_reasons = array_remove(c.priority_reasons, 'transferred') || 'transferred'::text,
         version = c.version + 1
       from old where c.id = old.id returning c.id, old.agent_id, c.skill, c.is_live),
     owned as (update chat_thread set owner = 'nobody', warned_at = null where contact_id in (select id from moved)),
     freed as (update agent_state s set written = s.written - 1, live = s.live - m.is_live::int from moved m where s.user_id = m.agent_id),
     noted as (
       insert into contact_transfer (contact_id, at, from_agent_id, skill, to_agent_id, note)
       select id, $7, agent_id, skill, $4, $5 from moved),
     logged as (
       insert into contact_event (contact_id, at, kind, agent_id, detail)
       select id, $7, 'transferred', agent_id, jsonb_strip_nulls(jsonb_build_object('skill', skill, 'to', $4::bigint)) from moved)
     select skill from moved`,
    [contactId, ctx.actor.id, given.skill, given.toAgentId, given.note, given.rankedAt, ctx.now],
  )
  return row ?? null
}
