import type { Ctx } from '../../db/context.ts'

export type Named = { name: string; id: number }

/** Organisations of the scope by name and by path. */
export function listOrganisations(ctx: Ctx): Promise<(Named & { path: string })[]> {
  return ctx.db.rows('select id, name, path from organisation where starts_with(path, $1) order by path', [ctx.scope])
}

const scoped = 'join organisation o on o.id = x.organisation_id and starts_with(o.path, $1)'
/** What a sheet may name, of the scope: feeders belong to whom their substation does. */
export const namedThings = {
  substation: `select x.id, x.name from substation x ${scoped}`,
  district: `select x.id, x.name from transformer_district x ${scoped}`,
  section: `select x.id, x.section_no as name from reading_section x ${scoped}`,
  feeder: `select f.id, f.name from feeder f join feeder_term t on t.feeder_id = f.id and t.valid_to is null
    join substation x on x.id = t.substation_id ${scoped}`,
  terminal: `select t.id, t.asset_no as name from terminal t join transformer_district x on x.id = t.district_id ${scoped}`,
} as const

export function listNamed(ctx: Ctx, what: keyof typeof namedThings): Promise<Named[]> {
  return ctx.db.rows(namedThings[what], [ctx.scope])
}

export function listTerminalProtocols(ctx: Ctx, ids: number[]): Promise<{ id: number; protocol: string }[]> {
  return ctx.db.rows('select id, protocol from terminal where id = any($1)', [ids])
}

/** Addresses at terminals that a meter has already. */
export function listTakenLinks(
  ctx: Ctx,
  terminalIds: number[],
): Promise<{ terminalId: number; unitId: number | null; meterAddress: string | null; assetNo: string }[]> {
  return ctx.db.rows(
    `select l.terminal_id as "terminalId", l.unit_id as "unitId", l.meter_address as "meterAddress", d.asset_no as "assetNo"
     from collection_link l join device d on d.id = l.device_id where l.terminal_id = any($1) and l.valid_to is null`,
    [terminalIds],
  )
}

export type KnownThing = { key: string; isOurs: boolean; values: Record<string, string | number | null> }

const known = {
  organisations: `select path as key, starts_with(path, $2) as "isOurs",
      json_build_object('kind', kind, 'name', name, 'area', area) as values
    from organisation where path = any($1)`,
  substations: `select x.name as key, starts_with(o.path, $2) as "isOurs",
      json_build_object('voltageKv', x.voltage_kv::float8, 'organisation', o.id) as values
    from substation x join organisation o on o.id = x.organisation_id where x.name = any($1)`,
  feeders: `select f.name as key, starts_with(o.path, $2) as "isOurs",
      json_build_object('voltageKv', f.voltage_kv::float8, 'substation', x.id, 'bar', t.bar) as values
    from feeder f join feeder_term t on t.feeder_id = f.id and t.valid_to is null
    join substation x on x.id = t.substation_id join organisation o on o.id = x.organisation_id where f.name = any($1)`,
  districts: `select x.name as key, starts_with(o.path, $2) as "isOurs",
      json_build_object('kind', x.kind, 'capacityKva', x.capacity_kva::float8, 'feeder', t.feeder_id, 'organisation', o.id)
        as values
    from transformer_district x join organisation o on o.id = x.organisation_id
    left join district_term t on t.district_id = x.id and t.valid_to is null where x.name = any($1)`,
  terminals: `select t.asset_no as key, coalesce(starts_with(o.path, $2), false) as "isOurs",
      json_build_object('protocol', t.protocol, 'host', t.host, 'port', t.port, 'district', t.district_id) as values
    from terminal t left join transformer_district x on x.id = t.district_id
    left join organisation o on o.id = x.organisation_id where t.asset_no = any($1)`,
  sections: `select x.section_no as key, starts_with(o.path, $2) as "isOurs",
      json_build_object('organisation', o.id, 'manager', x.manager, 'readingDay', x.reading_day,
        'months', case when x.months = 1 then 'monthly' when x.odd_months then 'odd' else 'even' end) as values
    from reading_section x join organisation o on o.id = x.organisation_id where x.section_no = any($1)`,
} as const
export type NetworkKind = keyof typeof known

export function listKnownThings(ctx: Ctx, kind: NetworkKind, keys: string[]): Promise<KnownThing[]> {
  return ctx.db.rows(known[kind], [keys, ctx.scope])
}
