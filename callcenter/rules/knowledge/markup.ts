/**
 * Reads the markup of an article: `## heading`, `- item`, `1. item`, `| a | b |` and paragraphs, with **strong** words and
 * [links](https://…) of this product or over https. Anything else is text, so nothing that is written can do anything.
 */

export type Span = { text: string; isStrong?: boolean; href?: string }
export type Block =
  | { kind: 'heading' | 'paragraph'; spans: Span[] }
  | { kind: 'list'; isOrdered: boolean; items: Span[][] }
  | { kind: 'table'; head: Span[][]; rows: Span[][][] }

const heading = /^##\s+(.+)$/
const bullet = /^[-*]\s+(.+)$/
const numbered = /^\d{1,2}[.、]\s*(.+)$/
const tableRow = /^\|(.+)\|$/
const ruler = /^\|[\s|:-]+\|$/

export function readMarkup(text: string): Block[] {
  const blocks: Block[] = []
  for (const line of text.split('\n').map((each) => each.trim())) {
    const latest = blocks.at(-1)
    const item = bullet.exec(line)?.[1]
    const step = numbered.exec(line)?.[1]
    const cells = tableRow.exec(line)?.[1]
    const title = heading.exec(line)?.[1]
    if (line === '') blocks.push({ kind: 'paragraph', spans: [] })
    else if (title !== undefined) blocks.push({ kind: 'heading', spans: readSpans(title) })
    else if (item !== undefined || step !== undefined) addItem(blocks, step !== undefined, item ?? step ?? '')
    else if (cells !== undefined) addRow(blocks, line, cells)
    else if (latest?.kind === 'paragraph' && latest.spans.length > 0)
      latest.spans.push({ text: '\n' }, ...readSpans(line))
    else blocks.push({ kind: 'paragraph', spans: readSpans(line) })
  }
  return blocks.filter((block) => block.kind !== 'paragraph' || block.spans.length > 0)
}

function addItem(blocks: Block[], isOrdered: boolean, text: string): void {
  const latest = blocks.at(-1)
  if (latest?.kind === 'list' && latest.isOrdered === isOrdered) latest.items.push(readSpans(text))
  else blocks.push({ kind: 'list', isOrdered, items: [readSpans(text)] })
}

function addRow(blocks: Block[], line: string, cells: string): void {
  const latest = blocks.at(-1)
  if (ruler.test(line)) return
  const row = cells.split('|').map((cell) => readSpans(cell.trim()))
  if (latest?.kind === 'table') latest.rows.push(row)
  else blocks.push({ kind: 'table', head: row, rows: [] })
}

const inline = /\*\*(.+?)\*\*|\[([^\]]+)\]\(([^)\s]+)\)/g
const safe = /^(https:\/\/[^\s"'<>]+|\/[a-z][a-z0-9/-]*)$/

function readSpans(text: string): Span[] {
  const spans: Span[] = []
  let from = 0
  for (const match of text.matchAll(inline)) {
    if (match.index > from) spans.push({ text: text.slice(from, match.index) })
    from = match.index + match[0].length
    if (match[1] !== undefined) spans.push({ text: match[1], isStrong: true })
    else if (safe.test(match[3] ?? '')) spans.push({ text: match[2] ?? '', href: match[3] ?? '' })
    else spans.push({ text: match[0] })
  }
  if (from < text.length) spans.push({ text: text.slice(from) })
  return spans
}

/** The same without any markup: what is spoken, copied and sent. */
export function toPlainText(text: string): string {
  const say = (spans: Span[]) => spans.map((span) => span.text).join('')
  return readMarkup(text)
    .map((block) => {
      switch (block.kind) {
        case 'list':
          return block.items.map((item, at) => `${block.isOrdered ? `${at + 1}.` : '·'} ${say(item)}`).join('\n')
        case 'table':
          return [block.head, ...block.rows].map((row) => row.map(say).join('，')).join('\n')
        default:
          return say(block.spans)
      }
    })
    .join('\n')
}

/** Some forty characters about the first of the words that stands in the text; its beginning where none does. */
export function excerpt(body: string, words: string[]): string {
  const plain = toPlainText(body).replace(/\s+/g, ' ')
  const found = words.map((word) => plain.toLowerCase().indexOf(word)).filter((at) => at >= 0)
  const from = found.length === 0 ? 0 : Math.max(0, Math.min(...found) - 12)
  const part = plain.slice(from, from + 72)
  return `${from > 0 ? '…' : ''}${part}${from + 72 < plain.length ? '…' : ''}`
}
