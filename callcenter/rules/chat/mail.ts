/** Reads a mail's heading and text: who or what wrote it, what it belongs to, and what of it is new. RFC 3834, RFC 3464, RFC 2919, RFC 5322 §3.6.4. */

export type Heading = {
  /** By lower-case name; of several of one name the first. */
  headers: Readonly<Record<string, string>>
  from: string
  /** The company's own address. */
  own: string
  /** Of a report with a status part, what it says was done. */
  actions: readonly string[]
}

/**
 * `bounce`: could not be delivered; `report`: of a mail that is late, arrived or was read; `auto-reply`: a program answered;
 * `automatic`: a program or a list wrote of itself.
 */
export type MailKind = 'own' | 'bounce' | 'report' | 'auto-reply' | 'automatic' | 'person'

const daemon = /^mailer-daemon@/i
/** Also a person's, who looks after a server. */
const postmaster = /^postmaster@/i

export function kindOfMail({ headers, from, own, actions }: Heading): MailKind {
  const said = (name: string) => headers[name]?.trim().toLowerCase() ?? ''
  const returnPath = headers['return-path']?.trim()
  const precedence = said('precedence')
  if (from.toLowerCase() === own.toLowerCase()) return 'own'
  const type = said('content-type')
  if (type.startsWith('multipart/report')) return isFailure(type, actions) ? 'bounce' : 'report'
  const submitted = said('auto-submitted')
  const isReply = submitted.startsWith('auto-replied') || precedence === 'auto_reply' || 'x-autoreply' in headers
  const isOfNobody = returnPath === '<>' || returnPath === ''
  const isProgram = isOfNobody || (submitted !== '' && submitted !== 'no')
  if (daemon.test(from) || (postmaster.test(from) && isProgram)) return 'bounce'
  if (isReply) return 'auto-reply'
  if (isOfNobody) return 'bounce'
  const isOfList = ['bulk', 'list', 'junk'].includes(precedence) || 'list-id' in headers
  return isOfList || isProgram ? 'automatic' : 'person'
}

/** RFC 3464 §2.3.3: `delayed`, `delivered`, `relayed` and `expanded` are no failures; RFC 8098: who read it says nothing of that. */
function isFailure(type: string, actions: readonly string[]): boolean {
  const of = /report-type\s*=\s*"?([\w-]+)/.exec(type)?.[1] ?? 'delivery-status'
  return of === 'delivery-status' && (actions.length === 0 || actions.includes('failed'))
}

/** What a status part says was done, of each recipient. */
export function actionsIn(status: string): string[] {
  return [...status.matchAll(/^action:[ \t]{0,9}([a-z]{1,20})/gim)].map(([, action = '']) => action.toLowerCase())
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

const wrote = [/^(在|于)?\s*\d{4}[年/-].{0,120}(写道|wrote)\s*[:：]$/i, /^on .{4,160} wrote:$/i]
/** Lines that some programs put before what they quote. */
const above = [
  ...wrote,
  /^-{2,}\s*(original message|原始邮件|forwarded message|转发邮件信息|转发的邮件)\s*-{2,}$/i,
  /^_{10,}$/,
  /^\**(发件人|from|发送时间|sent|日期|date|收件人|to|抄送|cc|主题|subject)\**\s*[:：]/i,
]
/** A heading of a quotation, which programs break into lines. */
const HEADING_LINES = 2

/**
 * What its sender wrote, and how many lines are folded: those that begin with `>` under their heading, and word for word what we
 * sent him, `own`. All else stays, as whoever quotes somebody else may mean just that. A mail that is nothing else stays whole,
 * and its sender wrote nothing.
 */
export function foldHistory(text: string, own: readonly string[]): { text: string; wrote: string; folded: number } {
  const lines = text.replaceAll('\r\n', '\n').split('\n')
  const bare = lines.map((line) => line.trim())
  const isFolded = bare.map((line) => line.startsWith('>'))
  for (let at = 1; at < lines.length; at++) if (isFolded[at] && !isFolded[at - 1]) foldHeading(bare, isFolded, at)
  for (const each of own) foldOwn(bare, isFolded, each)
  const fresh = lines
    .filter((_, at) => !isFolded[at])
    .join('\n')
    .trim()
  const folded = bare.filter((line, at) => isFolded[at] && line !== '').length
  return fresh === '' ? { text: text.trim(), wrote: '', folded: 0 } : { text: fresh, wrote: fresh, folded }
}

function foldHeading(bare: string[], isFolded: boolean[], before: number): void {
  let end = before
  while (end > 0 && bare[end - 1] === '') end--
  for (let count = 1; count <= Math.min(HEADING_LINES, end); count++) {
    const heading = bare.slice(end - count, end).join(' ')
    if (wrote.some((each) => each.test(heading))) return void isFolded.fill(true, end - count, before)
  }
}

/** Wherever it stands line for line, empty ones aside, with the lines above that say whose it is. */
function foldOwn(bare: string[], isFolded: boolean[], own: string): void {
  const lines = own.split('\n').flatMap((line) => line.trim() || [])
  if (lines.length === 0) return
  const rest = bare.flatMap((line, at) => (line !== '' && !isFolded[at] ? at : []))
  for (let first = 0; first + lines.length <= rest.length; first++) {
    if (!lines.every((line, at) => bare[rest[first + at] ?? 0] === line)) continue
    let begin = first
    while (begin > 0 && above.some((each) => each.test(bare[rest[begin - 1] ?? 0] ?? ''))) begin--
    for (const at of rest.slice(begin, first + lines.length)) isFolded[at] = true
    first += lines.length - 1
  }
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
