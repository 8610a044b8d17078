import type { Ctx } from '../../db/context.ts'

/** SQL: the contact is a call of the agent `$2`, and there is somebody at its other end. */
const isTalkingWith = `id = $1 and agent_id = $2 and state = 'active' and channel = 'voice' and line_ended_at is null
  and coalesce(call_back, 'reached') = 'reached'`

/** False where it is none of the agent's lines, or stands so already. */
export async function setHeld(ctx: Ctx, contactId: number, held: boolean): Promise<boolean> {
  const changed = await ctx.db.run(
    `with changed as (
       update contact set held_at = case when $3 then $4::timestamptz end
       where ${isTalkingWith} and engine is not null and (held_at is null) = $3 returning id, agent_id)
     insert into contact_event (contact_id, at, kind, agent_id)
     select id, $4, case when $3 then 'held' else 'resumed' end, agent_id from changed`,
    [contactId, ctx.actor.id, held, ctx.now],
  )
  return changed === 1
}

/** The engine did not hold it. */
export async function dropHold(ctx: Ctx, callId: string): Promise<void> {
  await ctx.db.run(
    `with changed as (
       update contact set held_at = null where call_id = $1 and state = 'active' and held_at is not null returning id, agent_id)
     insert into contact_event (contact_id, at, kind, agent_id, detail)
     select id, $2, 'resumed', agent_id, '{"because": "refused"}' from changed`,
    [callId, ctx.now],
  )
}

/** The agent ends the line; null where he has none. */
export async function logHungUp(ctx: Ctx, contactId: number): Promise<{ callId: string } | null> {
  const row = await ctx.db.first<{ callId: string }>(
    `with own as (
       select id, call_id, agent_id from contact
       where id = $1 and agent_id = $2 and state = 'active' and channel = 'voice' and line_ended_at is null for update),
     logged as (
       insert into contact_event (contact_id, at, kind, agent_id) select id, $3, 'hung-up', agent_id from own)
     select call_id as "callId" from own`,
    [contactId, ctx.actor.id, ctx.now],
  )
  return row ?? null
}

export type Given = { skill: string | null; toAgentId: number | null; note: string; rankedAt: Date }

/**
 * Back to a queue, as early as `rankedAt`; whoever gives it away wraps up. The queue in which it asked stays the one where it counts.
 * Says in which it waits now; null where he has no such call.
 */
export async function giveAway(ctx: Ctx, contactId: number, given: Given): Promise<{ skill: string } | null> {
  const row = await ctx.db.first<{ skill: string }>(
    `with old as (select id, agent_id, skill from contact where ${isTalkingWith} for update),
     moved as (
       update contact c set state = 'queued', agent_id = null, offered_at = null, offer_expires_at = null, held_at = null,
         call_back = null, awaits = null, skill = coalesce($3, c.skill), asked_skill = coalesce(c.asked_skill, c.skill),
         transferred_by = old.agent_id, ranked_at = least(c.ranked_at, $6),
         priority_reasons = array_remove(c.priority_reasons, 'transferred') || 'transferred'::text, version = c.version + 1
       from old where c.id = old.id returning c.id, old.agent_id, c.skill),
     freed as (
       update agent_state s set state = 'wrap-up', since = $7 from moved m where s.user_id = m.agent_id and s.state = 'talking'),
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

export type Target = { userId: number; name: string; skills: Record<string, number> }

/** Who could take a call at this moment; or, where `hasPlace` says so of agent state `s`, something else. */
export function listReadyAgents(ctx: Ctx, hasPlace = 's.live = 0', values: unknown[] = []): Promise<Target[]> {
  return ctx.db.rows(
    `select u.id as "userId", u.name,
       coalesce((select jsonb_object_agg(k.skill, k.level) from agent_skill k where k.user_id = u.id), '{}') as skills
     from agent_state s join app_user u on u.id = s.user_id
     where s.state = 'ready' and ${hasPlace} and u.id <> $1 and u.disabled_at is null
       and not exists (select from call_listening l where l.lead_id = u.id and l.ended_at is null) order by u.name, u.id`,
    [ctx.actor.id, ...values],
  )
}
