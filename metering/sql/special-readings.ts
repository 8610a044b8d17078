import type { Ctx } from '../../db/context.ts'
import { startOfDay } from '../../db/time.ts'
import { roleColumns, roles } from '../rules/values.ts'
import type { SpecialReading } from '../sections/shapes.ts'
import { nameOf } from './people.ts'
import { isVisible, visiblePoints } from './points.ts'

export type SpecialRecord = Omit<SpecialReading, 'openedAt' | 'recalledAt' | 'readAt' | 'reviewedAt'> & {
  openedAt: Date
  recalledAt: Date | null
  readAt: Date | null
  reviewedAt: Date | null
}

const select = `select r.id as "specialId", p.id as "pointId", p.point_no as "pointNo", a.account_no as "accountNo",
    u.name as "accountName", a.address, r.cause, r.day, r.due_on as "dueOn", r.way, r.reader, r.plan_id as "planId", r.reason,
    r.status, r.opened_by as "openedBy", r.opened_at as "openedAt", r.recalled_at as "recalledAt",
    r.recall_answer as "recallAnswer", r.read_by as "readBy", ${nameOf('r.read_by')} as "readByName", r.read_at as "readAt", r.registers, r.photo_id as "photoId",
    r.reviewed_by as "reviewedBy", r.reviewed_at as "reviewedAt", r.review_note as "reviewNote"
  ${visiblePoints} join special_reading r on r.point_id = p.id
  where ${isVisible('$1', '$2')}`

export function listSpecialRecords(
  ctx: Ctx,
  query: { status: string | null; pointId: number | null; beforeId: number | null; limit: number },
): Promise<SpecialRecord[]> {
  return ctx.db.rows(
    `${select} and ($3::text is null or r.status = $3) and ($4::bigint is null or p.id = $4)
       and ($5::bigint is null or r.id < $5) order by r.id desc limit $6`,
    [ctx.scope, ctx.actor.customerId, query.status, query.pointId, query.beforeId, query.limit],
  )
}

export function findSpecialRecord(ctx: Ctx, specialId: number): Promise<SpecialRecord | undefined> {
  return ctx.db.first(`${select} and r.id = $3`, [ctx.scope, ctx.actor.customerId, specialId])
}

/** Undefined where one of this cause is open for the point and day. */
export async function insertSpecial(
  ctx: Ctx,
  order: Pick<SpecialReading, 'pointId' | 'cause' | 'day' | 'dueOn' | 'way' | 'reader' | 'planId' | 'reason'>,
): Promise<number | undefined> {
  const row = await ctx.db.first<{ id: number }>(
    `insert into special_reading (point_id, cause, day, due_on, way, reader, plan_id, reason, opened_by, opened_at, next_call_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10,
       case when $5 = 'recall' then greatest($10, $3::date::timestamp at time zone 'Asia/Shanghai') end)
     on conflict (point_id, day, cause) where status in ('open', 'read') do nothing returning id`,
    [
      order.pointId,
      order.cause,
      order.day,
      order.dueOn,
      order.way,
      order.reader,
      order.planId,
      order.reason,
      ctx.actor.username,
      ctx.now,
    ],
  )
  return row?.id
}

/** A re-reading that was done and seen, or called in vain, is given up for another one of the same plan. */
export function giveUpReread(ctx: Ctx, order: { planId: number; pointId: number; note: string }): Promise<number> {
  return ctx.db.run(
    `update special_reading set status = 'cancelled', reviewed_by = $3, reviewed_at = $4, review_note = $5
     where plan_id = $1 and point_id = $2 and (status = 'read' or status = 'open' and given_up_at is not null)`,
    [order.planId, order.pointId, ctx.actor.username, ctx.now, order.note],
  )
}

const registerPairs = roles.map((role) => `'${role}', v.${roleColumns[role]}`).join(', ')

/**
 * Orders whose reading has come: on site with a photo, by the meter itself since it was called, or told again by its
 * terminal out of its memory; all or one point's.
 */
