import type { Ctx } from '../../db/context.ts'
import type { Handler, OrderKind } from '../orders/kinds/contract.ts'
import type { Answers } from '../rules/order-kinds.ts'
import type { ClockName, OrderStatus } from '../rules/steps.ts'
import type { DeadlineRule } from './order-kinds.ts'

export type ClockRow = DeadlineRule & { workOrderId: number; startedAt: Date; dueAt: Date; stoppedAt: Date | null }

export type OrderRow = {
  id: number
  workOrderNo: string
  kind: OrderKind
  subkind: string
  handler: Handler
  urgency: 'normal' | 'urgent'
  status: OrderStatus
  accountId: number | null
  accountNo: string | null
  customerName: string | null
  address: string
  description: string
  form: Answers
  organisation: string
  organisationArea: string
  openedBy: string
  openedAt: Date
  finishedAt: Date | null
  result: string | null
  version: number
}

const SELECT = `select w.id, w.work_order_no as "workOrderNo", w.kind, s.subkind, w.handler, w.urgency, w.status,
    w.account_id as "accountId", a.account_no as "accountNo", k.name as "customerName", w.address, w.description, w.form,
    o.name as organisation,
    o.area as "organisationArea", w.opened_by as "openedBy", w.opened_at as "openedAt", w.finished_at as "finishedAt",
    w.result, w.version
  from work_order w
  join order_subkind s on s.id = w.subkind_id
  join organisation o on o.id = w.organisation_id
  left join account a on a.id = w.account_id
  left join account_term t on t.account_id = a.id and t.known_to is null and t.valid_to is null
  left join customer k on k.id = t.customer_id`

export function findOrderRow(ctx: Ctx, id: number): Promise<OrderRow | undefined> {
  return ctx.db.first(`${SELECT} where w.id = $1 and starts_with(o.path, $2)`, [id, ctx.scope])
}

/** Oldest first; `after` is the id of the last order seen. */
export function listOrderRows(
  ctx: Ctx,
  query: { statuses: string[]; overdue: boolean; after: number; limit: number },
): Promise<OrderRow[]> {
  return ctx.db.rows(
    `${SELECT} where w.status = any($1) and starts_with(o.path, $2) and w.id > $3
       and (not $4 or exists (
         select 1 from work_order_clock c where c.work_order_id = w.id and c.stopped_at is null and c.due_at < $5))
     order by w.id limit $6`,
    [query.statuses, ctx.scope, query.after, query.overdue, ctx.now, query.limit],
  )
}

export function listUnfinishedOrderRows(ctx: Ctx, accountId: number): Promise<OrderRow[]> {
  return ctx.db.rows(
    `${SELECT} where w.account_id = $1 and w.status in ('open', 'accepted', 'finished') order by w.id`,
    [accountId],
  )
}

export function listClockRows(ctx: Ctx, orderIds: number[]): Promise<ClockRow[]> {
  return ctx.db.rows(
    `select c.work_order_id as "workOrderId", c.clock, c.started_at as "startedAt", c.due_at as "dueAt",
       c.stopped_at as "stoppedAt", r.id, r.kind, r.subkind, r.area, r.starts, r.amount, r.unit, r.legal_basis as "legalBasis"
     from work_order_clock c join deadline_rule r on r.id = c.rule_id
     where c.work_order_id = any($1) order by c.due_at`,
    [orderIds],
  )
}

type NewOrderRow = {
  kind: OrderKind
  subkindId: number
  handler: Handler
  form: Answers
  urgency: string
  accountId: number | null
  contactId: number | null
  organisationId: number
  address: string
  description: string
}

export async function insertOrder(ctx: Ctx, order: NewOrderRow): Promise<number> {
  const row = await ctx.db.first<{ id: number }>(
    `insert into work_order (work_order_no, kind, urgency, status, account_id, contact_id, organisation_id, address,
       description, opened_by, opened_at, subkind_id, handler, form)
     values ('W' || to_char($8::timestamptz, 'YYYYMMDD') || lpad(nextval('work_order_serial')::text, 6, '0'),
       $1, $2, 'open', $3, $4, $5, $6, $7, $9, $8, $10, $11, $12) returning id`,
    [
      order.kind,
      order.urgency,
      order.accountId,
      order.contactId,
      order.organisationId,
      order.address,
      order.description,
      ctx.now,
      ctx.actor.name,
      order.subkindId,
      order.handler,
      JSON.stringify(order.form),
    ],
  )
  return row?.id ?? 0
}

export async function startClock(ctx: Ctx, orderId: number, rule: DeadlineRule, dueAt: Date): Promise<void> {
  await ctx.db.run(
    `insert into work_order_clock (work_order_id, clock, started_at, due_at, rule_id) values ($1, $2, $3, $4, $5)
     on conflict do nothing`,
    [orderId, rule.clock, ctx.now, dueAt, rule.id],
  )
}

export async function stopClocks(ctx: Ctx, orderId: number, clocks: ClockName[]): Promise<void> {
  await ctx.db.run(
    `update work_order_clock set stopped_at = $3 where work_order_id = $1 and clock = any($2) and stopped_at is null`,
    [orderId, clocks, ctx.now],
  )
}

/** Zero where somebody changed the order since `version`. */
export function changeOrder(
  ctx: Ctx,
  order: { id: number; version: number; status: OrderStatus; result: string | null },
): Promise<number> {
  return ctx.db.run(
    `update work_order set status = $3, version = version + 1, result = coalesce($4, result),
       finished_at = case when $3 in ('finished', 'cancelled') then $5 else finished_at end
     where id = $1 and version = $2`,
    [order.id, order.version, order.status, order.result, ctx.now],
  )
}

export async function addOrderEntry(ctx: Ctx, orderId: number, act: string, note: string | null): Promise<void> {
  await ctx.db.run('insert into work_order_entry (work_order_id, at, actor, act, note) values ($1, $2, $3, $4, $5)', [
    orderId,
    ctx.now,
    ctx.actor.username,
    act,
    note,
  ])
}

/** The organisation that serves an account, else the one of the actor. */
export async function findServingOrganisation(
  ctx: Ctx,
  accountId: number | null,
): Promise<{ id: number; area: string } | undefined> {
  return ctx.db.first(
    `select o.id, o.area from organisation o
     where ($1::bigint is not null and o.id = (select organisation_id from account where id = $1))
        or ($1::bigint is null and (o.path = $2 or ($2 = '' and o.parent_id is null)))
     order by o.path limit 1`,
    [accountId, ctx.scope],
  )
}
