import { readClock } from '../../db/parameters/clock.ts'
import { type Column, type Key, type Rows, textToKey, type Value } from '../../db/parameters/set.ts'
import { type Issue, Refusal } from '../../db/refusal.ts'
import { unitOf } from './words.ts'

/** The key that a draft names, in the set's order; refuses with `PARAMETER_UNFIT` what the set cannot be about. */
export function readKey(rows: Rows, text: string, isNew: boolean): Key {
  const key = textToKey(rows.keys, text)
  if (!isNew) return key
  const issues = rows.keys.flatMap(({ name, words, none }) => {
    const code = key[name] ?? null
    const isKnown = code === null ? none !== undefined : words !== undefined && Object.hasOwn(words, code)
    return isKnown ? [] : [{ path: `key.${name}`, message: '请从列表中选择' }]
  })
  if (issues.length > 0) throw unfit(issues)
  if (!rows.isUnordered) return key
  const codes = rows.keys.map(({ name }) => key[name] ?? '').toSorted()
  return Object.fromEntries(rows.keys.map(({ name }, n) => [name, codes[n] ?? null]))
}

/**
 * What a row is to say, each column as its type reads it; what a change takes over comes from the former row. Refuses with
 * `PARAMETER_UNFIT`, naming every column that is wrong.
 */
export function readValue(rows: Rows, key: Key, given: Value, former: Value | null): Value {
  const issues: Issue[] = []
  const value: Value = {}
  for (const column of rows.values) {
    const cell = given[column.name] ?? null
    const read = readCell(column, key, { cell, former: former?.[column.name] ?? null })
    if (typeof read === 'object' && read !== null) issues.push({ path: `value.${column.name}`, message: read.message })
    else value[column.name] = read
  }
  if (issues.length > 0) throw unfit(issues)
  const wrong = rows.check?.(key, value)
  if (wrong) throw unfit([{ path: `value.${wrong.column}`, message: wrong.message }])
  return value
}

type Wrong = { message: string }

function readCell(
  column: Column,
  key: Key,
  { cell, former }: { cell: string | null; former: string | null },
): string | null | Wrong {
  const { type, isFixed, isLeftOut, none, words } = column
  if (type === 'serial') return String(Number(former ?? '0') + 1)
  if (isFixed) return former
  if (isLeftOut?.(key)) return null
  if (type === 'roles') return readCodes(cell, words ?? {}, none !== undefined)
  if (cell === null || cell.trim() === '') return none ? null : { message: '请填写' }
  if (column.isClock?.(key)) return readTime(cell)
  if (type === 'integer' || type === 'decimal') return readNumber(column, key, cell.trim())
  if (type === 'flag') return cell === 'true' || cell === 'false' ? cell : { message: '请选择是或否' }
  if (type === 'code') return words && !Object.hasOwn(words, cell) ? { message: '请从列表中选择' } : cell
  return type === 'clauses' ? readClauses(cell) : cell.trim()
}

/** A time of day, or the minutes that it is kept as. */
function readTime(cell: string): string | Wrong {
  const minutes = readClock(cell) ?? (/^\d{1,4}$/.test(cell.trim()) ? Number(cell) : null)
  return minutes === null ? { message: '请填写时刻,如 21:00' } : String(minutes)
}

function readNumber(column: Column, key: Key, text: string): string | Wrong {
  const { type, least, most } = column
  const isWhole = type === 'integer'
  if (!(isWhole ? /^\d{1,15}$/ : /^\d{1,12}(\.\d{1,8})?$/).test(text)) {
    return { message: isWhole ? '请填写整数' : '请填写数字,小数点后最多 8 位' }
  }
  const unit = unitOf(column, key)?.zh ?? ''
  if (least !== undefined && Number(text) < least) return { message: `不能小于 ${least} ${unit}`.trim() }
  if (most !== undefined && Number(text) > most) return { message: `不能大于 ${most} ${unit}`.trim() }
  return toPlain(text)
}

/** As the database tells it: without zeros that say nothing. */
function toPlain(text: string): string {
  const [whole = '0', places = ''] = text.split('.')
  const rest = places.replace(/0+$/, '')
  return `${whole.replace(/^0+(?=\d)/, '')}${rest && `.${rest}`}`
}

function readCodes(cell: string | null, words: Record<string, unknown>, mayBeNull: boolean): string | null | Wrong {
  if (cell === null) return mayBeNull ? null : ''
  const codes = cell.split(',').filter((code) => code !== '')
  return codes.every((code) => Object.hasOwn(words, code)) ? codes.join(',') : { message: '请从列表中选择' }
}

function readClauses(cell: string): string | Wrong {
  const wrong = { message: '每一条都要有标题和条文' }
  try {
    const clauses = JSON.parse(cell) as { title?: unknown; text?: unknown }[]
    const isClause = ({ title, text }: (typeof clauses)[number]) =>
      typeof title === 'string' && title.trim() !== '' && typeof text === 'string' && text.trim() !== ''
    return Array.isArray(clauses) && clauses.length > 0 && clauses.every(isClause) ? JSON.stringify(clauses) : wrong
  } catch {
    return wrong
  }
}

export function unfit(issues: Issue[]): Refusal {
  return new Refusal('PARAMETER_UNFIT', issues[0]?.message ?? '参数有误', { status: 400, issues })
}
