// Decides how a legal clock stands: a limit that ends on a day is kept until that day is over.
import { countWorkingDays, type WorkCalendar } from './work-time.ts'

export type ClockState = {
  /** `ended`: the application ended, and what the clock ran for was not done. */
  status: 'in-time' | 'due-soon' | 'overdue' | 'met' | 'missed' | 'standing' | 'ended'
  /** Negative when overdue; null once the clock is stopped, and while it stands still. */
  workingDaysLeft: number | null
}

const DUE_SOON_WORKING_DAYS = 1

/** `dueOn` is null while the clock stands still. */
export function decideClock(
  facts: { dueOn: string | null; stoppedOn: string | null; today: string; isCutShort?: boolean },
  calendar: WorkCalendar,
): ClockState {
  const { dueOn, stoppedOn, today, isCutShort = false } = facts
  if (stoppedOn !== null) {
    if (dueOn !== null && stoppedOn > dueOn) return { status: 'missed', workingDaysLeft: null }
    return { status: isCutShort ? 'ended' : 'met', workingDaysLeft: null }
  }
  if (dueOn === null) return { status: 'standing', workingDaysLeft: null }
  const workingDaysLeft = countWorkingDays(today, dueOn, calendar)
  if (today > dueOn) return { status: 'overdue', workingDaysLeft }
  return { status: workingDaysLeft <= DUE_SOON_WORKING_DAYS ? 'due-soon' : 'in-time', workingDaysLeft }
}
