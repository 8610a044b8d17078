// Decides what each row of a sheet says, and tells every fault by row and column with what to do about it.
import { balances } from './balance-shape.ts'
import { customers } from './customer-shapes.ts'
import { meters } from './meter-shape.ts'
import { districts, feeders, organisations, sections, substations, terminals } from './network-shapes.ts'
import { readDay, readMinute, readMonth } from './read-time.ts'
import { readings } from './reading-shape.ts'
import type { CheckedRow, Column, Facts, Fault, Kind, Shape, Values } from './shape.ts'

export const shapes: Record<Kind, Shape> = {
  ...{ organisations, substations, feeders, districts },
  ...{ terminals, sections, customers, meters, readings, balances },
}

/** Of which kind a sheet with these titles is: all that it needs are there; null: of none. */
export function kindOf(titles: string[]): Kind | null {
  const fits = Object.values(shapes).filter(({ columns }) =>
    columns.every(({ title, isNeeded }) => !isNeeded || titles.includes(title)),
  )
  const known = ({ columns }: Shape) => columns.filter(({ title }) => titles.includes(title)).length
  return fits.toSorted((one, other) => known(other) - known(one))[0]?.kind ?? null
}

type Told = { message: string; advice: string }
type SheetRow = { row: number; cells: Partial<Record<string, string>> }

/** Every row that is whole, and every fault of all of them. */
export function checkRows(shape: Shape, rows: SheetRow[], facts: Facts): { rows: CheckedRow[]; faults: Fault[] } {
  const faults: Fault[] = []
  const checked = rows.map(({ row, cells }) => {
    const values: Values = {}
    const wrong = new Set<string>()
    const tell = (key: string, title: string, told: Told) => {
      wrong.add(key)
      faults.push({ row, column: title, ...told })
    }
    for (const column of shape.columns) {
      const read = readCell(column, cells[column.title] ?? '', facts)
      values[column.key] = read.value
      if (read.told) tell(column.key, column.title, read.told)
    }
    for (const { key, ...told } of shape.also?.(values, facts) ?? []) {
      const column = shape.columns.find((each) => each.key === key)
      // One cell is told of once: what it should be comes before what it should be together with others.
      if (column && !wrong.has(key)) tell(key, column.title, told)
    }
    return { row, values }
  })
  faults.push(...shape.unique.flatMap((keys) => findTwice(shape, keys, checked)), ...findTwoNames(shape, checked))
  return { rows: checked, faults: faults.toSorted((one, other) => one.row - other.row) }
}

type Read = { value: string | number | null; told?: Told }

function readCell(column: Column, cell: string, facts: Facts): Read {
  const text = cell.normalize('NFKC').trim()
  if (text === '') {
    if (column.isNeeded) return { value: null, told: { message: '不能为空', advice: `请填写:${column.hint}` } }
    const { otherwise } = column
    if (otherwise === undefined) return { value: null }
    return { value: column.is === 'number' ? Number(otherwise) : otherwise }
  }
  const told = findUnreadable(column, text)
  if (told) return { value: null, told }
  const read = readers[column.is](column, text, facts)
  if (read.told || !column.among) return read
  return { ...read, ...lookUp(column, String(read.value), facts) }
}

function findUnreadable({ is }: Column, text: string): Told | null {
  if (/[\p{Cc}\p{Co}\u202a-\u202e\u2066-\u2069\uFFFD]/u.test(text))
    return { message: '含有换行、控制字符或乱码', advice: '请重新输入这一格' }
  if (is === 'text' && /^[=+\-@]/.test(text)) return { message: '不能以 = + - @ 开头', advice: '请去掉开头的符号' }
  return null
}

const readers: Record<Column['is'], (column: Column, text: string, facts: Facts) => Read> = {
  text: readText,
  code: (column, text) => readText(column, text.replaceAll(/\s/g, '')),
  number: readNumber,
  day: readDay,
  month: readMonth,
  minute: readMinute,
  word({ words = {} }, text) {
    const value = words[text]
    if (value !== undefined) return { value }
    return {
      value: null,
      told: { message: `不认识“${shorten(text)}”`, advice: `应为 ${Object.keys(words).join('、')}` },
    }
  },
}

