import type { Ctx } from '../../db/context.ts'
import { publishAll } from '../../db/events.ts'
import { transact } from '../../db/pool.ts'
import { addDays, civilDay } from '../../db/time.ts'
import { addTimelineEntries } from '../../db/timeline.ts'
import { clockTitles } from '../flows/steps.ts'
import { reachAhead, reachBehind } from '../rules/notice.ts'
import { readCalendar } from '../sql/clocks.ts'
import { listClockRules, type NoticeKind, type Reach, type Told, tellClocks, tellPapers } from '../sql/notices.ts'
import { openReminders } from '../sql/reminders.ts'

/** One transaction each: a sweep that is broken off goes on where it was. */
const BATCH = 20_000
const EVENT_SIZE = 500

const titles: Record<NoticeKind, { zh: string; en: string }> = {
  warning: { zh: '即将到期', en: 'due soon' },
  breach: { zh: '已超时', en: 'overdue' },
  escalation: { zh: '超时,已升级至主管', en: 'overdue, told to the manager' },
  'paper-overdue': { zh: '容缺资料逾期未交', en: 'a deferred paper did not come' },
}

export type Swept = Record<NoticeKind | 'reminder', number>

/** The nightly sweep: each clock's warning, breach and escalation, each late paper and each near ending, told once. */
export async function sweepClocks(ctx: Ctx): Promise<Swept> {
  const { today, calendar, rulesOf } = await readRules(ctx)
  const behind = reachBehind(rulesOf('escalation'), today, calendar)
  const swept: Swept = {
    warning: await warnOfClocks(ctx),
    breach: await tellAll(ctx, 'breach', (inner) =>
      tellClocks(inner, { notice: 'breach', from: null, upTo: addDays(today, -1), others: new Map() }, BATCH),
    ),
    escalation: behind ? await tellReach(ctx, { notice: 'escalation', from: null, ...behind }) : 0,
    'paper-overdue': await tellAll(ctx, 'paper-overdue', (inner) => tellPapers(inner, today, BATCH)),
    reminder: 0,
  }
  const ahead = reachAhead(rulesOf('reminder'), today, calendar)
  if (ahead) swept.reminder = await remind(ctx, ahead)
  return swept
}

/** What of today on falls due soon, told once; cheap enough for every few minutes. */
export async function warnOfClocks(ctx: Ctx): Promise<number> {
  const { today, calendar, rulesOf } = await readRules(ctx)
  const ahead = reachAhead(rulesOf('warning'), today, calendar)
  return ahead ? tellReach(ctx, { notice: 'warning', from: today, ...ahead }) : 0
}

async function readRules(ctx: Ctx) {
  const today = civilDay(ctx.now)
  const rules = await listClockRules(ctx, today)
  const rulesOf = (notice: string) => rules.filter((rule) => rule.notice === notice)
  return { today, calendar: await readCalendar(ctx), rulesOf }
}

function tellReach(ctx: Ctx, reach: Reach): Promise<number> {
  return tellAll(ctx, reach.notice, (inner) => tellClocks(inner, reach, BATCH))
}

async function tellAll(ctx: Ctx, notice: NoticeKind, tell: (ctx: Ctx) => Promise<Told[]>): Promise<number> {
  for (let count = 0; ; ) {
    const told = await transact(ctx, async (inner) => {
      const batch = await tell(inner)
      await announce(inner, notice, batch)
      return batch.length
    })
    count += told
    if (told < BATCH) return count
  }
}

async function announce(ctx: Ctx, notice: NoticeKind, told: Told[]): Promise<void> {
  const payloads = []
  for (let first = 0; first < told.length; first += EVENT_SIZE) {
    const applicationIds = told.slice(first, first + EVENT_SIZE).map(({ applicationId }) => applicationId)
    payloads.push({ notice, applicationIds })
  }
  if (payloads.length > 0) await publishAll(ctx, 'applications.noticed', payloads)
  // A warning is its holder's: the account's own history has what became of it.
  if (notice === 'warning') return
  const entries = told.flatMap(({ accountId, applicationNo, subject, dueOn }) => {
    if (accountId === null) return []
    const clock = clockTitles[subject] ?? { zh: '', en: '' }
    const title = {
      zh: `申请 ${applicationNo} ${clock.zh}${titles[notice].zh}(${dueOn})`,
      en: `Application ${applicationNo}: ${clock.en} ${titles[notice].en} (${dueOn})`,
    }
    const about = `application:${applicationNo}:${notice}:${subject}:${dueOn}`
    return [{ accountId, at: ctx.now, kind: 'application', subject: about, title, internal: true }]
  })
  if (entries.length > 0) await addTimelineEntries(ctx, entries)
}

function remind(ctx: Ctx, ahead: { upTo: string; others: Map<string, string> }): Promise<number> {
  return transact(ctx, async (inner) => {
    const opened = await openReminders(inner, ahead)
    if (opened.length > 0) await publishAll(inner, 'supply.ending-soon', opened)
    return opened.length
  })
}
