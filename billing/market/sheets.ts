import { createHash } from 'node:crypto'
import type { z } from 'zod'
import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { transact } from '../../db/pool.ts'
import { type Issue, notFound } from '../../db/refusal.ts'
import { addMonths } from '../../db/time.ts'
import { settleSheet } from '../rules/market-settlement.ts'
import { exact, sumYuan } from '../rules/money.ts'
import { runBills } from '../run/runs.ts'
import { openTask } from '../sql/corrections.ts'
import { lockLedgers } from '../sql/ledgers.ts'
import {
  closeSheets,
  insertSheets,
  listAwaitingSheets,
  listBillsOfMonth,
  listMarketAccounts,
  listSheetRows,
  type MarketAccount,
  type NewSheet,
} from '../sql/market.ts'
import type { UsagePort } from '../usage.ts'
import type { ImportAnswer, SheetDetail, SheetFile, sheetImport } from './contract.ts'
import { type ReadFile, readSheetFile, unfit } from './read-file.ts'

/**
 * Takes a file of sheets as a whole or not at all. What was said before changes nothing; a newer sheet takes the place of the
 * older one, and a month billed already gets a correction task. Then what was parked for these sheets is billed. Refuses
 * with `SHEETS_UNREADABLE` and `SHEETS_UNFIT`, every fault by row and field.
 */
export async function importSheets(
  ctx: Ctx,
  input: z.infer<typeof sheetImport>,
  findUsages: UsagePort,
): Promise<ImportAnswer> {
  const read = readSheetFile(input)
  const { accountIds, ...stored } = await transact(ctx, (inner) => storeSheets(inner, read))
  return { ...stored, billed: await billAwaiting(ctx, accountIds, findUsages) }
}

async function storeSheets(ctx: Ctx, { file, pathOf }: ReadFile) {
  const { month } = file
  const accountNos = file.sheets.map(({ accountNo }) => accountNo)
  const asked = await listMarketAccounts(ctx, accountNos, month)
  // Nobody bills an account while its sheet changes.
  await lockLedgers(
    ctx,
    asked.map(({ accountId }) => accountId).sort((a, b) => a - b),
  )
  const accounts = new Map(
    (await listMarketAccounts(ctx, accountNos, month)).map((account) => [account.accountNo, account]),
  )
  const issues = file.sheets.flatMap((sheet, n) =>
    checkSheet(sheet, file, accounts.get(sheet.accountNo), n).map(({ field, message }) => ({
      path: pathOf(['sheets', n, field]),
      message,
    })),
  ) satisfies Issue[]
  if (issues.length > 0) throw unfit(issues)
  const fresh = file.sheets.flatMap((sheet): (NewSheet & { isFirst: boolean })[] => {
    const account = accounts.get(sheet.accountNo)
    const digest = digestOf(sheet)
    if (!account || account.digests.includes(digest)) return []
    const { totalYuan: _, accountNo: __, ...told } = sheet
    const lines = sheet.lines.map((line) => ({ ...line, energyKwh: line.energyKwh ?? 0 }))
    return [{ ...told, month, digest, lines, accountId: account.accountId, isFirst: account.standing === null }]
  })
  const freshIds = fresh.map(({ accountId }) => accountId)
  await closeSheets(ctx, month, freshIds)
  if (fresh.length > 0) await insertSheets(ctx, fresh)
  const billed = await listBillsOfMonth(ctx, freshIds, month)
  for (const { accountId, billMonth } of billed) {
    const sheetNo = fresh.find((sheet) => sheet.accountId === accountId)?.sheetNo
    await openTask(ctx, { accountId, billMonth, cause: 'market-sheet', detail: { month, sheetNo } })
  }
  const imported = fresh.filter(({ isFirst }) => isFirst).length
  const answer = {
    month,
    sheets: file.sheets.length,
    ...{ imported, superseded: fresh.length - imported, unchanged: file.sheets.length - fresh.length },
    tasks: billed.length,
  }
  await recordAudit(ctx, { action: 'market-sheets.imported', subject: `month:${month}`, detail: answer })
  return { ...answer, accountIds: [...accounts.values()].map(({ accountId }) => accountId) }
}

type Fault = { field: string; message: string }

