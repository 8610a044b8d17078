/**
 * When a section is read, over which period, and what is to be done for a point whose register of the reading day is not
 * there. From practice (例日, 单月/双月, 补召, 现场补抄); each number is dated, for a site to change.
 */
import { addDays, addMonths } from '../../db/time.ts'

const rules = [
  {
    validFrom: '2000-01-01',
    /** Days before the reading day at which a plan is made. */
    aheadDays: 7,
    /** Days in which the register is called again before somebody is sent. */
    recallDays: 2,
    /** Days in which somebody can be sent; then it is missing. */
    siteDays: 7,
    /** Calls of a register that a review sent back, and the wait after the first, which doubles. */
    calls: 6,
    callWaitMinutes: 5,
    /** Months behind that a plan is still made for, where nothing ran. */
    behindMonths: 3,
    basis: 'from practice',
  },
] as const
export type PlanRule = (typeof rules)[number]

export function planRuleOn(day: string): PlanRule {
  const rule = rules.findLast(({ validFrom }) => validFrom <= day)
  if (!rule) throw new RangeError(`no plan rule on ${day}`)
  return rule
}

export type Rhythm = { readingDay: number; months: number; oddMonths: boolean }
export type PlannedReading = { month: string; readingDay: string; readsFrom: string }

/** The readings of a section whose plans are due on `today`; `latestMonth` has the latest that is made. */
export function listDueReadings(
  rhythm: Rhythm,
  facts: { today: string; latest: { month: string; readingDay: string } | null },
  rule: PlanRule,
): PlannedReading[] {
  const until = addDays(facts.today, rule.aheadDays)
  const first = facts.latest ? 1 - rule.behindMonths : 0
  const due: PlannedReading[] = []
  let latest = facts.latest
  for (let offset = first; offset <= 1; offset += 1) {
    const month = addMonths(`${facts.today.slice(0, 7)}-01`, offset).slice(0, 7)
    const readingDay = readingDayIn(month, rhythm.readingDay)
    if (!isReadIn(month, rhythm) || readingDay > until || (latest && month <= latest.month)) continue
    const before = addMonths(`${month}-01`, -rhythm.months).slice(0, 7)
    const usual = readingDayIn(before, rhythm.readingDay)
    const readsFrom = latest && latest.readingDay < readingDay ? latest.readingDay : usual
    due.push({ month, readingDay, readsFrom })
    latest = { month, readingDay }
  }
  return due
}

/** The same day of every month, or the last of a shorter one. */
export function readingDayIn(month: string, readingDay: number): string {
  const end = addDays(addMonths(`${month}-01`, 1), -1)
  const day = `${month}-${String(readingDay).padStart(2, '0')}`
  return day < end ? day : end
}

/** The reading day of a month; null where a bi-monthly section is not read in it. */
export function findReadingDay(month: string, rhythm: Rhythm): string | null {
  return isReadIn(month, rhythm) ? readingDayIn(month, rhythm.readingDay) : null
}

function isReadIn(month: string, { months, oddMonths }: Rhythm): boolean {
  return months === 1 || (Number(month.slice(5)) % 2 === 1) === oddMonths
}

/** When a register that was sent back is called next; null where that is no longer worth it. */
export function nextCall(call: { attempts: number; calledAt: Date }, rule: PlanRule): Date | null {
  if (call.attempts >= rule.calls) return null
  return new Date(call.calledAt.getTime() + rule.callWaitMinutes * 60_000 * 2 ** (call.attempts - 1))
}

/** What comes after a call that was given up, on the ladder of a reading day. */
export function suggestStep(facts: { today: string; readingDay: string }, rule: PlanRule): 'site' | 'estimate' {
  return facts.today < addDays(facts.readingDay, rule.siteDays) ? 'site' : 'estimate'
}

export type PlanState = 'waiting' | 'read' | 'recall' | 'site' | 'approval' | 'missing'

/** What is to be done for a point, from what is known of its register and the orders that are out. */
export function decidePlanState(
  facts: {
    today: string
    readingDay: string
    isKnown: boolean
    isProposed: boolean
    /** The way of a re-reading that is asked for and not done. */
    asked: 'recall' | 'site' | null
  },
  rule: PlanRule,
): PlanState {
  if (facts.asked) return facts.asked
  if (facts.isKnown) return 'read'
  if (facts.today < facts.readingDay) return 'waiting'
  if (facts.isProposed) return 'approval'
  if (facts.today < addDays(facts.readingDay, rule.recallDays)) return 'recall'
  return facts.today < addDays(facts.readingDay, rule.siteDays) ? 'site' : 'missing'
}
