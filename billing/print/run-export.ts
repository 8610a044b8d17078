import { PassThrough, Readable } from 'node:stream'
import { stringify } from 'csv-stringify/sync'
import type { Ctx } from '../../db/context.ts'
import { notFound } from '../../db/refusal.ts'
import { plainCell } from '../../db/sheets/plain-cell.ts'
import { loadExcel } from '../../db/sheets/workbook.ts'
import { type Exact, exact, yuanToText, zero } from '../rules/money.ts'
import {
  type ExportedBill,
  type ExportedLine,
  findExportedRun,
  listExportedBills,
  listExportedLines,
} from '../sql/run-export.ts'
import { billColumns, type Column, lineColumns } from './export-columns.ts'

const BOM = '\uFEFF'
const PAGE = 1000
const TOTAL = '合计'

export type ExportQuery = { format: 'xlsx' | 'csv'; sheet: 'bills' | 'lines' }
type Sheet = { name: string; columns: { title: string; width: number }[]; pages: AsyncGenerator<Cells[]> }
type Cells = (string | number | null)[]

/** The bills of a run and their lines, read and sent a page at a time; refuses with `NOT_FOUND`. */
export async function exportRun(
  ctx: Ctx,
  runId: number,
  { format, sheet }: ExportQuery,
): Promise<{ name: string; type: string; content: Readable }> {
  const run = await findExportedRun(ctx, runId)
  if (!run) throw notFound('出账批次')
  const of = { runId, throughId: run.throughId, limit: PAGE }
  const sheets = {
    bills: {
      name: '账单',
      columns: billColumns,
      pages: withTotal(billPages(ctx, of), billColumns, ({ totalYuan }) => totalYuan),
    },
    lines: {
      name: '明细',
      columns: lineColumns,
      pages: withTotal(linePages(ctx, of), lineColumns, ({ amountYuan }) => amountYuan),
    },
  }
  const name = `电费-${run.billMonth}-批次${runId}`
  if (format === 'csv') {
    const { name: title } = sheets[sheet]
    const content = Readable.from(csvOf(sheets[sheet]))
    return { name: `${name}-${title}.csv`, type: 'text/csv; charset=utf-8', content }
  }
  const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
  return { name: `${name}.xlsx`, type, content: xlsxOf([sheets.bills, sheets.lines]) }
}

type Of = { runId: number; throughId: number; limit: number }

async function* billPages(ctx: Ctx, of: Of): AsyncGenerator<ExportedBill[]> {
  let afterId = 0
  for (;;) {
    const page = await listExportedBills(ctx, { ...of, afterId })
    yield page
    const latest = page.at(-1)
    if (!latest || page.length < of.limit) return
    afterId = latest.id
  }
}

async function* linePages(ctx: Ctx, of: Of): AsyncGenerator<ExportedLine[]> {
  let after = { billId: 0, position: 0 }
  for (;;) {
    const page = await listExportedLines(ctx, { ...of, after })
    yield page
    const latest = page.at(-1)
    if (!latest || page.length < of.limit) return
    after = latest
  }
}

/** Rows as cells, and the sum of what the rows show behind them. */
async function* withTotal<Row>(
  pages: AsyncGenerator<Row[]>,
  columns: Column<Row>[],
  amountOf: (row: Row) => string,
): AsyncGenerator<Cells[]> {
  let total: Exact = zero
  for await (const page of pages) {
    total = page.reduce((sum, row) => sum.plus(exact(amountOf(row))), total)
    yield page.map((row) => columns.map(({ pick }) => pick(row)))
  }
  yield [columns.map((_, n) => (n === 0 ? TOTAL : n === columns.length - 1 ? Number(yuanToText(total)) : null))]
}

async function* csvOf({ columns, pages }: Sheet): AsyncGenerator<string> {
  yield BOM + stringify([columns.map(({ title }) => title)])
  for await (const page of pages) yield stringify(page.map((cells) => cells.map(plainCell)))
}

function xlsxOf(sheets: Sheet[]): Readable {
  const stream = new PassThrough()
  // A fault ends the answer, which tells of it; without a listener it would end the process too.
  stream.on('error', () => {})
  const fail = (fault: unknown) => stream.destroy(fault instanceof Error ? fault : new Error(String(fault)))
  writeBook(stream, sheets).catch(fail)
  return stream
}

async function writeBook(stream: PassThrough, sheets: Sheet[]): Promise<void> {
  const { stream: streams } = await loadExcel()
  const book = new streams.xlsx.WorkbookWriter({ stream, useStyles: true, useSharedStrings: false })
  for (const { name, columns, pages } of sheets) {
    const sheet = book.addWorksheet(name, { views: [{ state: 'frozen', ySplit: 1 }] })
    sheet.columns = columns.map(({ title, width }) => ({ header: title, width }))
    for await (const page of pages) {
      for (const cells of page) sheet.addRow(cells).commit()
      await drained(stream)
    }
    sheet.commit()
  }
  await book.commit()
}

/** A reader that is slow is waited for, so that memory stays flat; one that left ends the work. */
function drained(stream: PassThrough): Promise<void> {
  if (stream.destroyed) return Promise.reject(new Error('the reader has left'))
  if (!stream.writableNeedDrain) return new Promise((done) => setImmediate(done))
  return new Promise((done, gone) => {
    const onDrain = () => {
      stream.off('close', onClose)
      done()
    }
    const onClose = () => {
      stream.off('drain', onDrain)
      gone(new Error('the reader has left'))
    }
    stream.once('drain', onDrain)
    stream.once('close', onClose)
  })
}
