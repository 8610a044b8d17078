import type { Ctx } from '../../db/context.ts'
import type { Framing, LineAddress } from '../collect/lines/address.ts'

/** A meter that a collector asks over a line now. */
export type LineLink = {
  terminalId: number
  address: LineAddress
  framing: Framing
  /** Of a Modbus meter. */
  unitId: number | null
  /** Of a DL/T 645 meter, 12 digits. */
  meterAddress: string | null
  profile: string
  assetNo: string
  pointId: number
}

/** What a meter answers to on its line. */
export function unitOf({ unitId, meterAddress }: LineLink): number | string {
  return meterAddress ?? unitId ?? 0
}

type LinkRow = Omit<LineLink, 'address'> & {
  terminal: string
  host: string | null
  port: number | null
  serial: Omit<Extract<LineAddress, { kind: 'serial' }>, 'kind'> | null
}

/** Links in force whose meter is on a point, of every terminal that is asked. */
export async function listLineLinks(ctx: Ctx, pointId?: number): Promise<LineLink[]> {
  const rows = await ctx.db.rows<LinkRow>(
    `select e.id as "terminalId", e.asset_no as terminal, e.framing, e.host, e.port, e.serial, l.unit_id as "unitId",
       l.meter_address as "meterAddress", d.profile, d.asset_no as "assetNo", i.point_id as "pointId"
     from collection_link l
     join terminal e on e.id = l.terminal_id and e.framing is not null
     join device d on d.id = l.device_id
     join installation i on i.device_id = d.id and tstzrange(i.installed_at, i.removed_at) @> $1::timestamptz
     where tstzrange(l.valid_from, l.valid_to) @> $1::timestamptz
       and (l.unit_id is not null or l.meter_address is not null)
       and ($2::bigint is null or i.point_id = $2)
     order by e.id, l.unit_id, l.meter_address`,
    [ctx.now, pointId ?? null],
  )
  return rows.map(toLink)
}

/** When a link or an installation that is in the file already next begins or ends; null where none does. */
export async function findNextLinkChange(ctx: Ctx): Promise<Date | null> {
  const row = await ctx.db.first<{ at: Date | null }>(
    `select least(
       (select min(valid_from) from collection_link where valid_from > $1),
       (select min(valid_to) from collection_link where valid_to > $1),
       (select min(installed_at) from installation where installed_at > $1),
       (select min(removed_at) from installation where removed_at > $1)) as at`,
    [ctx.now],
  )
  return row?.at ?? null
}

function toLink({ terminal, host, port, serial, ...link }: LinkRow): LineLink {
  if (serial) return { ...link, address: { kind: 'serial', ...serial } }
  if (host !== null && port !== null) return { ...link, address: { kind: 'tcp', host, port } }
  return { ...link, address: { kind: 'dial-in', terminal } }
}

/** What terminals that dial in say of themselves, and their asset numbers. */
export async function listRegistrations(ctx: Ctx): Promise<Map<string, string>> {
  const rows = await ctx.db.rows<{ registration: string; assetNo: string }>(
    'select registration, asset_no as "assetNo" from terminal where dials_in',
  )
  return new Map(rows.map(({ registration, assetNo }) => [registration, assetNo]))
}

export async function findTerminalId(ctx: Ctx, assetNo: string): Promise<number | undefined> {
  const row = await ctx.db.first<{ id: number }>('select id from terminal where asset_no = $1', [assetNo])
  return row?.id
}

/** Those of the names that are terminals'. */
export async function listKnownTerminals(ctx: Ctx, names: string[]): Promise<string[]> {
  const rows = await ctx.db.rows<{ name: string }>('select asset_no as name from terminal where asset_no = any($1)', [
    names.map((name) => name.toWellFormed().replaceAll('\0', '')),
  ])
  return rows.map(({ name }) => name)
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
