import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import PDFDocument from 'pdfkit'
import { woffToFont } from './woff.ts'

export type Sheet = InstanceType<typeof PDFDocument>
export type Weight = 'regular' | 'bold'

const MARGIN = 42
const FOOT = 28
const files: Record<Weight, string> = {
  regular: import.meta.resolve('@fontsource/noto-sans-sc/files/noto-sans-sc-chinese-simplified-400-normal.woff'),
  bold: import.meta.resolve('@fontsource/noto-sans-sc/files/noto-sans-sc-chinese-simplified-700-normal.woff'),
}
/** Has every character of 通用规范汉字表 and of the first block; read only where the other lacks one, as in a rare name. */
const rareFiles: Record<Weight, string> = {
  regular: import.meta.resolve('@fontsource/lxgw-wenkai/files/lxgw-wenkai-latin-500-normal.woff'),
  bold: import.meta.resolve('@fontsource/lxgw-wenkai/files/lxgw-wenkai-latin-700-normal.woff'),
}
const read = new Map<string, Buffer>()

/** An A4 sheet with a Chinese font in two weights, embedded with no more than the characters that are used. */
export function openSheet(about: { title: string; at: Date }): Sheet {
  const sheet = new PDFDocument({
    size: 'A4',
    margins: { top: MARGIN, left: MARGIN, right: MARGIN, bottom: MARGIN + FOOT },
    bufferPages: true,
    lang: 'zh-CN',
    info: { Title: about.title, Producer: 'Dianhu', CreationDate: about.at },
  })
  for (const weight of ['regular', 'bold'] as const) sheet.registerFont(weight, readFont(files[weight]))
  writeRareToo(sheet)
  return sheet.font('regular').fontSize(9)
}

function readFont(file: string): Buffer {
  const known = read.get(file)
  if (known) return known
  const font = woffToFont(readFileSync(fileURLToPath(file)))
  read.set(file, font)
  return font
}

/** What the writer keeps to itself: which font is set, and what it can show. */
type Inside = {
  _font: { font: { hasGlyphForCodePoint: (code: number) => boolean } }
  _fontFamilies: Record<string, Inside['_font']>
}
const inside = (sheet: Sheet) => sheet as unknown as Inside

/** A text that the font lacks a character of is written, and measured, in the other font as a whole. */
function writeRareToo(sheet: Sheet): void {
  for (const name of ['text', 'heightOfString', 'widthOfString'] as const) {
    const plain = sheet[name].bind(sheet) as (text: string, ...rest: unknown[]) => unknown
    const either = (text: string, ...rest: unknown[]) => {
      const { _font, _fontFamilies } = inside(sheet)
      if ([...text].every((character) => has(_font, character))) return plain(text, ...rest)
      const weight = _font === _fontFamilies.bold ? 'bold' : 'regular'
      setRare(sheet, weight)
      const done = plain(text, ...rest)
      sheet.font(weight)
      return done
    }
    Object.assign(sheet, { [name]: either })
  }
}

function setRare(sheet: Sheet, weight: Weight): void {
  const name = `rare-${weight}`
  if (!inside(sheet)._fontFamilies[name]) sheet.registerFont(name, readFont(rareFiles[weight]))
  sheet.font(name)
}

function has({ font }: Inside['_font'], character: string): boolean {
  return font.hasGlyphForCodePoint(character.codePointAt(0) ?? 0)
}

/** Signs of our own texts that the font lacks. */
const substitutes: Record<string, string> = { φ: 'phi', '→': '至', '≥': '不低于', '≤': '不高于', '−': '-', '①': '(1)' }

/**
 * What can be shown: what only the other font has stays, and what none has becomes a geta mark with its code point
 * (〓[U+2A6A5]), never an empty box.
 */
export function printable(sheet: Sheet, text: string): string {
  const { _font, _fontFamilies } = inside(sheet)
  return [...text.replaceAll(/[\r\n\t]+/g, ' ').replaceAll('cosφ', '功率因数')]
    .map((character) => {
      if (has(_font, character)) return character
      if (substitutes[character]) return substitutes[character]
      const weight = _font === _fontFamilies.bold ? 'bold' : 'regular'
      return isRareShown(sheet, character, weight) ? character : `〓[${codePointOf(character)}]`
    })
    .join('')
}

function isRareShown(sheet: Sheet, character: string, weight: Weight): boolean {
  setRare(sheet, weight)
  const isShown = has(inside(sheet)._font, character)
  sheet.font(weight)
  return isShown
}

const codePointOf = (character: string) => `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()}`

/** Characters that no paper can show, for whoever hands it out to write in by hand. */
export function listUnprintable(text: string): string[] {
  if (/^[\p{ASCII}\u4e00-\u9fff]*$/u.test(text)) return []
  const probe = openSheet({ title: '', at: new Date(0) })
  const missing = new Set([...text].filter((character) => printable(probe, character).startsWith('〓[')))
  return [...missing]
}

export function widthOf({ page }: Sheet): number {
  return page.width - page.margins.left - page.margins.right
}

/** Begins a page where less than `height` is left. */
export function makeRoom(sheet: Sheet, height: number): boolean {
  const { page } = sheet
  if (sheet.y + height <= page.height - page.margins.bottom) return false
  sheet.addPage()
  return true
}

export function writeHeading(sheet: Sheet, text: string): void {
  // A heading and the head of a table with its first row: none stands alone at the foot.
  makeRoom(sheet, 100)
  sheet.moveDown(0.8).font('bold').fontSize(11).text(printable(sheet, text), sheet.page.margins.left)
  sheet.font('regular').fontSize(9).moveDown(0.3)
}

export function writeText(sheet: Sheet, text: string, weight: Weight = 'regular'): void {
  sheet.font(weight).text(printable(sheet, text), sheet.page.margins.left, sheet.y, { width: widthOf(sheet) })
  sheet.font('regular')
}

/** `text` on the left and the page's number on the right of every page's foot. */
export function numberPages(sheet: Sheet, text: string): void {
  const { start, count } = sheet.bufferedPageRange()
  for (let n = 0; n < count; n += 1) {
    sheet.switchToPage(start + n)
    const { page } = sheet
    // Writing below the bottom margin would begin another page.
    const { bottom } = page.margins
    page.margins.bottom = 0
    const y = page.height - MARGIN - 10
    sheet.fontSize(8).fillColor('#555555')
    sheet.text(printable(sheet, text), page.margins.left, y, { lineBreak: false })
    sheet.text(`第 ${n + 1} 页，共 ${count} 页`, page.margins.left, y, { width: widthOf(sheet), align: 'right' })
    sheet.fillColor('#000000')
    page.margins.bottom = bottom
  }
}
