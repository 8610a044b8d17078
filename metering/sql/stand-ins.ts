import type { Ctx } from '../../db/context.ts'
import type { Registers } from '../contract.ts'
import type { StandInKind } from '../rules/usage.ts'
import type { StandIn } from '../vee/shapes.ts'
import { nameOf } from './people.ts'
import { isVisible, visiblePoints } from './points.ts'

export type ValidStandIn = {
  id: number
  installationId: number
  standsFor: Date
  kind: StandInKind
  registers: Registers
  measuredAt: Date | null
}

/** Approved registers for instants at which a period of a bill begins or ends. */
export function listValidStandIns(
  ctx: Ctx,
  wanted: readonly { installationId: number; at: Date }[],
): Promise<ValidStandIn[]> {
  if (wanted.length === 0) return Promise.resolve([])
  return ctx.db.rows(
    `select distinct s.id, s.installation_id as "installationId", s.stands_for as "standsFor", s.kind, s.registers,
       s.measured_at as "measuredAt"
     from unnest($1::bigint[], $2::timestamptz[]) as w(installation_id, at)
     join register_stand_in s on s.installation_id = w.installation_id and s.stands_for = w.at and s.status = 'approved'`,
    [wanted.map(({ installationId }) => installationId), wanted.map(({ at }) => at)],
  )
}

export type StandInRow = Omit<StandIn, 'standsFor' | 'measuredAt' | 'proposedAt' | 'decidedAt'> & {
  installationId: number
  standsFor: Date
  measuredAt: Date | null
  proposedAt: Date
  decidedAt: Date | null
}

const select = `select r.id as "standInId", r.point_id as "pointId", p.point_no as "pointNo", a.account_no as "accountNo",
    coalesce(u.name, d.name) as "accountName", a.address, x.asset_no as "assetNo", (i.ct * i.pt)::float8 as multiplier,
    r.installation_id as "installationId", r.stands_for as "standsFor", r.kind, r.registers, r.basis,
    r.measured_at as "measuredAt", r.photo_id as "photoId", r.reason, r.status, r.proposed_by as "proposedBy",
    ${nameOf('r.proposed_by')} as "proposedByName", r.proposed_at as "proposedAt", r.decided_by as "decidedBy",
    ${nameOf('r.decided_by')} as "decidedByName", r.decided_at as "decidedAt", r.decision_note as "decisionNote"
  ${visiblePoints}
  join register_stand_in r on r.point_id = p.id
  join installation i on i.id = r.installation_id
  join device x on x.id = i.device_id
  where ${isVisible('$1', '$2')}`

export function listStandInRows(
  ctx: Ctx,
  query: { status: string | null; pointId: number | null; beforeId: number | null; limit: number },
): Promise<StandInRow[]> {
  return ctx.db.rows(
    `${select} and ($3::text is null or r.status = $3) and ($4::bigint is null or r.point_id = $4)
       and ($5::bigint is null or r.id < $5) order by r.id desc limit $6`,
    [ctx.scope, ctx.actor.customerId, query.status, query.pointId, query.beforeId, query.limit],
  )
}

export function findStandInRow(ctx: Ctx, id: number): Promise<StandInRow | undefined> {
  return ctx.db.first(`${select} and r.id = $3`, [ctx.scope, ctx.actor.customerId, id])
}

export function findStandInFor(ctx: Ctx, pointId: number, at: Date): Promise<StandInRow | undefined> {
  return ctx.db.first(`${select} and r.point_id = $3 and r.stands_for = $4 and r.status in ('proposed', 'approved')`, [
    ctx.scope,
    ctx.actor.customerId,
    pointId,
    at,
  ])
}

export type NewStandIn = {
  pointId: number
  installationId: number
  standsFor: Date
  kind: StandInKind
  registers: Registers
  measuredAt: Date | null
  photoId: number | null
  reason: string
  basis: Record<string, unknown>
  status: 'proposed' | 'approved'
}

/** Undefined where there is one for the instant already. */
export async function insertStandIn(ctx: Ctx, row: NewStandIn): Promise<number | undefined> {
  const inserted = await ctx.db.first<{ id: number }>(
    `insert into register_stand_in (point_id, installation_id, stands_for, kind, registers, measured_at, photo_id, reason, basis,
       status, proposed_by, proposed_at, decided_by, decided_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
     on conflict (installation_id, stands_for) where status in ('proposed', 'approved') do nothing returning id`,
    [
      row.pointId,
      row.installationId,
      row.standsFor,
      row.kind,
      JSON.stringify(row.registers),
      row.measuredAt,
      row.photoId,
      row.reason,
      JSON.stringify(row.basis),
      row.status,
      ctx.actor.username,
      ctx.now,
      row.status === 'approved' ? ctx.actor.username : null,
      row.status === 'approved' ? ctx.now : null,
    ],
  )
  return inserted?.id
}

/** What stood for an instant before gives way to what two owners were settled by. */
export function withdrawStandIns(
  ctx: Ctx,
  { installationId, standsFor, note }: { installationId: number; standsFor: Date; note: string },
): Promise<number> {
  return ctx.db.run(
    `update register_stand_in set status = 'withdrawn', decided_by = $3, decided_at = $4, decision_note = $5
     where installation_id = $1 and stands_for = $2 and status in ('proposed', 'approved')`,
    [installationId, standsFor, ctx.actor.username, ctx.now, note],
  )
}

/** 0 where it has been decided in the meantime. */
export function decideStandInRow(
  ctx: Ctx,
  decision: { id: number; status: 'approved' | 'refused'; by: string; note: string | null },
): Promise<number> {
  return ctx.db.run(
    `update register_stand_in set status = $2, decided_by = $3, decided_at = $4, decision_note = $5
     where id = $1 and status = 'proposed'`,
    [decision.id, decision.status, decision.by, ctx.now, decision.note],
  )
}

export async function insertPhoto(
  ctx: Ctx,
  photo: { mediaType: string; bytes: Uint8Array; sha256: string },
): Promise<number> {
  const row = await ctx.db.first<{ id: number }>(
    `insert into reading_photo (media_type, bytes, sha256, taken_by, taken_at) values ($1, $2, $3, $4, $5) returning id`,
    [photo.mediaType, photo.bytes, photo.sha256, ctx.actor.username, ctx.now],
  )
  return row?.id ?? 0
}

/** The photo of a reading that the actor may see. */
export function findPhoto(ctx: Ctx, photoId: number): Promise<{ mediaType: string; bytes: Buffer } | undefined> {
  return ctx.db.first(
    `select f.media_type as "mediaType", f.bytes ${visiblePoints}
     join register_stand_in r on r.point_id = p.id join reading_photo f on f.id = r.photo_id
     where ${isVisible('$1', '$2')} and f.id = $3`,
    [ctx.scope, ctx.actor.customerId, photoId],
  )
}

export function findAccountOfPoint(ctx: Ctx, pointId: number): Promise<{ accountId: number | null } | undefined> {
  return ctx.db.first('select account_id as "accountId" from metering_point where id = $1', [pointId])
}

/** Mean measured use a day of the four weeks before a day. */
export async function findUsualDayWh(ctx: Ctx, pointId: number, day: string): Promise<number | null> {
  const row = await ctx.db.first<{ wh: number | null }>(
    `select avg(import_wh)::float8 as wh from point_day
     where point_id = $1 and day < $2 and day >= $2::date - 28 and import_wh is not null`,
    [pointId, day],
  )
  return row?.wh ?? null
}
