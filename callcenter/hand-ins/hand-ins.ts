import type { z } from 'zod'
import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { publish } from '../../db/events.ts'
import { readFigures } from '../../db/parameters/held.ts'
import { transact } from '../../db/pool.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { toWire } from '../../db/wire.ts'
import { findWorkCalendar } from '../../intake/index.ts'
import { openContact } from '../contacts.ts'
import { dueOf } from '../orders/due.ts'
import { takeOrderStep } from '../orders/steps.ts'
import { decideClockState } from '../rules/clocks.ts'
import {
  addHandInEvent,
  changeHandIn,
  findHandInRow,
  findKnownHandIn,
  type HandInRow,
  insertHandIn,
  insertHandInAlerts,
  listHandInActs,
  listHandInRows,
} from '../sql/hand-ins.ts'
import { findOrderRow } from '../sql/work-orders.ts'
import type { HandIn, HandInPage, HandInRecord, handInDue, handInQuery, handInReply, newHandIn } from './contract.ts'

const MOST = 200

/**
 * A contact in the agent's hand, under the hotline's own number and clock. Refuses with `HAND_IN_KNOWN` a number that was taken in
 * before, `HANDED_IN_LATER` what was handed in after now, `DUE_UNFIT` what is due before it was handed in, with `NOT_FOUND` and `AGENT_BUSY`.
 */
export function takeInHandIn(ctx: Ctx, input: z.output<typeof newHandIn>): Promise<HandIn> {
  return transact(ctx, async (inner) => {
    const { hotline, hotlineName = null, theirNo, said, accountNo, callerPhone } = input
    const handedAt = new Date(input.handedAt)
    if (handedAt > inner.now) throw unfit('HANDED_IN_LATER', 'handedAt', '转来时间不能在现在之后')
    const dueAt = input.dueAt === undefined ? await countDue(inner, hotline, handedAt) : new Date(input.dueAt)
    if (dueAt <= handedAt) throw unfit('DUE_UNFIT', 'dueAt', '回复时限应在转来时间之后')
    const known = await findKnownHandIn(inner, { hotline, hotlineName, theirNo })
    if (known) throw numberKnown(known)
    const { id: contactId } = await openContact(inner, { channel: 'hotline', accountNo, callerPhone })
    const row = {
      contactId,
      hotline,
      hotlineName,
      theirNo,
      said,
      handedAt,
      dueAt,
      isDueSaid: input.dueAt !== undefined,
    }
    // Somebody else took in the same a moment ago.
    if ((await insertHandIn(inner, row)) === 0) throw numberKnown('')
    await addHandInEvent(inner, contactId, { act: 'handed-in', dueAt })
    await recordAudit(inner, { action: 'hand-in.taken', subject: `hand-in:${theirNo}`, detail: { contactId, hotline } })
    await publish(inner, 'hand-in.changed', { contactId })
    return findHandIn(inner, contactId)
  })
}

async function countDue(ctx: Ctx, hotline: HandIn['hotline'], handedAt: Date): Promise<Date> {
  const amount = (await readFigures(ctx, 'hand_in_rule'))(`${hotline}-working-days`)
  return dueOf(handedAt, { amount, unit: 'working-days' }, await findWorkCalendar(ctx))
}

/**
 * What was answered to the hotline; its clock stops. Refuses with `NOT_FOUND`, `HAND_IN_REPLIED`, `WORK_NOT_DONE` while the contact is
 * unwritten or an order of it is not done, and `HAND_IN_CHANGED`.
 */
export function replyToHotline(ctx: Ctx, contactId: number, input: z.output<typeof handInReply>): Promise<HandIn> {
  return transact(ctx, async (inner) => {
    const row = await readOpen(inner, contactId)
    if (!isReady(row)) throw new Refusal('WORK_NOT_DONE', '请先写完这次联系，并办结由它产生的工单，再回复热线')
    const { version, reply, theirRef } = input
    return change(inner, row, { act: 'replied', version, dueAt: row.dueAt, reply, note: reply, theirRef })
  })
}

/** The hotline has granted more time. Refuses with `NOT_FOUND`, `HAND_IN_REPLIED`, `DUE_UNFIT` and `HAND_IN_CHANGED`. */
export function extendHandIn(ctx: Ctx, contactId: number, input: z.output<typeof handInDue>): Promise<HandIn> {
  return transact(ctx, async (inner) => {
    const row = await readOpen(inner, contactId)
    const dueAt = new Date(input.dueAt)
    if (dueAt <= row.dueAt) throw unfit('DUE_UNFIT', 'dueAt', '延期后的时限应晚于原时限')
    return change(inner, row, { ...input, act: 'extended', dueAt, reply: null })
  })
}

/**
 * The hotline does not take the reply: its clock runs to a new instant, and orders that are over are taken up again, where their own
 * rules still allow it; else a new one is to be opened, before which it cannot be replied to. Refuses with `NOT_FOUND`, `HAND_IN_OPEN`, `DUE_UNFIT` and `HAND_IN_CHANGED`.
 */
