import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { publishAll } from '../../db/events.ts'
import { transact } from '../../db/pool.ts'
import { Refusal } from '../../db/refusal.ts'
import { civilDay } from '../../db/time.ts'
import { toWire } from '../../db/wire.ts'
import type { OpenAlarm } from '../rules/alarm-groups/facts.ts'
import { beganAt, isExplainedBy, kindsOfWork, workStateAt } from '../rules/planned-work.ts'
import {
  findUnitOf,
  insertWork,
  listPointsOfNumbers,
  listWorkRecords,
  listWorkUnderWay,
  lockWork,
  markForWork,
  releaseSuppressed,
  saveExtension,
  saveSuppressions,
  saveWithdrawal,
  type WorkRecord,
} from '../sql/planned-work.ts'
import type { NewPlannedWork, PlannedWorkList, PlannedWorkQuery } from './planned-work-contract.ts'

/** Planned work within the actor's scope, newest first, a page at a time. */
export async function listPlannedWork(ctx: Ctx, query: PlannedWorkQuery): Promise<PlannedWorkList> {
  const limit = query.limit ?? 50
  const beforeId = query.cursor ? Number(query.cursor) : null
  const records = await listWorkRecords(ctx, { state: query.state ?? null, beforeId, limit })
  const oldest = records.length === limit ? records.at(-1) : undefined
  return toWire({
    works: records.map(({ pointIds: _, ...work }) => ({ ...work, state: workStateAt(work, ctx.now) })),
    nextCursor: oldest ? String(oldest.workId) : null,
  })
}

/**
 * Enters planned work. Refuses with `WORK_IN_PAST` when it would be over already, `NOT_FOUND` for a feeder or district outside the
 * actor's scope, and `POINT_UNKNOWN` with each number that is none of his points.
 */
export async function enterPlannedWork(ctx: Ctx, input: NewPlannedWork): Promise<{ workId: number; workNo: string }> {
  const { kind, reason, fromAt: from, toAt: to, feederId = null, districtId = null, pointNos = [] } = input
  const [fromAt, toAt] = [new Date(from), new Date(to)]
  if (toAt <= ctx.now) throw new Refusal('WORK_IN_PAST', '结束时间已过，请核对', { status: 409 })
  return transact(ctx, async (inner) => {
    const isPoints = feederId === null && districtId === null
    const points = isPoints ? await findPoints(inner, pointNos) : []
    const unit = isPoints ? points[0] : await findUnitOf(inner, { feederId, districtId })
    if (!unit) throw new Refusal('NOT_FOUND', '没有找到线路或台区，或您无权办理', { status: 404 })
    const scope = isPoints ? 'points' : feederId === null ? 'district' : 'feeder'
    const pointIds = points.map(({ pointId }) => pointId)
    const day = civilDay(inner.now).replaceAll('-', '')
    const { organisationId } = unit
    const work = await insertWork(inner, {
      ...{ kind, scope, feederId, districtId, pointIds, fromAt, toAt, reason },
      organisationId,
      day,
    })
    await recordAudit(inner, {
      action: 'planned-work.entered',
      subject: `planned-work:${work.workNo}`,
      detail: { reason, to },
    })
    await markForWork(inner, { fromAt, kinds: kindsOfWork })
    return work
  })
}

/** Gives it another end. Refuses with `NOT_FOUND`, `WORK_ENDED` when it is over or withdrawn, and `WORK_IN_PAST`. */
export function extendPlannedWork(
  ctx: Ctx,
  { workId, toAt, reason }: { workId: number; toAt: string; reason: string },
): Promise<void> {
  return transact(ctx, async (inner) => {
    const work = await holdWork(inner, workId)
    const to = new Date(toAt)
    if (to <= inner.now || to <= work.fromAt) throw new Refusal('WORK_IN_PAST', '结束时间须在现在之后', { status: 409 })
    await saveExtension(inner, { workId, from: work.toAt, to, reason })
    await recordAudit(inner, {
      action: 'planned-work.extended',
      subject: `planned-work:${work.workNo}`,
      detail: { reason, toAt },
    })
  })
}

/** Takes it back; what it held is raised. Refuses with `NOT_FOUND`, and `WORK_ENDED` when it is over or withdrawn. */
export function withdrawPlannedWork(ctx: Ctx, { workId, reason }: { workId: number; reason: string }): Promise<void> {
  return transact(ctx, async (inner) => {
    const work = await holdWork(inner, workId)
    await saveWithdrawal(inner, { workId, reason })
    await recordAudit(inner, {
      action: 'planned-work.withdrawn',
      subject: `planned-work:${work.workNo}`,
      detail: { reason },
    })
    await raiseReleased(inner)
  })
}

/** Raises what work that is over or withdrawn had held and that is not well. */
export async function raiseReleased(ctx: Ctx): Promise<number> {
  const raised = await releaseSuppressed(ctx)
  if (raised.length > 0) await publishAll(ctx, 'alarm.raised', raised)
  return raised.length
}

/** Takes those of open alarms out that work under way explains, and keeps them with it; returns the others. */
export async function suppressExplained(ctx: Ctx, alarms: OpenAlarm[], silenceMs: number): Promise<OpenAlarm[]> {
  const works = await listWorkUnderWay(ctx)
  if (works.length === 0) return alarms
  const pairs = alarms.flatMap((alarm) => {
    const told = { ...alarm, at: beganAt(alarm, silenceMs) }
    const work = works.find((each) => isExplainedBy(told, each, ctx.now))
    return work ? [{ alarmId: alarm.alarmId, workId: work.workId }] : []
  })
  if (pairs.length === 0) return alarms
  await saveSuppressions(ctx, pairs)
  const explained = new Set(pairs.map(({ alarmId }) => alarmId))
  return alarms.filter(({ alarmId }) => !explained.has(alarmId))
}

async function findPoints(ctx: Ctx, pointNos: string[]) {
  const wanted = [...new Set(pointNos)]
  const points = await listPointsOfNumbers(ctx, wanted)
  const known = new Set(points.map(({ pointNo }) => pointNo))
  const unknown = wanted.filter((pointNo) => !known.has(pointNo))
  if (unknown.length === 0) return points
  const issues = unknown.map((pointNo) => ({ path: 'pointNos', message: `没有计量点 ${pointNo}，或您无权办理` }))
  throw new Refusal('POINT_UNKNOWN', `${unknown.length} 个计量点没有找到`, { status: 404, issues })
}

async function holdWork(ctx: Ctx, workId: number): Promise<WorkRecord> {
  const work = await lockWork(ctx, workId)
  if (!work) throw new Refusal('NOT_FOUND', '没有找到，或您无权查看', { status: 404 })
  if (['over', 'withdrawn'].includes(workStateAt(work, ctx.now))) {
    throw new Refusal('WORK_ENDED', '计划工作已结束或已撤回', { status: 409 })
  }
  return work
}
