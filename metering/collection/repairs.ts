import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { publish } from '../../db/events.ts'
import { transact } from '../../db/pool.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { addDays, civilDay } from '../../db/time.ts'
import { toWire } from '../../db/wire.ts'
import { describeAnswer, readPoint } from '../ask-meter.ts'
import type { RepairDetail, RepairList } from '../contract-collection.ts'
import { refuseStranger } from '../people.ts'
import { describeAlarm } from '../rules/alarm-kinds/all.ts'
import { type Cause, placeOf } from '../rules/collection-causes.ts'
import { deadlineOf } from '../rules/collection-schedule.ts'
import { repairRuleOn, verifyRepair } from '../rules/repair.ts'
import { listAlarmsOfOrder } from '../sql/alarm-orders.ts'
import { wakeGaps } from '../sql/collection-gaps.ts'
import {
  assignOrder,
  changeCause,
  countOrders,
  findOrderRecord,
  findProof,
  insertOrder,
  insertStep,
  listChangedCauses,
  listDueRepairs,
  listGapsOfOrder,
  listOrderRecords,
  listSteps,
  lockOrder,
  type OrderRecord,
  type RepairDue,
  reopenOrder,
  saveClosed,
} from '../sql/repairs.ts'
import { listFindingsOfOrder } from '../sql/site-orders.ts'

const ORDERS_AT_ONCE = 2_000

/** Opens a repair order for each place that missed its freezes for as long as the rule says. Run again, it opens no second one. */
export async function openDueRepairs(ctx: Ctx): Promise<number> {
  const today = civilDay(ctx.now)
  const rule = repairRuleOn(today)
  const yesterday = addDays(today, -1)
  const newest = deadlineOf('day-freeze', yesterday) <= ctx.now ? yesterday : addDays(today, -2)
  const days = Array.from({ length: rule.missingDays }, (_, back) => addDays(newest, -back))
  const reopenSince = new Date(ctx.now.getTime() - rule.reopenDays * 86_400_000)
  return transact(ctx, async (inner) => {
    const due = await listDueRepairs(inner, { days, reopenSince, limit: ORDERS_AT_ONCE })
    for (const place of due) await openOne(inner, place, rule.basis)
    for (const { orderId, cause, before } of await listChangedCauses(inner, ORDERS_AT_ONCE)) {
      await changeCause(inner, { orderId, cause, place: placeOf(cause as Cause) })
      await insertStep(inner, { orderId, kind: 'cause-changed', detail: { before, cause } })
    }
    return due.length
  })
}

async function openOne(ctx: Ctx, due: RepairDue, basis: string): Promise<void> {
  const { orderId: earlier, cause, days, points } = due
  const place = placeOf(cause as Cause)
  const because = { days, points, basis }
  if (earlier !== null) {
    await reopenOrder(ctx, { orderId: earlier, cause, place, because })
    await insertStep(ctx, { orderId: earlier, kind: 'reopened', detail: { cause, ...because } })
    await publish(ctx, 'repair.changed', { orderId: earlier, status: 'open' })
    return
  }
  const orderId = await insertOrder(ctx, { ...due, place, because })
  if (orderId === undefined) return
  await insertStep(ctx, { orderId, kind: 'opened', detail: { cause, ...because } })
  await publish(ctx, 'repair.changed', { orderId, status: 'open' })
}

export async function listRepairs(
  ctx: Ctx,
  query: { status: string; place?: string | undefined; cursor?: string | undefined; limit: number },
): Promise<RepairList> {
  const { status, place, cursor, limit } = query
  const orders = await listOrderRecords(ctx, {
    status,
    place: place ?? null,
    beforeId: cursor ? Number(cursor) : null,
    limit,
  })
  const oldest = orders.length === limit ? orders.at(-1) : undefined
  return toWire({ orders, underWay: await countOrders(ctx), nextCursor: oldest ? String(oldest.orderId) : null })
}

export async function findRepair(ctx: Ctx, orderId: number): Promise<RepairDetail> {
  const order = await findOrderRecord(ctx, orderId)
  if (!order) throw notFound('消缺单')
  const gaps = await listGapsOfOrder(ctx, placeOfOrder(order))
  const alarms = await listAlarmsOfOrder(ctx, orderId)
  return toWire({
    order,
    steps: await listSteps(ctx, orderId),
    gaps,
    findings: await listFindingsOfOrder(ctx, orderId),
    alarms: alarms.map((alarm) => ({ ...alarm, title: describeAlarm(alarm.kind).title })),
  })
}

