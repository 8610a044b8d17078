import { stringify } from 'csv-stringify/sync'
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
