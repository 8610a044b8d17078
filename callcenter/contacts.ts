import { recordAudit } from '../db/audit.ts'
import type { Ctx } from '../db/context.ts'
import { findAccountFile } from '../db/customers/files.ts'
import { normalisePhone } from '../db/customers/identities.ts'
import { findAccountIdsByPhone, searchAccountsByPhone } from '../db/customers/search.ts'
import { encryptText, hashForLookup } from '../db/customers/secrets.ts'
import { publish } from '../db/events.ts'
import { transact } from '../db/pool.ts'
import { notFound, Refusal } from '../db/refusal.ts'
import { addTimelineEntry } from '../db/timeline.ts'
import { toWire } from '../db/wire.ts'
import { titleOfKind } from '../intake/index.ts'
import { dialBack, endAskedLine, failToReach } from './call-backs.ts'
import { endForDesk, joinChat } from './chat/at-desk.ts'
import type { Contact } from './contract.ts'
import { askByKeys } from './follow-up/keys.ts'
import { maskContact } from './identity/gate.ts'
import { noteMatters } from './matters/recognise.ts'
import { enterMenu } from './menu/calls.ts'
import { describeTrail } from './menu/trail.ts'
import { settlePromises } from './promises/sweep.ts'
import { sayRecorded } from './quality/recordings.ts'
import { findPlace, routeContacts } from './routing.ts'
import type { LanguageSkill, Skill } from './rules/routing.ts'
import { changeAgentState } from './sql/agents.ts'
import { takeOverCallBack } from './sql/call-backs.ts'
import { holdThread } from './sql/chat.ts'
import {
  answerOffer,
  type ContactHead,
  type ContactRow,
  closeContactRow,
  endLine,
  findContactHead,
  findContactRow,
  insertCall,
  insertContactByHand,
  keepDraft,
  setContactAccount,
} from './sql/contacts.ts'
import { lapseChecks, logChosen } from './sql/identity.ts'
import { endMenuCall, findFlowInForce } from './sql/menu.ts'
import { findPlaced } from './sql/outbound.ts'
import { takeBackOffer, writtenChannels } from './sql/routing.ts'
import { findShield, plainContact } from './sql/shields.ts'
import { commandLine } from './sql/telephony.ts'

export type IncomingCall = {
  callId: string
  callerPhone: string
  /** The telephone engine that takes commands for it; without one the caller's line is somebody else's. */
  engine?: string | undefined
  /** By the engine's clock; else now. */
  arrivedAt?: Date | undefined
  /** What it asks for, as the menu found out; else all that the desk does. */
  skill?: Skill | undefined
  /** What its agent may not lack beside: a language. */
  alsoSkill?: LanguageSkill | undefined
}

/**
 * A call hears the menu where the company has one and the engine takes commands; else it joins the queue and is offered if somebody
 * is free who may take it. The same `callId` again changes nothing.
 */
export async function receiveCall(ctx: Ctx, input: IncomingCall): Promise<{ contactId: number | null }> {
  const phone = normalisePhone(input.callerPhone)
  // Who withholds his number is nobody who could be known again or called back.
  const sealed = phone === '' ? null : sealPhone(phone)
  const hash = sealed?.hash ?? null
  const at = input.arrivedAt ?? ctx.now
  const contactId = await transact(ctx, async (inner) => {
    const matches = hash ? await findAccountIdsByPhone(inner, hash) : []
    // Only a number that means one account is an answer; several are for the agent to choose from.
    const accountId = matches.length === 1 ? (matches[0] ?? null) : null
    const flow = input.engine ? await findFlowInForce(inner, at) : undefined
    const id = await insertCall(inner, {
      callId: input.callId,
      engine: input.engine ?? null,
      queuedAt: at,
      ...{ cipher: sealed?.cipher ?? null, hash, tail: sealed?.tail ?? null },
      accountId,
      skill: input.skill ?? 'general',
      alsoSkill: input.alsoSkill ?? null,
      place: flow ? null : await findPlace(inner, { accountId, hash }),
    })
    if (id !== null) await commandLine(inner, id, { act: 'answer' })
    if (id !== null && !flow) {
      await sayRecorded(inner, id, '', input.alsoSkill ? 'en' : 'zh')
      await takeOverCallBack(inner, id)
    }
    if (id !== null && flow) await enterMenu(inner, { contactId: id, accountId }, flow, at)
    return id
  })
  if (contactId !== null) await routeContacts(ctx)
  return { contactId }
}

