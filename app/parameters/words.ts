import type { Role } from '../../db/context.ts'
import { toClock } from '../../db/parameters/clock.ts'
import type { Column, Key, ParameterSet, Rows, Said, Value } from '../../db/parameters/set.ts'
import { roleNames } from '../people/contract.ts'

const yes: Said = { zh: '是', en: 'yes' }
const no: Said = { zh: '否', en: 'no' }
const nothing: Said = { zh: '无', en: 'none' }
const asked: Said = { zh: '适用', en: 'applies' }

export function sayRole(role: Role): Said {
  const [zh, en] = roleNames[role]
  return { zh, en }
}

/** Of what a rule is; a set without a key is one rule. */
export function sayKey({ title, rows }: ParameterSet, key: Key): Said {
  if (!rows || rows.keys.length === 0) return title
  return join(
    rows.keys.map((column) => sayCell(column, key, key[column.name] ?? null)).filter(({ zh }) => zh !== ''),
    ' · ',
  )
}

/** A value in plain words, as one line. */
export function sayValue(rows: Rows, key: Key, value: Value): Said {
  return join(sayLines(rows, key, value), { zh: '，', en: ', ' })
}

/** A value in plain words, a line for each part; the only part of a set stands without the title of its column. */
export function sayLines(rows: Rows, key: Key, value: Value): Said[] {
  return sayColumns(rows.values, key, value)
}

function sayColumns(columns: Column[], key: Key, value: Value, isNamed = false): Said[] {
  const shown = columns.filter((column) => isShown(column, key, value))
  if (shown.length === 0) return [asked]
  const parts = shown.map((column) => sayCell(column, key, value[column.name] ?? null))
  if (isAmountWithUnit(shown)) return [join(parts, ' ')]
  if (parts.length === 1 && !isNamed) return parts
  return shown.map(({ title }, n) => {
    const { zh = '', en = '' } = parts[n] ?? {}
    return { zh: `${title.zh} ${zh}`, en: `${title.en} ${en}` }
  })
}

/** The parts of a value in which it is another than it was, each named where there are others; the whole where nothing differs. */
export function sayChanged(rows: Rows, key: Key, value: Value, other: Value | null): Said {
  const values = rows.values.filter(({ name }) => other !== null && (value[name] ?? null) !== (other[name] ?? null))
  // An amount says nothing without its unit.
  if (values.length === 0 || isAmountWithUnit(rows.values)) return sayValue(rows, key, value)
  const isOneOfSeveral = rows.values.filter((column) => isShown(column, key, value)).length > 1
  return join(sayColumns(values, key, value, isOneOfSeveral), { zh: '，', en: ', ' })
}

/** What is carried over needs no word, and neither does an empty list. */
function isShown(column: Column, key: Key, value: Value): boolean {
  const cell = value[column.name] ?? null
  if (column.isLeftOut?.(key)) return false
  if (column.isFixed && column.type !== 'code') return false
  // Everybody, nobody but, and nothing said need no word either.
  return !(column.type === 'roles' && !cell) && !(column.type === 'text' && cell === null)
}

/** An amount whose unit is a column beside it. */
function isAmountWithUnit(columns: Column[]): boolean {
  return columns[0]?.name === 'amount' && columns[1]?.name === 'unit'
}

function sayCell(column: Column, key: Key, cell: string | null): Said {
  if (cell === null) return column.none ?? nothing
  const unit = unitOf(column, key)
  if (column.type === 'flag') return cell === 'true' ? yes : no
  if (column.type === 'roles') {
    return cell === ''
      ? nothing
      : join(
          cell.split(',').map((code) => wordOf(column, code)),
          { zh: '、', en: ', ' },
        )
  }
  if (column.type === 'clauses') return sayClauses(cell)
  if (column.type === 'serial') return { zh: `第 ${cell} 版`, en: `version ${cell}` }
  if (column.words) return wordOf(column, cell)
  if (column.isClock?.(key)) return { zh: toClock(Number(cell)), en: toClock(Number(cell)) }
  if (isFlagOfUnit(column, cell, unit)) return cell === '1' ? asked : nothing
  const figure = column.isShare ? `${toPercent(cell)}%` : `${cell} `
  return unit ? { zh: figure + unit.zh, en: figure + unit.en } : { zh: figure.trim(), en: figure.trim() }
}

/** Exactly: the point moves by two places. */
function toPercent(share: string): string {
  const [whole = '0', places = ''] = share.split('.')
  const digits = `${whole}${places.padEnd(2, '0')}`
  const point = whole.length + 2
  const rest = digits.slice(point).replace(/0+$/, '')
  return `${Number(digits.slice(0, point))}${rest ? `.${rest}` : ''}`
}

/** A rule without a unit is asked or not: its figure is 1. */
function isFlagOfUnit({ unit }: Column, cell: string, found: Said | undefined): boolean {
  return typeof unit === 'function' && found === undefined && (cell === '1' || cell === '0')
}

export function unitOf({ unit }: Column, key: Key): Said | undefined {
  return typeof unit === 'function' ? unit(key) : unit
}

function wordOf({ words }: Column, code: string): Said {
  const word = words?.[code]
  return word ? { zh: word.zh, en: word.en } : { zh: code, en: code }
}

function sayClauses(cell: string): Said {
  const count = (JSON.parse(cell) as unknown[]).length
  return { zh: `${count} 条`, en: `${count} clauses` }
}

function join(parts: Said[], by: string | Said): Said {
  const { zh, en } = typeof by === 'string' ? { zh: by, en: by } : by
  return { zh: parts.map((part) => part.zh).join(zh), en: parts.map((part) => part.en).join(en) }
}
