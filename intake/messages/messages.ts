import type { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { publish } from '../../db/events.ts'
import { transact } from '../../db/pool.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { addTimelineEntries } from '../../db/timeline.ts'
import { kindRules } from '../rules/kinds/all.ts'
import { type ApplicationRow, findApplicationRow } from '../sql/applications.ts'
import { findSides, insertMessage, listMessages, listUnread, type MessageRow, readMessages } from '../sql/messages.ts'
import type { messageInput, readingInput, thread, unreadList } from './contract.ts'

type Thread = z.infer<typeof thread>

/** What customer and office wrote to each other about an application; refuses with `NOT_FOUND`. */
export async function findThread(ctx: Ctx, applicationId: number): Promise<Thread> {
  const { status } = await findOwn(ctx, applicationId)
  const isOnline = (await findSides(ctx, applicationId))?.isOnline ?? false
  const items = (await listMessages(ctx, applicationId)).map(({ sentAt, readAt, ...message }) => {
    return { ...message, sentAt: sentAt.toISOString(), readAt: readAt?.toISOString() ?? null }
  })
  return { items, isOnline, mayWrite: isOnline && status === 'open' }
}

/**
 * Writes to the other side; it is told at once, and the timeline of the account says that there was a message.
 * Refuses with `NOT_FOUND`, `APPLICATION_ENDED`, `NOBODY_READS` (handed in at the counter).
 */
export function sendMessage(ctx: Ctx, applicationId: number, { body }: z.infer<typeof messageInput>): Promise<Thread> {
  return transact(ctx, async (inner) => {
    const { status, applicationNo } = await findOwn(inner, applicationId)
    if (status !== 'open') throw new Refusal('APPLICATION_ENDED', '该申请已结束,不能再留言,请拨打页面上的电话')
    const sides = await findSides(inner, applicationId)
    if (!sides?.isOnline) throw new Refusal('NOBODY_READS', '该申请由柜台受理,客户看不到留言,请电话联系')
    const { id } = await insertMessage(inner, applicationId, body)
    const fromCustomer = inner.actor.customerId !== null
    if (sides.accountId !== null) {
      const message = { id, fromCustomer, authorName: inner.actor.name, sentAt: inner.now }
      await addTimelineEntries(inner, toTimeline({ id: applicationId, applicationNo }, sides.accountId, [message]))
    }
    await publish(inner, 'application.message-sent', { applicationId, applicationNo, fromCustomer })
    return findThread(inner, applicationId)
  })
}

/** Says that the reader has seen what the other side wrote; refuses with `NOT_FOUND`. */
export async function markRead(
  ctx: Ctx,
  applicationId: number,
  { throughId }: z.infer<typeof readingInput>,
): Promise<void> {
  await findOwn(ctx, applicationId)
  await readMessages(ctx, applicationId, throughId)
}

export async function listUnreadMessages(ctx: Ctx): Promise<z.infer<typeof unreadList>> {
  const rows = await listUnread(ctx)
  return {
    items: rows.map((row) => ({
      ...row,
      kindTitle: kindRules[row.kind].title,
      latestAt: row.latestAt.toISOString(),
    })),
  }
}

type Told = Pick<MessageRow, 'id' | 'fromCustomer' | 'authorName' | 'sentAt'>

/** That somebody wrote, never what: at a transfer the account has another holder than who wrote. */
export function toTimeline(
  application: Pick<ApplicationRow, 'id' | 'applicationNo'>,
  accountId: number,
  messages: Told[],
): Parameters<typeof addTimelineEntries>[1] {
  const { id: applicationId, applicationNo } = application
  return messages.map(({ id, fromCustomer, authorName, sentAt }) => ({
    accountId,
    at: sentAt,
    kind: 'application',
    subject: `application:${applicationNo}:message:${id}`,
    title: fromCustomer
      ? { zh: `申请 ${applicationNo}:客户留言`, en: `Application ${applicationNo}: the customer wrote` }
      : { zh: `申请 ${applicationNo}:回复客户`, en: `Application ${applicationNo}: the office wrote` },
    detail: { applicationId, actorName: authorName },
  }))
}

async function findOwn(ctx: Ctx, id: number): Promise<ApplicationRow> {
  const row = await findApplicationRow(ctx, id)
  if (!row) throw notFound('申请')
  return row
}
