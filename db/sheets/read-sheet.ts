import { parse } from 'csv-parse/sync'
import type ExcelJS from 'exceljs'
import { refuseCrafted, unpack, unreadable } from './archive.ts'
import { newWorkbook } from './workbook.ts'

export type SheetRow = { row: number; cells: Partial<Record<string, string>> }
export type SheetFault = { row: number; column: string; message: string }
export type ReadSheet = { titles: string[]; rows: SheetRow[]; faults: SheetFault[] }
export type SheetLimits = {
  /** Of a workbook's first sheet; a CSV has as many lines as its bytes hold. */
  mostRows?: number
  /** Of a workbook, when unpacked. */
  mostBytes?: number
  /** Whether a cell that is a date is taken as `YYYY-MM-DD`; else it is a fault. */
  hasDays?: boolean
  /** Whether a row that nobody sees is a fault. */
  refusesHidden?: boolean
}
export const COLUMN_MISSING = '缺少这一列'
type Line = { row: number; cells: string[]; faults: { position: number; message: string }[] }

/**
 * The rows of a sheet by the titles of its first row, from an xlsx or a CSV in UTF-8 or GBK. Refuses what is no such file
 * with `SHEET_UNREADABLE`; what a cell should not be is told by its row and column.
 */
export async function readSheetFile(
  bytes: Buffer,
  columns: { title: string; isNeeded?: boolean }[],
  limits: SheetLimits = {},
): Promise<ReadSheet> {
  const lines = await readLines(bytes, limits)
  const [header, ...rest] = lines
  if (!header) throw unreadable('文件没有内容,请下载模板填写')
  const titles = header.cells.map((cell) => cell.normalize('NFKC').trim())
  const known = columns.map(({ title }) => title)
  const faults: SheetFault[] = [
    ...titles.flatMap((title, n) =>
      title !== '' && (!known.includes(title) || titles.indexOf(title) < n)
        ? [{ row: header.row, column: title, message: known.includes(title) ? '这一列出现两次' : '不认识这一列' }]
        : [],
    ),
    ...columns.flatMap(({ title, isNeeded }) =>
      isNeeded && !titles.includes(title) ? [{ row: header.row, column: title, message: COLUMN_MISSING }] : [],
    ),
  ]
  if (rest.length === 0) faults.push({ row: header.row + 1, column: titles[0] ?? '', message: '没有数据行' })
  for (const line of rest) {
    for (const { position, message } of line.faults) {
      faults.push({ row: line.row, column: titles[position] || `第 ${position + 1} 列`, message })
    }
    const beyond = line.cells.findIndex((cell, n) => cell !== '' && (titles[n] ?? '') === '')
    if (beyond >= 0) faults.push({ row: line.row, column: `第 ${beyond + 1} 列`, message: '这一格没有对应的列' })
  }
  const rows = rest.map(({ row, cells }) => ({
    row,
    cells: Object.fromEntries(titles.map((title, n) => [title, cells[n] ?? ''])),
  }))
  return { titles, rows, faults }
}

const OLD_EXCEL = Buffer.from([0xd0, 0xcf, 0x11, 0xe0])
const ZIP = Buffer.from('PK\u0003\u0004')

function readLines(bytes: Buffer, limits: SheetLimits): Promise<Line[]> | Line[] {
  if (bytes.length === 0) throw unreadable('文件是空的,请重新选择')
  if (bytes.subarray(0, 4).equals(OLD_EXCEL)) {
    throw unreadable('这是旧版 xls 或加密的表格,请取消密码并另存为 xlsx 后再导入')
  }
  return bytes.subarray(0, 4).equals(ZIP) ? readWorkbook(bytes, limits) : readCsv(bytes)
}

