/** What a reader of HTML sees, without its looks, in one pass: whoever writes a mail chooses its length and its marks. HTML Living Standard §13.2.5. */

/** Longer than any letter, pictures within it included. */
export const HTML_MOST = 2_000_000

const unseen = ['script', 'style', 'head', 'title']
const breaking = /^(br|\/(p|div|tr|li|h\d|table|blockquote))$/
const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' }

/** Plain text of the first `HTML_MOST` characters: nothing of a mail is ever shown as HTML. */
export function htmlToText(html: string): string {
  const seen = stripTags(html.slice(0, HTML_MOST).replace(/\s+/g, ' '))
  return seen
    .replace(/&(#x?[0-9a-f]{1,6}|\w{2,6});/gi, (whole, name: string) => decodeEntity(name) ?? whole)
    .split('\n')
    .map((line) => line.trim())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

function stripTags(html: string): string {
  const find = finderIn(html)
  const name = /<(\/?[a-z][a-z0-9]{0,20})/iy
  const texts: string[] = []
  for (let at = 0; at < html.length; ) {
    const start = html.indexOf('<', at)
    if (start < 0) return texts.join('') + html.slice(at)
    texts.push(html.slice(at, start))
    name.lastIndex = start
    const tag = name.exec(html)?.[1]?.toLowerCase() ?? ''
    const isMark = tag !== '' || /[!?/]/.test(html.charAt(start + 1))
    if (breaking.test(tag)) texts.push('\n')
    const end = !isMark ? -1 : html.startsWith('<!--', start) ? find('-->', start + 4) : endOf(find, tag, start)
    // What nothing ends is text: rather a stray mark than a lost word.
    if (end < 0) texts.push('<')
    at = end < 0 ? start + 1 : end
  }
  return texts.join('')
}

type Find = (mark: string, from: number) => number

/** After a tag; where nobody sees what stands in it, at the tag that closes it. */
function endOf(find: Find, tag: string, start: number): number {
  const closing = `</${tag}`
  const closed = unseen.includes(tag) ? find(closing, start) : -1
  return closed < 0 ? find('>', start) : closed - closing.length
}

/** Where a mark ends that stands at or after a place; −1: nowhere. What is not found once is not looked for again. */
function finderIn(html: string): Find {
  const lower = html.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
  const missing = new Set<string>()
  return (mark, from) => {
    const at = missing.has(mark) ? -1 : lower.indexOf(mark, from)
    if (at < 0) missing.add(mark)
    return at < 0 ? -1 : at + mark.length
  }
}

function decodeEntity(name: string): string | undefined {
  if (!name.startsWith('#')) return entities[name.toLowerCase()]
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined
}
