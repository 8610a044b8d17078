import type { z } from 'zod'
import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { findAccountFile } from '../../db/customers/files.ts'
import { publish } from '../../db/events.ts'
import { readFigures } from '../../db/parameters/held.ts'
import { transact } from '../../db/pool.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { addTimelineEntry } from '../../db/timeline.ts'
import { toWire } from '../../db/wire.ts'
import { decideStep, type OrderStep } from '../rules/steps.ts'
import { findContactRow } from '../sql/contacts.ts'
import {
  addOrderEntry,
  changeOrder,
  findOrderRow,
  findServingOrganisation,
  insertOrder,
  listClockRows,
  listOrderRows,
  listUnfinishedOrderRows,
  type OrderRow,
  stopClocks,
} from '../sql/work-orders.ts'
import { describeClock, startClocks } from './clocks.ts'
import type { newWorkOrder, WorkOrder, workOrderQuery } from './contract.ts'
import { nameOrder } from './kinds/contract.ts'
import { readSubkind } from './kinds.ts'

const UNFINISHED = ['open', 'accepted', 'finished']

/**
 * Opens a work order, and starts the clocks that its kind has on this day in this area; due instants are stored as
 * promised. Refuses with `SUBKIND_UNFIT`, `FORM_UNFIT`, `ADDRESS_MISSING` where neither account nor address says the place, and
 * with `NOT_FOUND`.
 */
export function openWorkOrder(ctx: Ctx, input: z.output<typeof newWorkOrder>): Promise<WorkOrder> {
  return transact(ctx, async (inner) => {
    const subkind = await readSubkind(inner, input)
    const account = input.accountNo ? await findAccountFile(inner, { accountNo: input.accountNo }) : null
    const address = input.address ?? account?.address
    if (!address)
      throw new Refusal('ADDRESS_MISSING', '请填写地址,或先选定户号', {
        status: 400,
        issues: [{ path: 'address', message: '地址必填' }],
      })
    if (input.contactId !== undefined && !(await findContactRow(inner, input.contactId))) throw notFound('联系')
    const organisation = await findServingOrganisation(inner, account?.accountId ?? null)
    if (!organisation) throw notFound('供电所')
    const id = await insertOrder(inner, {
      kind: input.kind,
      subkindId: subkind.id,
      handler: subkind.handler,
      form: input.form,
      urgency: input.urgency,
      accountId: account?.accountId ?? null,
      contactId: input.contactId ?? null,
      organisationId: organisation.id,
      address,
      description: input.description,
    })
    await startClocks(inner, { id, ...input, area: organisation.area }, 'opened')
    await addOrderEntry(inner, id, 'opened', input.description)
    const order = await findWorkOrder(inner, id)
    await recordAudit(inner, { action: 'work-order.opened', subject: `work-order:${order.workOrderNo}` })
    if (account) await tellTimeline(inner, account.accountId, order, 'opened', { zh: '已受理', en: 'opened' })
    await publish(inner, 'work-order.opened', {
      workOrderId: id,
      workOrderNo: order.workOrderNo,
      accountId: account?.accountId ?? null,
    })
    return order
  })
}

/** Refuses with `ORDER_CHANGED` (somebody was faster), `STEP_NOT_POSSIBLE` or `NOTE_MISSING`. */
export function takeOrderStep(
  ctx: Ctx,
  id: number,
  step: OrderStep,
  input: { version: number; note?: string | undefined },
): Promise<WorkOrder> {
  return transact(ctx, async (inner) => {
    const order = await findOrderRow(inner, id)
    if (!order) throw notFound('工单')
    const verdict = decideStep(order.status, step, Boolean(input.note))
    if (!verdict.ok) throw refusalOf(verdict.because)
    const result = step === 'result' || step === 'cancellation' ? (input.note ?? null) : null
    const changed = await changeOrder(inner, { id, version: input.version, status: verdict.to, result })
    if (changed === 0) throw new Refusal('ORDER_CHANGED', '工单刚被他人改动,请刷新后再处理')
    await stopClocks(inner, id, verdict.stops)
    if (step === 'arrival') await startClocks(inner, { ...order, area: order.organisationArea }, 'arrived')
    await addOrderEntry(inner, id, step, input.note ?? null)
    const after = await findWorkOrder(inner, id)
    await recordAudit(inner, { action: `work-order.${step}`, subject: `work-order:${after.workOrderNo}` })
    if (order.accountId !== null && step !== 'acceptance' && step !== 'arrival') {
      const told =
        step === 'result'
          ? { zh: '已处理', en: 'done' }
          : step === 'closure'
            ? { zh: '已办结', en: 'closed' }
            : { zh: '已取消', en: 'cancelled' }
      await tellTimeline(inner, order.accountId, after, step, told)
    }
    await publish(inner, 'work-order.changed', {
      workOrderId: id,
      workOrderNo: after.workOrderNo,
      status: after.status,
    })
    return after
  })
}

export async function findWorkOrder(ctx: Ctx, id: number): Promise<WorkOrder> {
  const row = await findOrderRow(ctx, id)
  if (!row) throw notFound('工单')
  const [order] = await withClocks(ctx, [row])
  return order as WorkOrder
}

export async function listWorkOrders(
  ctx: Ctx,
  query: z.output<typeof workOrderQuery>,
): Promise<{ orders: WorkOrder[]; nextCursor: string | null }> {
  const rows = await listOrderRows(ctx, {
    statuses: query.status === 'unfinished' ? UNFINISHED : [query.status],
    overdue: query.overdue ?? false,
    after: Number(query.cursor ?? 0) || 0,
    limit: query.limit,
  })
  const latest = rows.length === query.limit ? rows.at(-1) : undefined
  return { orders: await withClocks(ctx, rows), nextCursor: latest ? String(latest.id) : null }
}

export async function listUnfinishedOrders(ctx: Ctx, accountId: number): Promise<WorkOrder[]> {
  return withClocks(ctx, await listUnfinishedOrderRows(ctx, accountId))
}

async function withClocks(ctx: Ctx, rows: OrderRow[]): Promise<WorkOrder[]> {
  const clocks = await listClockRows(
    ctx,
    rows.map(({ id }) => id),
  )
  const soonPercent = (await readFigures(ctx, 'desk_rule'))('due-soon-percent')
  return rows.map(({ accountId: _, organisationArea: __, ...row }) => ({
    ...toWire(row),
    clocks: clocks
      .filter(({ workOrderId }) => workOrderId === row.id)
      .map((clock) => describeClock(ctx, clock, soonPercent)),
  }))
}

async function tellTimeline(
  ctx: Ctx,
  accountId: number,
  order: WorkOrder,
  act: string,
  told: { zh: string; en: string },
): Promise<void> {
  const title = nameOrder(order.kind, order.subkind)
  await addTimelineEntry(ctx, {
    accountId,
    at: ctx.now,
    kind: 'work-order',
    subject: `work-order:${order.workOrderNo}:${act}`,
    title: {
      zh: `${title.zh}工单 ${order.workOrderNo} ${told.zh}`,
      en: `${title.en} order ${order.workOrderNo} ${told.en}`,
    },
    detail: { workOrderId: order.id },
    // Whoever holds the account is not told that somebody reported him.
    internal: order.kind === 'report',
  })
}

function refusalOf(because: 'STEP_NOT_POSSIBLE' | 'NOTE_MISSING'): Refusal {
  if (because === 'NOTE_MISSING') {
    return new Refusal(because, '请写明处理结果或原因', { status: 400, issues: [{ path: 'note', message: '必填' }] })
  }
  return new Refusal(because, '工单当前状态不能这样处理,请刷新后再看')
}
