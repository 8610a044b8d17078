import type { Ctx } from '../../db/context.ts'
import type { AgentState } from '../contract.ts'
import { writtenChannels } from './routing.ts'

type State = AgentState['state']

type Standing = Omit<AgentState, 'since' | 'wrapUpLeftMs'> & { since: Date }

export async function findAgentState(ctx: Ctx): Promise<Standing> {
  const row = await ctx.db.prepared.first<Standing>(
    `select s.state, s.since, s.reason, s.written, s.live, (
       select c.channel from contact_event e join contact c on c.id = e.contact_id
       where s.reason = 'no-answer' and e.at = s.since and e.agent_id = s.user_id and e.kind in ('unanswered', 'returned')
       order by e.id limit 1) as missed
     from agent_state s where s.user_id = $1`,
    [ctx.actor.id],
  )
  return row ?? { state: 'away', since: ctx.now, reason: null, missed: null, written: 0, live: 0 }
}

export async function setSeen(ctx: Ctx): Promise<void> {
  await ctx.db.prepared.run('update agent_state set seen_at = greatest(seen_at, $2) where user_id = $1', [
    ctx.actor.id,
    ctx.now,
  ])
}

/** False where the agent is in none of the states that may change so. */
export async function changeAgentState(
  ctx: Ctx,
  from: State[],
  to: State,
  { reason = null, userId = ctx.actor.id }: { reason?: AgentState['reason']; userId?: number } = {},
): Promise<boolean> {
  const changed = await ctx.db.prepared.run(
    `insert into agent_state as s (user_id, state, since, seen_at, reason) values ($1, $2, $3, $3, $5)
     on conflict (user_id) do update set state = excluded.state, reason = excluded.reason, since = excluded.since,
       seen_at = case when $6 then excluded.seen_at else s.seen_at end where s.state = any($4)`,
    [userId, to, ctx.now, from, reason, userId === ctx.actor.id],
  )
  return changed === 1
}

/** Wrap-up has a ceiling: after it the agent is ready again. */
export function endLongWrapUps(ctx: Ctx, startedBefore: Date): Promise<number> {
  return ctx.db.run(`update agent_state set state = 'ready', since = $2 where state = 'wrap-up' and since < $1`, [
    startedBefore,
    ctx.now,
  ])
}

type Queue = { waiting: number; waitingWritten: number; oldestAt: Date | null; readyAgents: number }

/** Calls and who is free for them, as the board counts them; who writes waits by the side. */
export async function countQueue(ctx: Ctx): Promise<Queue> {
  const row = await ctx.db.prepared.first<Queue>(
    `select count(*) filter (where channel <> all($1)) as waiting, count(*) filter (where channel = any($1)) as "waitingWritten",
       min(queued_at) filter (where channel <> all($1)) as "oldestAt",
       (select count(*) from agent_state where state = 'ready' and live = 0) as "readyAgents"
     from contact where state = 'queued'`,
    [writtenChannels],
  )
  return row ?? { waiting: 0, waitingWritten: 0, oldestAt: null, readyAgents: 0 }
}

/** In whose hand it is, or whose it is to write; null: nobody's. */
export async function findAgentOf(ctx: Ctx, contactId: number): Promise<number | null> {
  const row = await ctx.db.prepared.first<{ agentId: number | null }>(
    'select agent_id as "agentId" from contact where id = $1',
    [contactId],
  )
  return row?.agentId ?? null
}

/** SQL: the number of user `u`, of four digits or more, by which customers know an agent: his log-in name is not for them. */
export const agentNo = (u: string) => `lpad(${u}.id::text, greatest(4, length(${u}.id::text)), '0')`

const MOST_PEOPLE = 20

/** Staff of the reader's organisation whose name has these characters, or whose number as an agent it is. */
export function findPeopleRows(
  ctx: Ctx,
  q: string,
): Promise<{ username: string; name: string; unit: string; agentNo: string | null }[]> {
  return ctx.db.rows(
    `select u.username, u.name, o.name as unit, case when u.roles && '{agent,lead}' then ${agentNo('u')} end as "agentNo"
     from app_user u join organisation o on o.id = u.organisation_id
     where u.customer_id is null and u.disabled_at is null and starts_with(o.path, $1)
       and (strpos(u.name, $2) > 0 or (u.roles && '{agent,lead}' and ltrim($2, '0') = u.id::text))
     order by u.name, u.id limit ${MOST_PEOPLE}`,
    [ctx.scope, q],
  )
}
