import { createHash, randomBytes } from 'node:crypto'
import type { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { listReadableAccounts } from '../../db/customers/files.ts'
import { publish } from '../../db/events.ts'
import { readFigures } from '../../db/parameters/held.ts'
import { transact } from '../../db/pool.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { civilDay, startOfDay } from '../../db/time.ts'
import { toWire } from '../../db/wire.ts'
import { takeScore } from '../follow-up/scores.ts'
import { routeContacts } from '../routing.ts'
import { tellsOfDanger } from '../rules/chat/reading.ts'
import { estimateWait, USUAL_HANDLE_SECONDS } from '../rules/routing.ts'
import { meanHandleSeconds } from '../sql/announce.ts'
import {
  addMessage,
  type Chatter,
  closeUnheld,
  countSince,
  endThread,
  findThreadOf,
  hasMessage,
  holdChatter,
  holdThread,
  insertThread,
  listMessages,
  setSeenByCustomer,
  type ThreadRow,
} from '../sql/chat.ts'
import { findPosition } from '../sql/chat-desk.ts'
import { answer, summarise } from './assistant.ts'
import type { chatBeginning, chatBegun, chatRating, newMessage, OwnChat } from './contract.ts'
import { raiseToDanger } from './hand-over.ts'
import { say, tellChange } from './speak.ts'

/** A customer by his log-in; a visitor by what he was given. Undefined: neither. */
export function whoChats({ actor }: Ctx, visitor: string | undefined): Chatter | undefined {
  if (actor.roles.includes('customer')) return { userId: actor.id }
  if (visitor && /^[\w-]{43}$/.test(visitor)) return { visitorHash: createHash('sha256').update(visitor).digest() }
  return undefined
}

/** The open conversation, else a new one; with what a visitor is to keep. */
export async function beginChat(
  ctx: Ctx,
  visitor: string | undefined,
  { language }: z.output<typeof chatBeginning>,
): Promise<z.infer<typeof chatBegun>> {
  const known = whoChats(ctx, visitor)
  const fresh = known ? null : randomBytes(32).toString('base64url')
  const chatter = known ?? whoChats(ctx, fresh ?? undefined)
  if (!chatter) throw notFound('会话')
  await transact(ctx, async (inner) => {
    await holdChatter(inner, chatter)
    const latest = await findThreadOf(inner, chatter, await returnsSince(inner))
    if (latest && latest.endedAt === null) return
    const accounts = 'userId' in chatter ? await listReadableAccounts(inner) : []
    const accountId = accounts.length === 1 ? (accounts[0]?.accountId ?? null) : null
    const contactId = await insertThread(inner, chatter, { accountId, language, continues: latest?.contactId ?? null })
    if (contactId !== null) await say(inner, { contactId, language }, 'welcome')
  })
  return { visitor: fresh, chat: await findChat(ctx, chatter, 0) }
}

async function returnsSince(ctx: Ctx): Promise<Date> {
  const hours = (await readFigures(ctx, 'chat_rule'))('return-hours')
  return new Date(ctx.now.getTime() - hours * 3_600_000)
}

/** How it stands, and what was written after a message. Refuses with `NOT_FOUND` whoever has none. */
export async function findOwnChat(ctx: Ctx, visitor: string | undefined, after: number): Promise<OwnChat> {
  return findChat(ctx, await readChatter(ctx, visitor), after)
}

async function readChatter(ctx: Ctx, visitor: string | undefined): Promise<Chatter> {
  const chatter = whoChats(ctx, visitor)
  if (!chatter) throw notFound('会话')
  return chatter
}

async function findChat(ctx: Ctx, chatter: Chatter, after: number): Promise<OwnChat> {
  const thread = await readThread(ctx, chatter)
  await setSeenByCustomer(ctx, thread.contactId)
  const { contactId, contactNo, state, owner, because, language, endedAt, endedBy, satisfaction } = thread
  const head = { contactId, contactNo, state, owner, because, language, endedAt, endedBy, satisfaction }
  const messages = await listMessages(ctx, contactId, after)
  const agentNo = owner === 'agent' ? thread.agentNo : null
  return { ...toWire(head), agentNo, ...(await describeWait(ctx, contactId)), messages: toWire(messages) } as OwnChat
}

async function describeWait(ctx: Ctx, contactId: number): Promise<Pick<OwnChat, 'ahead' | 'waitSeconds'>> {
  const position = await findPosition(ctx, contactId)
  if (!position) return { ahead: null, waitSeconds: null }
  const handleSeconds = (await meanHandleSeconds(ctx, startOfDay(civilDay(ctx.now)))) ?? USUAL_HANDLE_SECONDS
  const waitSeconds = estimateWait({ ahead: position.ahead, agentsAtWork: position.atWork, handleSeconds })
  return { ahead: position.ahead, waitSeconds }
}

async function readThread(ctx: Ctx, chatter: Chatter): Promise<ThreadRow> {
  const thread = await findThreadOf(ctx, chatter, await returnsSince(ctx))
  if (!thread) throw notFound('会话')
  return thread
}

const MINUTE_MS = 60_000

/**
 * Takes a message; the assistant answers it while the conversation is his. Under a known key nothing happens again. Refuses with
 * `NOT_FOUND`, `CHAT_ENDED`, and `TOO_FAST`.
 */
export async function writeMessage(
  ctx: Ctx,
  visitor: string | undefined,
  { key, body }: z.output<typeof newMessage>,
): Promise<OwnChat> {
  await takeOnce(ctx, visitor, key, async (inner, thread) => {
    const { contactId } = thread
    await addMessage(inner, contactId, { sender: 'customer', body, key })
    if (thread.owner === 'assistant') await answer(inner, thread, body)
    else if (tellsOfDanger(body)) await raiseToDanger(inner, thread)
    await tellChange(inner, contactId)
  })
  await routeContacts(ctx)
  return findOwnChat(ctx, visitor, 0)
}

/** Does the work under a key that is not known yet, while his conversation is held. Refuses with `NOT_FOUND`, `CHAT_ENDED`, and `TOO_FAST`. */
export async function takeOnce(
  ctx: Ctx,
  visitor: string | undefined,
  key: string,
  work: (ctx: Ctx, thread: ThreadRow) => Promise<void>,
): Promise<void> {
  const { contactId } = await findOwnThread(ctx, visitor)
  await transact(ctx, async (inner) => {
    const thread = await holdThread(inner, contactId)
    if (!thread || (await hasMessage(inner, contactId, 'customer', key))) return
    if (thread.endedAt !== null) throw new Refusal('CHAT_ENDED', '会话已结束，请重新开始')
    const most = (await readFigures(inner, 'chat_rule'))('messages-a-minute')
    if ((await countSince(inner, contactId, new Date(inner.now.getTime() - MINUTE_MS))) >= most)
      throw new Refusal('TOO_FAST', '发送太快，请稍候再发', { status: 429 })
    await work(inner, thread)
  })
}

/** Refuses with `NOT_FOUND` whoever has none. */
export async function findOwnThread(ctx: Ctx, visitor: string | undefined): Promise<ThreadRow> {
  return readThread(ctx, await readChatter(ctx, visitor))
}

/** The customer has what he came for, or gives up. Ended before, nothing changes. */
export async function leaveChat(ctx: Ctx, visitor: string | undefined): Promise<OwnChat> {
  const chatter = await readChatter(ctx, visitor)
  const { contactId } = await readThread(ctx, chatter)
  await transact(ctx, async (inner) => {
    const thread = await holdThread(inner, contactId)
    if (thread && thread.endedAt === null) await endByCustomer(inner, thread, 'customer')
  })
  return findChat(ctx, chatter, 0)
}

/** Ends what a customer left: served by the assistant, given up while he waited, or still to be written by the agent who has it. */
export async function endByCustomer(ctx: Ctx, thread: ThreadRow, by: 'customer' | 'idle' | 'left'): Promise<void> {
  const { contactId } = thread
  const closed =
    thread.state === 'in-menu'
      ? await closeUnheld(ctx, contactId, { state: 'closed', ...summarise(thread) })
      : await closeUnheld(ctx, contactId, { state: 'abandoned' })
  await say(ctx, thread, by === 'customer' ? 'ended-customer' : 'ended-idle')
  await endThread(ctx, contactId, by)
  if (closed?.writer) await publish(ctx, 'contact.changed', { contactId, agentId: closed.writer })
  else if (closed) await publish(ctx, 'contact.closed', { contactId, accountId: null, agentId: thread.agentId })
}

/** Refuses with `NOT_FOUND`, and `RATING_NOT_POSSIBLE` what is not over or was rated before. */
export async function rateChat(
  ctx: Ctx,
  visitor: string | undefined,
  { score }: z.output<typeof chatRating>,
): Promise<OwnChat> {
  const chatter = await readChatter(ctx, visitor)
  const { contactId, endedAt } = await readThread(ctx, chatter)
  const said = { subject: 'contact' as const, id: contactId, score, comment: null, way: 'chat' as const }
  if (endedAt === null || (await takeScore(ctx, said)) === 'kept')
    throw new Refusal('RATING_NOT_POSSIBLE', '会话结束后才能评分，且只能评一次')
  return findChat(ctx, chatter, 0)
}
