// Decides working days and the state of a clock (民法典第201条: the opening day is not counted; 国务院办公厅节假日安排).
import { addDays } from '../../db/time.ts'

export type WorkCalendar = {
  /** Weekdays that are free. */
  holidays: ReadonlySet<string>
  /** Weekend days that are worked (调休). */
  workdays: ReadonlySet<string>
}

export function isWorkingDay(day: string, calendar: WorkCalendar): boolean {
  if (calendar.workdays.has(day)) return true
  if (calendar.holidays.has(day)) return false
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
  return weekday !== 0 && weekday !== 6
}

/** The last day of a limit of `count` working days that begins to run on the day after `day`. */
export function addWorkingDays(day: string, count: number, calendar: WorkCalendar): string {
  let current = day
  for (let left = count; left > 0; ) {
    current = addDays(current, 1)
    if (isWorkingDay(current, calendar)) left -= 1
  }
  return current
}

/** Working days after `from` up to and including `to`; negative when `to` is earlier. */
export function countWorkingDays(from: string, to: string, calendar: WorkCalendar): number {
  if (to < from) return -countWorkingDays(to, from, calendar)
  let count = 0
  for (let day = addDays(from, 1); day <= to; day = addDays(day, 1)) if (isWorkingDay(day, calendar)) count += 1
  return count
}

export type ClockState = {
  status: 'in-time' | 'due-soon' | 'overdue' | 'met' | 'missed'
  /** Null once the clock is stopped. */
  workingDaysLeft: number | null
}

const DUE_SOON_WORKING_DAYS = 1

/** A limit that ends on a day is kept until that day is over. */
export function decideClock(
  facts: { dueOn: string; stoppedOn: string | null; today: string },
  calendar: WorkCalendar,
): ClockState {
  const { dueOn, stoppedOn, today } = facts
  if (stoppedOn !== null) return { status: stoppedOn <= dueOn ? 'met' : 'missed', workingDaysLeft: null }
  const workingDaysLeft = countWorkingDays(today, dueOn, calendar)
  if (today > dueOn) return { status: 'overdue', workingDaysLeft }
  return { status: workingDaysLeft <= DUE_SOON_WORKING_DAYS ? 'due-soon' : 'in-time', workingDaysLeft }
}