export async function settleSpecialRows(ctx: Ctx, pointId: number | null): Promise<number> {
  const onSite = await ctx.db.run(
    `update special_reading r set status = 'read', read_by = s.proposed_by, read_at = s.measured_at, registers = s.registers,
       photo_id = s.photo_id
     from register_stand_in s
     where r.status = 'open' and ($1::bigint is null or r.point_id = $1) and s.point_id = r.point_id and s.kind = 'site'
       and s.status = 'approved' and s.stands_for = r.day::timestamp at time zone 'Asia/Shanghai' and s.proposed_at >= r.opened_at`,
    [pointId],
  )
  const called = await ctx.db.run(
    `update special_reading r set status = 'read', read_at = l.measured_at, registers =
       (select jsonb_object_agg(key, value -> 1) from jsonb_each(l.trail))
     from latest_reading l
     where r.status = 'open' and r.recalled_at is not null and ($1::bigint is null or r.point_id = $1)
       and l.point_id = r.point_id and (l.trail -> 'importTotal' ->> 0)::float8 >= extract(epoch from r.recalled_at) * 1000`,
    [pointId],
  )
  const kept = await ctx.db.run(
    `update special_reading r set status = 'read', read_at = f.measured_at, registers = f.registers
     from (
       select c.point_id, c.asked_at, v.measured_at, v.import_wh, jsonb_strip_nulls(jsonb_build_object(${registerPairs})) as registers
       from terminal_command c join register_reading v on v.point_id = c.point_id and v.measured_at = (c.payload ->> 'from')::timestamptz
       where c.kind = 'reread' and c.ok and c.payload ->> 'what' = 'day-freeze') f
     where r.status = 'open' and r.recalled_at is not null and ($1::bigint is null or r.point_id = $1) and f.point_id = r.point_id
       and f.asked_at >= r.recalled_at and f.import_wh is not null
       and f.measured_at = r.day::timestamp at time zone 'Asia/Shanghai'`,
    [pointId],
  )
  return onSite + called + kept
}

export function markRecalled(ctx: Ctx, specialId: number, answer: string): Promise<number> {
  return ctx.db.run(
    `update special_reading set recalled_at = $2, recall_answer = $3, given_up_at = null where id = $1 and status = 'open'`,
    [specialId, ctx.now, answer],
  )
}

/** 0 where it was decided in the meantime. */
export function reviewSpecialRow(
  ctx: Ctx,
  review: { specialId: number; status: 'accepted' | 'cancelled'; note: string | null },
): Promise<number> {
  return ctx.db.run(
    `update special_reading set status = $2, reviewed_by = $3, reviewed_at = $4, review_note = $5
     where id = $1 and status in ('open', 'read')`,
    [review.specialId, review.status, ctx.actor.username, ctx.now, review.note],
  )
}

/** Back to the reader: what was read is taken off the order, not out of the store. */
export function reopenSpecialRow(ctx: Ctx, specialId: number, note: string | null): Promise<number> {
  return ctx.db.run(
    `update special_reading set status = 'open', opened_at = $2, recalled_at = null, recall_answer = null, attempts = 0,
       given_up_at = null, next_call_at = case when way = 'recall' then $2::timestamptz end, read_by = null,
       read_at = null, registers = null, photo_id = null, review_note = $3
     where id = $1 and status = 'read'`,
    [specialId, ctx.now, note],
  )
}

/** A site reading that stood for a day no longer does, so that another may. */
export function withdrawSiteReading(
  ctx: Ctx,
  { pointId, day, note }: { pointId: number; day: string; note: string },
): Promise<number> {
  return ctx.db.run(
    `update register_stand_in set status = 'withdrawn', decided_by = $3, decided_at = $4, decision_note = $5
     where point_id = $1 and stands_for = $2 and kind = 'site' and status = 'approved'`,
    [pointId, startOfDay(day), ctx.actor.username, ctx.now, note],
  )
}
