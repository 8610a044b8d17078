import type { Ctx } from '../../db/context.ts'
import type { AgentState } from '../contract.ts'

type State = AgentState['state']

export async function findAgentState(ctx: Ctx): Promise<{ state: State; since: Date }> {
  const row = await ctx.db.first<{ state: State; since: Date }>(
    'select state, since from agent_state where user_id = $1',
    [ctx.actor.id],
  )
  return row ?? { state: 'away', since: ctx.now }
}

/** False where the agent is in none of the states that may change so. */
export async function changeAgentState(ctx: Ctx, from: State[], to: State): Promise<boolean> {
  const changed = await ctx.db.run(
    `insert into agent_state as s (user_id, state, since) values ($1, $2, $3)
     on conflict (user_id) do update set state = excluded.state, since = excluded.since where s.state = any($4)`,
    [ctx.actor.id, to, ctx.now, from],
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
