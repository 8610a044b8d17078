import type { Ctx } from '../db/context.ts'
import { count, differing, figureOf, pastOf } from '../db/parameters/effect.ts'
import type { Effect, ParameterChange, Said } from '../db/parameters/set.ts'
import { findWorkCalendar } from '../intake/index.ts'
import { dueOf, type Limit } from './orders/due.ts'
import { listPastClocks } from './sql/parameter-effects.ts'

const DAYS = 90
const MOST = 20_000
const met: Said = { zh: '按时', en: 'met' }
const missed: Said = { zh: '超时', en: 'missed' }

/** Clocks of work orders that began of late under the rule, judged by it and by the new one. */
export async function deadlineEffect(ctx: Ctx, change: ParameterChange): Promise<Effect> {
  const { key, former, value } = change
  const days = pastOf(ctx, change, DAYS)
  const { kind = null, clock = null, area = null, subkind = null } = key
  const of = {
    kind: kind ?? '',
    clock: clock ?? '',
    area,
    subkind,
    ruleFrom: former?.from ?? '0001-01-01',
    ...days,
    limit: MOST,
  }
  const clocks = await listPastClocks(ctx, of)
  const calendar = await findWorkCalendar(ctx)
  const limit = {
    amount: figureOf(value, 'amount') ?? 0,
    unit: (value?.unit ?? 'working-days') as Limit['unit'],
  }
  const judged = clocks.map(({ workOrderNo: ref, path, startedAt, dueAt, stoppedAt }) => {
    const ended = stoppedAt ?? ctx.now
    const isMissed = (due: Date) => (ended > due ? missed : met)
    return { ref, path, before: isMissed(dueAt), after: isMissed(dueOf(startedAt, limit, calendar)) }
  })
  const missedOf = (when: 'before' | 'after') => judged.filter((each) => each[when] === missed).length
  return {
    ...days,
    about: {
      zh: `这段时间按现行时限起算的 ${clocks.length} 张工单，逐张重算`,
      en: `${clocks.length} work orders whose clock began under the rule, each judged again`,
    },
    figures: [count({ zh: '超时', en: 'Missed' }, missedOf('before'), missedOf('after'), { zh: '张', en: 'orders' })],
    ...differing(judged),
  }
}
