import type { Ctx } from '../../db/context.ts'
import { publish } from '../../db/events.ts'
import { readFigures } from '../../db/parameters/held.ts'
import { findPlace } from '../routing.ts'
import type { HandOverReason } from '../rules/chat/reading.ts'
import type { Skill } from '../rules/routing.ts'
import type { ThreadRow } from '../sql/chat.ts'
import { requeueLost } from '../sql/chat-desk.ts'
import { handOver, raiseHandedOver } from '../sql/chat-owners.ts'
import { findContactRow } from '../sql/contacts.ts'
import { tell } from './speak.ts'

const skillOf: Record<HandOverReason, Skill> = {
  danger: 'fault',
  complaint: 'complaint',
  abuse: 'general',
  asked: 'general',
  unsure: 'general',
  refused: 'general',
  mail: 'general',
}

/** Into the queue of those who can help, where danger comes before what waited long. The caller routes once he has committed. */
export async function toPerson(ctx: Ctx, thread: ThreadRow, because: HandOverReason): Promise<boolean> {
  const contact = await findContactRow({ ...ctx, scope: '' }, thread.contactId)
  const place = await findPlace(ctx, { accountId: contact?.accountId ?? null, hash: null })
  const headStartSeconds = Math.max(place.headStartSeconds, because === 'danger' ? await dangerSeconds(ctx) : 0)
  const to = { because, skill: skillOf[because], place: { ...place, headStartSeconds }, from: 'assistant' as const }
  return handOver(ctx, thread.contactId, to)
}

const dangerSeconds = async (ctx: Ctx) => (await readFigures(ctx, 'chat_rule'))('danger-head-start-seconds')

/** Who is handed over already and tells of danger comes first of all now, among those who can help; he is told once how to be safe. */
export async function raiseToDanger(ctx: Ctx, thread: ThreadRow): Promise<void> {
  const to = { skill: skillOf.danger, headStartSeconds: await dangerSeconds(ctx) }
  if (await raiseHandedOver(ctx, thread.contactId, to)) await tell(ctx, thread, 'danger')
  if (thread.owner === 'agent') await warnAgent(ctx, thread)
}

/** The desk of the agent who has it is told; where nobody sits at it, it waits for another. The caller routes once he has committed. */
async function warnAgent(ctx: Ctx, { contactId, agentId }: ThreadRow): Promise<void> {
  const minutes = (await readFigures(ctx, 'chat_rule'))('desk-lost-minutes')
  await requeueLost(ctx, new Date(ctx.now.getTime() - minutes * 60_000), contactId)
  await publish(ctx, 'contact.changed', { contactId, agentId })
}