function checkSheet(
  sheet: SheetFile['sheets'][number],
  { month, sheets }: SheetFile,
  account: MarketAccount | undefined,
  position: number,
): Fault[] {
  if (!account) return [{ field: 'accountNo', message: '没有这一户,或不在您的供电单位' }]
  const faults: Fault[] = []
  if (sheets.findIndex(({ accountNo }) => accountNo === sheet.accountNo) < position)
    faults.push({ field: 'accountNo', message: '该户在文件中已有一张结算单' })
  const start = `${month}-01`
  // Days from the reading day of the month before are of this month's bill.
  const first = (account.readingDay ?? 1) > 1 ? addMonths(start, -1) : start
  const terms = account.terms.filter(({ from, to }) => from < addMonths(start, 1) && (to === null || first < to))
  if (terms.length === 0) faults.push({ field: 'accountNo', message: `该户 ${month} 不在零售市场` })
  else if (!terms.some(({ retailer }) => retailer === sheet.retailer))
    faults.push({ field: 'retailer', message: `与档案不符,该户的售电公司是 ${terms.at(-1)?.retailer}` })
  const isKnown = account.digests.includes(digestOf(sheet))
  if (!isKnown && account.standing && sheet.issuedOn < account.standing.issuedOn)
    faults.push({ field: 'issuedOn', message: `早于已导入的结算单(${account.standing.issuedOn} 出单)` })
  const sum = sumYuan(amountsOf(sheet.lines))
  if (sheet.totalYuan !== undefined && !exact(sum).eq(sheet.totalYuan))
    faults.push({ field: 'totalYuan', message: `各行合计 ${sum},与合计金额不符` })
  return faults
}

/** As charged: the sheet's own amount, else energy × price. */
function amountsOf(lines: SheetFile['sheets'][number]['lines']): string[] {
  const sheet = lines.map((line) => ({ ...line, energyKwh: line.energyKwh ?? 0 }))
  return settleSheet({ sheet, metered: {}, toleranceKwh: 0, clause: '' }).lines.map(({ amountYuan }) => amountYuan)
}

function digestOf({ sheetNo, retailer, issuedOn, lines }: SheetFile['sheets'][number]): string {
  const told = lines.map(({ code, name, period, energyKwh, countsAsEnergy, priceYuanPerKwh, amountYuan }) => [
    ...[code, name, period, energyKwh ?? 0, countsAsEnergy],
    priceYuanPerKwh === undefined ? null : exact(priceYuanPerKwh).toFixed(),
    amountYuan === undefined ? null : exact(amountYuan).toFixed(2),
  ])
  return createHash('sha256')
    .update(JSON.stringify([sheetNo, retailer, issuedOn, told]))
    .digest('hex')
}

/** Bills what was parked for a sheet: of these accounts, or of all; what still waits is parked again. */
export async function billAwaiting(
  ctx: Ctx,
  accountIds: number[] | null,
  findUsages: UsagePort,
): Promise<ImportAnswer['billed']> {
  const outcome = { issued: 0, held: 0, parked: 0 }
  const waiting = await listAwaitingSheets(ctx, accountIds)
  for (const [billMonth, rows] of Map.groupBy(waiting, (row) => row.billMonth)) {
    const run = await runBills(ctx, { billMonth, accountIds: rows.map(({ accountId }) => accountId) }, findUsages)
    outcome.issued += run.issued
    outcome.held += run.held
    outcome.parked += run.parked
  }
  return outcome
}

/** One sheet with its lines and the other versions of its account and month; refuses with `NOT_FOUND`. */
export async function findSheet(ctx: Ctx, id: number): Promise<SheetDetail> {
  const rows = await listSheetRows(ctx, id)
  const row = rows.find((each) => each.id === id)
  if (!row) throw notFound('结算单')
  const { accountId: _, knownFrom, knownTo, lines, ...sheet } = row
  const amounts = amountsOf(lines)
  return {
    ...sheet,
    importedAt: knownFrom.toISOString(),
    supersededAt: knownTo?.toISOString() ?? null,
    energyKwh: energyOf(lines),
    totalYuan: sumYuan(amounts),
    lines: lines.map((line, n) => ({
      ...line,
      priceYuanPerKwh: line.priceYuanPerKwh ?? null,
      amountYuan: amounts[n] ?? '0.00',
    })),
    versions: rows.map((each) => ({
      ...{ id: each.id, sheetNo: each.sheetNo, issuedOn: each.issuedOn },
      totalYuan: sumYuan(amountsOf(each.lines)),
    })),
  }
}

export function energyOf(lines: { energyKwh: number; countsAsEnergy: boolean }[]): number {
  return lines
    .filter(({ countsAsEnergy }) => countsAsEnergy)
    .reduce((sum, { energyKwh }) => sum.plus(energyKwh), exact(0))
    .toNumber()
}

export function totalOf(lines: SheetFile['sheets'][number]['lines']): string {
  return sumYuan(amountsOf(lines))
}
