import type { z } from 'zod'
import { recordAudit } from '../../../db/audit.ts'
import type { Ctx } from '../../../db/context.ts'
import { publish } from '../../../db/events.ts'
import { transact } from '../../../db/pool.ts'
import { notFound, Refusal } from '../../../db/refusal.ts'
import { toWire } from '../../../db/wire.ts'
import { atWork } from '../../rules/steps.ts'
import { decideTask, isDueFit, listTaskActs, openTaskStates, type TaskAct } from '../../rules/tasks.ts'
import { listClockRows } from '../../sql/order-clocks.ts'
import {
  changeTask,
  findTaskRow,
  insertTask,
  listAskedRows,
  listTaskRows,
  type NewTask,
  type TaskRow,
} from '../../sql/tasks.ts'
import { listUnitRows } from '../../sql/units.ts'
import { addOrderEntry } from '../../sql/work-order-entries.ts'
import { changeOrder, findOrderRow, findOrderStatus, type OrderRow } from '../../sql/work-orders.ts'
import { refuseUnitOf } from '../complaints.ts'
import { isHandler, mayAskTask } from '../doers.ts'
import { handlerTitles } from '../kinds/contract.ts'
import { publishChange } from '../tell.ts'
import type { newTask, OrderTask, orderTasks, taskStep } from './contract.ts'

type Tasks = z.infer<typeof orderTasks>

/** What was asked of other roles and units for an order. Refuses with `NOT_FOUND`. */
export async function listTasks(ctx: Ctx, orderId: number): Promise<Tasks> {
  const order = await findOrderRow(ctx, orderId)
  if (!order) throw notFound('工单')
  const mayAsk = atWork.includes(order.status) && mayAskTask(ctx.actor.roles, order.handler)
  const soonest = mayAsk ? (await listPromises(ctx, orderId)).find((each) => each > ctx.now) : undefined
  const tasks = (await listTaskRows(ctx, orderId)).map((row) => describeTask(ctx, row))
  return { tasks, mayAsk, suggestedDueAt: soonest?.toISOString() ?? null }
}

/** What the reader's own unit and role was asked for: `open`, the soonest due first, or `ended`, the latest first. */
export async function listAskedTasks(ctx: Ctx, { state }: { state: 'open' | 'ended' }): Promise<Tasks> {
  const isOpen = state === 'open'
  const states = isOpen ? openTaskStates : ['done', 'refused', 'cancelled']
  const rows = await listAskedRows(ctx, { states, latest: !isOpen })
  return { tasks: rows.map((row) => describeTask(ctx, row)), mayAsk: false, suggestedDueAt: null }
}

/**
 * Asks another role or unit for its part of an order, which then waits for it. Refuses, in this order, with `NOT_FOUND`, `STEP_NOT_YOURS`,
 * `TASK_NOT_POSSIBLE`, `UNIT_COMPLAINED_OF`, `TASK_DUE_UNFIT` and `ORDER_CHANGED`.
 */
export function askTask(ctx: Ctx, orderId: number, input: z.output<typeof newTask>): Promise<Tasks> {
  return transact(ctx, async (inner) => {
    const order = await findOrderRow(inner, orderId)
    if (!order) throw notFound('工单')
    if (!mayAskTask(inner.actor.roles, order.handler)) throw notYours()
    if (!atWork.includes(order.status)) throw new Refusal('TASK_NOT_POSSIBLE', '工单已回单或已结束，不能再请人协办')
    const task = await readTask(inner, order, input)
    const made = await insertTask(inner, task)
    // The order is another now: who reports it back at this very moment is told so, and sees the task.
    if (!made || (await changeOrder(inner, { ...order, version: input.version })) === 0) throw changed('工单')
    const unit = (await listUnitRows(inner)).find(({ id }) => id === task.organisationId)?.name ?? order.organisation
    const note = `协办 ${made.number}(${unit} · ${handlerTitles[task.handler].zh}):${task.description}`
    await addOrderEntry(inner, orderId, { act: 'task-asked', note })
    await tell(inner, order, made.id, 'asked')
    return listTasks(inner, orderId)
  })
}

async function readTask(ctx: Ctx, order: OrderRow, input: z.output<typeof newTask>): Promise<NewTask> {
  const organisationId = input.unitId ?? order.organisationId
  if (input.unitId !== undefined && !(await listUnitRows(ctx)).some(({ id }) => id === input.unitId))
    throw notFound('单位')
  await refuseUnitOf(ctx, organisationId, order.complainedUnitId)
  const dueAt = new Date(input.dueAt)
  if (!isDueFit(dueAt, { now: ctx.now, promised: await listPromises(ctx, order.id) }))
    throw new Refusal('TASK_DUE_UNFIT', '协办期限应在现在之后，且不晚于工单自己的时限', {
      status: 400,
      issues: [{ path: 'dueAt', message: '应在现在之后、工单时限之前' }],
    })
  return { workOrderId: order.id, organisationId, handler: input.handler, description: input.description, dueAt }
}

