import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { transact } from '../../db/pool.ts'
import { notFound } from '../../db/refusal.ts'
import { civilDay } from '../../db/time.ts'
import { toWire } from '../../db/wire.ts'
import { decidePlanState, listDueReadings, planRuleOn, suggestStep } from '../rules/reading-plan.ts'
import { limitsOn } from '../rules/reading-review.ts'
import {
  findPlanRecord,
  findPlanStateRow,
  listPlanMonths,
  listPlanPointRecords,
  listPlanRecords,
  type PlanPointRecord,
  type PlanStateRecord,
} from '../sql/plan-lists.ts'
import {
  insertPlan,
  type KnownPoint,
  listOwnLimits,
  listPlanPointBases,
  listPlansToRefresh,
  listSectionsToPlan,
  lockPlan,
  markRefreshed,
  type OpenPlan,
  type PlanPointBasis,
  syncMembers,
  updatePlanPoints,
} from '../sql/reading-plans.ts'
import { settleSpecialRows } from '../sql/special-readings.ts'
import { measurePoints } from './measure.ts'
import type { PlanList, PlanPoint, PlanPointQuery, PlanPoints, PlanQuery, PlanRow } from './shapes.ts'

const SECTIONS_AT_ONCE = 200
const POINTS_AT_ONCE = 200
const PLANS_A_ROUND = 50

/** Makes the plans that are due, section by section; those that are there stay, so it may run as often as it likes. */
export async function makeReadingPlans(ctx: Ctx): Promise<number> {
  const today = civilDay(ctx.now)
  const rule = planRuleOn(today)
  let made = 0
  for (let afterId = 0; ; ) {
    const sections = await listSectionsToPlan(ctx, { afterId, limit: SECTIONS_AT_ONCE })
    for (const section of sections) {
      for (const due of listDueReadings(section, { today, latest: section.latest }, rule)) {
        made += await transact(ctx, async (inner) => {
          const planId = await insertPlan(inner, section, due)
          if (planId === undefined) return 0
          await syncMembers(inner, planId)
          await recordAudit(inner, {
            action: 'reading-plan.made',
            subject: `reading-plan:${planId}`,
            detail: { ...due },
          })
          return 1
        })
      }
    }
    const latest = sections.at(-1)
    if (!latest || sections.length < SECTIONS_AT_ONCE) return made
    afterId = latest.sectionId
  }
}

/** Looks again at the plans that are due and open, longest not looked at first; returns how many. */
export async function refreshDuePlans(ctx: Ctx): Promise<number> {
  await settleSpecialRows(ctx, null)
  const plans = await listPlansToRefresh(ctx, { today: civilDay(ctx.now), limit: PLANS_A_ROUND })
  for (const { planId } of plans) await transact(ctx, (inner) => refreshPlan(inner, planId))
  return plans.length
}

/** The same for one plan, asked by a person. Refuses with `NOT_FOUND`. */
export async function refreshPlanNow(ctx: Ctx, planId: number): Promise<PlanRow> {
  await transact(ctx, async (inner) => {
    await settleSpecialRows(inner, null)
    await refreshPlan(inner, planId)
  })
  return findPlan(ctx, planId)
}

/** Brings what is known of points that are not accepted up to date, within the caller's transaction. */
export async function refreshPlan(ctx: Ctx, planId: number, pointIds: number[] | null = null): Promise<OpenPlan> {
  const plan = await lockPlan(ctx, planId)
  if (!plan) throw notFound('抄表计划')
  if (plan.status === 'closed') return plan
  if (pointIds === null) await syncMembers(ctx, planId)
  const bases = await listPlanPointBases(ctx, planId, pointIds)
  const limits = limitsOn(plan.readingDay, await listOwnLimits(ctx))
  for (let start = 0; start < bases.length; start += POINTS_AT_ONCE) {
    const batch = bases.slice(start, start + POINTS_AT_ONCE)
    const measured = await measurePoints(ctx, plan, batch, limits)
    await updatePlanPoints(
      ctx,
      planId,
      batch.map((basis, index) => toKnownPoint(ctx, plan, basis, measured[index])),
    )
  }
  if (pointIds === null) await markRefreshed(ctx, planId)
  return plan
}

function toKnownPoint(
  ctx: Ctx,
  plan: OpenPlan,
  { pointId, standIn, asked, call }: PlanPointBasis,
  measured: Awaited<ReturnType<typeof measurePoints>>[number] | undefined,
): KnownPoint {
  if (!measured) throw new Error(`point ${pointId} was not measured`)
  const today = civilDay(ctx.now)
  const rule = planRuleOn(today)
  const state = decidePlanState(
    {
      today,
      readingDay: plan.readingDay,
      isKnown: measured.facts.endWh !== null,
      isProposed: standIn?.status === 'proposed',
      asked,
    },
    rule,
  )
  const suggested = call?.isGivenUp ? suggestStep({ today, readingDay: plan.readingDay }, rule) : null
  return {
    pointId,
    state,
    facts: { ...measured.facts, call: call && toCall(call, suggested) },
    flags: measured.facts.endWh === null ? [] : measured.flags,
    readBy: standIn?.status === 'approved' ? standIn.by : null,
  }
}

function toCall({ isGivenUp, ...call }: NonNullable<PlanPointBasis['call']>, suggested: 'site' | 'estimate' | null) {
  return { ...call, suggested }
}

export async function listPlans(ctx: Ctx, query: PlanQuery): Promise<PlanList> {
  const limit = query.limit ?? 50
  const [month, sectionNo] = query.cursor?.split('~') ?? []
  const rows = await listPlanRecords(ctx, {
    month: query.month ?? null,
    sectionId: query.sectionId ?? null,
    after: month && sectionNo ? { month, sectionNo } : null,
    limit,
  })
  const latest = rows.length === limit ? rows.at(-1) : undefined
  const nextCursor = latest ? `${latest.month}~${latest.sectionNo}` : null
  return toWire({ plans: rows, months: await listPlanMonths(ctx), nextCursor }) as PlanList
}

/** Refuses with `NOT_FOUND`. */
export async function findPlan(ctx: Ctx, planId: number): Promise<PlanRow> {
  const row = await findPlanRecord(ctx, planId)
  if (!row) throw notFound('抄表计划')
  return toWire(row) as PlanRow
}

export async function listPlanPoints(
  ctx: Ctx,
  { planId, ...query }: PlanPointQuery & { planId: number },
): Promise<PlanPoints> {
  await findPlan(ctx, planId)
  const limit = query.limit ?? 50
  const [unflagged, routeNo] = query.cursor?.split('~') ?? []
  const after = routeNo ? { unflagged: unflagged === '1', routeNo: Number(routeNo) } : null
  const rows = await listPlanPointRecords(ctx, { planId, which: query.which ?? 'review', after, limit })
  const latest = rows.length === limit ? rows.at(-1) : undefined
  const nextCursor = latest ? `${latest.flags.length === 0 ? 1 : 0}~${latest.routeNo}` : null
  return { points: rows.map(toPlanPoint), nextCursor }
}

function toPlanPoint({ facts, ...row }: PlanPointRecord): PlanPoint {
  return toWire({ ...row, facts: facts !== null && 'how' in facts ? facts : null }) as PlanPoint
}

/**
 * Whether a point's register of a reading day is accepted: the state in its plan, or undefined where no plan reads it on
 * that day. For points that the caller has resolved within the actor's scope.
 */
export function findPlanState(
  ctx: Ctx,
  { pointId, day }: { pointId: number; day: string },
): Promise<PlanStateRecord | undefined> {
  return findPlanStateRow(ctx, pointId, day)
}
