import type { Ctx } from '../db/context.ts'
import { Refusal } from '../db/refusal.ts'
import { findForeignAttachment, insertEventAttachments } from './sql/attachments.ts'
import { insertEvent, type NewEvent } from './sql/steps.ts'

/**
 * Writes down what somebody did about an application, with the files by which he did it: each is of this application and his
 * to see, or all is refused with `ATTACHMENT_UNKNOWN`. Gives the row's id.
 */
export async function recordAct(
  ctx: Ctx,
  applicationId: number,
  { attachmentIds = [], ...event }: NewEvent & { attachmentIds?: number[] | undefined },
): Promise<number> {
  const foreign = await findForeignAttachment(ctx, applicationId, attachmentIds)
  if (foreign !== undefined) {
    const path = `attachmentIds.${attachmentIds.indexOf(foreign)}`
    const message = '所附文件不属于这份申请,或您无权查看,请重新选择'
    throw new Refusal('ATTACHMENT_UNKNOWN', message, { status: 400, issues: [{ path, message }] })
  }
  const eventId = await insertEvent(ctx, applicationId, event)
  if (attachmentIds.length > 0) await insertEventAttachments(ctx, { applicationId, eventId, attachmentIds })
  return eventId
}
