import { parse } from 'csv-parse/sync'
import type { z } from 'zod'
import { type Issue, Refusal } from '../../db/refusal.ts'
import type { EnergyPeriod } from '../rules/price-period.ts'
import { type SheetFile, sheetFile, type sheetImport } from './contract.ts'

type Path = (string | number)[]
/** `pathOf` tells a field of the file in the words of its form: `rows.5.energyKwh` in a CSV, `sheets.0.sheetNo` in JSON. */
export type ReadFile = { file: SheetFile; pathOf: (path: Path) => string }

/** Refuses with `SHEETS_UNFIT` and every fault by row and field, or `SHEETS_UNREADABLE`. */
export function readSheetFile({ format, content }: z.infer<typeof sheetImport>): ReadFile {
  const { raw, pathOf, issues } = format === 'csv' ? readCsv(content) : readJson(content)
  const parsed = sheetFile.safeParse(raw)
  const all = [
    ...issues,
    ...(parsed.error?.issues ?? []).map(({ path, message }) => ({ path: pathOf(path as Path), message })),
  ]
  if (all.length > 0 || !parsed.success) throw unfit(all)
  return { file: parsed.data, pathOf }
}

const MOST_TOLD = 1000

export function unfit(issues: Issue[]): Refusal {
  const message = `文件有 ${issues.length} 处错误,未导入任何内容,请按行更正后重新导入`
  return new Refusal('SHEETS_UNFIT', message, { status: 400, issues: issues.slice(0, MOST_TOLD) })
}

type Raw = { raw: unknown; pathOf: (path: Path) => string; issues: Issue[] }

function readJson(content: string): Raw {
  try {
    return { raw: JSON.parse(content), pathOf: (path) => path.join('.'), issues: [] }
  } catch {
    throw new Refusal('SHEETS_UNREADABLE', '文件不是 JSON,请检查格式', { status: 400 })
  }
}

const columns: Record<string, string> = {
  ...{ 户号: 'accountNo', 月份: 'month', 结算单号: 'sheetNo', 售电公司: 'retailer', 出单日期: 'issuedOn' },
  ...{ 合计金额: 'totalYuan', 项目: 'code', 名称: 'name', 时段: 'period', 电量: 'energyKwh' },
  ...{ 计入电量: 'countsAsEnergy', 电价: 'priceYuanPerKwh', 金额: 'amountYuan' },
}
const needed = ['accountNo', 'month', 'sheetNo', 'retailer', 'issuedOn', 'code', 'name']
const periods: Record<string, EnergyPeriod> = {
  总: 'total',
  尖: 'sharp',
  峰: 'peak',
  平: 'flat',
  谷: 'valley',
  深谷: 'deepValley',
}
const truths: Record<string, boolean> = { 是: true, 否: false, true: true, false: false }

type CsvRow = { line: number; cells: Record<string, string> }

/** One row is one line of a sheet; what is of the sheet is repeated on each of its rows, and must be the same there. */
function readCsv(content: string): Raw {
  const rows = readRows(content)
  const [first] = rows
  const issues: Issue[] = []
  const month = first?.cells.month
  const sheets: { row: CsvRow; rows: CsvRow[] }[] = []
  for (const [, ofAccount] of Map.groupBy(rows, ({ cells }) => cells.accountNo)) {
    const [row] = ofAccount
    if (row) sheets.push({ row, rows: ofAccount })
  }
  for (const { line, cells } of rows) {
    if (cells.month !== month) issues.push({ path: `rows.${line}.month`, message: '一个文件只能有一个月份' })
  }
  for (const { row, rows: ofAccount } of sheets) {
    for (const { line, cells } of ofAccount) {
      for (const field of ['sheetNo', 'retailer', 'issuedOn', 'totalYuan']) {
        if ((cells[field] ?? '') === (row.cells[field] ?? '')) continue
        issues.push({
          path: `rows.${line}.${field}`,
          message: `与第 ${row.line} 行同户的结算单不一致;一户一月只能有一张`,
        })
      }
    }
  }
  return {
    raw: { month, sheets: sheets.map(({ row, rows: ofAccount }) => sheetOf(row, ofAccount)) },
    pathOf: (path) => csvPath(path, sheets, first),
    issues,
  }
}

function csvPath(path: Path, sheets: { row: CsvRow; rows: CsvRow[] }[], first: CsvRow | undefined): string {
  const [, sheet, field, position, inner] = path
  const of = typeof sheet === 'number' ? sheets[sheet] : undefined
  if (!of) return `rows.${first?.line ?? 1}.${path.join('.')}`
  const isLine = field === 'lines' && typeof position === 'number'
  return `rows.${(isLine ? of.rows[position] : of.row)?.line}.${String((isLine ? inner : field) ?? 'accountNo')}`
}

function sheetOf({ cells }: CsvRow, rows: CsvRow[]) {
  const { accountNo, sheetNo, retailer, issuedOn, totalYuan } = cells
  return {
    ...{ accountNo, sheetNo, retailer, issuedOn },
    ...(totalYuan && { totalYuan }),
    lines: rows.map(({ cells: own }) => ({
      ...{ code: own.code, name: own.name },
      ...(own.period && { period: periods[own.period] ?? own.period }),
      ...(own.energyKwh && { energyKwh: Number(own.energyKwh) }),
      ...(own.countsAsEnergy && { countsAsEnergy: truths[own.countsAsEnergy] ?? own.countsAsEnergy }),
      ...(own.priceYuanPerKwh && { priceYuanPerKwh: own.priceYuanPerKwh }),
      ...(own.amountYuan && { amountYuan: own.amountYuan }),
    })),
  }
}

function readRows(content: string): CsvRow[] {
  let records: { record: string[]; info: { lines: number } }[]
  try {
    const options = { bom: true, trim: true, skip_empty_lines: true, relax_column_count: true, info: true }
    records = parse(content, options) as unknown as typeof records
  } catch {
    throw new Refusal('SHEETS_UNREADABLE', '文件不是 CSV,请检查引号与分隔符', { status: 400 })
  }
  const [header, ...rows] = records
  const names = (header?.record ?? []).map((name) => columns[name] ?? name)
  const known = [...Object.values(columns)]
  const issues = [
    ...names
      .filter((name) => !known.includes(name))
      .map((name) => ({ path: `rows.1.${name}`, message: '不认识这一列' })),
    ...needed
      .filter((name) => !names.includes(name))
      .map((name) => ({ path: `rows.1.${name}`, message: '缺少这一列' })),
    ...rows
      .filter(({ record }) => record.length !== names.length)
      .map(({ record, info }) => ({
        path: `rows.${info.lines}.row`,
        message: `这一行有 ${record.length} 格,应为 ${names.length} 格;内容含逗号时请加引号`,
      })),
    ...(rows.length === 0 ? [{ path: 'rows.2', message: '文件没有内容' }] : []),
  ]
  if (issues.length > 0) throw unfit(issues)
  return rows.map(({ record, info }) => ({
    line: info.lines,
    cells: Object.fromEntries(names.map((name, n) => [name, record[n] ?? ''])),
  }))
}