/**
 * Takes a task one step on: it is accepted, refused or done by who was asked, cancelled by the order's side. Refuses, in this order, with
 * `NOT_FOUND`, `STEP_NOT_YOURS`, `TASK_NOT_POSSIBLE`, `NOTE_MISSING` and `TASK_CHANGED`.
 */
export function takeTaskStep(
  ctx: Ctx,
  id: number,
  act: TaskAct,
  { version, note }: z.output<typeof taskStep>,
): Promise<OrderTask> {
  return transact(ctx, async (inner) => {
    const task = await findTaskRow(inner, id)
    if (!task) throw notFound('协办任务')
    if (!mayDo(inner, task, act)) throw notYours()
    const verdict = decideTask(task.state, act, Boolean(note))
    if (!verdict.ok) throw refusalOf(verdict.because)
    if ((await changeTask(inner, { id, version, state: verdict.to, answer: note ?? null })) === 0) throw changed('任务')
    await addOrderEntry(inner, task.workOrderId, {
      act: `task-${act}`,
      note: `协办 ${task.number}${note ? `:${note}` : ''}`,
    })
    const order = { id: task.workOrderId, workOrderNo: task.workOrderNo }
    await tell(inner, order, id, act)
    const after = await findTaskRow(inner, id)
    if (!after) throw notFound('协办任务')
    return describeTask(inner, after)
  })
}

/** What was asked for an order that is not done any more is not waited for. */
export async function cancelTasks(ctx: Ctx, order: { id: number; workOrderNo: string }, note: string): Promise<void> {
  for (const task of await listTaskRows(ctx, order.id)) {
    if (!openTaskStates.includes(task.state)) continue
    if ((await changeTask(ctx, { ...task, state: 'cancelled', answer: note })) === 0) throw changed('任务')
    await tell(ctx, order, task.id, 'cancellation')
  }
}

async function tell(ctx: Ctx, order: { id: number; workOrderNo: string }, taskId: number, act: TaskAct | 'asked') {
  await recordAudit(ctx, { action: `order-task.${act}`, subject: `work-order:${order.workOrderNo}` })
  await publish(ctx, 'order-task.changed', { taskId })
  // Who does a task for another unit does not read its order; who reads that is to see that it is another now.
  const status = await findOrderStatus(ctx, order.id)
  if (status) await publishChange(ctx, { ...order, status })
}

/** When the promises of an order run out, the first first. */
async function listPromises(ctx: Ctx, orderId: number): Promise<Date[]> {
  const running = (await listClockRows(ctx, [orderId])).filter(({ stoppedAt }) => stoppedAt === null)
  const due = running.flatMap(({ dueAt }) => dueAt ?? [])
  return due.toSorted((a, b) => a.getTime() - b.getTime())
}

function mayDo({ actor }: Ctx, task: TaskRow, act: TaskAct): boolean {
  if (act === 'cancellation') return task.isOfOrder && mayAskTask(actor.roles, task.orderHandler)
  return task.isOfUnit && isHandler(actor.roles, task.handler)
}

function describeTask(ctx: Ctx, row: TaskRow): OrderTask {
  const { orderHandler: _, isOfUnit: __, isOfOrder: ___, ...told } = row
  const isOpen = openTaskStates.includes(row.state)
  return {
    ...toWire(told),
    isLate: isOpen && row.dueAt < ctx.now,
    acts: listTaskActs(row.state).filter((act) => mayDo(ctx, row, act)),
  }
}

function notYours(): Refusal {
  return new Refusal('STEP_NOT_YOURS', '这一步不由您的岗位办理', { status: 403 })
}

function changed(what: string): Refusal {
  return new Refusal(what === '工单' ? 'ORDER_CHANGED' : 'TASK_CHANGED', `${what}刚被他人改动，请刷新后再处理`)
}

function refusalOf(because: 'TASK_NOT_POSSIBLE' | 'NOTE_MISSING'): Refusal {
  if (because === 'TASK_NOT_POSSIBLE') return new Refusal(because, '任务当前状态不能这样处理，请刷新后再看')
  const issues = [{ path: 'note', message: '必填' }]
  return new Refusal(because, '请写明结果或原因', { status: 400, issues })
}
