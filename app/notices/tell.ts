import type { Ctx } from '../../db/context.ts'
import { decryptText } from '../../db/customers/secrets.ts'
import type { Department } from '../../db/department.ts'
import type { DomainEvent, EventKind, Subscriber } from '../../db/events.ts'
import { holdReceivers, queueMessage } from '../../db/messages.ts'
import { noticeData } from './notices.ts'
import { findNoticePolicy } from './policy.ts'
import { noticeRoutes } from './routes.ts'
import { afterQuiet, type QuietHours } from './rules/quiet-hours.ts'
import { describeNotice, kindOf, type Notice, type Topics } from './rules/topics.ts'
import { insertNotice, listAccountReaders, listUserReaders, type Reader } from './sql.ts'

type Said = { zh: string; en: string }
type Found<T> = Promise<T | undefined>

/** What departments tell of what has happened; undefined where there is no such thing. */
export type NoticePorts = {
  findBill(
    ctx: Ctx,
    billId: number,
  ): Found<{ accountNo: string; billMonth: string; totalYuan: string; dueOn: string; partyId: number }>
  findCharge(ctx: Ctx, chargeId: number): Found<{ accountNo: string; title: Said; totalYuan: string; partyId: number }>
  findPayment(ctx: Ctx, paymentId: number): Found<{ accountNo: string; amountYuan: string; partyId: number }>
  findOutlook(
    ctx: Ctx,
    about: { accountId: number; until: string },
  ): Found<Topics['power-factor-at-risk'] & { partyId: number }>
  findApplication(
    ctx: Ctx,
    applicationId: number,
  ): Found<{ applicationNo: string; kind: Said; userIds: number[]; titleOf(step: string): Said }>
}

type Told = Notice & { to: { partyId: number; accountNo: string } | { userIds: number[] } }

const HOUR_MS = 3_600_000
const kinds: EventKind[] = [
  'bill.issued',
  'bill.corrected',
  'charge.issued',
  'payment.recorded',
  'power-factor.at-risk',
  'application.step-completed',
  'application.message-sent',
  'application.archived',
]

/** Tells customers what has become of their bills and applications: on their page, and on their phones as they chose. */
export function createNotices(ports: NoticePorts): Department {
  const subscriber: Subscriber = {
    name: 'notices.told',
    kinds,
    async handle(ctx, event) {
      const first = await findReaders(ctx, event, ports)
      if (!first) return
      const held = first.readers.map(({ userId }) => userId)
      await holdReceivers(ctx, held)
      // Whose right has ended meanwhile is told nothing; who has it since then came after what is told.
      const still = await findReaders(ctx, event, ports)
      if (!still) return
      const readers = still.readers.filter(({ userId }) => held.includes(userId))
      await tell(ctx, event, { ...still, readers })
    },
  }
  return {
    name: 'notices',
    routes: noticeRoutes,
    subscribers: [subscriber],
    jobs: [],
    personalData: [noticeData],
  }
}

type Telling = { notice: Notice; readers: Reader[] }

/** Undefined where there is nobody to tell, or nothing. */
async function findReaders(ctx: Ctx, event: DomainEvent, ports: NoticePorts): Found<Telling> {
  const told = await describeEvent(ctx, event, ports)
  if (!told) return undefined
  const { to, ...notice } = told
  const kind = kindOf(notice.topic)
  const readers = await ('partyId' in to ? listAccountReaders(ctx, kind, to) : listUserReaders(ctx, kind, to.userIds))
  return readers.length > 0 ? { notice, readers } : undefined
}

function describeEvent(ctx: Ctx, event: DomainEvent, ports: NoticePorts): Found<Told> {
  switch (event.kind) {
    case 'bill.issued':
    case 'bill.corrected':
      return describeBill(ctx, event, ports)
    case 'charge.issued':
      return describeCharge(ctx, event.payload.chargeId, ports)
    case 'payment.recorded':
      return describePayment(ctx, event.payload.paymentId, ports)
    case 'power-factor.at-risk':
      return describeOutlook(ctx, event.payload, ports)
    case 'application.step-completed':
    case 'application.message-sent':
    case 'application.archived':
      return describeProgress(ctx, event, ports)
    default:
      return Promise.resolve(undefined)
  }
}

type Billed = Extract<DomainEvent, { kind: 'bill.issued' | 'bill.corrected' }>

