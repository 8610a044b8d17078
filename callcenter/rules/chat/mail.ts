/** Reads a mail's heading and text: who or what wrote it, what it belongs to, and what of it is new. RFC 3834, RFC 3464, RFC 2919, RFC 5322 §3.6.4. */

export type Heading = {
  /** By lower-case name; of several of one name the first. */
  headers: Readonly<Record<string, string>>
  from: string
  /** The company's own address. */
  own: string
}

/** `bounce`: could not be delivered; `auto-reply`: a program answered; `automatic`: a program or a list wrote of itself. */
export type MailKind = 'own' | 'bounce' | 'auto-reply' | 'automatic' | 'person'

const daemons = /^(mailer-daemon|postmaster)@/i

export function kindOfMail({ headers, from, own }: Heading): MailKind {
  const said = (name: string) => headers[name]?.trim().toLowerCase() ?? ''
  const returnPath = headers['return-path']?.trim()
  const precedence = said('precedence')
  if (from.toLowerCase() === own.toLowerCase()) return 'own'
  const isReport = said('content-type').startsWith('multipart/report')
  if (isReport || returnPath === '<>' || returnPath === '' || daemons.test(from)) return 'bounce'
  const submitted = said('auto-submitted')
  if (submitted.startsWith('auto-replied') || precedence === 'auto_reply' || 'x-autoreply' in headers)
    return 'auto-reply'
  const isOfList = ['bulk', 'list', 'junk'].includes(precedence) || 'list-id' in headers
  return isOfList || (submitted !== '' && submitted !== 'no') ? 'automatic' : 'person'
}

const tag = /\[(C\d{14})\]/g

export function contactNosIn(subject: string): string[] {
  return [...subject.matchAll(tag)].flatMap(([, contactNo]) => contactNo ?? [])
}

/** Without the answer marks and our own numbers, which would grow at every turn. */
export function plainSubject(subject: string): string {
  const bare = subject.replace(tag, '').replace(/^(\s*(re|aw|回复|答复|转发|fw|fwd)\s*[:：])+/i, '')
  return bare.replace(/\s+/g, ' ').trim().slice(0, 200)
}

export function replySubject(subject: string, contactNo: string): string {
  return `Re: ${subject || '95598'} [${contactNo}]`
}

const history = [
  /^-{2,}\s*(original message|原始邮件|forwarded message|转发邮件信息|转发的邮件)\s*-{2,}/i,
  /^(在|于)?\s*\d{4}[年/-].{0,80}(写道|wrote)\s*[:：]\s*$/i,
  /^on .{4,120} wrote:\s*$/i,
  /^_{10,}\s*$/,
]
/** A heading that some programs put before what they quote. */
const isOldHeading = (lines: string[], at: number) =>
  /^\s*\**(发件人|from)\**\s*[:：]/i.test(lines[at] ?? '') &&
  lines.slice(at + 1, at + 5).some((line) => /^\s*\**(主题|subject|发送时间|sent|收件人|to)\**\s*[:：]/i.test(line))

/** What is new, and how many lines of earlier mails stood below it. A mail that is nothing else stays whole. */
export function foldHistory(text: string): { text: string; folded: number } {
  const lines = text.replaceAll('\r\n', '\n').split('\n')
  let end = lines.findIndex((line, at) => history.some((each) => each.test(line.trim())) || isOldHeading(lines, at))
  if (end < 0) end = lines.length
  while (end > 0 && /^\s*(>.*)?$/.test(lines[end - 1] ?? '')) end--
  const fresh = lines.slice(0, end).join('\n').trim()
  const folded = lines.slice(end).filter((line) => line.trim() !== '').length
  return fresh === '' ? { text: text.trim(), folded: 0 } : { text: fresh, folded }
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' }

/** What a reader sees of it, without its looks: nothing of a mail is ever shown as HTML. */
export function htmlToText(html: string): string {
  return html
    .replace(/<!--[\s\S]*?-->|<(script|style|head|title)\b[\s\S]*?<\/\1\s*>/gi, '')
    .replace(/\s+/g, ' ')
    .replace(/<br\b[^>]*>|<\/(p|div|tr|li|h\d|table|blockquote)\s*>/gi, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&(#x?[0-9a-f]{1,6}|\w{2,6});/gi, (whole, name: string) => decodeEntity(name) ?? whole)
    .replace(/[ \t]*\n[ \t]*/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

function decodeEntity(name: string): string | undefined {
  if (!name.startsWith('#')) return entities[name.toLowerCase()]
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined
}

/** In parts of `length` characters, `most` of them at most; `cut`: how many characters are left out. */
export function splitText(text: string, length: number, most: number): { parts: string[]; cut: number } {
  const parts: string[] = []
  let rest = text
  while (rest !== '' && parts.length < most) {
    // Half a character is none.
    const part = rest.slice(0, length).replace(/[\uD800-\uDBFF]$/, '')
    parts.push(part)
    rest = rest.slice(part.length)
  }
  return { parts: parts.filter((part) => part.trim() !== ''), cut: rest.length }
}
