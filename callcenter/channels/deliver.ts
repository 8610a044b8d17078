import type { Ctx } from '../../db/context.ts'
import { decryptText } from '../../db/customers/secrets.ts'
import { queueMessage } from '../../db/messages.ts'
import { readFigures } from '../../db/parameters/held.ts'
import { transact } from '../../db/pool.ts'
import { Refusal } from '../../db/refusal.ts'
import { commitSignal } from '../../db/signal.ts'
import { readContact } from '../contacts.ts'
import { type AddressedChannel, segmentsHold } from '../rules/chat/written.ts'
import { holdFailed, insertDelivery, renewDelivery } from '../sql/channels.ts'
import { holdThread, type ThreadRow } from '../sql/chat.ts'

const queued = commitSignal()
/** Calls back soon after this process commits something for app or mail. */
export const onDelivery = queued.listen

const HOUR_MS = 3_600_000
type Addressee = Pick<ThreadRow, 'contactId' | 'channel' | 'address'>

/** How many characters an answer may have; null where no channel limits it. */
export async function findLimit(ctx: Ctx, channel: ThreadRow['channel']): Promise<number | null> {
  if (channel === 'chat') return null
  const rules = await readFigures(ctx, 'channel_rule')
  return channel === 'sms' ? segmentsHold(rules('sms-segments')) : rules(`${channel}-characters`)
}

async function expiryOf(ctx: Ctx, channel: AddressedChannel): Promise<Date> {
  const hours = (await readFigures(ctx, 'channel_rule'))(`${channel}-expiry-hours`)
  return new Date(ctx.now.getTime() + hours * HOUR_MS)
}

/** Puts what was written on its way to an address, with the act that wrote it; in a web chat the customer reads it where it stands. */
export async function deliver(
  ctx: Ctx,
  { contactId, channel, address }: Addressee,
  { id, body, isAutomatic = false }: { id: number; body: string; isAutomatic?: boolean },
): Promise<void> {
  if (channel === 'chat' || !address) return
  const expiresAt = await expiryOf(ctx, channel)
  if (channel === 'sms') {
    await queueMessage(ctx, { phone: decryptText(address), kind: 'desk', text: body, expiresAt, chatMessageId: id })
    return
  }
  await insertDelivery(ctx, { chatMessageId: id, contactId, channel, isAutomatic, expiresAt })
  queued.raise()
}

/** What did not go is tried again. Refuses with `NOT_FOUND`, and `DELIVERY_NOT_POSSIBLE` where it went, waits, or the conversation is not the agent’s. */
export function deliverAgain(ctx: Ctx, contactId: number, messageId: number): Promise<void> {
  return transact(ctx, async (inner) => {
    await readContact(inner, contactId)
    const failed = await holdFailed(inner, contactId, messageId)
    const thread = await holdThread(inner, contactId)
    if (!failed || !thread || thread.channel === 'chat')
      throw new Refusal('DELIVERY_NOT_POSSIBLE', '这条消息已发出、正在发送，或会话不在您手上')
    if (thread.channel === 'sms') return deliver(inner, thread, { id: messageId, body: failed.body })
    await renewDelivery(inner, messageId, await expiryOf(inner, thread.channel))
    queued.raise()
  })
}