/** Refuses with `REPAIR_CLOSED`. */
export function assignRepair(ctx: Ctx, input: { orderId: number; to: string }): Promise<void> {
  return changeOrder(ctx, input.orderId, async (inner) => {
    await refuseStranger(inner, input.to)
    await assignOrder(inner, input.orderId, input.to)
    await insertStep(inner, { orderId: input.orderId, kind: 'assigned', note: input.to })
  })
}

/** Refuses with `REPAIR_CLOSED`. */
export function noteRepair(ctx: Ctx, input: { orderId: number; note: string }): Promise<void> {
  return changeOrder(ctx, input.orderId, (inner) =>
    insertStep(inner, { orderId: input.orderId, kind: 'noted', note: input.note }),
  )
}

/**
 * Closes an order on the proof of a re-read, and only so: reads the meter now where it can be asked, then looks whether
 * what came shows that the cause is gone. Refuses with `REPAIR_NOT_VERIFIED` and the reason, which is kept on the order;
 * with `REPAIR_CLOSED`. What was missed is then asked for again. Not inside a transaction: a meter takes its time.
 */
export async function closeRepair(ctx: Ctx, input: { orderId: number; note?: string | undefined }): Promise<void> {
  const { orderId } = input
  const order = await findOrderRecord(ctx, orderId)
  if (!order) throw notFound('消缺单')
  if (order.status === 'closed') throw closed()
  const place = placeOfOrder(order)
  const known = await findProof(ctx, place)
  const asked = known ? await readPoint(ctx, known.pointId) : undefined
  const proof = await findProof(ctx, place)
  const verdict = verifyRepair(
    { place: order.place, since: order.openedAt },
    {
      measuredAt: proof?.measuredAt ?? null,
      hasRegister: proof?.importAt != null && proof.importAt > order.openedAt,
      driftMs: proof?.driftMs ?? null,
      isTerminalOnline: proof?.isTerminalOnline ?? null,
    },
    ctx.now,
    repairRuleOn(civilDay(ctx.now)),
  )
  if (!verdict.ok) {
    const detail = { because: verdict.because, asked: asked ? describeAnswer(asked) : 'NO_METER' }
    await transact(ctx, (inner) =>
      insertStep(inner, { orderId, kind: 'close-refused', note: input.note ?? null, detail }),
    )
    throw new Refusal('REPAIR_NOT_VERIFIED', refusals[verdict.because], {
      issues: [{ path: 'proof', message: verdict.because }],
    })
  }
  await changeOrder(ctx, orderId, async (inner) => {
    await saveClosed(inner, orderId, { ...proof })
    await insertStep(inner, { orderId, kind: 'closed', note: input.note ?? null, detail: { ...proof } })
    await wakeGaps(inner, order.pointId === null ? { terminalId: order.terminalId ?? 0 } : { pointId: order.pointId })
    await recordAudit(inner, { action: 'repair.closed', subject: `repair-order:${orderId}` })
  })
}

const refusals = {
  NO_READING_SINCE: '开单以来没有抄到这只表的数据;已再次召测,有应答后请重新核销',
  READING_TOO_OLD: '最近一次抄读已超过一小时;已再次召测,有应答后请重新核销',
  NO_REGISTER_ACCEPTED: '抄到的示数没有通过校验,请先处理存疑示数',
  CLOCK_STILL_WRONG: '电能表时钟仍然超差,请校时后再核销',
  TERMINAL_STILL_OFFLINE: '终端仍然离线,请恢复终端后再核销',
} as const

function changeOrder(ctx: Ctx, orderId: number, change: (ctx: Ctx) => Promise<void>): Promise<void> {
  return transact(ctx, async (inner) => {
    if (!(await findOrderRecord(inner, orderId))) throw notFound('消缺单')
    const order = await lockOrder(inner, orderId)
    if (order?.status === 'closed') throw closed()
    await change(inner)
    const status = (await lockOrder(inner, orderId))?.status ?? 'open'
    await publish(inner, 'repair.changed', { orderId, status })
  })
}

function closed(): Refusal {
  return new Refusal('REPAIR_CLOSED', '该消缺单已核销')
}

/** An order on a terminal has no point; one on a point is not about its terminal. */
function placeOfOrder(order: OrderRecord): { pointId: number | null; terminalId: number | null } {
  return order.pointId === null
    ? { pointId: null, terminalId: order.terminalId }
    : { pointId: order.pointId, terminalId: null }
}
