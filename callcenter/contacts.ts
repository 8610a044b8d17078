import { recordAudit } from '../db/audit.ts'
import type { Ctx } from '../db/context.ts'
import { findAccountFile } from '../db/customers/files.ts'
import { normalisePhone } from '../db/customers/identities.ts'
import { searchAccountsByPhone } from '../db/customers/search.ts'
import { encryptText, hashForLookup } from '../db/customers/secrets.ts'
import { publish } from '../db/events.ts'
import { transact } from '../db/pool.ts'
import { notFound, Refusal } from '../db/refusal.ts'
import { addTimelineEntry } from '../db/timeline.ts'
import { toWire } from '../db/wire.ts'
import type { Contact } from './contract.ts'
import { changeAgentState, endLongWrapUps } from './sql/agents.ts'
import {
  abandonCall,
  abandonForgotten,
  answerOffer,
  assignNext,
  type ContactRow,
  closeContactRow,
  expireOffers,
  findContactRow,
  insertCall,
  insertContactByHand,
  setContactAccount,
} from './sql/contacts.ts'

const OFFER_SECONDS = 25
const WRAP_UP_SECONDS = 90
/** Nobody holds the line for longer: such a call was lost with its telephony engine. */
const FORGOTTEN_SECONDS = 900

/** A call joins the queue and is offered if somebody is ready. The same `callId` again changes nothing. */
export async function receiveCall(
  ctx: Ctx,
  input: { callId: string; callerPhone: string },
): Promise<{ contactId: number | null }> {
  const phone = normalisePhone(input.callerPhone)
  const hash = hashForLookup(phone)
  const contactId = await transact(ctx, async (inner) => {
    const matches = await searchAccountsByPhone(inner, hash)
    // Only a number that means one account is an answer; several are for the agent to choose from.
    const accountId = matches.length === 1 ? (matches[0]?.accountId ?? null) : null
    return insertCall(inner, {
      callId: input.callId,
      cipher: encryptText(phone),
      hash,
      tail: phone.slice(-4),
      accountId,
    })
  })
  if (contactId !== null) await offerCalls(ctx)
  return { contactId }
}

export async function hangUpCall(ctx: Ctx, callId: string): Promise<void> {
  await abandonCall(ctx, callId)
}

/** Gives waiting calls to ready agents until one of the two runs out. */
export async function offerCalls(ctx: Ctx): Promise<void> {
  const expiresAt = new Date(ctx.now.getTime() + OFFER_SECONDS * 1000)
  for (;;) {
    const offered = await transact(ctx, async (inner) => {
      const given = await assignNext(inner, expiresAt)
      if (given) await publish(inner, 'contact.offered', given)
      return given
    })
    if (!offered) return
  }
}

/** Puts right what time has changed: unanswered offers, long wrap-ups, calls that found nobody ready. */
export async function sweepDesk(ctx: Ctx): Promise<void> {
  await expireOffers(ctx)
  await abandonForgotten(ctx, new Date(ctx.now.getTime() - FORGOTTEN_SECONDS * 1000))
  await endLongWrapUps(ctx, new Date(ctx.now.getTime() - WRAP_UP_SECONDS * 1000))
  await offerCalls(ctx)
}

/** The agent takes the call. Refuses with `NOT_FOUND`, and `OFFER_GONE` when it expired, was taken back or the caller hung up. */
export function answerContact(ctx: Ctx, id: number): Promise<Contact> {
  return transact(ctx, async (inner) => {
    await findContact(inner, id)
    if ((await answerOffer(inner, id)) === 0)
      throw new Refusal('OFFER_GONE', '来电已不在您这里:超时、被收回或客户已挂断')
    await changeAgentState(inner, ['offered'], 'talking')
    return findContact(inner, id)
  })
}

/** A contact without a call. Refuses with `AGENT_BUSY` while another is in hand. */
export function openContact(
  ctx: Ctx,
  input: { channel: 'counter' | 'web' | 'note'; accountNo?: string | undefined },
): Promise<Contact> {
  return transact(ctx, async (inner) => {
    const account = input.accountNo ? await findAccountFile(inner, { accountNo: input.accountNo }) : null
    if (!(await changeAgentState(inner, ['away', 'ready', 'wrap-up'], 'talking'))) {
      throw new Refusal('AGENT_BUSY', '请先结束手上的联系')
    }
    return findContact(inner, await insertContactByHand(inner, input.channel, account?.accountId ?? null))
  })
}

export function nameContactAccount(
  ctx: Ctx,
  id: number,
  input: { accountNo: string; version: number },
): Promise<Contact> {
  return transact(ctx, async (inner) => {
    const { accountId } = await findAccountFile(inner, { accountNo: input.accountNo })
    await findContact(inner, id)
    if ((await setContactAccount(inner, id, accountId, input.version)) === 0) throw changedMeanwhile()
    return findContact(inner, id)
  })
}

/** Writes what the contact was about; it joins the customer's timeline. */
export function closeContact(
  ctx: Ctx,
  id: number,
  input: { category: NonNullable<ContactRow['category']>; summary: string; version: number },
): Promise<Contact> {
  return transact(ctx, async (inner) => {
    await findContact(inner, id)
    if ((await closeContactRow(inner, id, input)) === 0) throw changedMeanwhile()
    await changeAgentState(inner, ['talking'], 'wrap-up')
    const row = await findContactRow(inner, id)
    await recordAudit(inner, { action: 'contact.closed', subject: `contact:${row?.contactNo}` })
    if (row?.accountId) {
      await addTimelineEntry(inner, {
        accountId: row.accountId,
        at: row.queuedAt,
        kind: 'contact',
        subject: `contact:${row.contactNo}`,
        title: { zh: `95598 联系:${input.summary.slice(0, 60)}`, en: `Contact: ${input.summary.slice(0, 60)}` },
        detail: { contactNo: row.contactNo, category: input.category, channel: row.channel },
        // An agent's own words are for colleagues.
        internal: true,
      })
    }
    await publish(inner, 'contact.closed', { contactId: id, accountId: row?.accountId ?? null })
    return findContact(inner, id)
  })
}

export async function findContact(ctx: Ctx, id: number): Promise<Contact> {
  const row = await findContactRow(ctx, id)
  if (!row) throw notFound('联系')
  return describeContact(ctx, row)
}

export async function describeContact(ctx: Ctx, row: ContactRow): Promise<Contact> {
  const matches = row.phoneHash && row.accountId === null ? await searchAccountsByPhone(ctx, row.phoneHash) : []
  const { phoneHash: _, accountId: __, agentId: ___, ...shown } = row
  return { ...toWire(shown), matches }
}

function changedMeanwhile(): Refusal {
  return new Refusal('CONTACT_CHANGED', '这次联系已结束或已被改动,请刷新后再试')
}
