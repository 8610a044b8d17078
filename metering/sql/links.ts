import type { Ctx } from '../../db/context.ts'

/** A meter that a collector asks over Modbus now. */
export type ModbusLink = {
  terminalId: number
  host: string
  port: number
  unitId: number
  profile: string
  assetNo: string
  pointId: number
}

/** Links in force whose meter is on a point. */
export function listModbusLinks(ctx: Ctx, pointId?: number): Promise<ModbusLink[]> {
  return ctx.db.rows(
    `select e.id as "terminalId", e.host, e.port, l.unit_id as "unitId", d.profile, d.asset_no as "assetNo",
       i.point_id as "pointId"
     from collection_link l
     join terminal e on e.id = l.terminal_id and e.protocol = 'modbus-tcp'
     join device d on d.id = l.device_id
     join installation i on i.device_id = d.id and tstzrange(i.installed_at, i.removed_at) @> $1::timestamptz
     where tstzrange(l.valid_from, l.valid_to) @> $1::timestamptz and l.unit_id is not null
       and ($2::bigint is null or i.point_id = $2)
     order by e.id, l.unit_id`,
    [ctx.now, pointId ?? null],
  )
}

export async function findTerminalId(ctx: Ctx, assetNo: string): Promise<number | undefined> {
  const row = await ctx.db.first<{ id: number }>('select id from terminal where asset_no = $1', [assetNo])
  return row?.id
}

/** Whether the terminal was not known to be so. */
export async function saveTerminalStatus(
  ctx: Ctx,
  status: { terminalId: number; online: boolean; at: Date },
): Promise<boolean> {
  const row = await ctx.db.first<{ changed: boolean }>(
    `with before as (select online from terminal_status where terminal_id = $1),
     saved as (
       insert into terminal_status (terminal_id, online, since, last_seen_at) values ($1, $2, $3, $4)
       on conflict (terminal_id) do update set online = excluded.online,
         since = case when terminal_status.online = excluded.online then terminal_status.since else excluded.since end,
         last_seen_at = excluded.last_seen_at)
     select not exists (select 1 from before where online = $2) as changed`,
    [status.terminalId, status.online, status.at, ctx.now],
  )
  return row?.changed ?? false
}

export function insertMeterEvents(
  ctx: Ctx,
  events: { pointId: number; installationId: number; at: Date; code: string; detail: object }[],
): Promise<{ installationId: number; at: Date; code: string }[]> {
  return ctx.db.rows(
    `insert into meter_event (point_id, installation_id, at, code, detail, arrived_at)
     select *, $6 from unnest($1::bigint[], $2::bigint[], $3::timestamptz[], $4::text[], $5::jsonb[])
     on conflict (installation_id, at, code) do nothing
     returning installation_id as "installationId", at, code`,
    [
      events.map((event) => event.pointId),
      events.map((event) => event.installationId),
      events.map((event) => event.at),
      events.map((event) => event.code),
      events.map((event) => JSON.stringify(event.detail)),
      ctx.now,
    ],
  )
}
