import { type Ctx, systemCtx } from '../../db/context.ts'
import { normalisePhone } from '../../db/customers/identities.ts'
import { findAccountIdsByPhone } from '../../db/customers/search.ts'
import { hashForLookup } from '../../db/customers/secrets.ts'
import { readFigures } from '../../db/parameters/held.ts'
import { transact } from '../../db/pool.ts'
import { Refusal } from '../../db/refusal.ts'
import { answer } from '../chat/assistant.ts'
import { raiseToDanger, toPerson } from '../chat/hand-over.ts'
import { tell, tellChange } from '../chat/speak.ts'
import { routeContacts } from '../routing.ts'
import { tellsOfDanger } from '../rules/chat/reading.ts'
import type { AddressedChannel } from '../rules/chat/written.ts'
import {
  countReceipts,
  countReceived,
  findEndedThread,
  findReceived,
  insertReceived,
  type ThreadNames,
} from '../sql/channels.ts'
import {
  addMessage,
  type Correspondent,
  findThreadOf,
  holdChatter,
  holdThread,
  insertThread,
  type ThreadRow,
} from '../sql/chat.ts'
import { insertAttachments, type NewAttachment } from '../sql/chat-attachments.ts'

export type Written = {
  channel: AddressedChannel
  /** The provider's number of it; of mail its Message-ID. */
  reference: string
  from: string
  /** In parts that one message of a conversation holds. */
  texts: string[]
  /** What came with it, kept with its last part. */
  files?: NewAttachment[]
  sentAt: Date
  /**
   * Of mail: what it is about, what its sender himself said in heading and text, what it names, and whether a person wrote it who may
   * be told that it came.
   */
  mail?: { subject: string; said: string; names: ThreadNames; mayBeTold: boolean }
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/**
 * Takes in what came by short message, app or mail: into the open conversation of its sender, else a new one. The same reference
 * again changes nothing. It is the caller's to acknowledge once this is done. Refuses with `TOO_FAST`, and `REFERENCE_REUSED` where
 * another sender's message had the same.
 */
export async function receiveWritten(
  { db, now }: Pick<Ctx, 'db' | 'now'>,
  written: Written,
): Promise<{ contactId: number; contactNo: string; isNew: boolean }> {
  const ctx = systemCtx(db, now, 'channel')
  const from = correspondentOf(written)
  const received = await transact(ctx, async (inner) => {
    await holdChatter(inner, from)
    const known = await findReceived(inner, from, written.reference)
    if (known) return { ...known, isNew: false }
    await refuseFlood(inner, from)
    const thread = await openThread(inner, from, written)
    const { contactId, contactNo } = thread
    if ((await insertReceived(inner, { ...written, contactId })) === 0)
      throw new Refusal('REFERENCE_REUSED', '这个编号已用于另一发信人的消息')
    let id: number | null = null
    for (const body of written.texts) id = await addMessage(inner, contactId, { sender: 'customer', body })
    if (id !== null) await insertAttachments(inner, id, written.files ?? [])
    await react(inner, thread, from, written)
    await tellChange(inner, contactId)
    return { contactId, contactNo, isNew: true }
  })
  if (received.isNew) await routeContacts(ctx)
  return received
}

function correspondentOf({ channel, from }: Pick<Written, 'channel' | 'from'>): Correspondent {
  const address = channel === 'sms' ? normalisePhone(from) : channel === 'email' ? from.toLowerCase() : from
  const phoneHash = channel === 'sms' ? hashForLookup(address) : null
  return { channel, address, addressHash: hashForLookup(`${channel}:${address}`), phoneHash }
}

/** By which an address is known. */
export const hashAddress = (of: Pick<Written, 'channel' | 'from'>) => correspondentOf(of).addressHash

/** Mail is asked for, and left where it is by nobody: it cannot be told to come later. */
async function refuseFlood(ctx: Ctx, { channel, addressHash }: Correspondent): Promise<void> {
  if (channel === 'email') return
  const most = (await readFigures(ctx, 'channel_rule'))('messages-an-hour')
  if ((await countReceived(ctx, addressHash, new Date(ctx.now.getTime() - HOUR_MS))) >= most)
    throw new Refusal('TOO_FAST', '这个号码发送太快，请稍后再送', { status: 429 })
}

/** The open one, held; else a new one, which follows on from one that ended shortly before, or that a mail names. */
async function openThread(ctx: Ctx, from: Correspondent, { texts, mail }: Written): Promise<ThreadRow> {
  const latest = await findThreadOf(ctx, from, await returnsSince(ctx, from.channel))
  if (latest && latest.endedAt === null) {
    const held = await holdThread(ctx, latest.contactId)
    // Its agent may have ended it meanwhile.
    if (held && held.endedAt === null) return held
  }
  const named = mail ? await findEndedThread(ctx, from.addressHash, mail.names) : null
  const contactId = await insertThread(ctx, from, {
    accountId: await findAccount(ctx, from),
    language: /\p{Script=Han}/u.test(texts.join('')) ? 'zh' : 'en',
    continues: named ?? latest?.contactId ?? null,
    subject: mail?.subject ?? null,
  })
  const thread = contactId === null ? undefined : await holdThread(ctx, contactId)
  if (!thread) throw new Error('a conversation of a held address was not opened')
  return thread
}

async function returnsSince(ctx: Ctx, channel: AddressedChannel): Promise<Date> {
  const rules = await readFigures(ctx, 'channel_rule')
  const ms = channel === 'email' ? rules('email-return-days') * DAY_MS : rules(`${channel}-return-hours`) * HOUR_MS
  return new Date(ctx.now.getTime() - ms)
}

/** A mobile number that means exactly one account; the file keeps no addresses of mail and no users of the app. */
async function findAccount(ctx: Ctx, { phoneHash }: Correspondent): Promise<number | null> {
  const matches = phoneHash ? await findAccountIdsByPhone(ctx, phoneHash) : []
  return matches.length === 1 ? (matches[0] ?? null) : null
}

/** The assistant answers short messages and the app; mail goes to a person, and its sender is told once that it came. */
async function react(
  ctx: Ctx,
  thread: ThreadRow,
  { channel, addressHash }: Correspondent,
  { texts, mail }: Written,
): Promise<void> {
  const text = texts.join('\n')
  const isDanger = tellsOfDanger(mail?.said ?? text)
  if (thread.owner !== 'assistant') return isDanger ? raiseToDanger(ctx, thread) : undefined
  if (channel !== 'email') return answer(ctx, thread, text)
  await toPerson(ctx, thread, isDanger ? 'danger' : 'mail')
  if (!mail?.mayBeTold) return
  const most = (await readFigures(ctx, 'channel_rule'))('email-receipts-a-day')
  if ((await countReceipts(ctx, addressHash, new Date(ctx.now.getTime() - DAY_MS))) >= most) return
  await tell(ctx, thread, isDanger ? 'danger' : 'receipt', { contactNo: thread.contactNo })
}

export async function hasOpenThread(ctx: Ctx, of: Pick<Written, 'channel' | 'from'>): Promise<boolean> {
  const thread = await findThreadOf(ctx, correspondentOf(of), ctx.now)
  return thread !== undefined && thread.endedAt === null
}
