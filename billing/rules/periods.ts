// Decides which days a bill covers, its tier year and its due day (half-open civil days; CONTRACT §1.2, 电费年月).
import { addMonths, civilDay } from '../../db/time.ts'

/** `YYYY-MM-DD`, a civil day in Asia/Shanghai. */
export type Day = string
/** 电费年月, `YYYY-MM`. */
export type BillMonth = string

export type PeriodVerdict =
  | { ok: true; from: Day; to: Day }
  | { ok: false; because: 'NOT_YET_ENERGISED' | 'ALREADY_BILLED' | 'NOT_DUE' }

function firstDayOf(month: BillMonth): Day {
  return `${month}-01`
}

export function monthAfter(month: BillMonth): BillMonth {
  return addMonths(firstDayOf(month), 1).slice(0, 7)
}

/** The first day that the bill of this month no longer covers. */
export function endOfBillMonth(month: BillMonth): Day {
  return firstDayOf(monthAfter(month))
}

/**
 * From where the latest bill ended, or the day of energising, to the reading day that closes the bill month, or to an
 * earlier final day. A month that was left out is made up by the next bill: no day is ever lost between two bills.
 */
export function decidePeriod(facts: {
  billMonth: BillMonth
  billedUntil: Day | null
  energisedOn: Day
  /** Null where the account's section is not read for this month; left out: the month's end closes it. */
  closesOn?: Day | null
  /** A period that has not ended by today is not due. */
  today: Day
  finalDay?: Day
}): PeriodVerdict {
  const { finalDay, closesOn = endOfBillMonth(facts.billMonth) } = facts
  const from = facts.billedUntil ?? facts.energisedOn
  if (finalDay === undefined && (closesOn === null || closesOn > facts.today)) return { ok: false, because: 'NOT_DUE' }
  const close = closesOn ?? endOfBillMonth(facts.billMonth)
  const to = finalDay !== undefined ? finalDay : close
  if (from < to) return { ok: true, from, to }
  return { ok: false, because: facts.billedUntil === null ? 'NOT_YET_ENERGISED' : 'ALREADY_BILLED' }
}

/**
 * 分次结算: the days from the last settlement to the latest of an account's settlement days that is behind, where the month
 * itself is not due yet; null where there is none.
 */
export function decideInterim(facts: {
  billMonth: BillMonth
  billedUntil: Day | null
  energisedOn: Day
  today: Day
  /** Days of the month. */
  settlementDays: number[]
}): { from: Day; to: Day } | null {
  const from = facts.billedUntil ?? facts.energisedOn
  const days = facts.settlementDays.map((day) => `${facts.billMonth}-${String(day).padStart(2, '0')}`).sort()
  const to = days.findLast((day) => day <= facts.today && from < day)
  return to === undefined ? null : { from, to }
}

/** The latest day of which something lies before the instant: 24:00 closes a day, it does not open the next. */
export function latestDayBefore(at: Date): Day {
  return civilDay(new Date(at.getTime() - 1))
}

/** The tier year is the year of the bill month, whatever days the bill covers. */
export function tierYearOf(month: BillMonth): number {
  return Number(month.slice(0, 4))
}

/** Months of the tier year in which the account exists: from the month of energising to December, else 12. */
export function serviceMonthsIn(tierYear: number, energisedOn: Day): number {
  const [year = 0, month = 0] = energisedOn.split('-').map(Number)
  return year === tierYear ? 13 - month : 12
}

/**
 * Bill months that a period covers, for limits that are counted by month. Where a cycle begins on another day than the first,
 * days from there on are those of the next month's bill.
 */
export function monthsCovered(from: Day, billMonth: BillMonth, cycleStartDay = 1): number {
  const [fromYear = 0, fromMonth = 0, day = 0] = from.split('-').map(Number)
  const [year = 0, month = 0] = billMonth.split('-').map(Number)
  const isOfNext = cycleStartDay > 1 && day >= cycleStartDay
  return (year - fromYear) * 12 + month - fromMonth + (isOfNext ? 0 : 1)
}

/** The day on which cycles begin: the reading day, as far as every month has it. */
export function cycleStartDayOf(readingDay: number | undefined): number {
  return Math.min(readingDay ?? 1, 28)
}
