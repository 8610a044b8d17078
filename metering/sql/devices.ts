import type { Ctx } from '../../db/context.ts'
import type { DeviceKind } from '../../db/customers/stays.ts'
import type { DevicePlace } from '../rules/device-moves.ts'
import { nameOf } from './people.ts'

export type DeviceRow = {
  deviceId: number
  assetNo: string
  kind: DeviceKind
  model: string
  ratio: number | null
  accuracyClass: string
  madeOn: string | null
  place: DevicePlace
  organisation: string
  person: string | null
  personName: string | null
  pointId: number | null
  pointNo: string | null
  accountName: string | null
  since: Date
  batch: string
  /** The newest check since it was last taken off a point. */
  checkedAt: Date | null
  checkPassed: boolean | null
  checkValidUntil: string | null
  wasInstalled: boolean
}

const select = `select d.id as "deviceId", d.asset_no as "assetNo", d.kind, coalesce(d.profile, d.model) as model,
    d.ratio::float8 as ratio, d.accuracy_class as "accuracyClass", d.made_on as "madeOn", s.place, o.name as organisation,
    s.person, w.name as "personName", s.point_id as "pointId", p.point_no as "pointNo",
    coalesce(u.name, t.name, f.name) as "accountName", s.valid_from as since, s.batch,
    c.checked_at as "checkedAt", c.passed as "checkPassed", c.valid_until as "checkValidUntil",
    x.removed_at is not null or s.place = 'point' as "wasInstalled"
  from device d
  join device_stay s on s.device_id = d.id and s.valid_to is null
  join organisation o on o.id = s.organisation_id
  left join app_user w on w.username = s.person
  left join metering_point p on p.id = s.point_id
  left join account_term at on at.account_id = p.account_id and at.valid_to is null and at.known_to is null
  left join customer u on u.id = at.customer_id
  left join transformer_district t on t.id = p.district_id
  left join feeder f on f.id = p.feeder_id
  left join lateral (select max(valid_to) as removed_at from device_stay
    where device_id = d.id and place = 'point') x on true
  left join lateral (select checked_at, passed, valid_until from device_check
    where device_id = d.id and (x.removed_at is null or checked_at >= x.removed_at)
    order by checked_at desc limit 1) c on true`

const inScope = (parameter: string) => `(${parameter} = '' or starts_with(o.path, ${parameter}))`

export type DeviceFilter = {
  kind: string | null
  place: string | null
  /** `none`, `failed`, `over` (out of date) or `due` (within 90 days). */
  check: string | null
  person: string | null
  batch: string | null
  q: string | null
  day: string
  afterId: number | null
  limit: number
}

/** By id, from `afterId` on. */
export function listDeviceRows(ctx: Ctx, filter: DeviceFilter): Promise<DeviceRow[]> {
  return ctx.db.rows(
    `${select}
     where ${inScope('$1')} and ($2::device_kind is null or d.kind = $2) and ($3::text is null or s.place = $3)
       and ($4::text is null or case $4 when 'none' then c.checked_at is null when 'failed' then not c.passed
         when 'over' then c.valid_until < $5 else c.valid_until between $5 and $5::date + 90 end)
       and ($6::text is null or s.person = $6)
       and ($7::text is null or exists (select 1 from device_stay b where b.device_id = d.id and b.batch = $7))
       and ($8::text is null or d.asset_no ilike '%' || $8 || '%' or u.name ilike '%' || $8 || '%')
       and ($9::bigint is null or d.id > $9)
     order by d.id limit $10`,
    [
      ctx.scope,
      filter.kind,
      filter.place,
      filter.check,
      filter.day,
      filter.person,
      filter.batch,
      filter.q,
      filter.afterId,
      filter.limit,
    ],
  )
}

/** Those of these asset numbers that may be seen. */
export function listDevicesByAssetNo(ctx: Ctx, assetNos: string[]): Promise<DeviceRow[]> {
  return ctx.db.rows(`${select} where ${inScope('$1')} and d.asset_no = any($2) order by d.id`, [ctx.scope, assetNos])
}

/** Keeps anybody else from moving these devices until the transaction ends. */
export function lockDevices(ctx: Ctx, assetNos: string[]): Promise<object[]> {
  return ctx.db.rows('select 1 from device where asset_no = any($1) order by id for update', [assetNos])
}

export function findDeviceRow(ctx: Ctx, deviceId: number): Promise<DeviceRow | undefined> {
  return ctx.db.first(`${select} where ${inScope('$1')} and d.id = $2`, [ctx.scope, deviceId])
}

export async function insertChecks(
  ctx: Ctx,
  checks: { deviceId: number; validUntil: string | null; basis: string }[],
  each: { checkedAt: Date; passed: boolean; certificateNo: string },
): Promise<void> {
  await ctx.db.run(
    `insert into device_check (device_id, checked_at, passed, valid_until, certificate_no, basis, recorded_at, recorded_by)
     select d, $4, $5, v, $6, b, $7, $8 from unnest($1::bigint[], $2::date[], $3::text[]) as u(d, v, b)`,
    [
      checks.map((check) => check.deviceId),
      checks.map((check) => check.validUntil),
      checks.map((check) => check.basis),
      each.checkedAt,
      each.passed,
      each.certificateNo,
      ctx.now,
      ctx.actor.username,
    ],
  )
}

export type LifeRow = {
  at: Date
  step: string
  place: DevicePlace | null
  where: string | null
  by: string
  recordedAt: Date
  reason: string
  batch: string | null
  detail: Record<string, unknown>
}

/** Stays and checks of one device, newest first. */
export function listLife(ctx: Ctx, deviceId: number): Promise<LifeRow[]> {
  return ctx.db.rows(
    `select s.valid_from as at, s.step, s.place, coalesce(w.name, p.point_no, o.name) as "where", ${nameOf('s.recorded_by')} as by,
       s.recorded_at as "recordedAt", s.reason, s.batch, '{}'::jsonb as detail
     from device_stay s join organisation o on o.id = s.organisation_id
     left join app_user w on w.username = s.person left join metering_point p on p.id = s.point_id
     where s.device_id = $1
     union all
     select checked_at, case when passed then 'check-passed' else 'check-failed' end, null, null, ${nameOf('recorded_by')}, recorded_at,
       certificate_no, null, jsonb_build_object('validUntil', valid_until, 'basis', basis)
     from device_check where device_id = $1
     order by at desc, "recordedAt" desc, step desc`,
    [deviceId],
  )
}

export function listInstallers(ctx: Ctx): Promise<{ username: string; name: string; organisation: string }[]> {
  return ctx.db.rows(
    `select w.username, w.name, o.name as organisation from app_user w join organisation o on o.id = w.organisation_id
     where w.disabled_at is null and w.roles && '{installer,reader}' and ${inScope('$1')} order by w.name, w.username limit 500`,
    [ctx.scope],
  )
}

export function listStores(ctx: Ctx): Promise<{ organisationId: number; name: string }[]> {
  return ctx.db.rows(
    `select o.id as "organisationId", o.name from organisation o where ${inScope('$1')} order by o.path limit 500`,
    [ctx.scope],
  )
}

export function findPointByNo(ctx: Ctx, pointNo: string): Promise<{ pointId: number } | undefined> {
  return ctx.db.first('select id as "pointId" from metering_point where point_no = $1', [pointNo])
}
