import type { Ctx } from '../../db/context.ts'
import { count, figureOf } from '../../db/parameters/effect.ts'
import type { Effect, ParameterChange } from '../../db/parameters/set.ts'
import { transact } from '../../db/pool.ts'
import { addDays, civilDay } from '../../db/time.ts'
import { withoutTrace } from '../../db/without-trace.ts'
import type { RuleId, Severity } from '../rules/vee/series.ts'
import { refreshPlan } from '../sections/plans.ts'
import {
  countFindings,
  countFlagged,
  listOpenPlans,
  samplePointDays,
  setReviewLimit,
  setThreshold,
} from '../sql/parameter-effects.ts'
import { validateDays } from '../vee/validate.ts'

const DAYS = 14
const POINTS = 20
const PLANS = 5

/** A sample of points validated again, as the rules stand and with the new threshold; nothing of it stays. */
export async function thresholdEffect(ctx: Ctx, { key, value }: ParameterChange): Promise<Effect> {
  const to = civilDay(ctx.now)
  const from = addDays(to, -DAYS)
  const rule = key.rule as RuleId
  const threshold = {
    ...{ rule, name: key.name ?? '', from, value: figureOf(value, 'value') ?? 0 },
    ...{ unit: value?.unit ?? '', severity: (value?.severity ?? 'warning') as Severity },
  }
  return transact(ctx, async (inner) => {
    const days = await samplePointDays(inner, { from, to, points: POINTS })
    const found = (work: () => Promise<void>) =>
      withoutTrace(inner, async () => {
        await work()
        await validateDays(inner, days)
        return countFindings(inner, rule, days)
      })
    const before = await found(async () => {})
    const after = await found(() => setThreshold(inner, threshold))
    const points = new Set(days.map(({ pointId }) => pointId)).size
    return {
      ...{ from, to },
      about: {
        zh: `抽样 ${points} 个计量点共 ${days.length} 个表日（全部计量点中按编号散列抽取），逐日重新校验`,
        en: `A sample of ${points} points, ${days.length} days, drawn by a hash of their number, each validated again`,
      },
      figures: [count({ zh: '判为异常', en: 'Findings' }, before, after, { zh: '条', en: '' })],
      cases: [],
    }
  })
}

/** Points of open reading plans, looked at again; nothing of it stays. */
export async function reviewEffect(ctx: Ctx, { key, value }: ParameterChange): Promise<Effect> {
  const today = civilDay(ctx.now)
  return transact(ctx, async (inner) => {
    const plans = await listOpenPlans(inner, PLANS)
    const ids = plans.map(({ planId }) => planId)
    const from = plans.map(({ readingDay }) => readingDay).reduce((one, day) => (day < one ? day : one), today)
    const flagged = (work: () => Promise<void>) =>
      withoutTrace(inner, async () => {
        await work()
        for (const planId of ids) await refreshPlan(inner, planId)
        return countFlagged(inner, ids)
      })
    const before = await flagged(async () => {})
    const limit = { name: key.name ?? '', from, value: figureOf(value, 'value') ?? 0 }
    const after = await flagged(() => setReviewLimit(inner, limit))
    return {
      ...{ from, to: today },
      about: {
        zh: `最近 ${plans.length} 个未复核完的抄表计划，共 ${before.points} 个计量点`,
        en: `The latest ${plans.length} open reading plans, ${before.points} points`,
      },
      figures: [
        count({ zh: '须人工复核', en: 'Conspicuous' }, before.flagged, after.flagged, { zh: '个', en: 'points' }),
      ],
      cases: [],
    }
  })
}
