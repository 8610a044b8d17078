import type { Ctx } from '../../db/context.ts'
import type { ClockAct, Level } from '../rules/clocks.ts'
import type { ClockName } from '../rules/steps.ts'
import type { DeadlineRule } from './order-kinds.ts'

/** A day that a clock looked at, with its working spans in minutes of the day, half-open. */
export type KeptDay = { day: string; spans: { from: number; to: number }[] }

export type ClockRow = Omit<DeadlineRule, 'id'> & {
  ruleId: number
  workOrderId: number
  /** From 1; a reopened order begins the next. */
  round: number
  ruleFrom: string
  startedAt: Date
  dueAt: Date | null
  pausedAt: Date | null
  stoppedAt: Date | null
  /** Stopped by the merger of its order, which lasts. */
  isMerged: boolean
}

const SELECT = `select c.work_order_id as "workOrderId", c.clock, c.round, c.started_at as "startedAt", c.due_at as "dueAt",
    c.paused_at as "pausedAt", c.stopped_at as "stoppedAt",
    coalesce(w.status = 'merged' and c.stopped_at = w.finished_at, false) as "isMerged",
    r.id as "ruleId", r.kind, r.subkind, r.area, r.customer_class as "customerClass", r.starts, r.amount, r.unit, r.legal_basis as "legalBasis", r.valid_from as "ruleFrom"
  from work_order_clock c join deadline_rule r on r.id = c.rule_id join work_order w on w.id = c.work_order_id`

/** Of each clock its latest round. */
export function listClockRows(ctx: Ctx, orderIds: number[]): Promise<ClockRow[]> {
  return ctx.db.rows(
    `${SELECT} where c.work_order_id = any($1) and not exists (
       select from work_order_clock n where n.work_order_id = c.work_order_id and n.clock = c.clock and n.round > c.round)
     order by c.started_at, c.clock`,
    [orderIds],
  )
}

export function listRoundRows(ctx: Ctx, orderId: number): Promise<ClockRow[]> {
  return ctx.db.rows(`${SELECT} where c.work_order_id = $1 order by c.started_at, c.clock`, [orderId])
}

/**
 * The round that begins; undefined where the order has had that clock before: it is not started anew, unless it has stopped and the
 * order was sent back or reopened since it began.
 */
export async function insertClock(
  ctx: Ctx,
  orderId: number,
  rule: DeadlineRule,
  dueAt: Date,
): Promise<number | undefined> {
  const row = await ctx.db.first<{ round: number }>(
    `insert into work_order_clock (work_order_id, clock, round, started_at, due_at, rule_id)
     select $1, $2, coalesce(max(c.round), 0) + 1, $3, $4, $5
     from work_order_clock c where c.work_order_id = $1 and c.clock = $2
     having count(*) = 0 or bool_and(c.stopped_at is not null) and exists (
       select from work_order_entry e
       where e.work_order_id = $1 and e.act in ('return', 'reopening') and e.at > max(c.started_at))
     returning round`,
    [orderId, rule.clock, ctx.now, dueAt, rule.id],
  )
  return row?.round
}

export type ClockChange = {
  workOrderId: number
  clock: ClockName
  round: number
  dueAt: Date | null
  pausedAt: Date | null
  stoppedAt: Date | null
}

export async function changeClock(ctx: Ctx, { workOrderId, clock, round, ...to }: ClockChange): Promise<void> {
  await ctx.db.run(
    `update work_order_clock set due_at = $4, paused_at = $5, stopped_at = $6
     where work_order_id = $1 and clock = $2 and round = $3`,
    [workOrderId, clock, round, to.dueAt, to.pausedAt, to.stoppedAt],
  )
}

export type NewClockEvent = {
  workOrderId: number
  clock: ClockName
  round: number
  act: ClockAct
  reason: string
  dueAt: Date | null
  days: KeptDay[] | null
}
export type ClockEventRow = Omit<NewClockEvent, 'workOrderId'> & { at: Date; by: string }

export async function insertClockEvent(ctx: Ctx, event: NewClockEvent): Promise<void> {
  await ctx.db.run(
    `insert into order_clock_event (work_order_id, clock, round, at, act, reason, actor, due_at, days)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      event.workOrderId,
      event.clock,
      event.round,
      ctx.now,
      event.act,
      event.reason,
      ctx.actor.username,
      event.dueAt,
      event.days && JSON.stringify(event.days),
    ],
  )
}

export function listClockEventRows(ctx: Ctx, orderId: number): Promise<ClockEventRow[]> {
  return ctx.db.rows(
    `select e.clock, e.round, e.at, e.act, e.reason, coalesce(u.name, e.actor) as by, e.due_at as "dueAt", e.days
     from order_clock_event e left join app_user u on u.username = e.actor where e.work_order_id = $1 order by e.id`,
    [orderId],
  )
}

/**
 * Tells once of each clock that runs on at which level it has come to: `warning` in the last so many per cent of its time, `breach`
 * past its due instant, `escalation` so many minutes later. Returns the orders told of.
 */
export function insertAlerts(
  ctx: Ctx,
  { soonPercent, escalateMinutes }: { soonPercent: number; escalateMinutes: number },
): Promise<{ workOrderId: number; workOrderNo: string; clock: ClockName; level: Level }[]> {
  return ctx.db.rows(
    `with running as (
       select c.work_order_id, c.clock, c.round, c.due_at, c.due_at - (c.due_at - c.started_at) * $2 / 100.0 as soon_at
       from work_order_clock c join work_order w on w.id = c.work_order_id
       where c.stopped_at is null and c.due_at is not null and w.status not in ('closed', 'cancelled', 'merged')),
     reached as (
       select work_order_id, clock, round, level from running cross join lateral (values
         ('warning', soon_at <= $1), ('breach', due_at < $1), ('escalation', due_at + make_interval(mins => $3) < $1)
       ) as l (level, is_reached) where is_reached),
     told as (
       insert into order_clock_alert (work_order_id, clock, round, level, at)
       select work_order_id, clock, round, level, $1 from reached
       on conflict do nothing returning work_order_id, clock, level)
     select t.work_order_id as "workOrderId", w.work_order_no as "workOrderNo", t.clock, t.level
     from told t join work_order w on w.id = t.work_order_id order by t.work_order_id, t.clock, t.level`,
    [ctx.now, soonPercent, escalateMinutes],
  )
}

export function listAlertRows(ctx: Ctx, orderId: number): Promise<{ clock: ClockName; level: Level; at: Date }[]> {
  return ctx.db.rows(
    'select clock, level, at from order_clock_alert where work_order_id = $1 order by at, clock, level',
    [orderId],
  )
}