export function returnHandIn(ctx: Ctx, contactId: number, input: z.output<typeof handInDue>): Promise<HandIn> {
  return transact(ctx, async (inner) => {
    const row = await readRow(inner, contactId)
    if (row.repliedAt === null) throw new Refusal('HAND_IN_OPEN', '这件转办还没有回复，无须退回')
    const dueAt = new Date(input.dueAt)
    if (dueAt <= inner.now) throw unfit('DUE_UNFIT', 'dueAt', '新的时限应在现在之后')
    for (const id of new Set(row.orders.map(({ doneBy }) => doneBy))) await takeUpAgain(inner, id, input.note)
    return change(inner, row, { ...input, act: 'returned', dueAt, reply: null })
  })
}

async function takeUpAgain(ctx: Ctx, orderId: number, note: string): Promise<void> {
  const order = await findOrderRow(ctx, orderId)
  if (order?.status !== 'closed' && order?.status !== 'finished') return
  const step = order.status === 'closed' ? 'reopening' : 'return'
  try {
    await takeOrderStep(ctx, orderId, step, { version: order.version, note })
  } catch (refusal) {
    if (!(refusal instanceof Refusal) || !overdone.includes(refusal.code)) throw refusal
  }
}

/** What an order's own rules say of being taken up again. */
const overdone = ['REOPENED_TOO_LATE', 'RETURNS_USED_UP', 'STEP_NOT_POSSIBLE']

type Change = {
  act: 'replied' | 'returned' | 'extended'
  version: number
  dueAt: Date
  reply: string | null
  note: string
  theirRef?: string | undefined
}

async function change(ctx: Ctx, row: HandInRow, { act, note, theirRef, ...to }: Change): Promise<HandIn> {
  const { contactId, theirNo, hotline } = row
  if ((await changeHandIn(ctx, { contactId, ...to })) === 0)
    throw new Refusal('HAND_IN_CHANGED', '这件转办刚被他人改动，请刷新后再处理')
  await addHandInEvent(ctx, contactId, { act, note, theirRef, dueAt: to.dueAt })
  await recordAudit(ctx, { action: `hand-in.${act}`, subject: `hand-in:${theirNo}`, detail: { contactId, hotline } })
  await publish(ctx, 'hand-in.changed', { contactId })
  return findHandIn(ctx, contactId)
}

async function readOpen(ctx: Ctx, contactId: number): Promise<HandInRow> {
  const row = await readRow(ctx, contactId)
  if (row.repliedAt !== null) throw new Refusal('HAND_IN_REPLIED', '这件转办已经回复')
  return row
}

async function readRow(ctx: Ctx, contactId: number): Promise<HandInRow> {
  const row = await findHandInRow(ctx, contactId)
  if (!row) throw notFound('转办件')
  return row
}

const isReady = ({ contactState, isDone }: HandInRow) => contactState === 'closed' && isDone

export async function findHandIn(ctx: Ctx, contactId: number): Promise<HandIn> {
  const row = await readRow(ctx, contactId)
  return describe(ctx, row, await readWarnPercent(ctx))
}

/** Refuses with `NOT_FOUND`. */
export async function findHandInRecord(ctx: Ctx, contactId: number): Promise<HandInRecord> {
  const handIn = await findHandIn(ctx, contactId)
  return { handIn, acts: toWire(await listHandInActs(ctx, contactId)) }
}

export async function listHandIns(ctx: Ctx, { state, q }: z.output<typeof handInQuery>): Promise<HandInPage> {
  const rows = await listHandInRows(ctx, { isReplied: state === 'replied', q: q || null, limit: MOST + 1 })
  const warnPercent = await readWarnPercent(ctx)
  return { handIns: rows.slice(0, MOST).map((row) => describe(ctx, row, warnPercent)), isCut: rows.length > MOST }
}

/** Tells of those that came near or past what they are due by. */
export async function alertHandIns(ctx: Ctx): Promise<void> {
  for (const { contactId } of await insertHandInAlerts(ctx, await readWarnPercent(ctx)))
    await publish(ctx, 'hand-in.changed', { contactId })
}

const readWarnPercent = async (ctx: Ctx) => (await readFigures(ctx, 'hand_in_rule'))('warn-percent')

function describe(ctx: Ctx, row: HandInRow, warnPercent: number): HandIn {
  const { isDone: _, ...told } = row
  const { handedAt: startedAt, dueAt, repliedAt: stoppedAt } = row
  const state = decideClockState({ startedAt, dueAt, stoppedAt }, ctx.now, warnPercent) as HandIn['state']
  return { ...toWire(told), state, mayReply: row.repliedAt === null && isReady(row) }
}

function unfit(code: string, path: string, message: string): Refusal {
  return new Refusal(code, message, { status: 400, issues: [{ path, message }] })
}

function numberKnown(contactNo: string): Refusal {
  const message = `这个编号已受理过${contactNo && `:${contactNo}`}`
  return new Refusal('HAND_IN_KNOWN', message, { status: 409, issues: [{ path: 'theirNo', message }] })
}
