import type { Ctx } from '../../db/context.ts'
import type { AgentState } from '../contract.ts'
import type { Skill } from '../rules/routing.ts'
import { writtenChannels } from './routing.ts'

type Waiting = { skill: Skill; waiting: number; oldestAt: Date | null }

/** Calls; or those who write. */
export function countWaiting(ctx: Ctx, { isWritten = false } = {}): Promise<Waiting[]> {
  return ctx.db.rows(
    `select skill, count(*)::int as waiting, min(queued_at) as "oldestAt" from contact where state = 'queued' and (channel = any($1)) = $2 group by skill`,
    [writtenChannels, isWritten],
  )
}

export type Answered = {
  skill: Skill
  answered: number
  answeredSoon: number
  abandoned: number
  abandonedSoon: number
  answerSeconds: number
  handled: number
  handleSeconds: number
}

/** Calls that asked for a person in [from, to) and no longer wait, by the queue in which they asked. */
export function countAnswered(
  ctx: Ctx,
  { from, to, withinSeconds }: { from: Date; to: Date; withinSeconds: number },
): Promise<Answered[]> {
  return ctx.db.rows(
    `select coalesce(asked_skill, skill) as skill, count(answered_at)::int as answered,
       count(*) filter (where answered_at - queued_at <= make_interval(secs => $3))::int as "answeredSoon",
       count(*) filter (where state = 'abandoned')::int as abandoned,
       count(*) filter (where state = 'abandoned' and closed_at - queued_at <= make_interval(secs => $3))::int as "abandonedSoon",
       coalesce(extract(epoch from sum(answered_at - queued_at)), 0)::float as "answerSeconds",
       count(*) filter (where answered_at is not null and coalesce(line_ended_at, closed_at) is not null)::int as handled,
       coalesce(extract(epoch from sum(coalesce(line_ended_at, closed_at) - answered_at)), 0)::float as "handleSeconds"
     from contact where channel = 'voice' and direction = 'in' and queued_at >= $1 and queued_at < $2
       and (answered_at is not null or state = 'abandoned') and ranked_at is not null group by coalesce(asked_skill, skill)`,
    [from, to, withinSeconds],
  )
}

export type AgentRow = {
  userId: number
  name: string
  username: string
  state: AgentState['state']
  since: Date | null
  reason: AgentState['reason']
  written: number
  live: number
  skills: Partial<Record<Skill, number>>
  /** The call that he has on the line, and who listens to it. */
  talk: {
    contactId: number
    listener: { username: string; name: string; how: 'listen' | 'whisper' | 'barge' } | null
  } | null
  answeredToday: number
  unwritten: number
}

/** Agents of the caller's units, those at work first. */
export function listAgents(ctx: Ctx, today: Date): Promise<AgentRow[]> {
  return ctx.db.rows(
    `select u.id as "userId", u.name, u.username, coalesce(s.state, 'away') as state, s.since, s.reason,
       coalesce(s.written, 0) as written, coalesce(s.live, 0) as live,
       (select jsonb_build_object('contactId', c.id, 'listener', case when l.id is not null then jsonb_build_object(
           'username', g.username, 'name', g.name, 'how', l.how) end)
         from contact c left join call_listening l on l.contact_id = c.id and l.ended_at is null left join app_user g on g.id = l.lead_id
         where c.agent_id = u.id and c.state = 'active' and c.channel = 'voice' and c.engine is not null and c.line_ended_at is null)
         as talk,
       coalesce((select jsonb_object_agg(k.skill, k.level) from agent_skill k where k.user_id = u.id), '{}') as skills,
       (select count(distinct e.contact_id)::int from contact_event e
         where e.agent_id = u.id and e.kind = 'answered' and e.at >= $2 and not exists (select from contact_event b
           where b.contact_id = e.contact_id and b.agent_id = u.id and b.kind in ('returned', 'not-reached') and b.id > e.id))
         as "answeredToday",
       (select count(*)::int from contact c where c.agent_id = u.id and c.state = 'unwritten') as unwritten
     from app_user u join organisation o on o.id = u.organisation_id left join agent_state s on s.user_id = u.id
     where 'agent' = any(u.roles) and u.disabled_at is null and starts_with(o.path, $1)
     order by array_position(array['talking', 'offered', 'wrap-up', 'ready', 'away'], coalesce(s.state, 'away')), u.name, u.id`,
    [ctx.scope, today],
  )
}

/** When the desk of an agent of the caller's units was last heard of; undefined where no such agent is. */
export async function findAgentWithin(
  ctx: Ctx,
  userId: number,
): Promise<{ username: string; seenAt: Date | null; written: number } | undefined> {
  return ctx.db.first(
    `select u.username, s.seen_at as "seenAt", coalesce(s.written, 0) as written from app_user u join organisation o on o.id = u.organisation_id
     left join agent_state s on s.user_id = u.id
     where u.id = $1 and 'agent' = any(u.roles) and u.disabled_at is null and starts_with(o.path, $2)`,
    [userId, ctx.scope],
  )
}

export async function replaceSkills(ctx: Ctx, userId: number, skills: Partial<Record<Skill, number>>): Promise<void> {
  await ctx.db.run('delete from agent_skill where user_id = $1', [userId])
  await ctx.db.run(
    `insert into agent_skill (user_id, skill, level, changed_by, changed_at)
     select $1, key, value::int, $3, $4 from jsonb_each_text($2)`,
    [userId, JSON.stringify(skills), ctx.actor.username, ctx.now],
  )
}
