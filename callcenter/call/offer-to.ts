import type { Ctx } from '../../db/context.ts'
import { publish } from '../../db/events.ts'
import { readFigures } from '../../db/parameters/held.ts'
import { Refusal } from '../../db/refusal.ts'
import { readContact } from '../contacts.ts'
import { handRules } from '../routing.ts'
import { isLiveWritten } from '../rules/routing.ts'
import { offerPairs, writtenChannels } from '../sql/routing.ts'
import { commandOffers } from '../sql/telephony.ts'

/** To this agent and no other, as a lease like any. Refuses with `AGENT_NOT_READY` who has no place for it, or is the one who gives it. */
export async function offerTo(ctx: Ctx, contactId: number, agentId: number): Promise<void> {
  const rules = await readFigures(ctx, 'queue_rule')
  const hand = handRules(rules)
  const { skill, channel } = await readContact(ctx, contactId)
  const isWritten = writtenChannels.includes(channel)
  const isLive = isLiveWritten({ isWritten, channel }, hand)
  const pair = { contactId, agentId, isWritten, isLive, through: skill, level: 1, waitedSeconds: 0 }
  const expiresAt = new Date(ctx.now.getTime() + rules('offer-seconds') * 1000)
  const [offered] = agentId === ctx.actor.id ? [] : await offerPairs(ctx, [pair], { expiresAt, hand })
  if (!offered) throw new Refusal('AGENT_NOT_READY', '这名坐席现在没有就绪，请另选坐席或转到队列')
  await publish(ctx, 'contact.offered', offered)
  await commandOffers(ctx, [contactId], rules('offer-seconds'))
}
