import type { Ctx } from '../../db/context.ts'

/** Takes DL/T 645 meters whose event records are due, and puts each off until `nextAt`; a new meter is due at once. */
export function claimEventRounds(
  ctx: Ctx,
  round: { limit: number; nextAt: Date; firstSince: Date },
): Promise<{ deviceId: number; pointId: number; since: Date }[]> {
  return ctx.db.rows(
    `with due as (
       select d.id as device_id, i.point_id, coalesce(r.read_until, $4) as since
       from collection_link k
       join terminal e on e.id = k.terminal_id and e.protocol like 'dlt645%'
       join device d on d.id = k.device_id
       join installation i on i.device_id = d.id and tstzrange(i.installed_at, i.removed_at) @> $1::timestamptz
       left join event_round r on r.device_id = d.id
       where tstzrange(k.valid_from, k.valid_to) @> $1::timestamptz and coalesce(r.next_at, '-infinity') <= $1
       order by r.next_at nulls first, d.id limit $2),
     claimed as (
       insert into event_round (device_id, read_until, next_at) select device_id, since, $3 from due
       on conflict (device_id) do update set next_at = excluded.next_at where event_round.next_at <= $1
       returning device_id)
     select device_id as "deviceId", point_id as "pointId", since from due join claimed using (device_id)`,
    [ctx.now, round.limit, round.nextAt, round.firstSince],
  )
}

export async function saveEventRound(ctx: Ctx, deviceId: number, readUntil: Date): Promise<void> {
  await ctx.db.run('update event_round set read_until = greatest(read_until, $2) where device_id = $1', [
    deviceId,
    readUntil,
  ])
}
