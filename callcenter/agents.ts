import type { Ctx } from '../db/context.ts'
import { Refusal } from '../db/refusal.ts'
import { toWire } from '../db/wire.ts'
import { describeContact, offerCalls } from './contacts.ts'
import type { AgentState, Desk } from './contract.ts'
import { changeAgentState, findAgentState } from './sql/agents.ts'
import { countQueue, findContactInHand, listClosedContacts } from './sql/contacts.ts'

const RECENT = 8

/** Says whether a call may come. Refuses with `AGENT_BUSY` while a contact is offered or in hand. */
export async function setMyState(ctx: Ctx, input: { state: 'away' | 'ready' }): Promise<AgentState> {
  const changed = await changeAgentState(ctx, ['away', 'ready', 'wrap-up'], input.state)
  if (!changed) throw new Refusal('AGENT_BUSY', '您正在接听或有来电待接,结束后再切换状态')
  if (input.state === 'ready') await offerCalls(ctx)
  return toWire(await findAgentState(ctx))
}

export async function findDesk(ctx: Ctx): Promise<Desk> {
  const [me, current, queue, recent] = [
    await findAgentState(ctx),
    await findContactInHand(ctx, ctx.actor.id),
    await countQueue(ctx),
    await listClosedContacts(ctx, ctx.actor.id, RECENT),
  ]
  return {
    me: toWire(me),
    current: current ? await describeContact(ctx, current) : null,
    waiting: queue.waiting,
    longestWaitSeconds: queue.oldestAt
      ? Math.max(0, Math.round((ctx.now.getTime() - queue.oldestAt.getTime()) / 1000))
      : 0,
    readyAgents: queue.readyAgents,
    recent: await Promise.all(recent.map((contact) => describeContact(ctx, { ...contact, phoneHash: null }))),
  }
}
