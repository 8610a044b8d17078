import { recordAudit } from '../../db/audit.ts'
import { type Ctx, isSamePerson } from '../../db/context.ts'
import { publish, publishAll } from '../../db/events.ts'
import { transact } from '../../db/pool.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { addDays, civilDay, startOfDay } from '../../db/time.ts'
import { defaultLimits } from '../rules/reading-review.ts'
import { countFieldRows, listFieldRows } from '../sql/plan-lists.ts'
import {
  acceptPlanPoints,
  closePlanRow,
  listOwnLimits,
  listReviewedPoints,
  type OpenPlan,
  type ReviewedPoint,
  reopenPlanPoint,
  sendPlanRow,
} from '../sql/reading-plans.ts'
import { giveUpReread, insertSpecial, withdrawSiteReading } from '../sql/special-readings.ts'
import { markIssuedBill } from '../vee/effect.ts'
import { findPlan, refreshPlan } from './plans.ts'
import { refuseUnknownReader } from './readers.ts'
import type { Acceptance, AcceptanceResult, FieldReadings, PlanRow, Return } from './shapes.ts'

const REREAD_DAYS = 2
const EVENT_POINTS = 500

/**
 * Accepts points that are read: those named, if nothing has changed since they were seen, or all that are not
 * conspicuous. Nobody accepts what he read himself. With the latest point the plan is closed and `readings.settled` told.
 * Refuses with `NOT_FOUND` and `PLAN_CLOSED`; points that cannot be accepted are named in the answer.
 */
export async function acceptPoints(
  ctx: Ctx,
  { planId, ...input }: Acceptance & { planId: number },
): Promise<AcceptanceResult> {
  const named = 'points' in input ? input.points : null
  const refused = await transact(ctx, async (inner) => {
    const pointIds = named?.map(({ pointId }) => pointId) ?? null
    const plan = await refreshPlan(inner, planId, pointIds)
    refuseClosed(plan)
    const points = await listReviewedPoints(inner, planId, pointIds)
    const verdicts = named
      ? named.map(({ pointId, version }) => {
          const point = points.find((each) => each.pointId === pointId)
          return { pointId, because: refusePoint(inner, point, version) }
        })
      : points
          .filter(
            ({ state, flags, readBy }) => state === 'read' && flags.length === 0 && !isSamePerson(inner.actor, readBy),
          )
          .map(({ pointId }) => ({ pointId, because: null }))
    const accepted = verdicts.filter(({ because }) => because === null).map(({ pointId }) => pointId)
    if (accepted.length > 0) {
      await acceptPlanPoints(inner, planId, accepted)
      await publishAll(inner, 'readings.reviewed', toBatches(accepted, { planId, day: plan.readingDay }))
      await recordAudit(inner, {
        action: 'reading-plan.accepted',
        subject: `reading-plan:${planId}`,
        detail: { points: accepted, all: named === null },
      })
    }
    await closeWhereDone(inner, plan)
    return {
      accepted: accepted.length,
      refused: verdicts.flatMap(({ pointId, because }) => (because ? [{ pointId, because }] : [])),
    }
  })
  return { ...refused, plan: await findPlan(ctx, planId) }
}

function toBatches(pointIds: number[], of: { planId: number; day: string }) {
  const count = Math.ceil(pointIds.length / EVENT_POINTS)
  return Array.from({ length: count }, (_, batch) => ({
    ...of,
    pointIds: pointIds.slice(batch * EVENT_POINTS, (batch + 1) * EVENT_POINTS),
  }))
}

function refusePoint(
  ctx: Ctx,
  point: ReviewedPoint | undefined,
  version: number,
): AcceptanceResult['refused'][number]['because'] | null {
  if (point?.state !== 'read') return 'NOT_READ'
  if (isSamePerson(ctx.actor, point.readBy)) return 'SAME_PERSON'
  return point.version === version ? null : 'CHANGED_SINCE'
}

