import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { publish } from '../../db/events.ts'
import { transact } from '../../db/pool.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { toWire } from '../../db/wire.ts'
import { refuseUnknownInstaller } from '../people.ts'
import {
  type ExchangeRow,
  findExchangePhoto,
  findExchangeRow,
  insertExchange,
  insertExchangeStep,
  listEntries,
  listExchangeRows,
  listExchangeSteps,
  lockExchange,
  setExchangeStatus,
} from '../sql/exchanges.ts'
import { isPointVisible } from '../sql/points.ts'
import { findOrderRecord } from '../sql/repairs.ts'
import { countRotations, listRotations, type RotationCause } from '../sql/rotations.ts'
import type { ExchangeDetail, ExchangeList, ExchangeOrder, MeterRegister, RotationList } from './exchange-shapes.ts'

export async function listExchanges(
  ctx: Ctx,
  query: {
    status?: string | undefined
    origin?: string | undefined
    mine?: string | undefined
    q?: string | undefined
    cursor?: string | undefined
    limit: number
  },
): Promise<ExchangeList> {
  const rows = await listExchangeRows(ctx, {
    status: query.status ?? null,
    origin: query.origin ?? null,
    assignedTo: query.mine === 'true' || !mayOversee(ctx) ? ctx.actor.username : null,
    q: query.q || null,
    beforeId: query.cursor ? Number(query.cursor) : null,
    limit: query.limit,
  })
  const oldest = rows.length === query.limit ? rows.at(-1) : undefined
  return { orders: rows.map(toOrder), nextCursor: oldest ? String(oldest.orderId) : null }
}

export async function findExchange(ctx: Ctx, orderId: number): Promise<ExchangeDetail> {
  const row = await findExchangeRow(ctx, orderId)
  if (!row || !isMine(ctx, row)) throw notFound('换表单')
  const entries = (await listEntries(ctx, orderId)).map(({ digest: _, orderId: __, ...entry }) => entry)
  return toWire({ order: toOrder(row), entries, steps: await listExchangeSteps(ctx, orderId) }) as ExchangeDetail
}

export async function readExchangePhoto(ctx: Ctx, photoId: number): Promise<{ mediaType: string; bytes: Buffer }> {
  const photo = await findExchangePhoto(ctx, photoId)
  const row = photo && (await findExchangeRow(ctx, photo.orderId))
  if (!photo || !row || !isMine(ctx, row)) throw notFound('照片')
  return photo
}

/**
 * Opens an order to exchange a point's meter, by hand or from a repair order, and gives it to an installer where one is
 * named. Refuses with `NO_METER_OR_ORDER_OPEN`, `REPAIR_ELSEWHERE`, `PERSON_UNKNOWN`.
 */
export function openExchange(
  ctx: Ctx,
  input: {
    pointId: number
    reason: string
    repairOrderId?: number | undefined
    assignTo?: string | undefined
    origin?: 'rotation'
  },
): Promise<number> {
  return transact(ctx, async (inner) => {
    const { pointId, reason, repairOrderId } = input
    if (!(await isPointVisible(inner, pointId))) throw notFound('计量点')
    if (repairOrderId !== undefined && (await findOrderRecord(inner, repairOrderId))?.pointId !== pointId) {
      throw new Refusal('REPAIR_ELSEWHERE', '该消缺单不属于这个计量点')
    }
    const origin = repairOrderId === undefined ? (input.origin ?? 'hand') : 'repair'
    const orderId = await insertExchange(inner, { pointId, reason, origin, repairOrderId: repairOrderId ?? null })
    if (orderId === undefined) {
      throw new Refusal('NO_METER_OR_ORDER_OPEN', '该计量点没有在运电能表,或已有在办的换表单')
    }
    await noteStep(inner, { orderId, kind: 'opened', note: reason, status: 'open' })
    if (input.assignTo) await assign(inner, orderId, input.assignTo)
    return orderId
  })
}

/** Refuses with `EXCHANGE_NOT_OPEN` and `PERSON_UNKNOWN`. Another person may be named until the entry has been sent. */
export function assignExchange(ctx: Ctx, input: { orderId: number; to: string }): Promise<void> {
  return transact(ctx, async (inner) => {
    const row = await takeExchange(inner, input.orderId)
    if (row.status !== 'open' && row.status !== 'assigned') throw notOpen(row)
    await assign(inner, input.orderId, input.to)
  })
}

