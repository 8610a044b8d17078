import type { z } from 'zod'
import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { decryptText } from '../../db/customers/secrets.ts'
import { readFigures } from '../../db/parameters/held.ts'
import { transact } from '../../db/pool.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { toWire } from '../../db/wire.ts'
import { deliver, findLimit } from '../channels/deliver.ts'
import { describeContact } from '../contacts.ts'
import { routeContacts } from '../routing.ts'
import { asksForPersonAlone } from '../rules/chat/reading.ts'
import { maskCorrespondent } from '../rules/chat/written.ts'
import { listDeliveries } from '../sql/channels.ts'
import { addAgentMessage, hasMessage, holdThread, listDeskMessages, type ThreadRow } from '../sql/chat.ts'
import { hasThread, listDeskThreads, listPhrases, replacePhrases, setReadByAgent } from '../sql/chat-desk.ts'
import { giveBackThread } from '../sql/chat-owners.ts'
import { findContactRow } from '../sql/contacts.ts'
import type { agentMessage, chatList, chatReading, quickPhrases, Transcript } from './contract.ts'
import { say, tellChange } from './speak.ts'

export async function listMyChats(ctx: Ctx): Promise<z.infer<typeof chatList>> {
  const threads = await listDeskThreads(ctx)
  const chats = await Promise.all(
    threads.map(async ({ contactId, endedAt, address, wrote, ...rest }) => {
      const row = await findContactRow(ctx, contactId)
      if (!row) throw notFound('会话')
      const contact = await describeContact(ctx, row)
      const channel = row.channel as ThreadRow['channel']
      const correspondent = channel === 'chat' || !address ? null : maskCorrespondent(channel, decryptText(address))
      const mostCharacters = await findLimit(ctx, channel)
      const asked = wrote.find((text) => !asksForPersonAlone(text)) ?? wrote[0] ?? null
      return { contact, endedAt: endedAt?.toISOString() ?? null, correspondent, mostCharacters, asked, ...rest }
    }),
  )
  const rules = await readFigures(ctx, 'queue_rule')
  return { chats, mostAtOnce: rules('written-at-once'), slowAtOnce: rules('slow-at-once') }
}

/** What was written after a message, and how it stands. Refuses with `NOT_FOUND`. */
export async function findTranscript(ctx: Ctx, contactId: number, after: number): Promise<Transcript> {
  const thread = await readThread(ctx, contactId)
  const { contactNo, state, owner, because, language, endedAt, endedBy } = thread
  const messages = await listDeskMessages(ctx, contactId, after)
  const deliveries = await listDeliveries(ctx, contactId)
  const head = { contactId, contactNo, state, owner, because, language, endedAt, endedBy }
  return toWire({ ...head, messages, deliveries }) as Transcript
}

/** Whoever may see the contact, and no other, sees what was written. */
export async function readThread(ctx: Ctx, contactId: number): Promise<ThreadRow> {
  const contact = await findContactRow(ctx, contactId)
  if (!contact || !(await hasThread(ctx, contactId))) throw notFound('会话')
  const thread = await transact(ctx, (inner) => holdThread(inner, contactId))
  if (!thread) throw notFound('会话')
  return thread
}

/**
 * What the agent writes goes out by the channel that the customer came by. Refuses with `NOT_FOUND`, `MESSAGE_TOO_LONG` for the channel,
 * and `CHAT_NOT_YOURS` where the conversation is the assistant's, nobody's, over, or another's.
 */
export function answerChat(ctx: Ctx, contactId: number, input: z.output<typeof agentMessage>): Promise<Transcript> {
  return transact(ctx, async (inner) => {
    const thread = await readThread(inner, contactId)
    const most = await findLimit(inner, thread.channel)
    if (most !== null && input.body.length > most) throw tooLong(most)
    const id = await addAgentMessage(inner, contactId, input)
    if (id === null && !(await hasMessage(inner, contactId, 'agent', input.key))) throw notYours()
    if (id !== null) {
      await deliver(inner, thread, { id, body: input.body })
      await tellChange(inner, contactId)
    }
    return findTranscript(inner, contactId, (id ?? 1) - 1)
  })
}

export async function readChat(
  ctx: Ctx,
  contactId: number,
  { throughId }: z.output<typeof chatReading>,
): Promise<void> {
  await readThread(ctx, contactId)
  await setReadByAgent(ctx, contactId, throughId)
}

/** The agent lets the assistant go on. Refuses with `NOT_FOUND`, `NO_ASSISTANT` of mail, and `CHAT_NOT_YOURS`. */
export async function giveBackChat(ctx: Ctx, contactId: number): Promise<void> {
  await transact(ctx, async (inner) => {
    const thread = await readThread(inner, contactId)
    if (thread.channel === 'email') throw new Refusal('NO_ASSISTANT', '邮件没有智能客服，请由坐席答复')
    if (!(await giveBackThread(inner, contactId))) throw notYours()
    await say(inner, thread, 'given-back')
  })
  await routeContacts(ctx)
}

export async function findPhrases(ctx: Ctx): Promise<z.infer<typeof quickPhrases>> {
  return { phrases: await listPhrases(ctx) }
}

export function setPhrases(ctx: Ctx, { phrases }: z.output<typeof quickPhrases>): Promise<void> {
  return transact(ctx, async (inner) => {
    await replacePhrases(inner, phrases)
    await recordAudit(inner, {
      action: 'quick-phrases.set',
      subject: 'quick-phrases:all',
      detail: { count: phrases.length },
    })
  })
}

function tooLong(most: number): Refusal {
  const message = `这个渠道一条答复最多 ${most} 字，请缩短或分几条发送`
  return new Refusal('MESSAGE_TOO_LONG', message, { status: 400, issues: [{ path: 'body', message }] })
}

export function notYours(): Refusal {
  return new Refusal('CHAT_NOT_YOURS', '这个会话不在您手上：已转回、已结束或由他人接待')
}
