import type { z } from 'zod'
import { recordAudit } from '../../db/audit.ts'
import { type Ctx, isSamePerson } from '../../db/context.ts'
import { transact } from '../../db/pool.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { decideStep, type OrderStep, type StepRefusal } from '../rules/steps.ts'
import { findContactRow } from '../sql/contacts.ts'
import { listMerged } from '../sql/mergers.ts'
import { listUnitRows } from '../sql/units.ts'
import { addOrderEntry, type EntryRow, listEntryRows } from '../sql/work-order-entries.ts'
import { changeOrder, findOrderRow, type OrderChange, type OrderRow } from '../sql/work-orders.ts'
import { reopenClocks, resumeClocks, startClocks, stopClocks } from './clocks.ts'
import { refuseUnitOf } from './complaints.ts'
import type { callBackStep, estimateStep, handOverStep, urgeStep, WorkOrder } from './contract.ts'
import { mayTake } from './doers.ts'
import { lockWithMerged, takeOutAll } from './mergers.ts'
import { findWorkOrder, readStepRules, toFacts } from './read.ts'
import { cancelTasks } from './tasks/tasks.ts'
import { publishChange, tellTimeline } from './tell.ts'

type Asked = z.output<typeof handOverStep> &
  z.output<typeof estimateStep> &
  z.output<typeof callBackStep> &
  z.output<typeof urgeStep>
type Given = { version: number; note?: string | undefined } & Partial<Omit<Asked, 'version' | 'note'>> & {
    /** Written by the crew, and when it was done by that. */
    onSite?: { entryId: string; at: Date }
  }

/**
 * Takes an order one step on. Refuses, in this order, with `NOT_FOUND`, `STEP_NOT_YOURS`, `STEP_NOT_POSSIBLE`, `TASKS_OPEN`,
 * `RETURNS_USED_UP`, `CALL_BACK_AT_NIGHT`, `CALL_BACK_TOO_SOON`, `CALL_BACK_MISSING`, `REOPENED_TOO_LATE`, `NOTE_MISSING`, `OWN_RESULT`, `ESTIMATE_PAST`,
 * `UNIT_COMPLAINED_OF` and
 * `ORDER_CHANGED`, where somebody was faster.
 */
export function takeOrderStep(ctx: Ctx, id: number, step: OrderStep, given: Given): Promise<WorkOrder> {
  return transact(ctx, async (inner) => {
    if (step === 'cancellation') await lockWithMerged(inner, id)
    const order = await findOrderRow(inner, id)
    if (!order) throw notFound('工单')
    if (!mayTake(inner.actor.roles, step, order.handler))
      throw new Refusal('STEP_NOT_YOURS', '这一步不由您的岗位办理', { status: 403 })
    // What is told to others, and the audit record, are of now.
    const then = { ...inner, now: given.onSite?.at ?? inner.now }
    const acts = await listEntryRows(inner, [id])
    const verdict = decideStep(toFacts(order, acts), step, {
      ...{ rules: await readStepRules(inner), hasNote: Boolean(given.note), now: then.now },
    })
    if (!verdict.ok) throw refusalOf(verdict.because)
    if (step === 'audit') refuseOwnResult(inner, acts)
    if (given.contactId !== undefined && !(await findContactRow(inner, given.contactId))) throw notFound('联系')
    const change = await changeBy(then, order, step, given)
    if ((await changeOrder(inner, { ...change, status: verdict.to })) === 0)
      throw new Refusal('ORDER_CHANGED', '工单刚被他人改动，请刷新后再处理')
    await addOrderEntry(then, id, { act: step, ...given, entryId: given.onSite?.entryId })
    await stopClocks(then, id, verdict.stops, step)
    if (step === 'cancellation') await takeOutAll(inner, order)
    if (step === 'cancellation') await cancelTasks(inner, order, given.note ?? '')
    if (step === 'transfer' || step === 'refusal') await resumeClocks(then, id, step)
    if ((step === 'return' || step === 'reopening') && order.finishedAt)
      await reopenClocks(inner, id, order.finishedAt, step)
    if (verdict.starts) await startClocks(then, { ...order, area: order.organisationArea }, verdict.starts, step)
    const after = await findWorkOrder(inner, id)
    await recordAudit(inner, { action: `work-order.${step}`, subject: `work-order:${after.workOrderNo}` })
    const told = toldOf[step]
    if (told && !isShielded(order)) await tellAll(inner, order, after, { act: step, ...told })
    await publishChange(inner, after)
    return after
  })
}