async function describeBill(ctx: Ctx, event: Billed, ports: NoticePorts): Found<Told> {
  const { billId } = event.payload
  const bill = await ports.findBill(ctx, billId)
  if (!bill) return undefined
  const { accountNo, billMonth, totalYuan, dueOn, partyId } = bill
  if (event.kind === 'bill.issued') {
    return {
      topic: 'bill-issued',
      facts: { billId, accountNo, billMonth, totalYuan, dueOn },
      to: { partyId, accountNo },
    }
  }
  const { differenceYuan } = event.payload
  return {
    topic: 'bill-corrected',
    facts: { billId, accountNo, billMonth, differenceYuan },
    to: { partyId, accountNo },
  }
}

async function describeCharge(ctx: Ctx, chargeId: number, ports: NoticePorts): Found<Told> {
  const charge = await ports.findCharge(ctx, chargeId)
  if (!charge) return undefined
  const { partyId, ...facts } = charge
  return { topic: 'charge-issued', facts: { chargeId, ...facts }, to: { partyId, accountNo: facts.accountNo } }
}

async function describePayment(ctx: Ctx, paymentId: number, ports: NoticePorts): Found<Told> {
  const payment = await ports.findPayment(ctx, paymentId)
  if (!payment) return undefined
  const { partyId, ...facts } = payment
  return { topic: 'payment-recorded', facts, to: { partyId, accountNo: facts.accountNo } }
}

async function describeOutlook(ctx: Ctx, about: { accountId: number; until: string }, ports: NoticePorts): Found<Told> {
  const outlook = await ports.findOutlook(ctx, about)
  if (!outlook) return undefined
  const { partyId, ...facts } = outlook
  return { topic: 'power-factor-at-risk', facts, to: { partyId, accountNo: facts.accountNo } }
}

type Progressed = Extract<
  DomainEvent,
  { kind: 'application.step-completed' | 'application.message-sent' | 'application.archived' }
>

async function describeProgress(ctx: Ctx, event: Progressed, ports: NoticePorts): Found<Told> {
  const { applicationId } = event.payload
  const application = await ports.findApplication(ctx, applicationId)
  if (!application) return undefined
  const { applicationNo, kind, userIds, titleOf } = application
  const facts = { applicationId, applicationNo, kind }
  if (event.kind === 'application.archived') return { topic: 'application-archived', facts, to: { userIds } }
  if (event.kind === 'application.message-sent') {
    return event.payload.fromCustomer ? undefined : { topic: 'office-wrote', facts, to: { userIds } }
  }
  const { step, openSteps } = event.payload
  // That it is over is told as such.
  if (step === 'archive') return undefined
  const [next] = openSteps
  return {
    topic: 'step-done',
    facts: { ...facts, step, done: titleOf(step), next: next === undefined ? null : titleOf(next) },
    to: { userIds },
  }
}

async function tell(ctx: Ctx, event: DomainEvent, { notice, readers }: Telling): Promise<void> {
  const kind = kindOf(notice.topic)
  const policy = await findNoticePolicy(ctx)
  const { at } = event
  // What happened long ago is no news: it stands on the page as read, and rings no phone.
  const staleAt = new Date(at.getTime() + policy.staleHours * HOUR_MS)
  const readAt = ctx.now < staleAt ? null : at
  for (const reader of readers) {
    const isNew = await insertNotice(ctx, { ...notice, kind, userId: reader.userId, eventId: event.id, at, readAt })
    if (isNew && reader.sms) await send(ctx, notice, { reader, quiet: policy.quiet, expiresAt: staleAt })
  }
}

type Sending = { reader: Reader; quiet: QuietHours; expiresAt: Date }

async function send(ctx: Ctx, notice: Notice, { reader, quiet, expiresAt }: Sending): Promise<void> {
  const { phone, quietFrom, quietTo } = reader
  const { sms } = describeNotice(notice)
  if (sms === null || phone === null) return
  const hours = quietFrom === null || quietTo === null ? quiet : { from: quietFrom, to: quietTo }
  const sendAfter = afterQuiet(ctx.now, hours)
  if (sendAfter >= expiresAt) return
  const kind = kindOf(notice.topic)
  const { facts } = notice
  const about = 'applicationId' in facts ? facts : { accountNo: facts.accountNo }
  await queueMessage(ctx, {
    phone: decryptText(phone),
    kind,
    text: sms,
    userId: reader.userId,
    about,
    sendAfter,
    expiresAt,
  })
}
