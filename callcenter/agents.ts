import type { z } from 'zod'
import type { Ctx } from '../db/context.ts'
import { readFigures } from '../db/parameters/held.ts'
import { Refusal } from '../db/refusal.ts'
import { toWire } from '../db/wire.ts'
import { describeContact } from './contacts.ts'
import type { AgentState, agentStateInput, Contact, Desk } from './contract.ts'
import { requireRead } from './notices/notices.ts'
import { routeContacts } from './routing.ts'
import { changeAgentState, countQueue, findAgentState, setSeen } from './sql/agents.ts'
import { type ContactRow, findContactInHand, listClosedContacts, listUnwritten } from './sql/contacts.ts'

const RECENT = 8

/**
 * Says whether a call may come. Refuses with `NOTICE_UNREAD` who has still to read what he must, but for who has a chat in
 * hand, and with `AGENT_BUSY` while a contact is offered or in hand.
 */
export async function setMyState(ctx: Ctx, input: z.output<typeof agentStateInput>): Promise<AgentState> {
  const reason = input.state === 'away' ? (input.reason ?? null) : null
  // Whoever has somebody in hand goes on with him: what he is to read waits until he is free.
  const { state, written } = await findAgentState(ctx)
  if (input.state === 'ready' && written === 0 && state !== 'offered' && state !== 'talking')
    await requireRead(ctx, ctx.actor.id)
  const changed = await changeAgentState(ctx, ['away', 'ready', 'wrap-up'], input.state, { reason })
  if (!changed) throw new Refusal('AGENT_BUSY', '您正在接听或有来电待接，结束后再切换状态')
  if (input.state === 'ready') await routeContacts(ctx)
  return describeMyState(ctx)
}

/** The agent's desk is open and in reach; one that is silent for too long is an empty chair. */
export function markPresent(ctx: Ctx): Promise<void> {
  return setSeen(ctx)
}

export async function findDesk(ctx: Ctx): Promise<Desk> {
  const [me, current, queue, unwritten, recent] = [
    await describeMyState(ctx),
    await findContactInHand(ctx, ctx.actor.id),
    await countQueue(ctx),
    await listUnwritten(ctx, ctx.actor.id),
    await listClosedContacts(ctx, ctx.actor.id, RECENT),
  ]
  return {
    me,
    current: current ? await describeContact(ctx, current) : null,
    waiting: queue.waiting,
    waitingWritten: queue.waitingWritten,
    longestWaitSeconds: queue.oldestAt
      ? Math.max(0, Math.round((ctx.now.getTime() - queue.oldestAt.getTime()) / 1000))
      : 0,
    readyAgents: queue.readyAgents,
    unwritten: await describeAll(ctx, unwritten),
    recent: await describeAll(ctx, recent),
  }
}

/** How long wrap-up lasts is a rule of the day (`queue_rule`); the sweep that ends it may come a little later. */
async function describeMyState(ctx: Ctx): Promise<AgentState> {
  const me = await findAgentState(ctx)
  if (me.state !== 'wrap-up') return { ...toWire(me), wrapUpLeftMs: null }
  const lastsMs = (await readFigures(ctx, 'queue_rule'))('wrap-up-seconds') * 1000
  return { ...toWire(me), wrapUpLeftMs: Math.max(0, me.since.getTime() + lastsMs - ctx.now.getTime()) }
}

/** Without looking for whose number it was: who it was is known by now, or nobody knew. */
function describeAll(ctx: Ctx, contacts: ContactRow[]): Promise<Contact[]> {
  return Promise.all(contacts.map((contact) => describeContact(ctx, { ...contact, phoneHash: null })))
}
