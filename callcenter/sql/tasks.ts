import type { Ctx } from '../../db/context.ts'
import { handlersSeen } from '../orders/doers.ts'
import type { Handler, OrderKind } from '../orders/kinds/contract.ts'
import type { TaskState } from '../rules/tasks.ts'
import { isNotOfReader, readerNames } from './shields.ts'

export type TaskRow = {
  id: number
  workOrderId: number
  workOrderNo: string
  number: number
  kind: OrderKind
  subkind: string
  urgency: 'normal' | 'urgent'
  handler: Handler
  orderHandler: Handler
  address: string | null
  unit: string
  description: string
  dueAt: Date
  state: TaskState
  askedBy: string
  askedAt: Date
  answer: string | null
  answeredBy: string | null
  answeredAt: Date | null
  version: number
  /** Whether the reader's organisation has the unit that was asked, and the order's. */
  isOfUnit: boolean
  isOfOrder: boolean
}

const SELECT = `select k.id, k.work_order_id as "workOrderId", w.work_order_no as "workOrderNo", k.number, w.kind, s.subkind, w.urgency,
    k.handler, w.handler as "orderHandler", case when w.kind <> 'report' then w.address end as address, u.name as unit, k.description,
    k.due_at as "dueAt", k.state, coalesce(a.name, k.asked_by) as "askedBy", k.asked_at as "askedAt", k.answer,
    coalesce(b.name, k.answered_by) as "answeredBy", k.answered_at as "answeredAt", k.version,
    starts_with(u.path, $1) as "isOfUnit", starts_with(o.path, $1) as "isOfOrder"
  from order_task k join work_order w on w.id = k.work_order_id join order_subkind s on s.id = w.subkind_id
  join organisation u on u.id = k.organisation_id join organisation o on o.id = w.organisation_id
  left join app_user a on a.username = k.asked_by left join app_user b on b.username = k.answered_by`

/** SQL: a task of the reader's unit and role, or of an order that he may read; never of one that is about him or his unit. */
const isSeen = `(starts_with(u.path, $1) and ($2::text[] is null or k.handler = any($2))
  or starts_with(o.path, $1) and ($2::text[] is null or w.handler = any($2))) and ${isNotOfReader(3)}`
const readerOf = (ctx: Ctx) => [ctx.scope, handlersSeen(ctx.actor.roles), ...readerNames(ctx)]

/** Of an order that the reader was found to read. */
export function listTaskRows(ctx: Ctx, orderId: number): Promise<TaskRow[]> {
  return ctx.db.rows(`${SELECT} where k.work_order_id = $2 order by k.number`, [ctx.scope, orderId])
}

export function findTaskRow(ctx: Ctx, id: number): Promise<TaskRow | undefined> {
  return ctx.db.first(`${SELECT} where k.id = $5 and ${isSeen}`, [...readerOf(ctx), id])
}

const MOST = 200

/** What the reader's unit and role was asked to do. */
export function listAskedRows(ctx: Ctx, { states, latest }: { states: string[]; latest: boolean }): Promise<TaskRow[]> {
  return ctx.db.rows(
    `${SELECT} where k.state = any($5) and starts_with(u.path, $1) and ($2::text[] is null or k.handler = any($2))
       and ${isNotOfReader(3)} order by ${latest ? 'k.answered_at desc' : 'k.due_at'}, k.id limit ${MOST}`,
    [...readerOf(ctx), states],
  )
}

export type NewTask = {
  workOrderId: number
  organisationId: number
  handler: Handler
  description: string
  dueAt: Date
}

export function insertTask(ctx: Ctx, task: NewTask): Promise<{ id: number; number: number } | undefined> {
  return ctx.db.first(
    `insert into order_task (work_order_id, number, organisation_id, handler, description, due_at, state, asked_by, asked_at)
     select $1, coalesce(max(number), 0) + 1, $2, $3, $4, $5, 'asked', $6, $7 from order_task where work_order_id = $1
     returning id, number`,
    [task.workOrderId, task.organisationId, task.handler, task.description, task.dueAt, ctx.actor.username, ctx.now],
  )
}

/** Zero where somebody changed the task since `version`. */
export function changeTask(
  ctx: Ctx,
  task: { id: number; version: number; state: TaskState; answer: string | null },
): Promise<number> {
  return ctx.db.run(
    `update order_task set state = $3, version = version + 1,
       answer = case when $3 = 'accepted' then answer else $4 end,
       answered_by = case when $3 = 'accepted' then answered_by else $5 end,
       answered_at = case when $3 = 'accepted' then answered_at else $6::timestamptz end
     where id = $1 and version = $2`,
    [task.id, task.version, task.state, task.answer, ctx.actor.username, ctx.now],
  )
}