/** Refuses with `EXCHANGE_NOT_OPEN`: what is sent is decided by a review. */
export function withdrawExchange(ctx: Ctx, input: { orderId: number; reason: string }): Promise<void> {
  return transact(ctx, async (inner) => {
    const row = await takeExchange(inner, input.orderId)
    if (row.status !== 'open' && row.status !== 'assigned') throw notOpen(row)
    await setExchangeStatus(inner, { orderId: input.orderId, status: 'withdrawn' })
    await noteStep(inner, { orderId: input.orderId, kind: 'withdrawn', note: input.reason, status: 'withdrawn' })
  })
}

/** Meters that are to be rotated and that no order takes off yet, a page at a time. */
export async function listRotationsDue(
  ctx: Ctx,
  query: { cause: RotationCause; until: string; cursor?: string | undefined; limit: number },
): Promise<RotationList> {
  const { cause, until: day, limit } = query
  const after = Number(query.cursor ?? 0)
  const meters = await listRotations(ctx, { cause, day, after, limit })
  const nextCursor = meters.length === limit ? String(after + limit) : null
  return toWire({ meters, total: await countRotations(ctx, { cause, day }), nextCursor })
}

/**
 * Opens an order (轮换) for each meter on a point whose check runs out by a day, or that has none on record; run again, it
 * opens no second one.
 */
export function openRotations(
  ctx: Ctx,
  input: { cause?: RotationCause; until: string; limit: number },
): Promise<{ opened: number }> {
  return transact(ctx, async (inner) => {
    const { cause = 'due', until, limit } = input
    const due = await listRotations(inner, { cause, day: until, after: 0, limit })
    for (const { pointId, validUntil } of due) {
      const reason = cause === 'none' ? '无检定记录,轮换送检' : `检定有效期至 ${validUntil},到期轮换`
      await openExchange(inner, { pointId, origin: 'rotation', reason })
    }
    return { opened: due.length }
  })
}

/** Locks an order that the actor may see, until the transaction ends. */
export async function takeExchange(ctx: Ctx, orderId: number): Promise<ExchangeRow> {
  await lockExchange(ctx, orderId)
  const row = await findExchangeRow(ctx, orderId)
  if (!row) throw notFound('换表单')
  return row
}

type StepKind = 'opened' | 'assigned' | 'submitted' | 'approved' | 'refused' | 'withdrawn'

/** One step of an order: on the order, on the audit trail, and told to screens. */
export async function noteStep(
  ctx: Ctx,
  step: { orderId: number; kind: StepKind; note?: string | null; detail?: object; status: string },
): Promise<void> {
  await insertExchangeStep(ctx, step)
  await recordAudit(ctx, { action: `exchange.${step.kind}`, subject: `exchange-order:${step.orderId}` })
  await publish(ctx, 'exchange.changed', { orderId: step.orderId, status: step.status })
}

async function assign(ctx: Ctx, orderId: number, to: string): Promise<void> {
  await refuseUnknownInstaller(ctx, to)
  await setExchangeStatus(ctx, { orderId, status: 'assigned', assignedTo: to })
  await noteStep(ctx, { orderId, kind: 'assigned', note: to, status: 'assigned' })
}

function notOpen(row: ExchangeRow): Refusal {
  const states = { open: '待派工', assigned: '待换表', submitted: '待复核', archived: '已归档', withdrawn: '已撤销' }
  return new Refusal('EXCHANGE_NOT_OPEN', `换表单 ${row.orderNo} ${states[row.status]},不能再办理这一步`)
}

/** Who puts up meters sees what is given to him; who oversees them sees all of his organisation. */
function isMine(ctx: Ctx, row: ExchangeRow): boolean {
  return mayOversee(ctx) || row.assignedTo === ctx.actor.username
}

function mayOversee(ctx: Ctx): boolean {
  return ctx.actor.roles.length === 0 || ctx.actor.roles.some((role) => !['installer', 'reader'].includes(role))
}

export function toOrder(row: ExchangeRow): ExchangeOrder {
  const { installationId, removedAt, phases, maximumCurrentA, digits, latest, openedAt, installedAt, ...order } = row
  return {
    ...order,
    openedAt: openedAt.toISOString(),
    installedAt: installedAt.toISOString(),
    roles: Object.keys(digits) as MeterRegister[],
    latest: Object.entries(latest)
      .filter(([role]) => role in digits)
      .map(([role, [ms, wh]]) => ({ role: role as MeterRegister, at: new Date(ms).toISOString(), wh })),
  }
}
