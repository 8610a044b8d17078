import type { Ctx } from '../../db/context.ts'
import { toWire } from '../../db/wire.ts'
import { findWorkCalendar } from '../../intake/index.ts'
import { decideClockState, describeLimit } from '../rules/clocks.ts'
import { type ClockEventRow, type ClockRow, listClockEventRows, listRoundRows } from '../sql/order-clocks.ts'
import { isOf } from './clocks.ts'
import type { ClockProof } from './contract.ts'
import { calendarOf, countDays, dueOf, keepDays } from './due.ts'

type Calendar = Awaited<ReturnType<typeof findWorkCalendar>>

/**
 * Each round of each clock of an order counted anew from its events and the days that were kept with them, and beside it what was stored.
 * `isProved`: the two agree. `presentDueAt`: what today's calendar would make of it.
 */
export async function proveClocks(ctx: Ctx, orderId: number): Promise<ClockProof[]> {
  const clocks = await listRoundRows(ctx, orderId)
  const events = await listClockEventRows(ctx, orderId)
  const calendar = await findWorkCalendar(ctx)
  return clocks.map((clock) =>
    proveClock(
      clock,
      events.filter((each) => isOf(each, clock)),
      calendar,
      ctx.now,
    ),
  )
}

function proveClock(clock: ClockRow, events: ClockEventRow[], present: Calendar, now: Date): ClockProof {
  const { startedAt, stoppedAt, isMerged, amount, unit } = clock
  const kept = events.findLast(({ days }) => days !== null)?.days ?? null
  const counted = dueOf(startedAt, clock, kept ? calendarOf(kept) : present, events)
  const days = kept ?? (counted ? keepDays(startedAt, counted, clock, present) : [])
  return {
    clock: clock.clock,
    round: clock.round,
    rule: {
      ...{ kind: clock.kind, subkind: clock.subkind, area: clock.area, starts: clock.starts },
      ...{ limit: describeLimit(amount, unit), legalBasis: clock.legalBasis, validFrom: clock.ruleFrom },
    },
    isCalendarKept: kept !== null,
    days: unit === 'working-days' ? countDays(startedAt, days, events) : [],
    events: events.map(({ act, reason, by, at, dueAt }) => ({ act, reason, by, ...toWire({ at, dueAt }) })),
    ...toWire({
      ...{ storedDueAt: clock.dueAt, countedDueAt: counted, stoppedAt },
      presentDueAt: dueOf(startedAt, clock, present, events),
    }),
    isProved: counted?.getTime() === clock.dueAt?.getTime(),
    state: decideClockState({ startedAt, dueAt: counted, stoppedAt, isMerged }, now, 0),
  }
}