/** The caller hung up, or the line was lost: who waited has given up, and what was said is still to be written. */
export async function hangUpCall(ctx: Ctx, callId: string): Promise<void> {
  const ended = await transact(ctx, async (inner) => {
    if ((await endMenuCall(inner, callId)) || (await endAskedLine(inner, callId))) return null
    const gone = (await failToReach(inner, callId)) ?? (await endLine(inner, callId))
    if (gone) await publish(inner, 'contact.changed', gone)
    return gone
  })
  // Who was rung for it is free for the next.
  if (ended?.agentId) await routeContacts(ctx)
}

/** The line could not be given to the agent to whom it was offered: it goes back to its place. Whom he rang himself has none: his line ends. */
export async function returnOffer(ctx: Ctx, callId: string, agentId: number): Promise<void> {
  if ((await takeBackOffer(ctx, callId, agentId)) > 0) return routeContacts(ctx)
  const id = await findPlaced(ctx, callId, agentId)
  if (id === null) return
  await commandLine(ctx, id, { act: 'hang-up' })
  await hangUpCall(ctx, callId)
}

/** The agent takes the call, or has rung who asked to be called back. Refuses with `NOT_FOUND`, and `OFFER_GONE` when it expired, was taken back or the caller hung up. */
export function answerContact(ctx: Ctx, id: number): Promise<Contact> {
  return transact(ctx, async (inner) => {
    const { callBack, channel, direction } = await readContact(inner, id)
    const isWritten = writtenChannels.includes(channel)
    // Of a chat the conversation is held before its contact, as by whoever writes in it.
    if (isWritten) await holdThread(inner, id)
    if ((await answerOffer(inner, id)) === 0)
      throw new Refusal(
        'OFFER_GONE',
        isWritten ? '会话已不在您这里：超时、被收回或客户已离开' : '来电已不在您这里：超时、被收回或客户已挂断',
      )
    // Who takes something written while a call rings has not taken the call.
    if (!isWritten) await changeAgentState(inner, ['offered'], 'talking')
    if (callBack === 'asked') await dialBack(inner, id, direction === 'out')
    else await commandLine(inner, id, { act: 'bridge', extension: String(inner.actor.id) })
    if (isWritten) await joinChat(inner, id)
    return findContact(inner, id)
  })
}

/** A contact without a call. Refuses with `AGENT_BUSY` while another is in hand. */
export function openContact(
  ctx: Ctx,
  input: {
    channel: 'counter' | 'web' | 'note' | 'hotline'
    accountNo?: string | undefined
    callerPhone?: string | undefined
  },
): Promise<Contact> {
  return transact(ctx, async (inner) => {
    const account = input.accountNo ? await findAccountFile(inner, { accountNo: input.accountNo }) : null
    if (!(await changeAgentState(inner, ['away', 'ready', 'wrap-up'], 'talking'))) {
      throw new Refusal('AGENT_BUSY', '请先结束手上的联系')
    }
    const number = normalisePhone(input.callerPhone ?? '')
    const phone = number === '' ? null : sealPhone(number)
    const accountId = account?.accountId ?? null
    return findContact(inner, await insertContactByHand(inner, { channel: input.channel, accountId, phone }))
  })
}

/** Whom the contact is about, of how many that it could mean; what was proved of another account counts for this one no more. */
export function nameContactAccount(
  ctx: Ctx,
  id: number,
  input: { accountNo: string; version: number },
): Promise<Contact> {
  return transact(ctx, async (inner) => {
    const { accountId } = await findAccountFile(inner, { accountNo: input.accountNo })
    const { contactNo, matches } = await findContact(inner, id)
    if ((await setContactAccount(inner, id, accountId, input.version)) === 0) throw changedMeanwhile()
    await lapseChecks(inner, id, accountId)
    const detail = { accountId, among: matches.length }
    await logChosen(inner, id, detail)
    await recordAudit(inner, { action: 'contact.account-chosen', subject: `contact:${contactNo}`, detail })
    return findContact(inner, id)
  })
}

