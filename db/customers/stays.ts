import type { Ctx } from '../context.ts'
import { Refusal } from '../refusal.ts'

export type DeviceKind = 'meter' | 'ct' | 'pt' | 'terminal' | 'seal'
export type DeviceStep = 'receive' | 'test' | 'check' | 'issue' | 'install' | 'remove' | 'return' | 'scrap'
export type Place =
  | { place: 'store'; organisationId: number }
  | { place: 'person'; person: string }
  | { place: 'point'; pointId: number }
  | { place: 'laboratory' | 'scrapped' }

/** Why something was moved, and what was moved with it. */
export type Move = { step: DeviceStep; at: Date; reason: string; batch: string }

/**
 * Brings devices from where they are to another place, at one instant. The one writer of places; whether the step is
 * allowed is the caller's to decide. Refuses with `MOVE_TOO_EARLY` and `MOVE_IN_FUTURE`.
 */
export async function moveDevices(ctx: Ctx, deviceIds: number[], move: Move, to: Place): Promise<void> {
  if (move.at > ctx.now) throw new Refusal('MOVE_IN_FUTURE', '时间不能晚于现在')
  // In one order for everybody, so that two who move the same devices wait for each other.
  await ctx.db.rows('select id from device where id = any($1) order by id for update', [deviceIds])
  const closed = await ctx.db.rows<{ deviceId: number; organisationId: number }>(
    `update device_stay set valid_to = $2 where device_id = any($1) and valid_to is null and valid_from < $2
     returning device_id as "deviceId", organisation_id as "organisationId"`,
    [deviceIds, move.at],
  )
  if (closed.length < new Set(deviceIds).size) {
    throw new Refusal('MOVE_TOO_EARLY', '时间早于该设备最近一次流转,请核对时间')
  }
  await insertStays(ctx, closed, move, to)
}

/** Gives new devices their first place. */
export async function insertStays(
  ctx: Ctx,
  devices: { deviceId: number; organisationId: number }[],
  move: Move,
  to: Place,
): Promise<void> {
  const organisationId = await organisationOf(ctx, to)
  await ctx.db.run(
    `insert into device_stay (device_id, place, organisation_id, person, point_id, step, valid_from, recorded_at, recorded_by,
       reason, batch)
     select d, $3, coalesce($4::bigint, o), $5, $6, $7, $8, $9, $10, $11, $12 from unnest($1::bigint[], $2::bigint[]) as u(d, o)`,
    [
      devices.map((device) => device.deviceId),
      devices.map((device) => device.organisationId),
      to.place,
      organisationId,
      'person' in to ? to.person : null,
      'pointId' in to ? to.pointId : null,
      move.step,
      move.at,
      ctx.now,
      ctx.actor.username,
      move.reason,
      move.batch,
    ],
  )
}

/** Who answers for a point. */
export async function findOrganisationOfPoint(ctx: Ctx, pointId: number): Promise<number> {
  const row = await ctx.db.first<{ id: number }>(
    `select coalesce(a.organisation_id, d.organisation_id, s.organisation_id) as id
     from metering_point p
     left join account a on a.id = p.account_id
     left join transformer_district d on d.id = p.district_id
     left join feeder_term f on f.feeder_id = p.feeder_id and f.valid_to is null
     left join substation s on s.id = f.substation_id
     where p.id = $1`,
    [pointId],
  )
  if (!row) throw new Error(`point ${pointId} belongs to nobody`)
  return row.id
}

export type Stay = { place: Place['place']; person: string | null; pointId: number | null; validFrom: Date }

export async function findStay(ctx: Ctx, deviceId: number): Promise<Stay | undefined> {
  return ctx.db.first(
    `select place, person, point_id as "pointId", valid_from as "validFrom" from device_stay
     where device_id = $1 and valid_to is null`,
    [deviceId],
  )
}

/** Where an installation puts it, the point's; in a store, the store's; else whoever answered for it before. */
async function organisationOf(ctx: Ctx, to: Place): Promise<number | null> {
  if (to.place === 'store') return to.organisationId
  return to.place === 'point' ? findOrganisationOfPoint(ctx, to.pointId) : null
}
