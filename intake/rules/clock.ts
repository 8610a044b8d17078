// Decides how a legal clock stands: a limit that ends on a day is kept until that day is over.
import { countWorkingDays, type WorkCalendar } from './work-time.ts'

export type ClockState = {
  status: 'in-time' | 'due-soon' | 'overdue' | 'met' | 'missed' | 'standing'
  /** Negative when overdue; null once the clock is stopped, and while it stands still. */
  workingDaysLeft: number | null
}

const DUE_SOON_WORKING_DAYS = 1

/** `dueOn` is null while the clock stands still. */
export function decideClock(
  facts: { dueOn: string | null; stoppedOn: string | null; today: string },
  calendar: WorkCalendar,
): ClockState {
  const { dueOn, stoppedOn, today } = facts
  if (stoppedOn !== null) {
    return { status: dueOn === null || stoppedOn <= dueOn ? 'met' : 'missed', workingDaysLeft: null }
  }
  if (dueOn === null) return { status: 'standing', workingDaysLeft: null }
  const workingDaysLeft = countWorkingDays(today, dueOn, calendar)
  if (today > dueOn) return { status: 'overdue', workingDaysLeft }
  return { status: workingDaysLeft <= DUE_SOON_WORKING_DAYS ? 'due-soon' : 'in-time', workingDaysLeft }
}
