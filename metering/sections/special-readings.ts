import { recordAudit } from '../../db/audit.ts'
import { type Ctx, isSamePerson } from '../../db/context.ts'
import { transact } from '../../db/pool.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { civilDay, startOfDay } from '../../db/time.ts'
import { toWire } from '../../db/wire.ts'
import { describeAnswer, readPoint } from '../ask-meter.ts'
import { isPointVisible } from '../sql/points.ts'
import {
  findSpecialRecord,
  insertSpecial,
  listSpecialRecords,
  markRecalled,
  reopenSpecialRow,
  reviewSpecialRow,
  type SpecialRecord,
  settleSpecialRows,
  withdrawSiteReading,
} from '../sql/special-readings.ts'
import { markIssuedBill } from '../vee/effect.ts'
import { refuseUnknownReader } from './readers.ts'
import type { NewSpecial, SpecialList, SpecialQuery, SpecialReading, SpecialReview } from './shapes.ts'

export async function listSpecials(ctx: Ctx, query: SpecialQuery): Promise<SpecialList> {
  const limit = query.limit ?? 50
  const rows = await listSpecialRecords(ctx, {
    status: query.status ?? null,
    pointId: query.pointId ?? null,
    beforeId: query.cursor ? Number(query.cursor) || 0 : null,
    limit,
  })
  return { specials: rows.map(toSpecial), nextCursor: rows.length === limit ? String(rows.at(-1)?.specialId) : null }
}

/**
 * An order to read one point for a day (特抄); on site it names who goes. Refuses with `NOT_FOUND`, `NOT_THEN`,
 * `READER_NEEDED`, `READER_UNKNOWN` and `SPECIAL_EXISTS`.
 */
export function openSpecial(ctx: Ctx, input: NewSpecial): Promise<SpecialReading> {
  return transact(ctx, async (inner) => {
    if (!(await isPointVisible(inner, input.pointId))) throw notFound('计量点')
    const today = civilDay(inner.now)
    if (input.dueOn < today || input.dueOn < input.day) {
      throw new Refusal('NOT_THEN', '完成期限不能早于今天和抄表日', { status: 400 })
    }
    if (input.way === 'site' && !input.reader) {
      throw new Refusal('READER_NEEDED', '现场特抄须指定抄表人员', { status: 400 })
    }
    if (input.reader) await refuseUnknownReader(inner, input.reader)
    const specialId = await insertSpecial(inner, { ...input, reader: input.reader ?? null, planId: null })
    if (specialId === undefined) throw new Refusal('SPECIAL_EXISTS', '该户这一天已有同样的特抄单')
    await recordAudit(inner, {
      action: 'special-reading.opened',
      subject: `special-reading:${specialId}`,
      detail: { pointId: input.pointId, cause: input.cause, day: input.day, way: input.way },
    })
    return findSpecial(inner, specialId)
  })
}

/**
 * Calls the meter for an order; behind a terminal its answer comes later. Refuses with `NOT_FOUND` and
 * `ALREADY_DECIDED`. Not inside a transaction: a meter takes its time.
 */
export async function recallSpecial(ctx: Ctx, specialId: number): Promise<SpecialReading> {
  const order = await findSpecial(ctx, specialId)
  if (order.status !== 'open') throw new Refusal('ALREADY_DECIDED', '该特抄单已抄或已结束,请刷新')
  const answer = describeAnswer(await readPoint(ctx, order.pointId))
  await transact(ctx, async (inner) => {
    await markRecalled(inner, specialId, answer)
    await recordAudit(inner, {
      action: 'special-reading.called',
      subject: `special-reading:${specialId}`,
      detail: { answer },
    })
    await settleSpecialRows(inner, order.pointId)
  })
  return findSpecial(ctx, specialId)
}

/**
 * Ends an order, or has it read once more; nobody accepts what he read himself. Refuses with `NOT_FOUND`,
 * `NOT_READ`, `SAME_PERSON`, `IN_A_PLAN` for a re-reading, which is accepted in its plan, and `ALREADY_DECIDED`.
 */
export function reviewSpecial(
  ctx: Ctx,
  { specialId, verdict, note = '' }: SpecialReview & { specialId: number },
): Promise<SpecialReading> {
  return transact(ctx, async (inner) => {
    const order = await findSpecial(inner, specialId)
    refuseReview(inner, order, verdict)
    const kept = note || null
    const changed =
      verdict === 'again'
        ? await reopenSpecialRow(inner, specialId, kept)
        : await reviewSpecialRow(inner, {
            specialId,
            status: verdict === 'accept' ? 'accepted' : 'cancelled',
            note: kept,
          })
    if (changed === 0) throw new Refusal('ALREADY_DECIDED', '该特抄单已结束,请刷新')
    if (verdict === 'again' && order.photoId !== null) {
      await withdrawSiteReading(inner, { pointId: order.pointId, day: order.day, note })
      await markIssuedBill(inner, { pointId: order.pointId, at: startOfDay(order.day) }, 'register-approved')
    }
    await recordAudit(inner, {
      action: `special-reading.${verdict}`,
      subject: `special-reading:${specialId}`,
      detail: { note },
    })
    return findSpecial(inner, specialId)
  })
}

function refuseReview(ctx: Ctx, order: SpecialReading, verdict: SpecialReview['verdict']): void {
  if (verdict !== 'cancel' && order.status !== 'read') throw new Refusal('NOT_READ', '尚未抄回示数,不能复核')
  if (verdict === 'accept' && order.planId !== null) throw new Refusal('IN_A_PLAN', '重抄结果请在抄表计划中复核')
  if (verdict === 'accept' && isSamePerson(ctx.actor, order.readBy)) {
    throw new Refusal('SAME_PERSON', '不能复核自己的现场抄表,请由他人复核')
  }
}

/** Refuses with `NOT_FOUND`. */
async function findSpecial(ctx: Ctx, specialId: number): Promise<SpecialReading> {
  const record = await findSpecialRecord(ctx, specialId)
  if (!record) throw notFound('特抄单')
  return toSpecial(record)
}

function toSpecial(record: SpecialRecord): SpecialReading {
  return toWire(record)
}
