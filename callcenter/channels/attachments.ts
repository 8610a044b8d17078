import type { Attachment } from 'mailparser'
import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { readFigures } from '../../db/parameters/held.ts'
import { notFound } from '../../db/refusal.ts'
import { decideContent, nameToSave } from '../../intake/index.ts'
import { decideAttachments, type Verdict } from '../rules/chat/attachments.ts'
import { findAttachmentRow, type NewAttachment } from '../sql/chat-attachments.ts'
import { findContactRow } from '../sql/contacts.ts'

const NAME = 120

/** What of a mail's files is kept, and a line for each that is not, with why. */
export async function chooseAttachments(
  ctx: Ctx,
  carried: Attachment[],
): Promise<{ kept: NewAttachment[]; notes: string[] }> {
  const rules = await readFigures(ctx, 'channel_rule')
  const limits = {
    ...{ most: rules('email-attachments'), imageKib: rules('email-image-kib') },
    ...{ pdfKib: rules('email-pdf-kib'), inlineKib: rules('email-inline-kib') },
  }
  const files = carried.map(({ filename, content, related }) => {
    const decided = decideContent(content)
    const mediaType = decided.ok ? decided.mediaType : null
    return { name: cleanName(filename), content, bytes: content.length, mediaType, isInline: related ?? false }
  })
  const verdicts = decideAttachments(files, limits)
  const kept: NewAttachment[] = []
  const notes: string[] = []
  for (const [at, { name, content, bytes, mediaType }] of files.entries()) {
    const verdict = verdicts[at] ?? 'unfit'
    if (verdict === 'kept' && mediaType) kept.push({ name: nameToSave(name, mediaType), mediaType, bytes: content })
    else if (verdict !== 'passed-over') notes.push(`附件未收取：${name}（${sayBytes(bytes)}，${because[verdict]}）`)
  }
  return { kept, notes }
}

const because: Record<Exclude<Verdict, 'passed-over'>, string> = {
  kept: '',
  unfit: '只收图片和 PDF，且不含其他内容',
  'too-large': '超过大小上限',
  'too-many': '超过个数上限',
}

/** Neither paths, nor signs that cannot be seen or turn the direction of writing, and so hide what a name ends with. */
export function cleanName(name: string | undefined): string {
  const clean = (name ?? '').toWellFormed().normalize('NFC')
  const plain = clean.replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069/\\]/gu, '_').trim()
  return [...(plain === '' || /^\.+$/.test(plain) ? '未命名' : plain)].slice(0, NAME).join('')
}

export function sayBytes(bytes: number): string {
  return bytes < 1024 * 1024
    ? `${Math.max(1, Math.round(bytes / 1024))} KiB`
    : `${(bytes / 1024 / 1024).toFixed(1)} MiB`
}

/** Of a conversation that the reader may read; each look is on the audit record. Refuses with `NOT_FOUND`. */
export async function readChatAttachment(ctx: Ctx, id: number): Promise<NewAttachment> {
  const row = await findAttachmentRow(ctx, id)
  const contact = row && (await findContactRow(ctx, row.contactId))
  if (!row || !contact) throw notFound('附件')
  await recordAudit(ctx, {
    action: 'chat-attachment.read',
    subject: `contact:${contact.contactNo}`,
    detail: { attachmentId: id },
  })
  const { name, mediaType, bytes } = row
  return { name, mediaType, bytes }
}
