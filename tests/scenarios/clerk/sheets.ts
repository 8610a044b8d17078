import { stringify } from 'csv-stringify/sync'
import { listOfAccount } from '../../../billing/feed-in/read.ts'
import type { Ctx } from '../../../db/context.ts'
import { accountOf, type Stage } from './stage.ts'
import { columnsOf, need, type Scenario, said } from './tables.ts'

/** The rows of one file of settlement sheets as a retailer sends it, with the real account numbers. */
export function sheetFileOf(stage: Stage, { tables }: Scenario, file: string): string {
  const columns = (columnsOf['sheets.csv'] ?? []).filter((name) => name !== '单' && name !== '户')
  const rows = (tables['sheets.csv'] ?? []).filter((row) => need(row, '单') === file)
  return stringify([
    ['户号', ...columns],
    ...rows.map((row) => [accountOf(stage, row).accountNo, ...columns.map((name) => said(row, name) ?? '')]),
  ])
}

/** What the bank says it paid, by the numbers of the statements that stand of each account and month. */
export async function payoutFileOf(stage: Stage, ctx: Ctx, { tables }: Scenario, file: string): Promise<string> {
  const rows = (tables['payouts.csv'] ?? []).filter((row) => need(row, '单') === file)
  const lines = []
  for (const row of rows) {
    const { items } = await listOfAccount(ctx, accountOf(stage, row).accountNo)
    const statement = items.find(({ month }) => month === need(row, '月'))
    lines.push([statement?.statementNo ?? '', need(row, '金额'), need(row, '付款凭证号'), need(row, '付款日期')])
  }
  return stringify([['结算单号', '金额', '付款凭证号', '付款日期'], ...lines])
}
