import type { Ctx } from '../../db/context.ts'
import { addDays, civilDay } from '../../db/time.ts'

type Exchanged = { pointId: number; oldInstallationId: number; installationId: number; at: Date }

/**
 * On a port, and by a maker's channel, whoever answers is read. Until the file knew of the exchange, what the new meter
 * showed was kept as the old one's. A meter that tells its own number has nothing to be moved.
 */
export async function isReadByPort(ctx: Ctx, { oldInstallationId, at }: Exchanged): Promise<boolean> {
  const link = await ctx.db.first(
    `select 1 from installation i join collection_link k on k.device_id = i.device_id and k.valid_to = $2
     join terminal t on t.id = k.terminal_id
     where i.id = $1 and (k.unit_id is not null or t.mapper is not null)`,
    [oldInstallationId, at],
  )
  return link !== undefined
}

/** The caller holds the point's latest reading, as the packing job does, so that no day is packed meanwhile. */
export async function moveReadings(ctx: Ctx, exchanged: Exchanged): Promise<void> {
  const { pointId, oldInstallationId, installationId, at } = exchanged
  await ctx.db.run(
    `update interval_reading set installation_id = $3
     where point_id = $1 and installation_id = $2 and measured_at > $4 and at > $4::timestamptz - interval '16 minutes'`,
    [pointId, oldInstallationId, installationId, at],
  )
  await movePackedDays(ctx, exchanged)
  await partPackedDays(ctx, exchanged)
  await ctx.db.run('update register_reading set installation_id = $2 where installation_id = $1 and measured_at > $3', [
    oldInstallationId,
    installationId,
    at,
  ])
  await ctx.db.run(
    `update latest_reading set installation_id = $3,
       trail = coalesce((select jsonb_object_agg(key, value) from jsonb_each(trail) where (value ->> 0)::bigint > $4), '{}')
     where point_id = $1 and installation_id = $2 and measured_at > $5`,
    [pointId, oldInstallationId, installationId, at.getTime(), at],
  )
}

/** Days after the exchange are the new meter's from their first reading to their last. */
async function movePackedDays(ctx: Ctx, { pointId, oldInstallationId, installationId, at }: Exchanged): Promise<void> {
  await ctx.db.run(
    'update interval_day set installation_id = $3 where point_id = $1 and day > $4::date and installation_id = $2',
    [pointId, oldInstallationId, installationId, civilDay(at)],
  )
}

/** The day of the exchange has readings of both; the last interval of the day before may close after its midnight. */
async function partPackedDays(ctx: Ctx, { pointId, oldInstallationId, installationId, at }: Exchanged): Promise<void> {
  const day = civilDay(at)
  await ctx.db.run(
    `with owned as (
       select day, array_agg(owner order by at) as owners, min(owner) as least, max(owner) as most
       from (select day, at, case when installation_id = $2 and measured_at > $4 then $3::bigint else installation_id end as owner
         from interval_unpacked where point_id = $1 and day between $5 and $6) r
       group by day)
     update interval_day d set installation_id = case when least = most then least end,
       installation_ids = case when least < most then owners end
     from owned o where d.point_id = $1 and d.day = o.day and d.day between $5 and $6`,
    [pointId, oldInstallationId, installationId, at, addDays(day, -1), day],
  )
}

export type DoubtedReading = { at: Date; readAt: Date; role: string; wh: number }

/** The old meter did not fall back and was not reset: it was taken off. Returns what was held of it since. */
export async function forgetDoubts(ctx: Ctx, { oldInstallationId, at }: Exchanged): Promise<DoubtedReading[]> {
  await ctx.db.run('delete from register_break where installation_id = $1 and after_at > $2', [oldInstallationId, at])
  return ctx.db.rows(
    `update reading_suspect set status = 'rejected', decided_at = $3
     where installation_id = $1 and measured_at > $2 and status = 'held'
     returning measured_at as at, read_at as "readAt", role, wh`,
    [oldInstallationId, at, ctx.now],
  )
}

/** The last reading before the exchange: from there on the end register tells more than was known. */
export async function findLatestReadingBefore(
  ctx: Ctx,
  { pointId, oldInstallationId, at }: Exchanged,
): Promise<Date | null> {
  const row = await ctx.db.first<{ at: Date | null }>(
    `select greatest(
       (select max(measured_at) from register_reading where installation_id = $2 and measured_at < $3),
       (select max(measured_at) from interval_rows($1, $3::timestamptz - interval '35 days', $3)
        where installation_id = $2 and measured_at < $3)) as at`,
    [pointId, oldInstallationId, at],
  )
  return row?.at ?? null
}
