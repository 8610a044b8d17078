import { plainCell } from '../../db/sheets/plain-cell.ts'
import { newWorkbook } from '../../db/sheets/workbook.ts'
import type { ShownList } from './contract.ts'

const WIDEST = 60
const LONGEST_SHEET_NAME = 31
/** Figures are figures, so that they can be summed; what begins with a nought or is as long as an account number is none. */
const FIGURE = /^-?(0|[1-9]\d{0,11})(\.\d+)?$/
const YUAN = /^(−?)¥(\d{1,3}(,\d{3})*\.\d{2})$/

type Cell = { value: string | number; format?: string }

export async function makeWorkbook({ title, columns, rows }: ShownList): Promise<Buffer> {
  const book = await newWorkbook()
  const name = title.replace(/[\\/?*[\]:]/g, ' ').slice(0, LONGEST_SHEET_NAME)
  const sheet = book.addWorksheet(name, { views: [{ state: 'frozen', ySplit: 1 }] })
  sheet.columns = columns.map((header, index) => ({ header: plainCell(header), width: widthOf(header, rows, index) }))
  sheet.getRow(1).font = { bold: true }
  for (const row of rows) {
    const cells = row.map(readCell)
    const added = sheet.addRow(cells.map(({ value }) => value))
    for (const [index, { format }] of cells.entries()) if (format) added.getCell(index + 1).numFmt = format
  }
  return Buffer.from(await book.xlsx.writeBuffer())
}

function readCell(text: string): Cell {
  if (FIGURE.test(text)) return { value: Number(text) }
  const [, minus, yuan] = YUAN.exec(text) ?? []
  if (yuan === undefined) return { value: plainCell(text) }
  return { value: Number(`${minus ? '-' : ''}${yuan.replaceAll(',', '')}`), format: '¥#,##0.00;-¥#,##0.00' }
}

/** By the first rows; Chinese signs are two wide. */
function widthOf(header: string, rows: string[][], index: number): number {
  const texts = [header, ...rows.slice(0, 100).map((row) => row[index] ?? '')]
  const widest = Math.max(...texts.map((text) => [...text].reduce((sum, sign) => sum + (sign > '\u00ff' ? 2 : 1), 0)))
  return Math.min(widest + 2, WIDEST)
}
