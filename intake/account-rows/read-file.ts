import { inflateRawSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import ExcelJS from 'exceljs'
import { Refusal } from '../../db/refusal.ts'
import { type Sheet, type SheetFault, type SheetRow, sheetColumns } from '../rules/account-sheet.ts'

export type ReadSheet = { rows: SheetRow[]; faults: SheetFault[] }
export const COLUMN_MISSING = '缺少这一列'
type Line = { row: number; cells: string[]; faults: { position: number; message: string }[] }

/**
 * The rows of a sheet by the titles of its first row, from an xlsx or a CSV in UTF-8 or GBK. Refuses what is no such file
 * with `SHEET_UNREADABLE`; what a cell should not be is told by its row and column.
 */
export async function readSheetFile(bytes: Buffer, sheet: Sheet): Promise<ReadSheet> {
  const lines = await readLines(bytes)
  const [header, ...rest] = lines
  if (!header) throw unreadable('文件没有内容,请下载模板填写')
  const titles = header.cells.map((cell) => cell.normalize('NFKC').trim())
  const columns = sheetColumns[sheet]
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
  return { rows, faults }
}

const OLD_EXCEL = Buffer.from([0xd0, 0xcf, 0x11, 0xe0])
const ZIP = Buffer.from('PK\u0003\u0004')

function readLines(bytes: Buffer): Promise<Line[]> | Line[] {
  if (bytes.length === 0) throw unreadable('文件是空的,请重新选择')
  if (bytes.subarray(0, 4).equals(OLD_EXCEL)) {
    throw unreadable('这是旧版 xls 或加密的表格,请取消密码并另存为 xlsx 后再导入')
  }
  return bytes.subarray(0, 4).equals(ZIP) ? readWorkbook(bytes) : readCsv(bytes)
}

function readCsv(bytes: Buffer): Line[] {
  const text = decode(bytes)
  if (text.includes('\u0000')) throw unreadable('这不是表格文件,请使用 xlsx 或 CSV')
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
const MOST_LINES = 20_000
/** What the list does not need, and what would be spread over every cell of a range. */
const ignoreNodes = ['mergeCells', 'dataValidations', 'conditionalFormatting', 'hyperlinks', 'drawing', 'tableParts']

async function readWorkbook(bytes: Buffer): Promise<Line[]> {
  refuseCrafted(unpack(bytes))
  const book = new ExcelJS.Workbook()
  try {
    await book.xlsx.load(bytes as unknown as ExcelJS.Buffer, { ignoreNodes })
  } catch {
    throw unreadable('表格打不开,可能已损坏或加密,请另存为 xlsx 后再导入')
  }
  const [sheet] = book.worksheets
  const lines: Line[] = []
  sheet?.eachRow((row, number) => {
    if (lines.length > MOST_LINES) return
    const cells: string[] = []
    const faults: Line['faults'] = []
    row.eachCell({ includeEmpty: false }, (cell, column) => {
      if (column > MOST_COLUMNS) return
      const { text, message } = readCell(cell.value)
      cells[column - 1] = text
      if (message) faults.push({ position: column - 1, message })
    })
    const whole = Array.from(cells, (cell) => cell ?? '')
    if (isFilled({ cells: whole }) || faults.length > 0) lines.push({ row: number, cells: whole, faults })
  })
  return lines
}

const MOST_EXACT = 1e15

function readCell(value: ExcelJS.CellValue): { text: string; message?: string } {
  if (value === null || value === undefined) return { text: '' }
  if (typeof value === 'number') {
    if (Math.abs(value) < MOST_EXACT) return { text: String(value) }
    return { text: '', message: '长号码被存成了数字、已不准确,请把单元格设为文本后重新填写' }
  }
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

const MOST_UNPACKED = 64 * 1024 * 1024

/** Its parts as text, before it is opened: what unpacks to too much is refused here. */
function unpack(bytes: Buffer): string[] {
  let left = MOST_UNPACKED
  return listEntries(bytes).map(({ content }) => {
    try {
      const unpacked = content(left)
      left -= unpacked.length
      if (left < 0) throw new Error('too large')
      return unpacked.toString('utf8')
    } catch {
      throw unreadable('表格已损坏,或展开后太大,请另存为 xlsx 后再导入')
    }
  })
}

const MOST_NAMED_CELLS = 200_000

/** Merged cells leave rows without their building; a name over millions of cells would be walked cell by cell. */
function refuseCrafted(parts: string[]): void {
  const merged = parts.flatMap((part) => [...part.matchAll(/<(?:\w+:)?mergeCell\s([^>]*)/g)].map(([, given]) => given))
  if (merged.length > 0) {
    const ranges = merged.flatMap((given) => /[A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7}/.exec(given ?? '')?.[0] ?? [])
    throw unreadable(`表格有合并单元格(${ranges.slice(0, 5).join('、')}),请取消合并、逐行填写后再导入`)
  }
  for (const part of parts) {
    if (/<!(?:DOCTYPE|ENTITY)/i.test(part)) throw unreadable('表格中有不应有的内容,请另存为 xlsx 后再导入')
    for (const [, named = ''] of part.matchAll(/<(?:\w+:)?definedName\b[^>]*>([^<]*)</g)) {
      if (countCells(named) > MOST_NAMED_CELLS) throw unreadable('表格中有过大的命名区域,请删除后再导入')
    }
  }
}

function countCells(named: string): number {
  const ranges = [...named.matchAll(/\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})/g)]
  return ranges.reduce((sum, [, left = '', top, right = '', bottom]) => {
    const width = Math.abs(columnOf(right) - columnOf(left)) + 1
    return sum + width * (Math.abs(Number(bottom) - Number(top)) + 1)
  }, 0)
}

function columnOf(letters: string): number {
  return [...letters].reduce((number, letter) => number * 26 + letter.charCodeAt(0) - 64, 0)
}

const END = 0x06054b50
const ENTRY = 0x02014b50

function listEntries(bytes: Buffer): { name: string; content: (most: number) => Buffer }[] {
  const broken = unreadable('表格不完整,可能没有传完,请重新选择')
  const from = Math.max(0, bytes.length - 65_557)
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]))
  if (end < from || bytes.length < end + 22 || bytes.readUInt32LE(end) !== END) throw broken
  let at = bytes.readUInt32LE(end + 16)
  const entries: ReturnType<typeof listEntries> = []
  for (let n = bytes.readUInt16LE(end + 10); n > 0; n -= 1) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== ENTRY) throw broken
    const [method, packed] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 20)]
    const [named, extra, noted] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset))
    const local = bytes.readUInt32LE(at + 42)
    if (local + 30 > bytes.length) throw broken
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28)
    const data = bytes.subarray(start, start + packed)
    entries.push({
      name: bytes.toString('utf8', at + 46, at + 46 + (named ?? 0)),
      content: (most) => (method === 0 ? data : inflateRawSync(data, { maxOutputLength: Math.max(1, most) })),
    })
    at += 46 + (named ?? 0) + (extra ?? 0) + (noted ?? 0)
  }
  return entries
}

function unreadable(message: string, path = 'file'): Refusal {
  return new Refusal('SHEET_UNREADABLE', message, { status: 400, issues: [{ path, message }] })
}
