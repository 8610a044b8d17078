import type { Ctx } from '../../db/context.ts'
import { readFigures } from '../../db/parameters/held.ts'
import { Refusal } from '../../db/refusal.ts'
import { civilDay, daysBetween, minuteOfDay } from '../../db/time.ts'
import { readCallHours } from '../call/hours.ts'
import { judgeWindow, type WindowFault, type WindowRules } from '../rules/promises.ts'

/** In which a call may be promised now. */
export async function readWindowRules(ctx: Ctx): Promise<WindowRules> {
  const figure = await readFigures(ctx, 'promise_rule')
  return {
    ...{ daysAhead: figure('days-ahead'), leastMinutes: figure('least-minutes'), mostMinutes: figure('most-minutes') },
    hours: await readCallHours(ctx),
  }
}

type Span = { from: Date; until: Date }

/** Refuses with `WINDOW_UNFIT`, naming the fields. `former`: from which one it is moved. */
export async function checkWindow(ctx: Ctx, window: Span, former: Span | null = null): Promise<void> {
  const rules = await readWindowRules(ctx)
  const minutes = { fromMinute: minuteOfDay(window.from), untilMinute: minuteOfDay(window.until) }
  const daysAhead = daysBetween(civilDay(ctx.now), civilDay(window.from))
  const faults = judgeWindow({ ...window, ...minutes, daysAhead, former }, ctx.now, rules)
  if (faults.length === 0) return
  const issues = faults.map((fault) => ({ path: fault.field, message: sayFault(fault, rules) }))
  throw new Refusal('WINDOW_UNFIT', issues.map(({ message }) => message).join('；'), { status: 400, issues })
}

const toClock = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

function sayFault({ because }: WindowFault, { daysAhead, leastMinutes, mostMinutes, hours }: WindowRules): string {
  switch (because) {
    case 'past':
      return '时间已过，请约定以后的时间'
    case 'same':
      return '与原约定时段相同'
    case 'too-far':
      return `最远可约 ${daysAhead} 天内`
    case 'quiet':
      return `应在外呼时段 ${toClock(hours.from)}–${toClock(hours.until)} 内`
    case 'too-short':
      return `时间段至少 ${leastMinutes} 分钟`
    case 'too-long':
      return `时间段最长 ${mostMinutes} 分钟`
  }
}
