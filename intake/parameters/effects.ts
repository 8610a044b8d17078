import type { Ctx } from '../../db/context.ts'
import { count, differing, figureOf, pastOf } from '../../db/parameters/effect.ts'
import type { Effect, ParameterChange, Said } from '../../db/parameters/set.ts'
import { dueAt, type WorkCalendar } from '../rules/work-time.ts'
import { readCalendar } from '../sql/clocks.ts'
import { listPastClocks, type PastClock } from '../sql/parameter-effects.ts'

const DAYS = 90
const MOST = 20_000
const kept: Said = { zh: '按期', en: 'kept' }
const late: Said = { zh: '超时', en: 'late' }

/** Clocks that began of late under the limit, judged by it and by the new one. */
export async function limitEffect(ctx: Ctx, change: ParameterChange): Promise<Effect> {
  const { key, former, value } = change
  const days = pastOf(ctx, change, DAYS)
  const [before, after] = [figureOf(former?.value, 'working_days') ?? 0, figureOf(value, 'working_days') ?? 0]
  const of = { kind: key.kind ?? '', clock: key.clock ?? '', workingDays: before, ...days, limit: MOST }
  const clocks = await listPastClocks(ctx, of)
  const calendar = await readCalendar(ctx)
  const judged = clocks.map((clock) => ({
    ref: clock.applicationNo,
    path: clock.path,
    before: isLate(clock, before, calendar, ctx.now) ? late : kept,
    after: isLate(clock, after, calendar, ctx.now) ? late : kept,
  }))
  const lateOf = (when: 'before' | 'after') => judged.filter((each) => each[when] === late).length
  return {
    ...days,
    about: {
      zh: `这段时间按 ${before} 个工作日起算的 ${clocks.length} 个时限，逐个重算`,
      en: `${clocks.length} clocks that began under ${before} working days, each judged again`,
    },
    figures: [
      count({ zh: '超时', en: 'Late' }, lateOf('before'), lateOf('after'), { zh: '个', en: 'clocks' }),
      {
        title: { zh: '达标率', en: 'Kept' },
        before: shareOf(lateOf('before'), clocks.length),
        after: shareOf(lateOf('after'), clocks.length),
        unit: null,
      },
    ],
    ...differing(judged),
  }
}

function isLate({ startedAt, stoppedAt, pauses }: PastClock, days: number, calendar: WorkCalendar, now: Date): boolean {
  const stood = pauses.map(({ from, to }) => ({ from: Date.parse(from), to: to === null ? null : Date.parse(to) }))
  const due = dueAt(startedAt.getTime(), days, stood, calendar)
  return due !== null && (stoppedAt ?? now).getTime() > due
}

function shareOf(lateCount: number, all: number): string {
  return all === 0 ? '—' : `${(((all - lateCount) / all) * 100).toFixed(1)}%`
}
