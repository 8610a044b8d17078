import type { Ctx } from '../../db/context.ts'
import { publish } from '../../db/events.ts'
import { readFigures } from '../../db/parameters/held.ts'
import { civilDay } from '../../db/time.ts'
import { toWire } from '../../db/wire.ts'
import { findWorkCalendar } from '../../intake/index.ts'
import { decideClockState, describeLimit } from '../rules/clocks.ts'
import { chooseRules } from '../rules/order-kinds.ts'
import type { ClockName } from '../rules/steps.ts'
import {
  type ClockEventRow,
  type ClockRow,
  changeClock,
  insertAlerts,
  insertClock,
  insertClockEvent,
  listClockEventRows,
  listClockRows,
} from '../sql/order-clocks.ts'
import { type DeadlineRule, listRules } from '../sql/order-kinds.ts'
import type { WorkOrder } from './contract.ts'
import { type ClockEvent, dueOf, keepDays } from './due.ts'
import type { OrderKind } from './kinds/contract.ts'

type Of = { id: number; kind: OrderKind; subkind: string; area: string; isImportant: boolean }

/** Starts the clocks that begin with a step, as the rules have it on this day; what is due is stored as promised. */
export async function startClocks(ctx: Ctx, order: Of, starts: DeadlineRule['starts'], step: string): Promise<void> {
  const rules = await listRules(ctx, { kind: order.kind, on: civilDay(ctx.now) })
  const calendar = await findWorkCalendar(ctx)
  for (const rule of chooseRules(rules, order).filter((each) => each.starts === starts)) {
    const dueAt = dueOf(ctx.now, rule, calendar)
    const round = await insertClock(ctx, order.id, rule, dueAt)
    if (!round) continue
    const days = keepDays(ctx.now, dueAt, rule, calendar)
    await insertClockEvent(ctx, {
      workOrderId: order.id,
      clock: rule.clock,
      round,
      act: 'start',
      reason: step,
      dueAt,
      days,
    })
  }
}

/** Stops what runs of these clocks; one that stands is due by what it had left. */
export async function stopClocks(ctx: Ctx, orderId: number, clocks: readonly ClockName[], step: string): Promise<void> {
  const rows = await listClockRows(ctx, [orderId])
  for (const row of rows.filter(({ clock, stoppedAt }) => stoppedAt === null && clocks.includes(clock))) {
    const { dueAt, days } = row.pausedAt ? await countAnew(ctx, row, 'stop') : { dueAt: row.dueAt, days: null }
    await changeClock(ctx, { ...row, dueAt, pausedAt: null, stoppedAt: ctx.now })
    await insertClockEvent(ctx, { ...row, act: 'stop', reason: step, dueAt, days })
  }
}

/** Stops what runs, as it is: whether it is kept is told by the order that leads, and a pause is found again when it is taken out. */
export async function mergeClocks(ctx: Ctx, orderId: number): Promise<void> {
  const rows = await listClockRows(ctx, [orderId])
  for (const row of rows.filter(({ stoppedAt }) => stoppedAt === null)) {
    await changeClock(ctx, { ...row, stoppedAt: ctx.now })
    await insertClockEvent(ctx, { ...row, act: 'merge', reason: 'merger', days: null })
  }
}

/**
 * Clocks that an order's end stopped go on as if they had never been: what was promised stays promised. What was closed is another
 * matter: of its clocks go on which began with the order and are not due yet, the others begin a new round with their step.
 */
export async function reopenClocks(
  ctx: Ctx,
  orderId: number,
  stoppedAt: Date,
  step: 'return' | 'reopening' | 'merger-undo',
): Promise<void> {
  const goesOn = ({ starts, dueAt }: ClockRow) =>
    step !== 'reopening' || (starts === 'opened' && dueAt !== null && dueAt > ctx.now)
  const rows = await listClockRows(ctx, [orderId])
  for (const row of rows.filter((each) => each.stoppedAt?.getTime() === stoppedAt.getTime() && goesOn(each))) {
    await changeClock(ctx, { ...row, stoppedAt: null })
    await insertClockEvent(ctx, { ...row, act: 'reopen', reason: step, days: null })
  }
}

export async function pauseClock(ctx: Ctx, row: ClockRow, reason: string): Promise<void> {
  await changeClock(ctx, { ...row, dueAt: null, pausedAt: ctx.now })
  await insertClockEvent(ctx, { ...row, act: 'pause', reason, dueAt: null, days: null })
}

export async function resumeClock(ctx: Ctx, row: ClockRow, reason: string): Promise<void> {
  const { dueAt, days } = await countAnew(ctx, row, 'resume')
  await changeClock(ctx, { ...row, dueAt, pausedAt: null })
  await insertClockEvent(ctx, { ...row, act: 'resume', reason, dueAt, days })
}

/** Lets all that stands go on: whoever waited for something has the order no more. */
export async function resumeClocks(ctx: Ctx, orderId: number, step: string): Promise<void> {
  const rows = await listClockRows(ctx, [orderId])
  for (const row of rows.filter(({ pausedAt }) => pausedAt !== null)) await resumeClock(ctx, row, step)
}

/** What is due once a pause ends now, by the calendar of today. */
async function countAnew(ctx: Ctx, row: ClockRow, act: ClockEvent['act']) {
  const past = (await listClockEventRows(ctx, row.workOrderId)).filter((each) => isOf(each, row))
  const calendar = await findWorkCalendar(ctx)
  const dueAt = dueOf(row.startedAt, row, calendar, [...past, { at: ctx.now, act }])
  if (!dueAt) throw new Error(`the ${row.clock} clock of order ${row.workOrderId} stands though its pause has ended`)
  return { dueAt, days: keepDays(row.startedAt, dueAt, row, calendar) }
}

/** Whether something happened to that clock in that round. */
export function isOf(event: ClockEventRow, { clock, round }: ClockRow): boolean {
  return event.clock === clock && event.round === round
}

export function describeClock(ctx: Ctx, clock: ClockRow, soonPercent: number): WorkOrder['clocks'][number] {
  const { startedAt, dueAt, pausedAt, stoppedAt } = clock
  return {
    name: clock.clock,
    round: clock.round,
    ...toWire({ startedAt, dueAt, pausedAt, stoppedAt }),
    state: decideClockState(clock, ctx.now, soonPercent),
    limit: describeLimit(clock.amount, clock.unit),
    legalBasis: clock.legalBasis,
  }
}

/** Tells of clocks that came near, past and far past their due instants, each once. */
export async function alertClocks(ctx: Ctx): Promise<void> {
  const figure = await readFigures(ctx, 'desk_rule')
  const told = await insertAlerts(ctx, {
    soonPercent: figure('due-soon-percent'),
    escalateMinutes: figure('escalate-minutes'),
  })
  for (const { workOrderId, workOrderNo, clock, level } of told)
    await publish(ctx, 'work-order.alerted', { workOrderId, workOrderNo, clock, level })
}
