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
const read = new Map<Weight, Buffer>()

/** An A4 sheet with a Chinese font in two weights, embedded with no more than the characters that are used. */
export function openSheet(about: { title: string; at: Date }): Sheet {
  const sheet = new PDFDocument({
    size: 'A4',
    margins: { top: MARGIN, left: MARGIN, right: MARGIN, bottom: MARGIN + FOOT },
    bufferPages: true,
    lang: 'zh-CN',
    info: { Title: about.title, Producer: 'Dianhu', CreationDate: about.at },
  })
  for (const weight of ['regular', 'bold'] as const) sheet.registerFont(weight, readFont(weight))
  return sheet.font('regular').fontSize(9)
}

function readFont(weight: Weight): Buffer {
  const known = read.get(weight)
  if (known) return known
  const font = woffToFont(readFileSync(fileURLToPath(files[weight])))
  read.set(weight, font)
  return font
}

/** Signs of our own texts that the font lacks. */
const substitutes: Record<string, string> = { φ: 'phi', '→': '至', '≥': '不低于', '≤': '不高于', '−': '-', '①': '(1)' }

/** What the font can show; a character that it lacks, in a rare name, becomes a geta mark (〓), never an empty box. */
export function printable(sheet: Sheet, text: string): string {
  // The writer does not tell of missing glyphs; the font inside it knows.
  const { font } = (sheet as unknown as { _font: { font: { hasGlyphForCodePoint: (code: number) => boolean } } })._font
  return [...text.replaceAll(/[\r\n\t]+/g, ' ').replaceAll('cosφ', '功率因数')]
    .map((character) => {
      if (font.hasGlyphForCodePoint(character.codePointAt(0) ?? 0)) return character
      return substitutes[character] ?? '〓'
    })
    .join('')
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
