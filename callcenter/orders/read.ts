import type { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { readFigures } from '../../db/parameters/held.ts'
import { notFound } from '../../db/refusal.ts'
import { toWire } from '../../db/wire.ts'
import { mayCallNow } from '../call/hours.ts'
import { atWork, listSteps, type OrderFacts, type StepRules } from '../rules/steps.ts'
import { findContactRow } from '../sql/contacts.ts'
import { findHandInOfOrder } from '../sql/hand-ins.ts'
import { listAlertRows, listClockRows } from '../sql/order-clocks.ts'
import { findRatedRow } from '../sql/satisfactions.ts'
import { type EntryRow, listEntryRows } from '../sql/work-order-entries.ts'
import { countLateOrders, type Late, listAccountOrderRows, listOrderRows } from '../sql/work-order-lists.ts'
import { findOrderRow, mapOrderLinks, type OrderRow } from '../sql/work-orders.ts'
import { describeClock } from './clocks.ts'
import { type DoneOrder, type OrderRecord, type WorkOrder, workOrderStates } from './contract.ts'
import { mayTake } from './doers.ts'
import type { workOrderQuery } from './list-contract.ts'
import { proveClocks } from './proof.ts'

const unfinished = workOrderStates.filter((status) => !['closed', 'cancelled', 'merged'].includes(status))

export async function findWorkOrder(ctx: Ctx, key: number | string): Promise<WorkOrder> {
  const row = await findOrderRow(ctx, key)
  if (!row) throw notFound('工单')
  const [order] = await describeOrders(ctx, [row])
  return order as WorkOrder
}

/** An order, by its id or its number, with all that was done to it, the first act first, and the proof of its clocks. Refuses with `NOT_FOUND`. */
export async function findOrderRecord(ctx: Ctx, key: number | string): Promise<OrderRecord> {
  const order = await findWorkOrder(ctx, key)
  const { id } = order
  const entries = await listEntryRows(ctx, [id])
  const acts = entries.map(({ workOrderId: _, actor, actorName, ...entry }) => ({ ...entry, by: actorName ?? actor }))
  const alerts = toWire(await listAlertRows(ctx, id))
  const handIn = toWire((await findHandInOfOrder(ctx, id)) ?? null)
  const rated = await findRated(ctx, id)
  return { order, handIn, rated, acts: toWire(acts) as OrderRecord['acts'], alerts, proofs: await proveClocks(ctx, id) }
}

/** What was rated is told as its reader may read it: of what is not for him only its number, which the order names. */
async function findRated(ctx: Ctx, id: number): Promise<OrderRecord['rated']> {
  const row = await findRatedRow(ctx, id)
  if (!row) return null
  const { workOrderId, contactId, comment, ...told } = row
  const order = workOrderId === null ? null : ((await mapOrderLinks(ctx, [workOrderId])).get(workOrderId) ?? null)
  const found = contactId === null ? undefined : await findContactRow(ctx, contactId)
  const contact = found
    ? {
        at: found.queuedAt,
        accountNo: found.accountNo,
        category: found.category,
        agent: found.agent,
        summary: found.summary,
      }
    : null
  return toWire({ ...told, order, contact, comment: order || contact ? comment : null })
}

export async function listWorkOrders(
  ctx: Ctx,
  query: z.output<typeof workOrderQuery>,
): Promise<{ orders: WorkOrder[]; nextCursor: string | null }> {
  const rows = await listOrderRows(ctx, {
    statuses: query.no ? [...workOrderStates] : query.status === 'unfinished' ? unfinished : [query.status],
    // No clock runs of those that are over, and of these there are many.
    isByDue: !query.no && (query.status === 'unfinished' || unfinished.includes(query.status)),
    kind: query.kind ?? null,
    no: query.no ?? null,
    late: query.escalated ? 'escalated' : query.overdue ? 'overdue' : null,
    after: Number(query.cursor ?? 0) || 0,
    limit: query.limit,
  })
  const latest = rows.length === query.limit ? rows.at(-1) : undefined
  return { orders: await describeOrders(ctx, rows), nextCursor: latest ? String(latest.id) : null }
}

/** How many unfinished orders that the reader may see are past a due instant, and of these told of as escalated. */
export const countLate = (ctx: Ctx): Promise<Record<Late, number>> => countLateOrders(ctx, unfinished)

export async function listUnfinishedOrders(ctx: Ctx, accountId: number): Promise<WorkOrder[]> {
  return describeOrders(ctx, (await listAccountOrderRows(ctx, accountId, { statuses: unfinished })).toReversed())
}

/** The latest orders of an account that are done with. */
export async function listDoneOrders(ctx: Ctx, accountId: number, limit: number): Promise<DoneOrder[]> {
  const statuses = workOrderStates.filter((status) => !unfinished.includes(status))
  const rows = await listAccountOrderRows(ctx, accountId, { statuses, limit })
  return rows.map(({ id, workOrderNo, kind, subkind, status, openedAt }) =>
    toWire({ id, workOrderNo, kind, subkind, status, openedAt }),
  )
}

/** Orders of an account that somebody is still to do. */
export async function listOrdersAtWork(ctx: Ctx, accountId: number): Promise<WorkOrder[]> {
  return describeOrders(ctx, (await listAccountOrderRows(ctx, accountId, { statuses: atWork })).toReversed())
}

function supervisionOf(acts: EntryRow[]): WorkOrder['supervision'] {
  if (acts.some(({ act }) => act === 'province')) return 'province'
  return acts.some(({ act }) => act === 'supervision') ? 'unit' : null
}

export async function readStepRules(ctx: Ctx): Promise<StepRules & { soonPercent: number }> {
  const figure = await readFigures(ctx, 'desk_rule')
  return {
    soonPercent: figure('due-soon-percent'),
    mostReturns: figure('most-returns'),
    mostRefusals: figure('most-refusals'),
    callBackTries: figure('call-back-tries'),
    callBackGapMinutes: figure('call-back-gap-minutes'),
    reopenDays: figure('reopen-days'),
    isNight: !(await mayCallNow(ctx)),
  }
}

export function toFacts(order: OrderRow, acts: EntryRow[]): OrderFacts {
  const { status, route, isAudited, isCalledBack, openTasks } = order
  return { status, route, isAudited, isCalledBack, openTasks, acts }
}

async function describeOrders(ctx: Ctx, rows: OrderRow[]): Promise<WorkOrder[]> {
  if (rows.length === 0) return []
  const ids = rows.map(({ id }) => id)
  const [clocks, entries, rules] = await Promise.all([
    listClockRows(ctx, ids),
    listEntryRows(ctx, ids),
    readStepRules(ctx),
  ])
  return rows.map((row) => {
    const {
      accountId: _,
      organisationId: __,
      organisationArea: ___,
      complainedUnitId: ____,
      isImportant: _____,
      ...told
    } = row
    const own = entries.filter(({ workOrderId }) => workOrderId === row.id)
    const steps = listSteps(toFacts(row, own), { rules, now: ctx.now })
    return {
      ...toWire(told),
      clocks: clocks
        .filter(({ workOrderId }) => workOrderId === row.id)
        .map((clock) => describeClock(ctx, clock, rules.soonPercent)),
      urges: own.filter(({ act }) => act === 'urge').length,
      supervision: supervisionOf(own),
      steps: steps.filter((step) => mayTake(ctx.actor.roles, step, row.handler)),
    }
  })
}
