import ExcelJS from 'exceljs'
import { type Sheet, sheetColumns } from '../rules/account-sheet.ts'

export const sheetNames: Record<Sheet, string> = { accounts: '用户清单', meters: '装表记录' }

/** An empty sheet with its titles, every cell text, and a second one that says what goes in. */
export async function writeTemplate(sheet: Sheet): Promise<Buffer> {
  const book = new ExcelJS.Workbook()
  const columns = sheetColumns[sheet]
  const page = book.addWorksheet(sheetNames[sheet], { views: [{ state: 'frozen', ySplit: 1 }] })
  page.columns = columns.map(({ title }) => ({ header: title, width: 16, style: { numFmt: '@' } }))
  page.getRow(1).font = { bold: true }
  const help = book.addWorksheet('填写说明')
  help.columns = [
    { header: '列', width: 16 },
    { header: '必填', width: 8 },
    { header: '说明', width: 60 },
  ]
  help.addRows(columns.map(({ title, isNeeded, hint }) => [title, isNeeded ? '是' : '', hint]))
  return Buffer.from(await book.xlsx.writeBuffer())
}
