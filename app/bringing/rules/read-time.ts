// Decides what a cell says that is a day, a month or a minute, in the ways in which people and spreadsheets write them.
import type { Column, Facts } from './shape.ts'

type Read = { value: string | null; told?: { message: string; advice: string } }

const EARLIEST = '1949-10-01'
const MINUTE = /^(.+?)[ T]+(\d{1,2}):(\d{2})(?::00)?$/

export function readDay(column: Pick<Column, 'title' | 'mayLieAhead'>, text: string, { today }: Facts): Read {
  if (/^\d{5}(\.\d+)?$/.test(text)) return fault('是表格的日期序号', `这一天是 ${dayOfSerial(Number(text))},请这样填写`)
  const value = dayOf(text)
  if (value === undefined) return fault('不是日期', '请写成 2024-05-01 的样子')
  if (value === null) return fault('没有这一天', '请写成 2024-05-01 的样子')
  const latest = column.mayLieAhead ? `${Number(today.slice(0, 4)) + 1}${today.slice(4)}` : today
  if (value > latest)
    return fault(`${column.title}晚于${column.mayLieAhead ? '一年以后' : '今天'}`, `不能晚于 ${latest}`)
  return value < EARLIEST ? fault('日期过早', `不能早于 ${EARLIEST}`) : { value }
}

/** `YYYY-MM`; of a day that a spreadsheet made of it, its month. */
export function readMonth({ title }: Pick<Column, 'title'>, text: string, { today }: Facts): Read {
  const [, year, month = ''] =
    /^(\d{4})[-/.年]?(\d{1,2})月?$/.exec(text) ?? /^(\d{4})[-/.](\d{1,2})[-/.]0?1$/.exec(text) ?? []
  const value = `${year}-${month.padStart(2, '0')}`
  if (year === undefined || !/-(0[1-9]|1[0-2])$/.test(value)) return fault('不是年月', '请写成 2024-05 的样子')
  if (value > today.slice(0, 7)) return fault(`${title}晚于本月`, `不能晚于 ${today.slice(0, 7)}`)
  return value < EARLIEST.slice(0, 7) ? fault('年月过早', `不能早于 ${EARLIEST.slice(0, 7)}`) : { value }
}

/** `YYYY-MM-DD HH:MM`, civil time; a day alone is its beginning. */
export function readMinute(column: Pick<Column, 'title'>, text: string, facts: Facts): Read {
  const [, day = text, hour = '0', minute = '00'] = MINUTE.exec(text) ?? []
  const read = readDay(column, day, facts)
  if (read.value === null) return read
  if (Number(hour) > 23 || Number(minute) > 59)
    return fault('没有这个时刻', '请写成 2024-05-01 08:30 的样子,24 时请写次日 0 时')
  return { value: `${read.value} ${hour.padStart(2, '0')}:${minute}` }
}

/** Undefined where it is no day, null where there is none such. */
function dayOf(text: string): string | null | undefined {
  const [, year, month = '', day = ''] =
    /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(text) ?? /^(\d{4})(\d\d)(\d\d)$/.exec(text) ?? []
  if (year === undefined) return undefined
  const value = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const at = new Date(`${value}T00:00:00Z`)
  return Number.isNaN(at.getTime()) || at.toISOString().slice(0, 10) !== value ? null : value
}

/** A spreadsheet counts days from 1899-12-30. */
function dayOfSerial(serial: number): string {
  return new Date((Math.floor(serial) - 25_569) * 86_400_000).toISOString().slice(0, 10)
}

function fault(message: string, advice: string): Read {
  return { value: null, told: { message, advice } }
}
