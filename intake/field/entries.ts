import { createHash } from 'node:crypto'
import type { Ctx } from '../../db/context.ts'
import { transact } from '../../db/pool.ts'
import { Refusal } from '../../db/refusal.ts'
import { civilMinute } from '../../db/time.ts'
import { addAttachment } from '../attachments/attachments.ts'
import type { Step } from '../contract.ts'
import { refuseApplication, returnStep } from '../endings.ts'
import { titleOf } from '../flows/steps.ts'
import type { Ports } from '../ports.ts'
import { type Conflict, findConflict } from '../rules/field-conflict.ts'
import { findFieldEntry, insertFieldEntry } from '../sql/field.ts'
import { listTasks } from '../sql/tasks.ts'
import { type Opened, openForChange } from '../standing.ts'
import { completeStep } from '../steps.ts'
import type { FieldEntryInput, FieldEntryTaken } from './contract.ts'

/**
 * Takes what was written on site: its photos and the step, all or nothing. The same entry again, at the same moment or days
 * later, is answered as the first time. Other steps that moved meanwhile do not matter; the task itself must be the one that it
 * was written for. Refuses with `ENTRY_ID_REUSED`, `NOT_FOUND`, `APPLICATION_ENDED`, `STEP_DONE`, `STEP_RETURNED`,
 * `STEP_NOT_OPEN`, `NOT_ASSIGNED_TO_YOU`, and the codes of `addAttachment`, `completeStep`, `returnStep` and `refuseApplication`.
 */
export async function takeFieldEntry(
  ctx: Ctx,
  id: number,
  input: FieldEntryInput,
  ports: Ports,
): Promise<FieldEntryTaken> {
  const digest = createHash('sha256').update(JSON.stringify({ id, input })).digest()
  // Whoever sent it may no longer see the application.
  const known = await recall(ctx, input.entryId, digest)
  if (known) return known
  return transact(ctx, async (inner) => {
    const opened = await openForChange(inner, id)
    const meanwhile = await recall(inner, input.entryId, digest)
    if (meanwhile) return meanwhile
    const step = (input.obstacle ?? input.completion)?.step
    if (step === undefined) throw new Error('an entry tells neither')
    await refuseConflict(inner, opened, { step, openedAt: input.openedAt })
    const { entryId, writtenAt } = input
    await insertFieldEntry(inner, { entryId, applicationId: id, step, digest, writtenAt: new Date(writtenAt) })
    const photoIds: number[] = []
    for (const photo of input.photos) {
      photoIds.push((await addAttachment(inner, id, { ...photo, openToCustomer: false })).id)
    }
    await conclude(inner, opened, { ...input, photoIds }, ports)
    const { applicationNo } = opened.application
    return { entryId, applicationNo, takenAt: inner.now.toISOString(), again: false }
  })
}

/** As at a desk: completed, sent back, or ended, with the photos by which it was done. */
function conclude(
  ctx: Ctx,
  { application: { id }, standing: { version } }: Opened,
  { completion, obstacle, photoIds }: FieldEntryInput & { photoIds: number[] },
  ports: Ports,
): Promise<unknown> {
  if (completion) {
    const attachmentIds = [...(completion.attachmentIds ?? []), ...photoIds]
    return completeStep(ctx, id, { ...completion, attachmentIds, version }, ports)
  }
  if (!obstacle) throw new Error('an entry tells neither')
  const { step, returnTo, reason } = obstacle
  const act = { version, attachmentIds: photoIds }
  if (returnTo) return returnStep(ctx, id, { ...act, step, to: returnTo, reason })
  return refuseApplication(ctx, id, { ...act, reason })
}

async function recall(ctx: Ctx, entryId: string, digest: Buffer): Promise<FieldEntryTaken | undefined> {
  const known = await findFieldEntry(ctx, entryId)
  if (!known) return undefined
  if (!known.digest.equals(digest) || known.sentBy !== ctx.actor.username) {
    throw new Refusal('ENTRY_ID_REUSED', '同一编号的记录内容不同,请重新打开任务后提交')
  }
  return { entryId, applicationNo: known.applicationNo, takenAt: known.takenAt.toISOString(), again: true }
}

async function refuseConflict(ctx: Ctx, opened: Opened, written: { step: Step; openedAt: string }): Promise<void> {
  const { step, openedAt } = written
  const { application, standing, events } = opened
  const task = (await listTasks(ctx, [application.id])).find((each) => each.step === step)
  const conflict = findConflict(
    {
      status: standing.status,
      openedAt: task?.openedAt.toISOString() ?? null,
      holder: task?.holder ?? null,
      events: events.map((event) => ({ ...event, at: event.at.toISOString() })),
    },
    { step, openedAt: new Date(openedAt).toISOString(), by: ctx.actor.username },
  )
  if (conflict) throw new Refusal(conflict.because, tell(conflict, titleOf(step, application.kind).zh))
}

const endings: Record<string, string> = { archived: '归档办结', refused: '终止', withdrawn: '撤销' }

/** What happened, and what to do. */
function tell(conflict: Conflict, title: string): string {
  const kept = '这份记录没有被接收,照片和填写内容仍在手机上'
  if (conflict.because === 'NOT_ASSIGNED_TO_YOU') {
    return `“${title}”已改派给 ${conflict.holder}。${kept};如已由您办理,请联系派工人员改派回来后重新提交`
  }
  const { event } = conflict
  const who = event ? `${civilMinute(new Date(event.at)).slice(5)} 由${event.actorName}` : ''
  const why = event?.reason ? `(${event.reason})` : ''
  if (conflict.because === 'APPLICATION_ENDED') {
    return `该申请已${who}${endings[event?.kind ?? ''] ?? '结束'}${why}。${kept};无须再办,请与受理人员核对后删除`
  }
  if (conflict.because === 'STEP_DONE') {
    return `“${title}”已${who}办理完成。${kept};请核对两份记录,有出入的请联系受理人员退回后重新提交`
  }
  if (conflict.because === 'STEP_RETURNED') {
    return `该申请已${who}退回${why}。${kept};请刷新任务,“${title}”重新派到后按新的要求核对并重新提交`
  }
  return `“${title}”现在不能办理。${kept};请刷新任务后再试`
}
