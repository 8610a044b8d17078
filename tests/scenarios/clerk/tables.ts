import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'

/** One row of a clerk's file; `where` is how the file and the line are told in a message. */
export type Row = { where: string; cells: Record<string, string> }
export type Scenario = { name: string; tables: Record<string, Row[] | undefined> }

const registers = ['总', '尖', '峰', '平', '谷', '深谷', '上网', '无功', '倒送无功'] as const
const document = ['户', '月', '单据']

/** Every file that a scenario may have, with its columns. */
export const columnsOf: Record<string, readonly string[]> = {
  'accounts.csv': [
    ...['户', '类别', '电价', '送电', '人口', '合同容量', '例日', '周期'],
    ...['基本电费', '力调标准', '合同需量'],
  ],
  'points.csv': ['点', '户', '电价', '起', '倍率', '位数', '无表', '用途'],
  'transformers.csv': ['户', '变压器', '容量', '铁损', '无功铁损', '无功系数', '状态', '起', '止'],
  'edges.csv': ['上级', '下级', '方式', '数量', '电价', '起', '止'],
  'registers.csv': ['点', '日期', ...registers, '入库'],
  'curves.csv': ['点', '起', '止', '自', '至', '每刻', '缺'],
  'exchanges.csv': [...['点', '时间', '新倍率'], ...registers.flatMap((role) => [`旧${role}`, `新${role}`])],
  'demands.csv': ['点', '日期', '需量'],
  'prices.csv': [
    ...['版本', '电价', '类别', '制式', '起', '止', '单价', '峰价', '平价', '谷价', '容量电价', '需量电价', '基金'],
    ...['保底金额', '保底电量', '保底单价', '累计', '一档至', '一档价', '二档至', '二档价', '三档价'],
  ],
  'sheets.csv': [
    '单',
    '户',
    '月份',
    '结算单号',
    '售电公司',
    '出单日期',
    '项目',
    '名称',
    '时段',
    '电量',
    '计入电量',
    '电价',
    '金额',
  ],
  'plants.csv': ['户', '点', '方式', '地区', '发电点', '补贴', '容量', '起'],
  'payouts.csv': ['单', '户', '月', '金额', '付款凭证号', '付款日期'],
  'terms.csv': ['户', '项目', '值', '起', '止'],
  'when/steps.csv': ['日期', '动作', '户', '月', '项目', '值', '起', '止', '应拒', '说明'],
  'then/bills.csv': [...document, '起', '止', '电量', '金额', '应缴', '状态', '功率因数', '需量'],
  'then/lines.csv': [...document, '项目', '数量', '单价', '金额'],
  'then/statements.csv': [...document, '起', '止', '上网电量', '发电量', '金额', '应付', '状态'],
  'then/statement-lines.csv': [...document, '项目', '数量', '单价', '金额'],
  'then/parked.csv': ['户', '月', '原因'],
  'then/held.csv': ['户', '月', '规则', '决定'],
  'then/tasks.csv': ['户', '月', '原因', '结果'],
  'then/charges.csv': ['户', '种类', '单据', '金额', '应缴', '状态'],
  'then/balances.csv': ['户', '余额', '未缴张数'],
}

export class ClerkError extends Error {}

export function listScenarios(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.startsWith('given_'))
    .sort()
}

export function readScenario(folder: string, name: string): Scenario {
  const tables: Scenario['tables'] = {}
  for (const within of ['', 'when', 'then']) {
    for (const file of readdirSync(join(folder, name, within)).filter((each) => each.endsWith('.csv'))) {
      const path = within ? `${within}/${file}` : file
      tables[path] = readTable(join(folder, name, path), path)
    }
  }
  for (const needed of ['accounts.csv', 'when/steps.csv']) {
    if (!tables[needed]) throw new ClerkError(`缺少文件 ${needed}`)
  }
  if (!existsSync(join(folder, name, 'note.md'))) throw new ClerkError('缺少 note.md:请写明金额怎样手算得来')
  return { name, tables }
}

function readTable(path: string, file: string): Row[] {
  const columns = columnsOf[file]
  if (!columns) throw new ClerkError(`不认识的文件 ${file}`)
  const records: string[][] = parse(readFileSync(path, 'utf8'), { bom: true, trim: true, skip_empty_lines: true })
  const [header = [], ...rows] = records
  const strange = header.find((name) => !columns.includes(name))
  if (strange) throw new ClerkError(`${file} 没有「${strange}」这一列,可用的列:${columns.join('、')}`)
  return rows.map((cells, position) => ({
    where: `${file} 第 ${position + 2} 行`,
    cells: Object.fromEntries(header.map((name, n) => [name, cells[n] ?? ''])),
  }))
}

/** What a cell says; undefined where it is empty or its column is left out. */
export function said(row: Row, column: string): string | undefined {
  return row.cells[column] || undefined
}

export function need(row: Row, column: string): string {
  const value = said(row, column)
  if (value === undefined) throw new ClerkError(`${row.where}:请填「${column}」`)
  return value
}

/** A clerk's word for one of a few codes. */
export function oneOf<Code>(row: Row, column: string, codes: Record<string, Code>): Code {
  const word = need(row, column)
  const code = codes[word]
  if (code === undefined) {
    throw new ClerkError(`${row.where}:「${column}」不能是「${word}」,只能是 ${Object.keys(codes).join('、')}`)
  }
  return code
}

/** `2025-02-01` or `2025-02-01 10:30`, on a clock in China. */
export function instantOf(row: Row, column: string, time = '00:00'): Date {
  const [day = '', clock = time] = need(row, column).split(' ')
  const at = new Date(`${day}T${clock}:00+08:00`)
  if (Number.isNaN(at.getTime())) throw new ClerkError(`${row.where}:「${column}」写成 2025-02-01 或 2025-02-01 10:30`)
  return at
}

/** kWh, kvarh or kW of a cell as Wh, varh or W; undefined where it is empty. */
export function thousandthsOf(row: Row, column: string): number | undefined {
  const value = said(row, column)
  if (value === undefined) return undefined
  const number = Math.round(Number(value) * 1000)
  if (Number.isNaN(number)) throw new ClerkError(`${row.where}:「${column}」应是数字`)
  return number
}

export const roleOfRegister = {
  总: 'importTotal',
  尖: 'importSharp',
  峰: 'importPeak',
  平: 'importFlat',
  谷: 'importValley',
  深谷: 'importDeepValley',
  上网: 'exportTotal',
  无功: 'q1',
  倒送无功: 'q4',
} as const

/** Registers of a row by role, in Wh and varh; columns may be led by 旧 or 新. */
export function registersOf(row: Row, led = '') {
  return registers.flatMap((name) => {
    const wh = thousandthsOf(row, `${led}${name}`)
    return wh === undefined ? [] : [{ name, role: roleOfRegister[name], wh }]
  })
}
