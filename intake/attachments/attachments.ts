import { createHash } from 'node:crypto'
import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { allowErasing, type Erasure } from '../../db/erasures.ts'
import { transact } from '../../db/pool.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { civilDay } from '../../db/time.ts'
import { type PaperKind, paperKinds } from '../contract.ts'
import { decideContent } from '../rules/file-content.ts'
import { nameToSave, objectToName } from '../rules/file-name.ts'
import { findApplicationRow, lockApplicationRow, receivePapers } from '../sql/applications.ts'
import {
  type AttachmentRow,
  countAttachments,
  countFilesOver,
  deleteFilesOver,
  type FilesOver,
  findAttachmentRow,
  insertAttachment,
  listAttachmentLimits,
  listAttachmentRows,
  notePaper,
  readFileBytes,
  setOpening,
} from '../sql/attachments.ts'
import { insertEvent } from '../sql/steps.ts'
import {
  type Attachment,
  type AttachmentInput,
  type AttachmentKind,
  type AttachmentList,
  attachmentKinds,
} from './contract.ts'

const workers = ['intake', 'surveyor', 'installer', 'inspector', 'acquisition', 'cashier', 'manager']
/** They show who somebody is, or what is his. */
const personal: readonly AttachmentKind[] = ['identity', 'property', 'name-change', 'authorisation']

/** The files of an application that the reader may see; refuses with `NOT_FOUND`. */
export async function listAttachments(ctx: Ctx, applicationId: number): Promise<AttachmentList> {
  const application = await findApplicationRow(ctx, applicationId)
  if (!application) throw notFound('申请')
  const { files: _, ...limits } = await listAttachmentLimits(ctx, civilDay(ctx.now))
  const isWorker = ctx.actor.roles.some((role) => workers.includes(role))
  const isOpen = application.status === 'open'
  const own: readonly AttachmentKind[] = ctx.actor.customerId === null ? [] : paperKinds
  return {
    items: (await listAttachmentRows(ctx, applicationId)).map(describe),
    mayAdd: isOpen ? [...(isWorker ? attachmentKinds : own)] : [],
    mayOpen: isWorker,
    limits,
  }
}

function describe({ applicationId, applicationNo, addedAt, ...row }: AttachmentRow): Attachment {
  return { ...row, addedAt: addedAt.toISOString(), isPersonal: personal.includes(row.kind) }
}

/**
 * Takes a file; the same content twice is one. Refuses with `NOT_FOUND`, `APPLICATION_ENDED`, `FILE_REFUSED` (the field
 * named: `name`, `file`, `kind`), `TOO_MANY_FILES`. Nothing of a refused file is kept.
 */
export async function addAttachment(ctx: Ctx, applicationId: number, input: AttachmentInput): Promise<Attachment> {
  const { kind } = input
  const id = await transact(ctx, async (inner) => {
    const application = await lockApplicationRow(inner, applicationId)
    if (!application) throw notFound('申请')
    if (application.status !== 'open') throw new Refusal('APPLICATION_ENDED', '这份申请已经办结,不能再添加文件')
    const limits = await listAttachmentLimits(inner, civilDay(inner.now))
    const isCustomer = inner.actor.customerId !== null
    if (isCustomer && !isPaper(kind)) throw refuseField('kind', '请选择材料的类别')
    const name = input.name.normalize('NFC').trim()
    const objection = objectToName(name)
    if (objection) throw refuseField('name', objection)
    const { bytes, mediaType } = readContent(input.base64, limits)
    if ((await countAttachments(inner, applicationId)) >= (limits.files ?? 0)) {
      throw new Refusal('TOO_MANY_FILES', `每份申请最多 ${limits.files} 个文件`)
    }
    const sha256 = createHash('sha256').update(bytes).digest()
    const openToCustomer = isCustomer || input.openToCustomer
    const file = { applicationId, kind, name, mediaType, bytes, sha256, openToCustomer }
    const { id: attachmentId, isNew } = await insertAttachment(inner, file)
    if (!isNew) return attachmentId
    if (isPaper(kind)) {
      await notePaper(inner, applicationId, kind)
      await receivePapers(inner, applicationId, [kind])
    }
    await insertEvent(inner, applicationId, { kind: 'paper-added', detail: { kinds: [kind], attachmentId } })
    const subject = `application:${application.applicationNo}`
    await recordAudit(inner, { action: 'attachment.added', subject, detail: { attachmentId, kind } })
    return attachmentId
  })
  return describe(await findOwn(ctx, id))
}

