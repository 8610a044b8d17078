import type { Ctx } from '../../db/context.ts'

type Exchanged = { pointId: number; oldInstallationId: number; installationId: number; at: Date }

/**
 * On a port, whoever answers is read. Until the file knew of the exchange, what the new meter showed was kept as the old
 * one's: it becomes its own. Of a meter that tells its own number nothing is moved.
 */
export async function moveReadings(ctx: Ctx, { pointId, oldInstallationId, installationId, at }: Exchanged) {
  const readByPort = await ctx.db.first(
    `select 1 from installation i join collection_link k on k.device_id = i.device_id and k.valid_to = $2
     where i.id = $1 and k.unit_id is not null`,
    [oldInstallationId, at],
  )
  if (!readByPort) return
  await ctx.db.run(
    'update interval_reading set installation_id = $3 where point_id = $1 and installation_id = $2 and measured_at > $4',
    [pointId, oldInstallationId, installationId, at],
  )
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

/** The old meter did not fall back and was not reset: it was taken off. */
export async function forgetDoubts(ctx: Ctx, { oldInstallationId, at }: Exchanged): Promise<void> {
  await ctx.db.run('delete from register_break where installation_id = $1 and after_at > $2', [oldInstallationId, at])
  await ctx.db.run(
    `update reading_suspect set status = 'rejected', decided_at = $3
     where installation_id = $1 and measured_at > $2 and status = 'held'`,
    [oldInstallationId, at, ctx.now],
  )
}
