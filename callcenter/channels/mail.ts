import { createHash } from 'node:crypto'
import type { HeaderLines, ParsedMail } from 'mailparser'
import type { Ctx } from '../../db/context.ts'
import { Refusal } from '../../db/refusal.ts'
import { tellChange } from '../chat/speak.ts'
import { HTML_MOST, htmlToText } from '../rules/chat/html.ts'
import {
  actionsIn,
  contactNosIn,
  foldHistory,
  kindOfMail,
  type MailKind,
  plainSubject,
  splitText,
} from '../rules/chat/mail.ts'
import { failReturned, listOwnWords } from '../sql/channel-outbox.ts'
import { chooseAttachments, sayBytes } from './attachments.ts'
import { findOwnMails } from './mail-id.ts'
import { hashAddress, hasOpenThread, receiveWritten, type Written } from './receive.ts'

/** Nothing is made of a mail but its text. */
const reading = {
  skipImageLinks: true,
  skipHtmlToText: true,
  skipTextToHtml: true,
  skipTextLinks: true,
  keepDeliveryStatus: true,
}
const PART = 4000
const PARTS = 5

export type RawMail = {
  source: Buffer
  /** Why `source` is the heading alone: the whole is too long, by its bytes, or could not be read; null: it is the whole. */
  headingFor: { tooLongBytes: number } | 'unreadable' | null
  /** By the server's clock. */
  arrivedAt: Date
}

/**
 * Takes in one mail. What came back marks what was sent; what a program answered joins a conversation that is open, and opens none;
 * what is our own is let be. The same mail again changes nothing.
 */
export async function receiveMail(ctx: Ctx, own: string, mail: RawMail): Promise<MailKind | 'no-sender'> {
  const { simpleParser } = await import('mailparser')
  const parsed = await simpleParser(mail.source, reading)
  const from = parsed.from?.value[0]?.address?.slice(0, 254)
  const headers = headersOf(parsed.headerLines)
  const kind = kindOfMail({ headers, from: from ?? '', own, actions: actionsOf(parsed) })
  if (kind === 'bounce') {
    for (const { contactId } of await failReturned(ctx, findOwnMails(mail.source.toString('latin1'))))
      await tellChange(ctx, contactId)
    return kind
  }
  if (!from?.includes('@')) return 'no-sender'
  if (kind === 'own' || kind === 'report') return kind
  if (kind === 'auto-reply' && !(await hasOpenThread(ctx, { channel: 'email', from }))) return kind
  const { kept, notes } = await chooseAttachments(ctx, mail.headingFor ? [] : parsed.attachments.filter(isFile))
  const ours = await listOwnWords(ctx, hashAddress({ channel: 'email', from }))
  const read = readTexts(parsed, mail.headingFor, { ours, notes })
  const written: Written = {
    channel: 'email',
    reference: referenceOf(parsed.messageId) ?? digestOf(mail.source),
    from,
    texts: read.texts,
    files: kept,
    sentAt: parsed.date && !Number.isNaN(parsed.date.getTime()) ? parsed.date : mail.arrivedAt,
    mail: {
      subject: clean(plainSubject(parsed.subject ?? '')),
      said: `${clean(parsed.subject ?? '')}\n${read.wrote}`,
      names: namesOf(parsed),
      mayBeTold: kind === 'person',
    },
  }
  await takeOnce(ctx, written, mail)
  return kind
}

/** Two senders may have given the same number: the second's mail goes by what it says. */
async function takeOnce(ctx: Ctx, written: Written, { source }: RawMail): Promise<void> {
  try {
    await receiveWritten(ctx, written)
  } catch (fault) {
    if (!(fault instanceof Refusal) || fault.code !== 'REFERENCE_REUSED') throw fault
    await receiveWritten(ctx, { ...written, reference: digestOf(source) })
  }
}

function headersOf(lines: HeaderLines): Record<string, string> {
  const pairs = lines.map(({ key, line }): [string, string] => [key, line.slice(line.indexOf(':') + 1).trim()])
  return Object.fromEntries(pairs.reverse())
}

const digestOf = (source: Buffer) => `sha256-${createHash('sha256').update(source).digest('hex')}`

/** Without brackets. */
function referenceOf(id: string | undefined): string | undefined {
  const bare = id?.replace(/[<>\s]/g, '')
  return bare && /^[\x21-\x7e]{1,300}$/.test(bare) ? bare : undefined
}

function namesOf({ subject = '', inReplyTo, references = [] }: ParsedMail) {
  const named = [inReplyTo, ...(Array.isArray(references) ? references : [references])]
  const bare = [...new Set(named.flatMap((id) => referenceOf(id) ?? []))].slice(0, 50)
  return { contactNos: contactNosIn(subject), references: bare, deliveryIds: findOwnMails(bare.join(' ')) }
}

/** What the database can hold. */
const clean = (text: string) => text.replaceAll('\0', '').toWellFormed()

/** What a report says of itself is no file of its sender’s. */
const isFile = ({ contentType }: { contentType: string }) => contentType !== 'message/delivery-status'
const actionsOf = ({ attachments }: ParsedMail) =>
  attachments
    .filter(({ contentType }) => contentType === 'message/delivery-status')
    .flatMap(({ content }) => actionsIn(content.toString('latin1')))

/** The text, plain, with what was not taken of it by name and size; and what its sender himself wrote, whole. */
function readTexts(
  parsed: ParsedMail,
  headingFor: RawMail['headingFor'],
  { ours, notes: left }: { ours: readonly string[]; notes: string[] },
): { texts: string[]; wrote: string } {
  if (headingFor) return { texts: [describeMissing(headingFor)], wrote: '' }
  // Of a mail that is HTML alone the text is empty, and not missing.
  const html = parsed.text?.trim() ? '' : parsed.html || ''
  const { text, wrote, folded } = foldHistory(clean(html === '' ? (parsed.text ?? '') : htmlToText(html)), ours)
  const { parts, cut } = splitText(text, PART, PARTS)
  const notes = [
    ...(cut > 0 ? [`（正文还有 ${cut} 字未收取）`] : []),
    ...(html.length > HTML_MOST ? ['（正文过大，只读取了前一部分）'] : []),
    ...(folded > 0 ? [`（引用的往来 ${folded} 行已收起）`] : []),
    ...left,
  ]
  if (parts.length === 0) parts.push('（没有正文）')
  return { texts: notes.length === 0 ? parts : [...parts, notes.join('\n').slice(0, PART)], wrote }
}

function describeMissing(headingFor: NonNullable<RawMail['headingFor']>): string {
  return headingFor === 'unreadable'
    ? '（正文无法读取，只收了标题；原信在信箱中）'
    : `（来信 ${sayBytes(headingFor.tooLongBytes)}，超过上限，只收了标题；原信在信箱中）`
}
