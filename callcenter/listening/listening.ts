import type { z } from 'zod'
import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { publish } from '../../db/events.ts'
import { readFigures } from '../../db/parameters/held.ts'
import { transact } from '../../db/pool.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { findAgentOf } from '../sql/agents.ts'
import {
  beginListening,
  type Ended,
  endByEngine,
  endOfCalls,
  endOfShielded,
  endOwnListening,
  hasCall,
  lockCall,
  logListening,
} from '../sql/listening.ts'
import { commandLine } from '../sql/telephony.ts'
import type { ListenWay, listening } from './contract.ts'

/**
 * A lead listens to a call of an agent of his units, speaks to the agent alone, or joins the two; the contact stays its agent's. Refuses
 * with `NOT_FOUND`, `OWN_CALL`, `LISTEN_NOT_POSSIBLE` – also where he is not to hear what is said, without saying so –, `AGENT_BUSY` and
 * `LISTENED_ALREADY`.
 */
export function listenIn(ctx: Ctx, contactId: number, { how, reason }: z.output<typeof listening>): Promise<void> {
  return transact(ctx, async (inner) => {
    const call = await lockCall(inner, contactId)
    if (!call) throw notFound('联系')
    if (call.isOwn) throw new Refusal('OWN_CALL', '不能监听自己的通话')
    if (!call.isTalked) throw new Refusal('LISTEN_NOT_POSSIBLE', '这通电话现在不能监听')
    if (await hasCall(inner)) throw new Refusal('AGENT_BUSY', '请先结束手上的通话')
    const isTold = (await readFigures(inner, 'call_rule'))('listen-told') === 1
    if (!(await beginListening(inner, { contactId, how, reason, isTold })))
      throw new Refusal('LISTENED_ALREADY', '已有班长在监听这通电话，或您正在监听另一通')
    await commandLine(inner, contactId, { act: 'monitor', extension: String(inner.actor.id), how })
    const subject = `contact:${call.contactNo}`
    await recordAudit(inner, { action: 'listening.started', subject, detail: { how, reason } })
    if (isTold || how === 'barge') await publish(inner, 'contact.changed', { contactId, agentId: call.agentId })
  })
}

/** The lead leaves; the two talk on. Refuses with `NOT_FOUND`. */
export function stopListening(ctx: Ctx, contactId: number): Promise<void> {
  return transact(ctx, async (inner) => {
    const call = await lockCall(inner, contactId)
    const ended = call && (await endOwnListening(inner, contactId))
    if (!ended) throw notFound('监听')
    await leave(inner, ended)
    await recordAudit(inner, { action: 'listening.ended', subject: `contact:${call.contactNo}` })
  })
}

/** Ends what is over with its call, and what its lead is not to hear any more. */
export function endListenings(ctx: Ctx): Promise<void> {
  return transact(ctx, async (inner) => {
    await endOfCalls(inner)
    for (const ended of await endOfShielded(inner)) await leave(inner, ended)
  })
}

type Heard = { callId: string; extension: string; how: ListenWay }

export function hearListening(ctx: Ctx, { callId, extension, how }: Heard): Promise<void> {
  return logListening(ctx, callId, Number(extension), how)
}

/** The engine did not let him in, or he left. */
export async function hearLeft(ctx: Ctx, callId: string, leadId: number): Promise<void> {
  const ended = await endByEngine(ctx, callId, leadId)
  if (ended) await tell(ctx, ended)
}

/** Neither let in, nor in the way that he asked for: who is there already is taken out, since nobody would know of him any more. */
export async function hearRefused(ctx: Ctx, callId: string, leadId: number): Promise<void> {
  const ended = await endByEngine(ctx, callId, leadId)
  if (ended) await leave(ctx, ended)
}

async function leave(ctx: Ctx, ended: Ended): Promise<void> {
  await commandLine(ctx, ended.contactId, { act: 'unmonitor', extension: String(ended.leadId) })
  await tell(ctx, ended)
}

async function tell(ctx: Ctx, { contactId, isTold }: Ended): Promise<void> {
  if (isTold) await publish(ctx, 'contact.changed', { contactId, agentId: await findAgentOf(ctx, contactId) })
}
