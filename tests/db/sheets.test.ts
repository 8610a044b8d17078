import { glob, readFile } from 'node:fs/promises'
import ExcelJS from 'exceljs'
import { describe, expect, test } from 'vitest'
import { plainCell } from '../../db/sheets/plain-cell.ts'
import { readSheetFile } from '../../db/sheets/read-sheet.ts'

const top = new URL('../..', import.meta.url).pathname
/** Writes rows, or answers as a table of text. */
const WRITES = /\bexceljs\b[\s\S]*\.addRows?\(|csv-stringify|text\/csv/
/** Whose rows come from a file beside it, which is a writer of its own. */
const ANSWERS = /\.send\(\s*(?:await )?export\w+\(|content: Readable|\.send\(csv\)/

function findUnguarded(path: string, text: string): string[] {
  if (!WRITES.test(text)) return []
  const isAnswer = ANSWERS.test(text) && !/csv-stringify|exceljs/.test(text)
  return isAnswer || /\bplainCell\b/.test(text.replace(/^import.*$/gm, '')) ? [] : [path]
}

describe('what the product writes for a spreadsheet', () => {
  test.each([
    ['=HYPERLINK("http://x","y")', `'=HYPERLINK("http://x","y")`],
    ['+8613800138000', `'+8613800138000`],
    ['-2+3', `'-2+3`],
    ['@SUM(A1)', `'@SUM(A1)`],
    ['\t=1', `'\t=1`],
    ['\r=1', `'\r=1`],
    ['＝1', `'＝1`],
    ['陈桂兰', '陈桂兰'],
    ['-12.340', '-12.340'],
    ['', ''],
    [-3, -3],
    [null, null],
  ])('a cell %j is written as %j', (cell, written) => {
    expect(plainCell<unknown>(cell)).toBe(written)
  })

  test('every writer of sheets makes its cells plain', async () => {
    const unguarded: string[] = []
    for await (const path of glob('{app,intake,metering,billing,callcenter,db}/**/*.ts', { cwd: top })) {
      unguarded.push(...findUnguarded(path, await readFile(`${top}${path}`, 'utf8')))
    }
    expect(unguarded).toEqual([])
  })

  test('a writer that does not is found', () => {
    const careless = `import { stringify } from 'csv-stringify/sync'\nexport const write = (rows) => stringify(rows)`
    expect(findUnguarded('billing/careless.ts', careless)).toEqual(['billing/careless.ts'])
    const book = `import ExcelJS from 'exceljs'\nsheet.addRow(row)`
    expect(findUnguarded('billing/careless.ts', book)).toEqual(['billing/careless.ts'])
  })
})

describe('a sheet that is brought', () => {
  const columns = [{ title: '户号', isNeeded: true }, { title: '日期' }]
  const book = async (fill: (sheet: ExcelJS.Worksheet) => void) => {
    const made = new ExcelJS.Workbook()
    const sheet = made.addWorksheet('用户')
    sheet.addRow(['户号', '日期'])
    fill(sheet)
    return Buffer.from(await made.xlsx.writeBuffer())
  }

  test('keeps the leading zeros of a number that is text, and reads a date as its day', async () => {
    const bytes = await book((sheet) => sheet.addRow(['0033020000012', new Date('2024-02-29T00:00:00Z')]))
    const { rows, faults } = await readSheetFile(bytes, columns, { hasDays: true })
    expect(faults).toEqual([])
    expect(rows).toEqual([{ row: 2, cells: { 户号: '0033020000012', 日期: '2024-02-29' } }])
  })

  test('tells a formula, an error and a hidden row', async () => {
    const bytes = await book((sheet) => {
      sheet.addRow([{ formula: 'A1', result: '1' }, ''])
      sheet.addRow([{ error: '#N/A' }, ''])
      sheet.addRow(['3302000100019', '']).hidden = true
    })
    const { faults } = await readSheetFile(bytes, columns, { refusesHidden: true })
    expect(faults.map(({ row, message }) => [row, message])).toEqual([
      [2, '单元格是公式,请复制后“粘贴为数值”'],
      [3, '单元格是错误值 #N/A'],
      [4, expect.stringContaining('被隐藏')],
    ])
  })

  test('refuses merged cells, and a text that is neither UTF-8 nor GBK', async () => {
    const merged = await book((sheet) => {
      sheet.addRow(['3302000100019', ''])
      sheet.mergeCells('A2:B2')
    })
    await expect(readSheetFile(merged, columns)).rejects.toThrow(/合并单元格\(A2:B2\)/)
    await expect(readSheetFile(Buffer.from([0x41, 0xff, 0xff, 0x0a]), columns)).rejects.toThrow(
      /既不是 UTF-8 也不是 GBK/,
    )
    const utf16 = Buffer.from('\uFEFF户号,日期\n', 'utf16le')
    await expect(readSheetFile(utf16, columns)).rejects.toThrow('UTF-16')
    for (const other of [
      Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16]),
      Buffer.from('%PDF-1.7\n'),
      Buffer.from('<html>'),
    ])
      await expect(readSheetFile(other, columns)).rejects.toThrow('这不是表格文件')
  })

  test('reads GBK as a Chinese spreadsheet saves it', async () => {
    // 户号,日期 / 陈,2024
    const bytes = Buffer.from('bba7bac52cc8d5c6da0ab3c22c32303234', 'hex')
    expect((await readSheetFile(bytes, columns)).rows).toEqual([{ row: 2, cells: { 户号: '陈', 日期: '2024' } }])
  })
})
