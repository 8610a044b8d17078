import type { z } from 'zod'
import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { transact } from '../../db/pool.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { mayAct } from '../rules/clocks.ts'
import { atWork, type OrderStatus } from '../rules/steps.ts'
import { listClockRows } from '../sql/order-clocks.ts'
import { addOrderEntry } from '../sql/work-order-entries.ts'
import { changeOrder, findOrderRow } from '../sql/work-orders.ts'
import { pauseClock, resumeClock } from './clocks.ts'
import type { clockAct, WorkOrder } from './contract.ts'
import { mayTake } from './doers.ts'
import { findWorkOrder } from './read.ts'
import { publishChange } from './tell.ts'

/** In which states of its order. */
const from: Record<'pause' | 'resume', readonly OrderStatus[]> = { pause: ['accepted'], resume: atWork }

/**
 * Lets a clock stand, or go on; with a reason, which stays beside it. Refuses, in this order, with `NOT_FOUND`, `STEP_NOT_YOURS`,
 * `CLOCK_NOT_POSSIBLE` (the order is not in hand, for a resumption not in work; the clock has stopped or passed, or stands already) and
 * `ORDER_CHANGED`.
 */
export function actOnClock(
  ctx: Ctx,
  id: number,
  act: 'pause' | 'resume',
  input: z.output<typeof clockAct>,
): Promise<WorkOrder> {
  return transact(ctx, async (inner) => {
    const order = await findOrderRow(inner, id)
    if (!order) throw notFound('工单')
    // Whoever reports the result is who waits for something.
    if (!mayTake(inner.actor.roles, 'result', order.handler))
      throw new Refusal('STEP_NOT_YOURS', '这一步不由您的岗位办理', { status: 403 })
    const clock = (await listClockRows(inner, [id])).find((each) => each.clock === input.clock)
    if (!from[act].includes(order.status) || !clock || !mayAct(clock, act, inner.now))
      throw new Refusal('CLOCK_NOT_POSSIBLE', act === 'pause' ? '这个时限现在不能暂停' : '这个时限现在不能恢复')
    if ((await changeOrder(inner, { ...order, version: input.version })) === 0)
      throw new Refusal('ORDER_CHANGED', '工单刚被他人改动，请刷新后再处理')
    await (act === 'pause' ? pauseClock : resumeClock)(inner, clock, input.reason)
    await addOrderEntry(inner, id, { act: `clock-${act}`, note: input.reason })
    await recordAudit(inner, { action: `work-order.clock-${act}`, subject: `work-order:${order.workOrderNo}` })
    await publishChange(inner, order)
    return findWorkOrder(inner, id)
  })
}
