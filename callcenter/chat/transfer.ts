import type { z } from 'zod'
import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { publish } from '../../db/events.ts'
import { readFigures } from '../../db/parameters/held.ts'
import { transact } from '../../db/pool.ts'
import { Refusal } from '../../db/refusal.ts'
import type { TransferTargets, transferInput } from '../call/contract.ts'
import { describeTargets } from '../call/control.ts'
import { offerTo } from '../call/offer-to.ts'
import { handRules, routeContacts } from '../routing.ts'
import { isLiveWritten } from '../rules/routing.ts'
import { countWaiting } from '../sql/board.ts'
import { giveThreadAway } from '../sql/chat-owners.ts'
import { listReadyAgents } from '../sql/lines.ts'
import { notYours, readThread } from './desk-chat.ts'
import { tell } from './speak.ts'

/**
 * Gives a conversation to a queue, at its head, or to a colleague who has a place for it: whoever takes it sees all that was written, the
 * note and the draft, and the customer is told once. If nobody takes it, it waits on. Refuses with `NOT_FOUND`, `CHAT_ENDED`,
 * `CHAT_NOT_YOURS` and `AGENT_NOT_READY`.
 */
export async function transferChat(ctx: Ctx, contactId: number, input: z.output<typeof transferInput>): Promise<void> {
  await transact(ctx, async (inner) => {
    const thread = await readThread(inner, contactId)
    if (thread.endedAt !== null) throw new Refusal('CHAT_ENDED', '会话已结束，请写明内容并结束')
    const toAgentId = 'agentId' in input ? input.agentId : null
    const headStart = (await readFigures(inner, 'priority_rule'))('transferred')
    const given = await giveThreadAway(inner, contactId, {
      skill: 'skill' in input ? input.skill : null,
      toAgentId,
      note: input.note,
      rankedAt: new Date(inner.now.getTime() - headStart * 1000),
    })
    if (!given) throw notYours()
    if (toAgentId !== null) await offerTo(inner, contactId, toAgentId)
    await tell(inner, thread, 'transferred')
    const detail = { ...given, ...(toAgentId !== null && { toAgentId }) }
    await recordAudit(inner, { action: 'contact.transferred', subject: `contact:${thread.contactNo}`, detail })
    await publish(inner, 'contact.changed', { contactId, agentId: ctx.actor.id })
  })
  await routeContacts(ctx)
}

/** Queues, and colleagues who have a place for it. Refuses with `NOT_FOUND`. */
export async function findChatTargets(ctx: Ctx, contactId: number): Promise<TransferTargets> {
  const { channel } = await readThread(ctx, contactId)
  const hand = handRules(await readFigures(ctx, 'queue_rule'))
  const agents = isLiveWritten({ isWritten: true, channel }, hand)
    ? await listReadyAgents(ctx, 's.live < $2', [hand.writtenAtOnce])
    : await listReadyAgents(ctx, 's.written - s.live < $2', [hand.slowAtOnce])
  return describeTargets(agents, await countWaiting(ctx, { isWritten: true }))
}
