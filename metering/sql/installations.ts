import type { Ctx } from '../../db/context.ts'
import type { RegisterRole } from '../contract.ts'

/** A meter on a point for a time, with what is needed to judge and store its readings. */
export type Installed = {
  installationId: number
  pointId: number
  deviceId: number
  assetNo: string
  profile: string
  phases: 1 | 3
  maximumCurrentA: number
  ct: number
  pt: number
  installedAt: Date
  removedAt: Date | null
  registers: Partial<Record<RegisterRole, { digits: number; startWh: number; endWh: number | null }>>
  /** Which terminals tell of the meter, from and to when in milliseconds. */
  links: { terminal: string; fromMs: number; toMs: number | null }[]
}

const select = `select i.id as "installationId", i.point_id as "pointId", i.device_id as "deviceId", d.asset_no as "assetNo",
    d.profile, case d.phase when 'three' then 3 else 1 end as phases, d.maximum_current_a::float8 as "maximumCurrentA",
    i.ct::float8 as ct, i.pt::float8 as pt, i.installed_at as "installedAt", i.removed_at as "removedAt",
    coalesce((select jsonb_object_agg(r.role, jsonb_build_object('digits', r.digits, 'startWh', r.start_value, 'endWh', r.end_value))
      from installation_register r where r.installation_id = i.id), '{}') as registers,
    coalesce((select jsonb_agg(jsonb_build_object('terminal', e.asset_no,
        'fromMs', floor(extract(epoch from k.valid_from) * 1000), 'toMs', floor(extract(epoch from k.valid_to) * 1000)))
      from collection_link k join terminal e on e.id = k.terminal_id where k.device_id = d.id), '[]') as links
  from installation i
  join device d on d.id = i.device_id`

/** Every installation that these meters ever had. */
export function listInstallationsOfMeters(ctx: Ctx, assetNos: string[]): Promise<Installed[]> {
  return ctx.db.rows(`${select} where d.asset_no = any($1) order by i.installed_at`, [assetNos])
}

/** Every meter that these points ever had, oldest first. */
export function listInstallationsOfPoints(ctx: Ctx, pointIds: number[]): Promise<Installed[]> {
  return ctx.db.rows(`${select} where i.point_id = any($1) order by i.installed_at`, [pointIds])
}

export type InstallationVersion = {
  /** Whose installations they are: one database of one server. */
  store: string
  /** Changes with every commit that touches a meter or where it is installed. */
  version: number
  /** The open transaction has changed some itself. */
  isChanging: boolean
}

export async function findInstallationVersion(ctx: Ctx): Promise<InstallationVersion> {
  const row = await ctx.db.first<InstallationVersion>(
    `select store || current_database() as store, version,
       coalesce(current_setting('dianhu.changes_installations', true) = pg_current_xact_id_if_assigned()::text, false) as "isChanging"
     from installation_version`,
  )
  if (!row) throw new Error('the database has no installation version')
  return row
}
