import { makeRoom, printable, type Sheet, type Weight, widthOf } from './sheet.ts'

/** `share` of the sheet's width. */
export type Column = { title: string; share: number; align?: 'right' }
/** One cell for each column; `small` stands in a line of its own below them, over the whole width. */
export type Row = { cells: string[]; small?: string; weight?: Weight }

const PAD = 3
const SIZE = 9
const SMALL_SIZE = 7.5
const GREY = '#555555'

/** Rows under a head that comes again on every page; no row is broken in two. */
export function writeTable(sheet: Sheet, columns: Column[], rows: Row[]): void {
  const shares = columns.reduce((sum, { share }) => sum + share, 0)
  const widths = columns.map(({ share }) => (widthOf(sheet) * share) / shares)
  const head: Row = { cells: columns.map(({ title }) => title), weight: 'bold' }
  makeRoom(sheet, 60)
  writeRow(sheet, columns, widths, head)
  for (const row of rows) {
    if (makeRoom(sheet, heightOf(sheet, widths, row))) writeRow(sheet, columns, widths, head)
    writeRow(sheet, columns, widths, row)
  }
  sheet.x = sheet.page.margins.left
}

function heightOf(sheet: Sheet, widths: number[], { cells, small, weight = 'regular' }: Row): number {
  sheet.font(weight).fontSize(SIZE)
  const heights = cells.map((cell, n) =>
    sheet.heightOfString(printable(sheet, cell), { width: (widths[n] ?? 0) - PAD * 2 }),
  )
  const tallest = Math.max(...heights)
  return tallest + (small ? smallHeight(sheet, small) : 0) + PAD * 2
}

function smallHeight(sheet: Sheet, small: string): number {
  sheet.font('regular').fontSize(SMALL_SIZE)
  return sheet.heightOfString(printable(sheet, small), { width: widthOf(sheet) - PAD * 2 }) + 1
}

function writeRow(sheet: Sheet, columns: Column[], widths: number[], row: Row): void {
  const { cells, small, weight = 'regular' } = row
  const { left } = sheet.page.margins
  const top = sheet.y
  const bottom = top + heightOf(sheet, widths, row)
  sheet.font(weight).fontSize(SIZE)
  let x = left
  for (const [n, cell] of cells.entries()) {
    const width = widths[n] ?? 0
    sheet.text(printable(sheet, cell), x + PAD, top + PAD, {
      width: width - PAD * 2,
      align: columns[n]?.align ?? 'left',
    })
    x += width
  }
  if (small) {
    const y = bottom - PAD - smallHeight(sheet, small)
    sheet.fillColor(GREY).text(printable(sheet, small), left + PAD, y + 1, { width: widthOf(sheet) - PAD * 2 })
    sheet.fillColor('#000000')
  }
  sheet
    .moveTo(left, bottom)
    .lineTo(left + widthOf(sheet), bottom)
    .lineWidth(0.5)
    .stroke('#cccccc')
  sheet.font('regular').fontSize(SIZE)
  sheet.y = bottom
}
