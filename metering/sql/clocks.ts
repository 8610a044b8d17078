import type { Ctx } from '../../db/context.ts'

export type ClockReading = { deviceId: number; pointId: number; measuredAt: Date; driftMs: number }

/** The newest of each meter stays. */
export async function saveClocks(ctx: Ctx, clocks: ClockReading[]): Promise<void> {
  await ctx.db.run(
    `insert into meter_clock (device_id, point_id, measured_at, drift_ms)
     select * from unnest($1::bigint[], $2::bigint[], $3::timestamptz[], $4::bigint[])
     on conflict (device_id) do update set point_id = excluded.point_id, measured_at = excluded.measured_at,
       drift_ms = excluded.drift_ms where excluded.measured_at > meter_clock.measured_at`,
    [
      clocks.map((clock) => clock.deviceId),
      clocks.map((clock) => clock.pointId),
      clocks.map((clock) => clock.measuredAt),
      clocks.map((clock) => clock.driftMs),
    ],
  )
}

export type ClockSetting = {
  pointId: number
  by: string
  method: 'broadcast' | 'terminal'
  driftBeforeMs: number
  driftAfterMs: number | null
}

export async function insertClockSetting(ctx: Ctx, setting: ClockSetting): Promise<void> {
  await ctx.db.run(
    `insert into meter_clock_setting (device_id, set_at, set_by, method, drift_before_ms, drift_after_ms)
     select device_id, $2, $3, $4, $5, $6 from installation
     where point_id = $1 and tstzrange(installed_at, removed_at) @> $2::timestamptz`,
    [setting.pointId, ctx.now, setting.by, setting.method, setting.driftBeforeMs, setting.driftAfterMs],
  )
}

export type ClockRecord = {
  deviceId: number
  pointId: number
  pointNo: string
  accountName: string | null
  assetNo: string
  profile: string
  terminalName: string | null
  protocol: string | null
  measuredAt: Date
  driftMs: number
  setAt: Date | null
  setBy: string | null
  driftBeforeMs: number | null
  driftAfterMs: number | null
}

const from = `from meter_clock c
  join device d on d.id = c.device_id
  join installation i on i.device_id = d.id and i.point_id = c.point_id and i.removed_at is null
  join metering_point p on p.id = c.point_id
  left join account a on a.id = p.account_id
  left join account_term at on at.account_id = a.id and at.valid_to is null and at.known_to is null
  left join customer u on u.id = at.customer_id
  left join point_term pt on pt.point_id = p.id and pt.valid_to is null and pt.known_to is null
  left join transformer_district t on t.id = coalesce(p.district_id, pt.district_id)
  left join organisation o on o.id = coalesce(a.organisation_id, t.organisation_id)
  left join collection_link k on k.device_id = d.id and k.valid_to is null
  left join terminal e on e.id = k.terminal_id
  left join lateral (select set_at, set_by, drift_before_ms, drift_after_ms from meter_clock_setting
    where device_id = d.id order by set_at desc limit 1) s on true`
const scoped = (parameter: string) => `(${parameter} = '' or starts_with(o.path, ${parameter}))`
const columns = `c.device_id as "deviceId", c.point_id as "pointId", p.point_no as "pointNo", u.name as "accountName",
  d.asset_no as "assetNo", d.profile, e.asset_no as "terminalName", e.protocol, c.measured_at as "measuredAt", c.drift_ms as "driftMs",
  s.set_at as "setAt", s.set_by as "setBy", s.drift_before_ms as "driftBeforeMs", s.drift_after_ms as "driftAfterMs"`

/** The furthest off first. */
export function listClockRecords(
  ctx: Ctx,
  query: { leastMs: number; after: { offMs: number; deviceId: number } | null; limit: number },
): Promise<ClockRecord[]> {
  return ctx.db.rows(
    `select ${columns} ${from} where abs(c.drift_ms) >= $1 and ${scoped('$2')}
       and ($3::bigint is null or (abs(c.drift_ms), -c.device_id) < ($3, -$4::bigint))
     order by abs(c.drift_ms) desc, c.device_id limit $5`,
    [query.leastMs, ctx.scope, query.after?.offMs ?? null, query.after?.deviceId ?? null, query.limit],
  )
}

export async function countClocks(ctx: Ctx): Promise<{ all: number; overMinute: number; overFive: number }> {
  const row = await ctx.db.first<{ all: number; overMinute: number; overFive: number }>(
    `select count(*)::int as all, count(*) filter (where abs(c.drift_ms) > 60000)::int as "overMinute",
       count(*) filter (where abs(c.drift_ms) > 300000)::int as "overFive" ${from} where ${scoped('$1')}`,
    [ctx.scope],
  )
  return row ?? { all: 0, overMinute: 0, overFive: 0 }
}

export function findClock(ctx: Ctx, pointId: number): Promise<ClockRecord | undefined> {
  return ctx.db.first(`select ${columns} ${from} where c.point_id = $1 and ${scoped('$2')}`, [pointId, ctx.scope])
}

/** The latest broadcast over any of the meters that hang on the same terminal. */
export async function findLatestBroadcast(ctx: Ctx, pointId: number): Promise<Date | undefined> {
  const row = await ctx.db.first<{ setAt: Date }>(
    `select max(s.set_at) as "setAt" from meter_clock_setting s
     join collection_link k on k.device_id = s.device_id and k.valid_to is null
     where s.method = 'broadcast' and k.terminal_id = (select k2.terminal_id from installation i
       join collection_link k2 on k2.device_id = i.device_id and k2.valid_to is null
       where i.point_id = $1 and i.removed_at is null limit 1)`,
    [pointId],
  )
  return row?.setAt ?? undefined
}

/** Meters behind DL/T 645 lines whose clocks a broadcast may put right. */
export function listBroadcastable(
  ctx: Ctx,
  query: { leastMs: number; mostMs: number; sinceDay: Date; limit: number },
): Promise<{ pointId: number }[]> {
  return ctx.db.rows(
    `select distinct on (e.id) c.point_id as "pointId" ${from}
     where e.protocol like 'dlt645%' and abs(c.drift_ms) between $1 and $2
       and not exists (select 1 from meter_clock_setting x join collection_link kx on kx.device_id = x.device_id and kx.valid_to is null
         where kx.terminal_id = e.id and x.method = 'broadcast' and x.set_at >= $3)
     order by e.id, abs(c.drift_ms) desc limit $4`,
    [query.leastMs, query.mostMs, query.sinceDay, query.limit],
  )
}