function readCsv(bytes: Buffer): Line[] {
  const mark = bytes.subarray(0, 2).toString('hex')
  if (mark === 'fffe' || mark === 'feff') throw unreadable('文字编码是 UTF-16,请另存为“CSV UTF-8”或 xlsx')
  // No text that is read here holds a zero; pictures and documents do.
  if (bytes.includes(0) || /^(%PDF|\{\\rtf|<)/.test(bytes.subarray(0, 8).toString('latin1')))
    throw unreadable('这不是表格文件,请使用 xlsx 或 CSV')
  const text = decode(bytes)
  try {
    const options = { bom: true, relax_column_count: true, info: true, skip_empty_lines: true }
    const records = parse(text, options) as unknown as { record: string[]; info: { lines: number } }[]
    const lines = records.map(({ record, info }) => ({ row: info.lines, cells: record.map((cell) => cell.trim()) }))
    return lines.filter(isFilled).map((line) => ({ ...line, faults: [] }))
  } catch {
    throw unreadable('文件不是 CSV,请检查引号与分隔符,或使用 xlsx')
  }
}

function isFilled({ cells }: { cells: string[] }): boolean {
  return cells.some((cell) => cell !== '')
}

/** What a Chinese spreadsheet saves is GBK, unless it says otherwise. */
function decode(bytes: Buffer): string {
  for (const encoding of ['utf-8', 'gb18030']) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes)
    } catch {}
  }
  throw unreadable('文字编码既不是 UTF-8 也不是 GBK,请另存为“CSV UTF-8”或 xlsx')
}

/** Beyond these nothing of a list stands; without a bound a crafted file would keep the server busy. */
const MOST_COLUMNS = 60
const MOST_ROWS = 20_000
const MOST_BYTES = 64 * 1024 * 1024
/** What the list does not need, and what would be spread over every cell of a range. */
const ignoreNodes = ['mergeCells', 'dataValidations', 'conditionalFormatting', 'hyperlinks', 'drawing', 'tableParts']

async function readWorkbook(bytes: Buffer, limits: SheetLimits): Promise<Line[]> {
  const { mostRows = MOST_ROWS, mostBytes = MOST_BYTES } = limits
  refuseCrafted(unpack(bytes, mostBytes))
  const book = await newWorkbook()
  try {
    await book.xlsx.load(bytes as unknown as ExcelJS.Buffer, { ignoreNodes })
  } catch {
    throw unreadable('表格打不开,可能已损坏或加密,请另存为 xlsx 后再导入')
  }
  const [sheet] = book.worksheets
  const lines: Line[] = []
  sheet?.eachRow((row, number) => {
    if (lines.length > mostRows) return
    const cells: string[] = []
    const faults: Line['faults'] = []
    row.eachCell({ includeEmpty: false }, (cell, column) => {
      if (column > MOST_COLUMNS) return
      const { text, message } = readCell(cell.value, limits)
      cells[column - 1] = text
      if (message) faults.push({ position: column - 1, message })
    })
    if (limits.refusesHidden && row.hidden && number > 1) faults.push({ position: 0, message: HIDDEN })
    const whole = Array.from(cells, (cell) => cell ?? '')
    if (isFilled({ cells: whole }) || faults.length > 0) lines.push({ row: number, cells: whole, faults })
  })
  return lines
}

const HIDDEN = '这一行被隐藏或筛选掉了,请取消隐藏后核对,或删除这一行'
const MOST_EXACT = 1e15

function readCell(value: ExcelJS.CellValue, { hasDays = false }: SheetLimits): { text: string; message?: string } {
  if (value === null || value === undefined) return { text: '' }
  if (typeof value === 'number') {
    if (Math.abs(value) < MOST_EXACT) return { text: String(value) }
    return { text: '', message: '长号码被存成了数字、已不准确,请把单元格设为文本后重新填写' }
  }
  if (value instanceof Date && hasDays && !Number.isNaN(value.getTime())) return { text: toDayText(value) }
  if (value instanceof Date) return { text: '', message: '单元格是日期,请设为文本后重新填写' }
  if (typeof value !== 'object') return { text: String(value).trim() }
  if ('richText' in value)
    return {
      text: value.richText
        .map(({ text }) => text)
        .join('')
        .trim(),
    }
  if ('hyperlink' in value) return { text: String(value.text).trim() }
  if ('error' in value) return { text: '', message: `单元格是错误值 ${value.error}` }
  return { text: '', message: '单元格是公式,请复制后“粘贴为数值”' }
}

/** A workbook's clock has no zone: what it shows is read as if it were UTC. */
function toDayText(value: Date): string {
  const text = value.toISOString().slice(0, 16).replace('T', ' ')
  return text.replace(/ 00:00$/, '')
}
