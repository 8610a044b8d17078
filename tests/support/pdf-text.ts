import { inflateSync } from 'node:zlib'

/** The text of a PDF, page by page, as a reader would copy it out: each glyph by its font's own table of characters. */
export function readPdf(pdf: Buffer): string[] {
  const objects = readObjects(pdf)
  const pages = [...objects.values()].filter(({ head }) => /\/Type \/Page\b/.test(head))
  return pages.map(({ head }) => {
    const resources = objects.get(referenceOf(head, 'Resources'))?.head ?? ''
    const fonts = new Map(
      [...resources.matchAll(/\/(F\d+) (\d+) 0 R/g)].map(([, name = '', id]) => {
        const table = objects.get(referenceOf(objects.get(Number(id))?.head ?? '', 'ToUnicode'))
        return [name, readTable(table?.body ?? '')]
      }),
    )
    return readContent(objects.get(referenceOf(head, 'Contents'))?.body ?? '', fonts)
  })
}

type PdfObject = { head: string; body: string }

function readObjects(pdf: Buffer): Map<number, PdfObject> {
  const text = pdf.toString('latin1')
  const found = new Map<number, PdfObject>()
  for (const match of text.matchAll(/(\d+) 0 obj\n([\s\S]*?)\nendobj/g)) {
    const [, id, content = ''] = match
    const at = content.indexOf('\nstream\n')
    const head = at < 0 ? content : content.slice(0, at)
    const raw = at < 0 ? '' : content.slice(at + 8, content.lastIndexOf('\nendstream'))
    const isPacked = head.includes('/FlateDecode')
    const body = isPacked ? inflateSync(Buffer.from(raw, 'latin1')).toString('latin1') : raw
    found.set(Number(id), { head, body })
  }
  return found
}

function referenceOf(head: string, name: string): number {
  return Number(new RegExp(`/${name} (\\d+) 0 R`).exec(head)?.[1] ?? 0)
}

function readTable(table: string): Map<string, string> {
  const characters = new Map<string, string>()
  for (const [, first = '', , list = ''] of table.matchAll(/<(\w{4})> <(\w{4})> \[([^\]]*)\]/g)) {
    const codes = [...list.matchAll(/<([\w ]+)>/g)].map(([, code = '']) => code.replaceAll(' ', ''))
    for (const [n, code] of codes.entries()) {
      const glyph = (Number.parseInt(first, 16) + n).toString(16).padStart(4, '0')
      characters.set(glyph, Buffer.from(code, 'hex').swap16().toString('utf16le'))
    }
  }
  return characters
}

function readContent(content: string, fonts: Map<string, Map<string, string>>): string {
  let font = new Map<string, string>()
  return content
    .split('\n')
    .map((line) => {
      const name = /^\/(F\d+) [\d.]+ Tf$/.exec(line)?.[1]
      if (name) font = fonts.get(name) ?? font
      if (!line.endsWith(' TJ')) return ''
      const glyphs = [...line.matchAll(/<(\w+)>/g)].flatMap(([, hex = '']) => hex.match(/.{4}/g) ?? [])
      return `${glyphs.map((glyph) => font.get(glyph) ?? '?').join('')}\n`
    })
    .join('')
}
