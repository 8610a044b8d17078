// Decides the time-of-use period of an instant from dated timetables (分时时段; provincial notices on 分时电价).
import { civilMinute } from '../../db/time.ts'
import type { DayType, Season, TimetableInput } from '../price-book/contract.ts'
import type { PricePeriod } from './price-period.ts'

export type Timetable = Pick<TimetableInput, 'region' | 'tariffSystem' | 'validFrom' | 'validTo' | 'seasons'> & {
  id: number
  legalBasis: string
}
export type SpecialDay = { day: string; dayType: DayType }
/** Timetables of one province and tariff system, and the days that are not what the week says. */
export type Calendar = { timetables: Timetable[]; specialDays: SpecialDay[] }

type PeriodVerdict = { ok: true; period: PricePeriod; timetableId: number } | { ok: false; because: 'NO_TIMETABLE' }
type SplitVerdict =
  | { ok: true; energyWhByPeriod: Partial<Record<PricePeriod, number>> }
  | { ok: false; because: 'NO_TIMETABLE'; at: Date }

export function timetableOn(timetables: Timetable[], day: string): Timetable | undefined {
  return timetables.find(({ validFrom, validTo }) => validFrom <= day && (validTo === null || day < validTo))
}

export function seasonOf(timetable: Timetable, day: string): Season | undefined {
  const month = Number(day.slice(5, 7))
  return timetable.seasons.find(({ months }) => months.includes(month))
}

/** The period in which an instant lies. 24:00 of a day is 00:00 of the next. */
export function periodAt(calendar: Calendar, at: Date): PeriodVerdict {
  const [day = '', minute = ''] = civilMinute(at).split(' ')
  const timetable = timetableOn(calendar.timetables, day)
  const season = timetable && seasonOf(timetable, day)
  const dayType = dayTypeOf(calendar.specialDays, day)
  const plans = season
    ? [...season.days.filter(({ on }) => on?.includes(dayType)), ...season.days.filter(isEveryDay)]
    : []
  const slot = plans.flatMap(({ slots }) => slots).find(({ from, to }) => from <= minute && minute < to)
  return slot && timetable
    ? { ok: true, period: slot.period, timetableId: timetable.id }
    : { ok: false, because: 'NO_TIMETABLE' }
}

/** Energy of each period from a curve whose intervals are keyed by their start and lie in one slot each. */
export function splitCurve(calendar: Calendar, intervals: { at: Date; energyWh: number }[]): SplitVerdict {
  const energyWhByPeriod: Partial<Record<PricePeriod, number>> = {}
  for (const { at, energyWh } of intervals) {
    const verdict = periodAt(calendar, at)
    if (!verdict.ok) return { ...verdict, at }
    energyWhByPeriod[verdict.period] = (energyWhByPeriod[verdict.period] ?? 0) + energyWh
  }
  return { ok: true, energyWhByPeriod }
}

export function dayTypeOf(specialDays: SpecialDay[], day: string): DayType {
  const special = specialDays.find((each) => each.day === day)
  if (special) return special.dayType
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
  return weekday === 0 || weekday === 6 ? 'weekend' : 'workday'
}

/** What is wrong with a timetable: each month in one season, every day's slots from 00:00 to 24:00, a coefficient for each period. */
export function checkTimetable(input: Pick<TimetableInput, 'validFrom' | 'validTo' | 'seasons'>) {
  const issues: { path: string; message: string }[] = []
  if (input.validTo !== null && input.validTo <= input.validFrom) {
    issues.push({ path: 'validTo', message: '止日应晚于起日' })
  }
  const seen = new Set<number>()
  for (const [position, season] of input.seasons.entries()) {
    const path = `seasons.${position}`
    for (const month of season.months) {
      if (seen.has(month)) issues.push({ path: `${path}.months`, message: `${month} 月已属另一季` })
      seen.add(month)
    }
    issues.push(...checkSeason(season, path))
  }
  const missing = Array.from({ length: 12 }, (_, index) => index + 1).filter((month) => !seen.has(month))
  if (missing.length > 0) issues.push({ path: 'seasons', message: `${missing.join('、')} 月没有时段` })
  return issues
}

function checkSeason({ days, coefficients }: Season, path: string) {
  const issues = days.flatMap(({ on, slots }, position) =>
    checkSlots(slots, on === null, `${path}.days.${position}.slots`),
  )
  if (days.filter(isEveryDay).length !== 1) {
    issues.push({ path: `${path}.days`, message: '须有且只有一组适用于每日的时段' })
  }
  const periods = new Set(days.flatMap(({ slots }) => slots.map(({ period }) => period)))
  for (const period of periods) {
    if (coefficients[period] === undefined) {
      issues.push({ path: `${path}.coefficients.${period}`, message: '该时段缺少浮动系数' })
    }
  }
  return issues
}

function checkSlots(slots: Season['days'][number]['slots'], isWhole: boolean, path: string) {
  const issues: { path: string; message: string }[] = []
  let end = '00:00'
  for (const [position, { from, to }] of slots.entries()) {
    if (to <= from) issues.push({ path: `${path}.${position}.to`, message: '止时应晚于起时' })
    if (from < end || (isWhole && from > end)) {
      issues.push({ path: `${path}.${position}.from`, message: isWhole ? `应自 ${end} 接续` : '与前一时段重叠' })
    }
    end = to
  }
  if (isWhole && end !== '24:00') issues.push({ path, message: '时段应排满至 24:00' })
  return issues
}

function isEveryDay({ on }: { on: DayType[] | null }): boolean {
  return on === null
}
