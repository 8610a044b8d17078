import type { Ctx } from '../../db/context.ts'
import { civilDay } from '../../db/time.ts'
import { toWire } from '../../db/wire.ts'
import { findWorkCalendar } from '../../intake/index.ts'
import { decideClockState, describeLimit } from '../rules/clocks.ts'
import { chooseRules } from '../rules/order-kinds.ts'
import { type DeadlineRule, listRules } from '../sql/order-kinds.ts'
import { type ClockRow, startClock } from '../sql/work-orders.ts'
import type { WorkOrder } from './contract.ts'
import { dueOf } from './due.ts'
import type { OrderKind } from './kinds/contract.ts'

/** Starts the clocks that begin with an act, as the rules have it on this day; what is due is stored as promised. */
export async function startClocks(
  ctx: Ctx,
  order: { id: number; kind: OrderKind; subkind: string; area: string },
  starts: DeadlineRule['starts'],
): Promise<void> {
  const rules = await listRules(ctx, { kind: order.kind, on: civilDay(ctx.now) })
  const calendar = await findWorkCalendar(ctx)
  for (const rule of chooseRules(rules, order).filter((each) => each.starts === starts)) {
    await startClock(ctx, order.id, rule, dueOf(ctx.now, rule, calendar))
  }
}

export function describeClock(ctx: Ctx, clock: ClockRow, soonPercent: number): WorkOrder['clocks'][number] {
  const { startedAt, dueAt, stoppedAt } = clock
  return {
    name: clock.clock,
    ...toWire({ startedAt, dueAt, stoppedAt }),
    state: decideClockState(clock, ctx.now, soonPercent),
    limit: describeLimit(clock.amount, clock.unit),
    legalBasis: clock.legalBasis,
  }
}