function isPaper(kind: AttachmentKind): kind is PaperKind {
  return (paperKinds as readonly AttachmentKind[]).includes(kind)
}

const troubles = {
  EMPTY: '文件是空的,请重新选择',
  TYPE_UNKNOWN: '只能上传照片(JPG、PNG、WebP)或 PDF,请转换后再上传',
  TRUNCATED: '文件不完整,可能没有传完,请重新选择',
  SOMETHING_ELSE_TOO: '文件中夹带了其他内容,请重新拍照或另存后再上传',
  ACTIVE_CONTENT: 'PDF 中带有脚本、附件或可执行内容,请打印为普通 PDF 后再上传',
} as const

function readContent(base64: string, limits: Record<string, number>): { bytes: Buffer; mediaType: string } {
  if (base64.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(base64)) throw refuseField('file', troubles.TRUNCATED)
  const bytes = Buffer.from(base64, 'base64')
  const content = decideContent(bytes)
  if (!content.ok) throw refuseField('file', troubles[content.because])
  const limit = limits[content.mediaType]
  if (limit === undefined) throw refuseField('file', troubles.TYPE_UNKNOWN)
  if (bytes.length > limit) throw refuseField('file', `文件超过 ${Math.floor(limit / 1_048_576)} 兆,请压缩后再上传`)
  return { bytes, mediaType: content.mediaType }
}

function refuseField(path: 'name' | 'file' | 'kind', message: string): Refusal {
  return new Refusal('FILE_REFUSED', message, { status: 400, issues: [{ path, message }] })
}

/** A file as it was given; a look at papers of a person is on the audit record. Refuses with `NOT_FOUND`. */
export async function readAttachment(
  ctx: Ctx,
  id: number,
): Promise<{ name: string; mediaType: string; bytes: Buffer }> {
  const { kind, name, mediaType, applicationNo } = await findOwn(ctx, id)
  if (personal.includes(kind)) {
    const subject = `application:${applicationNo}`
    await recordAudit(ctx, { action: 'attachment.viewed', subject, detail: { attachmentId: id, kind } })
  }
  return { name: nameToSave(name, mediaType), mediaType, bytes: await readFileBytes(ctx, id) }
}

/** Shows a file of the office to the customer, or no longer; refuses with `NOT_FOUND`. */
export function openAttachment(ctx: Ctx, id: number, openToCustomer: boolean): Promise<Attachment> {
  return transact(ctx, async (inner) => {
    const { applicationNo } = await findOwn(inner, id)
    await setOpening(inner, id, openToCustomer)
    const subject = `application:${applicationNo}`
    await recordAudit(inner, { action: 'attachment.opened', subject, detail: { attachmentId: id, openToCustomer } })
    return describe(await findOwn(inner, id))
  })
}

async function findOwn(ctx: Ctx, id: number): Promise<AttachmentRow> {
  const row = await findAttachmentRow(ctx, id)
  if (!row) throw notFound('文件')
  return row
}

/** Papers of people whose application came to nothing, or waits for others that never came. */
export const fileErasures: Erasure[] = [
  filesErasure('ended-application-files', 'ended'),
  filesErasure('lapsed-application-files', 'lapsed'),
]

function filesErasure(kind: string, which: FilesOver): Erasure {
  return {
    kind,
    count: (ctx, over) => countFilesOver(ctx, which, over),
    async erase(ctx, over) {
      await allowErasing(ctx, 'application_event_attachment')
      return deleteFilesOver(ctx, which, over)
    },
  }
}
