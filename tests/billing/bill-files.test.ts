import { buffer, text } from 'node:stream/consumers'
import { parse } from 'csv-parse/sync'
import ExcelJS from 'exceljs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findBill } from '../../billing/bills.ts'
import { createBilling, findLatestBill, runBills } from '../../billing/index.ts'
import { printBill } from '../../billing/print/bill-pdf.ts'
import { writeBill } from '../../billing/print/bill-sheet.ts'
import { exportRun } from '../../billing/print/run-export.ts'
import { sumYuan } from '../../billing/rules/money.ts'
import type { App } from '../../db/department.ts'
import { layNetwork } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { type Caller, logInAs, serveAt } from '../support/http.ts'
import { readPdf } from '../support/pdf-text.ts'
import { openHousehold } from './households.ts'
import { steadyMeters } from './meters.ts'

describe('a bill and a run as files', () => {
  const database = useDatabase()
  const now = '2025-04-01T04:00:00Z'
  const at = (when = now) => database.ctx(when, { roles: ['billing'], username: 'billing' })
  let app: App
  let clerk: Caller
  let stranger: Caller
  let runId: number
  let billId: number

  beforeAll(async () => {
    const ctx = at('2025-01-01T04:00:00Z')
    const network = await layNetwork(ctx)
    const home = { priceCode: 'SH-RES-TIER', energisedAt: '2025-01-01T00:00:00+08:00' }
    const first = await openHousehold(ctx, network, { ...home, name: '葛𠮷淼' })
    const second = await openHousehold(ctx, network, {
      ...home,
      name: '=HYPERLINK("http://x","y")',
      priceCode: 'SH-RES-FLAT',
    })
    const third = await openHousehold(ctx, network, { ...home, name: '乌有' })
    const meters = steadyMeters(
      new Map([
        [first.pointId, { dailyWh: 12_345 }],
        [second.pointId, { dailyWh: 7_777 }],
        [third.pointId, { dailyWh: 11_111 }],
      ]),
    )
    await runBills(at('2025-01-31T16:00:00Z'), { billMonth: '2025-01' }, meters)
    runId = (await runBills(at('2025-02-28T16:00:00Z'), { billMonth: '2025-02' }, meters)).id
    billId = (await findLatestBill(at(), first.accountId))?.id ?? 0
    app = await serveAt(database, [createBilling(meters)], now)
    clerk = await logInAs(app, database, { role: 'billing', organisationPath: 'X.' })
    stranger = await logInAs(app, database, { role: 'customer', organisationPath: 'X.', customerId: second.customerId })
  })
  afterAll(() => app.close())

  const print = async (id: number) => {
    const { name, content } = await printBill(at(), id)
    return { name, pages: readPdf(await buffer(content)) }
  }

  it('prints a bill whose Chinese text can be copied out, with every line’s formula and clause', async () => {
    const bill = await findBill(at(), billId)
    const { name, pages } = await print(billId)
    expect(name).toBe(`电费账单-${bill.billNo}.pdf`)
    const all = pages.join('').replaceAll('\n', '')
    expect(all).toContain('电费账单')
    expect(all).toContain(`应付合计：${bill.totalYuan} 元`)
    expect(all).toContain('比上月少')
    for (const line of bill.lines) expect(all).toContain(`${line.quantity} kWh × ${line.price} = ${line.amountYuan}`)
    expect(all).toContain('第一档电量')
    // The chart says its figures too.
    expect(all).toContain(`总${bill.energyKwh} kWh`)
    expect(all).toContain('本期')
    expect(all).toContain(bill.lines[0]?.clause.slice(0, 8))
    // A rare character of a name is written, and its neighbours stay.
    expect(all).toContain('葛𠮷淼')
    expect(all).not.toContain('?')
  })

  it('embeds no more of the font than it uses', async () => {
    const { content } = await printBill(at(), billId)
    const pdf = await buffer(content)
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
    expect(pdf.length).toBeLessThan(150_000)
    expect(pdf.toString('latin1')).toMatch(/\/FontName \/[A-Z]{6}\+/)
  })

  it('repeats the table’s head on every page of a bill of 200 lines, and numbers the pages', async () => {
    const bill = await findBill(at(), billId)
    const [line] = bill.lines
    if (!line) throw new Error('no line')
    const lines = Array.from({ length: 200 }, (_, n) => ({ ...line, position: n + 1, amountYuan: `${n}.07` }))
    const long = { ...bill, lines, totalYuan: sumYuan(lines.map(({ amountYuan }) => amountYuan)) }
    const none = { against: 'previous' as const, earlier: null, totalYuan: bill.totalYuan, differenceYuan: '0.00' }
    const sheet = writeBill(long, { ...none, parts: [], words: { zh: '', en: '' } }, new Date(now))
    const pages = readPdf(await buffer(sheet as unknown as AsyncIterable<Uint8Array>))
    expect(pages.length).toBeGreaterThan(5)
    const withLines = pages.filter((page) => /\d+\.07/.test(page))
    for (const page of withLines) expect(page).toContain('金额（元）')
    for (const [n, page] of pages.entries()) expect(page).toContain(`第 ${n + 1} 页，共 ${pages.length} 页`)
    const all = pages.join('')
    for (const { amountYuan } of lines) expect(all).toContain(`\n${amountYuan}\n`)
    expect(all).toContain(`\n${long.totalYuan}\n`)
  })

  it('prints the units of a formula in Chinese', async () => {
    const bill = await findBill(at(), billId)
    const [line] = bill.lines
    if (!line) throw new Error('no line')
    const lines = [{ ...line, unit: 'yuan', formula: '100.00 yuan × -0.0075 = -0.75' }]
    const none = { against: 'previous' as const, earlier: null, totalYuan: bill.totalYuan, differenceYuan: '0.00' }
    const sheet = writeBill({ ...bill, lines }, { ...none, parts: [], words: { zh: '', en: '' } }, new Date(now))
    const pages = readPdf(await buffer(sheet as unknown as AsyncIterable<Uint8Array>))
    expect(pages.join('')).toContain('100.00 元 × -0.0075 = -0.75')
  })

  it('leaves no heading alone at the foot of a page, however long the bill', async () => {
    const bill = await findBill(at(), billId)
    const [line] = bill.lines
    if (!line) throw new Error('no line')
    const none = { against: 'previous' as const, earlier: null, totalYuan: bill.totalYuan, differenceYuan: '0.00' }
    for (let count = 10; count < 32; count += 1) {
      const lines = Array.from({ length: count }, (_, n) => ({ ...line, position: n + 1 }))
      const sheet = writeBill({ ...bill, lines }, { ...none, parts: [], words: { zh: '', en: '' } }, new Date(now))
      for (const page of readPdf(await buffer(sheet as unknown as AsyncIterable<Uint8Array>))) {
        expect(page).not.toMatch(/(费用明细|抄表示数|计费分段|执行电价)\s*账单编号/)
      }
    }
  })

  it('exports the run as a workbook whose lines sum to its bills, numbers being numbers', async () => {
    const { name, content } = await exportRun(at(), runId, { format: 'xlsx', sheet: 'bills' })
    expect(name).toBe(`电费-2025-02-批次${runId}.xlsx`)
    const book = new ExcelJS.Workbook()
    await book.xlsx.load((await buffer(content)) as unknown as ArrayBuffer)
    const [bills, lines] = ['账单', '明细'].map((title) => rowsOf(book, title))
    expect(bills).toHaveLength(5)
    expect(bills?.[0]?.slice(0, 3)).toEqual(['账单编号', '户号', '户名'])
    const { rows } = await database.pool.query('select sum(total_yuan)::float8 as total from bill where run_id = $1', [
      runId,
    ])
    expect([bills?.at(-1)?.at(-1), lines?.at(-1)?.at(-1)]).toEqual([rows[0].total, rows[0].total])
    const amounts = lines?.slice(1, -1).map((row) => row.at(-1)) ?? []
    expect(amounts.every((amount) => typeof amount === 'number')).toBe(true)
    expect(amounts.reduce<number>((fen, yuan) => fen + Math.round(Number(yuan) * 100), 0)).toBe(
      Math.round(rows[0].total * 100),
    )
    for (const bill of bills?.slice(1, -1) ?? []) {
      const own = lines?.filter((line) => line[0] === bill[0]) ?? []
      const fen = own.reduce((sum, line) => sum + Math.round(Number(line.at(-1)) * 100), 0)
      expect(fen).toBe(Math.round(Number(bill.at(-1)) * 100))
    }
    // A text in a workbook is never read as a formula.
    expect(bills?.flat()).toContain('=HYPERLINK("http://x","y")')
  })

  it('exports each sheet as CSV with a byte order mark, guarded against formulas', async () => {
    const read = async (sheet: 'bills' | 'lines') => {
      const { content } = await exportRun(at(), runId, { format: 'csv', sheet })
      const csv = await text(content)
      expect(csv.charCodeAt(0)).toBe(0xfeff)
      return parse(csv, { bom: true }) as string[][]
    }
    const [bills, lines] = [await read('bills'), await read('lines')]
    expect(bills.flat()).toContain(`'=HYPERLINK("http://x","y")`)
    expect(bills.at(-1)?.at(-1)).toBe(lines.at(-1)?.at(-1))
    expect(bills[1]?.at(-2)).toBe(String((12_345 * 28) / 1000))
  })

  it('stops where the reader leaves, and harms nobody', async () => {
    const { content } = await exportRun(at(), runId, { format: 'xlsx', sheet: 'bills' })
    content.destroy()
    await new Promise((done) => setTimeout(done, 300))
    expect(content.destroyed).toBe(true)
    const again = await exportRun(at(), runId, { format: 'xlsx', sheet: 'bills' })
    expect((await buffer(again.content)).subarray(0, 2).toString()).toBe('PK')
  })

  it('is given to those who may see it only', async () => {
    expect((await stranger('GET', `/api/billing/bills/${billId}/pdf`)).status).toBe(404)
    expect((await stranger('GET', `/api/billing/runs/${runId}/export`)).status).toBe(403)
    expect((await clerk('GET', '/api/billing/runs/999999/export')).status).toBe(404)
    expect((await clerk('GET', `/api/billing/runs/${runId}/export?format=ods`)).status).toBe(400)
  })
})

function rowsOf(book: ExcelJS.Workbook, title: string): unknown[][] {
  const rows: unknown[][] = []
  book.getWorksheet(title)?.eachRow((row) => rows.push(Array.from(row.values as unknown[]).slice(1)))
  return rows
}