/** Keeps what is half written. Refuses with `NOT_FOUND`, and `CONTACT_CHANGED` where the contact is not in the agent's hand. */
export async function draftContact(ctx: Ctx, id: number, draft: NonNullable<ContactRow['draft']>): Promise<void> {
  await readContact(ctx, id)
  if ((await keepDraft(ctx, id, draft)) === 0) throw changedMeanwhile()
}

/** Writes what the contact was about, on the line or after it; it joins the customer's timeline. */
export function closeContact(
  ctx: Ctx,
  id: number,
  input: { category: NonNullable<ContactRow['category']>; summary: string; version: number },
): Promise<Contact> {
  return transact(ctx, async (inner) => {
    const row = await readContact(inner, id)
    const isWritten = writtenChannels.includes(row.channel)
    if (isWritten) await holdThread(inner, id)
    if ((await closeContactRow(inner, id, input)) === 0) throw changedMeanwhile()
    if (row.channel === 'voice' && !(await askByKeys(inner, id))) await commandLine(inner, id, { act: 'hang-up' })
    if (isWritten) await endForDesk(inner, id)
    if (row.direction === 'out') await settlePromises(inner, id)
    await noteMatters(inner, id, row.accountId)
    await recordAudit(inner, { action: 'contact.closed', subject: `contact:${row.contactNo}` })
    const shield = await findShield(inner, id)
    const told = input.summary.slice(0, 60)
    const by = nameContact(row)
    if (row.accountId && shield !== 'report') {
      await addTimelineEntry(inner, {
        accountId: row.accountId,
        at: row.queuedAt,
        kind: 'contact',
        subject: `contact:${row.contactNo}`,
        title: shield ? plainContact : { zh: `${by.zh}：${told}`, en: `${by.en}: ${told}` },
        detail: { contactNo: row.contactNo, category: input.category, channel: row.channel },
        // An agent's own words are for colleagues.
        internal: true,
      })
    }
    await publish(inner, 'contact.closed', { contactId: id, accountId: row.accountId, agentId: inner.actor.id })
    return findContact(inner, id)
  })
}

export async function findContact(ctx: Ctx, id: number): Promise<Contact> {
  const row = await findContactRow(ctx, id)
  if (!row) throw notFound('联系')
  return describeContact(ctx, row)
}

/** What an act at a contact needs to know of it. Refuses with `NOT_FOUND`. */
export async function readContact(ctx: Ctx, id: number): Promise<ContactHead> {
  const head = await findContactHead(ctx, id)
  if (!head) throw notFound('联系')
  return head
}

export async function describeContact(ctx: Ctx, row: ContactRow): Promise<Contact> {
  const matches = row.phoneHash && row.accountId === null ? await searchAccountsByPhone(ctx, row.phoneHash) : []
  const { phoneHash: _, accountId: __, agentId: ___, menu, applications: given, ...shown } = row
  const applications = given.map(({ kind, ...each }) => ({ ...each, kindTitle: titleOfKind(kind) }))
  const offerLeftMs = row.offerExpiresAt && Math.max(0, row.offerExpiresAt.getTime() - ctx.now.getTime())
  const contact = {
    ...toWire(shown),
    offerLeftMs,
    matches,
    level: null,
    applications,
    menu: menu && describeTrail(menu),
  }
  return maskContact(ctx, row, contact)
}

/** What is written, and what comes by another hotline, is named by its way. */
function nameContact({ direction, channel }: ContactHead): typeof plainContact {
  if (direction === 'out') return { zh: '95598 外呼', en: 'Call by 95598' }
  switch (channel) {
    case 'sms':
      return { zh: '95598 短信', en: 'Short message' }
    case 'app':
      return { zh: '95598 App 消息', en: 'App message' }
    case 'email':
      return { zh: '95598 邮件', en: 'E-mail' }
    case 'hotline':
      return { zh: '热线转办', en: 'Handed in by another hotline' }
    default:
      return plainContact
  }
}

const sealPhone = (phone: string) => ({
  ...{ cipher: encryptText(phone), hash: hashForLookup(phone), tail: phone.slice(-4) },
})

function changedMeanwhile(): Refusal {
  return new Refusal('CONTACT_CHANGED', '这次联系已结束或已被改动，请刷新后再试')
}