async function closeWhereDone(ctx: Ctx, { planId, sectionNo, month, readingDay }: OpenPlan): Promise<void> {
  if ((await closePlanRow(ctx, planId)) === 0) return
  const points = (await listReviewedPoints(ctx, planId, null)).length
  await recordAudit(ctx, { action: 'reading-plan.closed', subject: `reading-plan:${planId}`, detail: { points } })
  await publish(ctx, 'readings.settled', { planId, sectionNo, month, day: readingDay, points })
}

/**
 * Sends a point back to be called or read on site again, accepted or not; a site reading that stood for the day no
 * longer does. Refuses with `NOT_FOUND`, `PLAN_CLOSED`, `NOT_YET_DUE` and `ALREADY_SENT_BACK`.
 */
export async function returnPoint(
  ctx: Ctx,
  { planId, pointId, way, reason }: Return & { planId: number },
): Promise<PlanRow> {
  await transact(ctx, async (inner) => {
    const plan = await refreshPlan(inner, planId, [pointId])
    refuseClosed(plan)
    const [point] = await listReviewedPoints(inner, planId, [pointId])
    if (!point) throw notFound('计划中的计量点')
    const today = civilDay(inner.now)
    if (today < plan.readingDay) throw new Refusal('NOT_YET_DUE', `抄表例日 ${plan.readingDay} 未到,不能退回重抄`)
    const order = { pointId, cause: 're-reading' as const, day: plan.readingDay, dueOn: addDays(today, REREAD_DAYS) }
    await giveUpReread(inner, { planId, pointId, note: reason })
    const specialId = await insertSpecial(inner, { ...order, way, reader: null, planId, reason })
    if (specialId === undefined) throw new Refusal('ALREADY_SENT_BACK', '该户已退回重抄,请等待结果')
    await reopenPlanPoint(inner, planId, pointId)
    const withdrawn = await withdrawSiteReading(inner, { pointId, day: plan.readingDay, note: reason })
    if (withdrawn > 0) await markIssuedBill(inner, { pointId, at: startOfDay(plan.readingDay) }, 'register-approved')
    await recordAudit(inner, {
      action: 'reading-plan.returned',
      subject: `reading-plan:${planId}`,
      detail: { pointId, way, reason, specialId },
    })
    await refreshPlan(inner, planId, [pointId])
  })
  return findPlan(ctx, planId)
}

/** Gives what a plan still wants on site to a reader. Refuses with `NOT_FOUND`, `PLAN_CLOSED` and `READER_UNKNOWN`. */
export async function sendPlan(ctx: Ctx, { planId, reader }: { planId: number; reader: string }): Promise<PlanRow> {
  await transact(ctx, async (inner) => {
    refuseClosed(await refreshPlan(inner, planId))
    await refuseUnknownReader(inner, reader)
    await sendPlanRow(inner, planId, reader)
    await recordAudit(inner, { action: 'reading-plan.sent', subject: `reading-plan:${planId}`, detail: { reader } })
  })
  return findPlan(ctx, planId)
}

function refuseClosed({ status }: OpenPlan): void {
  if (status === 'closed') throw new Refusal('PLAN_CLOSED', '该抄表计划已复核完毕')
}

/** What the actor himself has to read on site, in order of the route. */
export async function listFieldReadings(
  ctx: Ctx,
  query: { cursor?: string | undefined; limit?: number },
): Promise<FieldReadings> {
  const limit = query.limit ?? 50
  const reader = ctx.actor.username
  const [sectionNo, routeNo, pointId, day] = query.cursor?.split('~') ?? []
  const after =
    sectionNo !== undefined && routeNo && pointId && day
      ? { sectionNo, routeNo: Number(routeNo), pointId: Number(pointId), day }
      : null
  const readings = await listFieldRows(ctx, { reader, after, limit })
  const last = readings.length === limit ? readings.at(-1) : undefined
  return {
    readings,
    total: await countFieldRows(ctx, reader),
    nextCursor: last ? `${last.sectionNo}~${last.routeNo}~${last.pointId}~${last.day}` : null,
  }
}

export async function listReviewLimits(
  ctx: Ctx,
): Promise<{ limits: { name: string; from: string; value: number; basis: string }[] }> {
  return { limits: [...defaultLimits.map(({ unit, ...limit }) => limit), ...(await listOwnLimits(ctx))] }
}