/** What a spreadsheet does to a long number. */
const SCIENTIFIC = /^\d(\.\d+)?E\+?\d+$/i

function readText(column: Column, text: string): Read {
  const { most = 200, pattern, should = '' } = column
  if (text.length > most) return { value: null, told: { message: `超过 ${most} 个字`, advice: '请缩短' } }
  if (column.is === 'code' && SCIENTIFIC.test(text))
    return { value: null, told: { message: '号码被存成了科学计数', advice: '请把单元格设为文本后重新填写' } }
  if (!pattern || pattern.test(text)) return { value: text }
  return { value: null, told: { message: should, advice: adviseOnCode(column, text) } }
}

function adviseOnCode({ key, hint }: Column, text: string): string {
  if (key === 'accountNo' && /^\d{1,12}$/.test(text))
    return '位数不够,开头的 0 可能被表格去掉了,请把单元格设为文本后重新填写'
  return `请更正:${hint}`
}

function readNumber({ least = 0, most = 1e9, decimals = 3 }: Column, text: string): Read {
  const plain = text.replaceAll(/(?<=\d),(?=\d{3}(\D|$))/g, '')
  const value = Number(plain)
  const fault = (message: string) => ({
    value: null,
    told: { message, advice: `应为 ${least} 至 ${most} 的${decimals === 0 ? '整数' : '数字'}` },
  })
  if (SCIENTIFIC.test(plain)) return fault('数字被存成了科学计数')
  if (!/^-?\d+(\.\d+)?$/.test(plain)) return fault('不是数字')
  if (value < least || value > most) return fault('超出范围')
  if ((plain.split('.')[1] ?? '').replace(/0+$/, '').length > decimals)
    return fault(decimals === 0 ? '不是整数' : `小数超过 ${decimals} 位`)
  return { value }
}

function lookUp({ among, title }: Column, text: string, { names }: Facts): { told?: Told } {
  const known = among && names[among]?.get(text)
  if (known === null) return { told: { message: `有多个“${shorten(text)}”`, advice: '请填写编码路径' } }
  if (known !== undefined) return {}
  return { told: { message: `${title}“${shorten(text)}”不存在`, advice: '请更正,或先导入它' } }
}

function shorten(text: string): string {
  return text.length > 30 ? `${text.slice(0, 30)}…` : text
}

/** The latter of two rows that say the same names the former. */
function findTwice({ columns }: Shape, keys: string[], rows: CheckedRow[]): Fault[] {
  const seen = new Map<string, number>()
  const last = columns.find(({ key }) => key === keys.at(-1))
  return rows.flatMap(({ row, values }): Fault[] => {
    const said = keys.map((key) => values[key] ?? null)
    if (!last || said.includes(null)) return []
    const key = JSON.stringify(said)
    const before = seen.get(key)
    if (before === undefined) {
      seen.set(key, row)
      return []
    }
    const told = last.isPersonal ? '' : `“${shorten(said.join(' '))}”`
    return [{ row, column: last.title, message: `${told}与第 ${before} 行重复`, advice: '请删除或更正其中一行' }]
  })
}

/** One number on somebody's papers under two names is a slip of one of them. */
function findTwoNames({ columns }: Shape, rows: CheckedRow[]): Fault[] {
  const column = columns.find(({ key }) => key === 'idNumber')
  if (!column) return []
  const seen = new Map<string, CheckedRow>()
  return rows.flatMap(({ row, values }): Fault[] => {
    if (values.idNumber === null || values.name === null) return []
    const number = String(values.idNumber)
    const before = seen.get(number)
    if (!before) seen.set(number, { row, values })
    if (!before || before.values.name === values.name) return []
    return [
      {
        row,
        column: column.title,
        message: `与第 ${before.row} 行证件号码相同而户名不同`,
        advice: '请核对两行的户名与证件号码',
      },
    ]
  })
}
