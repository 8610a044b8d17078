// Decides from which days on a clock is told of, by rules of working days (clock_rule).
import { addDays } from '../../db/time.ts'
import { addWorkingDays, countWorkingDays, type WorkCalendar } from './work-time.ts'

export type NoticeRule = { subject: string | null; workingDays: number }
/** A day for all, and another for some subjects. */
export type Threshold = { upTo: string; others: Map<string, string> }

/** What ends on this day or before is so many working days away, or nearer. */
export function reachAhead(rules: NoticeRule[], today: string, calendar: WorkCalendar): Threshold | undefined {
  return toThreshold(rules, ({ workingDays }) => addWorkingDays(today, workingDays, calendar))
}

/** What ended on this day or before is over since so many working days. */
export function reachBehind(rules: NoticeRule[], today: string, calendar: WorkCalendar): Threshold | undefined {
  return toThreshold(rules, ({ workingDays }) => {
    let day = addDays(today, -1)
    while (countWorkingDays(day, today, calendar) < workingDays) day = addDays(day, -1)
    return day
  })
}

/** A rule without a subject is for all that have none of their own; without it these are never told. */
function toThreshold(rules: NoticeRule[], dayOf: (rule: NoticeRule) => string): Threshold | undefined {
  if (rules.length === 0) return undefined
  const general = rules.find(({ subject }) => subject === null)
  const others = rules.flatMap((rule) => (rule.subject === null ? [] : [[rule.subject, dayOf(rule)] as const]))
  return { upTo: general ? dayOf(general) : '0001-01-01', others: new Map(others) }
}