/** Also the customers whose orders are done with it. */
async function tellAll(ctx: Ctx, order: OrderRow, after: WorkOrder, told: Parameters<typeof tellTimeline>[3]) {
  const accounts = [order, ...(await listMerged(ctx, order.id))].map(({ accountId }) => accountId)
  for (const accountId of new Set(accounts)) if (accountId !== null) await tellTimeline(ctx, accountId, after, told)
}

/** Nothing of a report of a person or a unit stands in anybody's file. */
function isShielded({ kind, complainedUnitId, complainedUsername }: OrderRow): boolean {
  return kind === 'report' && (complainedUnitId !== null || complainedUsername !== null)
}

const toldOf: Partial<Record<OrderStep, { zh: string; en: string }>> = {
  answer: { zh: '已答复办结', en: 'answered' },
  result: { zh: '已处理', en: 'done' },
  closure: { zh: '已办结', en: 'closed' },
  reopening: { zh: '已重新办理', en: 'taken up again' },
  cancellation: { zh: '已取消', en: 'cancelled' },
}

/** What of the order a step writes, besides its state. */
async function changeBy(ctx: Ctx, order: OrderRow, step: OrderStep, given: Given): Promise<OrderChange> {
  const same = { ...order, version: given.version }
  const { note = null } = given
  if (step === 'result' || step === 'answer' || step === 'cancellation')
    return { ...same, result: note, finishedAt: ctx.now }
  if (step === 'return' || step === 'reopening') return { ...same, result: null, finishedAt: null }
  if (step === 'estimate') return { ...same, estimatedAt: readEstimate(ctx, given.estimatedAt) }
  if (step !== 'dispatch' && step !== 'transfer') return same
  const organisationId = given.unitId ?? order.organisationId
  if (given.unitId !== undefined && !(await listUnitRows(ctx)).some(({ id }) => id === given.unitId))
    throw notFound('单位')
  await refuseUnitOf(ctx, organisationId, order.complainedUnitId)
  return { ...same, handler: given.handler ?? order.handler, organisationId }
}

function readEstimate(ctx: Ctx, estimatedAt = ''): Date {
  const at = new Date(estimatedAt)
  if (at > ctx.now) return at
  throw new Refusal('ESTIMATE_PAST', '预计复电时间应在现在之后', {
    status: 400,
    issues: [{ path: 'estimatedAt', message: '应在现在之后' }],
  })
}

function refuseOwnResult(ctx: Ctx, acts: EntryRow[]): void {
  const result = acts.findLast(({ act }) => act === 'result')
  if (result && isSamePerson(ctx.actor, result.actor)) throw new Refusal('OWN_RESULT', '回单人不能审核自己的回单')
}

const messages: Record<StepRefusal, string> = {
  TASKS_OPEN: '还有协办任务未办结，请先等其回单或撤销',
  CALL_BACK_AT_NIGHT: '现在不是可以回访的时段，请在可回访时段内联系客户',
  STEP_NOT_POSSIBLE: '工单当前状态不能这样处理，请刷新后再看',
  RETURNS_USED_UP: '退回次数已到上限，请督办处理',
  CALL_BACK_TOO_SOON: '距上次回访时间太短，请稍后再试',
  CALL_BACK_MISSING: '办结前须先回访客户',
  REOPENED_TOO_LATE: '办结已久，请另开新工单',
  NOTE_MISSING: '请写明处理结果或原因',
}

function refusalOf(because: StepRefusal): Refusal {
  const issues = because === 'NOTE_MISSING' ? { status: 400, issues: [{ path: 'note', message: '必填' }] } : {}
  return new Refusal(because, messages[because], issues)
}
