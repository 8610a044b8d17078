import type { Ctx } from '../../db/context.ts'
import type { TerminalProtocol } from '../../db/customers/contract.ts'
import { isOfParty } from '../../db/customers/parties.ts'
import type { KnownFeeder } from '../rules/kinds/sources.ts'

type Organisation = { id: number; name: string }
type District = { id: number; name: string; kind: string; capacityKva: number }
type Terminal = {
  assetNo: string
  protocol: TerminalProtocol
  districtId: number | null
  takenUnitIds: number[]
}

/** County companies that take applications. */
export function listCounties(ctx: Ctx): Promise<Organisation[]> {
  return ctx.db.rows(
    `select id, name from organisation where kind = 'county' and starts_with(path, $1) order by path`,
    [ctx.scope],
  )
}

export function findOrganisation(ctx: Ctx, id: number): Promise<Organisation | undefined> {
  return ctx.db.first('select id, name from organisation where id = $1 and starts_with(path, $2)', [id, ctx.scope])
}

export async function findUnitPath(ctx: Ctx, id: number): Promise<string | undefined> {
  const unit = await ctx.db.first<{ path: string }>(
    'select path from organisation where id = $1 and starts_with(path, $2)',
    [id, ctx.scope],
  )
  return unit?.path
}

/** The county or station in which a clerk works. */
export function findOwnOrganisation(ctx: Ctx): Promise<Organisation | undefined> {
  return ctx.db.first(`select id, name from organisation where path = $1 and kind in ('county', 'station')`, [
    ctx.scope,
  ])
}

/** The organisation that already serves a customer. */
export function findServingOrganisation(ctx: Ctx, customerId: number): Promise<Organisation | undefined> {
  return ctx.db.first(
    `select o.id, o.name from account_term t join account a on a.id = t.account_id
     join organisation o on o.id = a.organisation_id
     where ${isOfParty('t.customer_id', '$1')} and t.valid_to is null and t.known_to is null order by a.id limit 1`,
    [customerId],
  )
}

export function listDistricts(ctx: Ctx): Promise<District[]> {
  return ctx.db.rows(
    `select d.id, d.name, d.kind, d.capacity_kva::float8 as "capacityKva"
     from transformer_district d join organisation o on o.id = d.organisation_id
     where starts_with(o.path, $1) and d.kind = 'public' order by d.name`,
    [ctx.scope],
  )
}

/** The organisation of a district is the one that serves the new account. */
export function findDistrict(ctx: Ctx, id: number): Promise<{ organisationId: number } | undefined> {
  return ctx.db.first(
    `select d.organisation_id as "organisationId" from transformer_district d
     join organisation o on o.id = d.organisation_id where d.id = $1 and starts_with(o.path, $2)`,
    [id, ctx.scope],
  )
}

export function listTerminals(ctx: Ctx): Promise<Terminal[]> {
  return ctx.db.rows(
    `select t.asset_no as "assetNo", t.protocol, t.district_id as "districtId",
       coalesce(array_agg(l.unit_id order by l.unit_id) filter (where l.unit_id is not null), '{}') as "takenUnitIds"
     from terminal t
     left join transformer_district d on d.id = t.district_id
     left join organisation o on o.id = d.organisation_id
     left join collection_link l on l.terminal_id = t.id and l.valid_from <= $2 and (l.valid_to is null or $2 < l.valid_to)
     where o.path is null or starts_with(o.path, $1)
     group by t.id order by t.asset_no`,
    [ctx.scope, ctx.now],
  )
}

export function isMeterInUse(ctx: Ctx, assetNo: string): Promise<object | undefined> {
  return ctx.db.first(
    `select 1 as taken from installation i join device d on d.id = i.device_id
     where d.asset_no = $1 and i.removed_at is null`,
    [assetNo],
  )
}

/** What transformers of accounts are called, those that are gone too. */
export async function listTransformerNames(ctx: Ctx, accountIds: number[]): Promise<Map<number, string>> {
  const rows = await ctx.db.rows<{ id: number; name: string }>(
    `select c.id, c.name || ' ' || trim_scale(c.capacity_kva) || ' kVA' as name from customer_transformer c
     join receiving_point r on r.id = c.receiving_point_id where r.account_id = any($1)`,
    [accountIds],
  )
  return new Map(rows.map(({ id, name }) => [id, name]))
}

export async function findPlaces(
  ctx: Ctx,
  { districtId, feederId }: { districtId: number | null; feederId: number | null },
): Promise<{ district: string | null; feeder: string | null }> {
  const row = await ctx.db.first<{ district: string | null; feeder: string | null }>(
    `select (select name from transformer_district where id = $1) as district,
       coalesce((select name from feeder where id = $2), (select f.name from district_term t
         join feeder f on f.id = t.feeder_id where t.district_id = $1 and t.valid_to is null)) as feeder`,
    [districtId, feederId],
  )
  return row ?? { district: null, feeder: null }
}

/** Province of a unit, two digits; null where its code is another. */
export async function findRegion(ctx: Ctx, organisationId: number): Promise<string | null> {
  const row = await ctx.db.first<{ region: string | null }>(
    `select substring(path from '^(\\d{2})\\d*\\.') as region from organisation where id = $1`,
    [organisationId],
  )
  return row?.region ?? null
}

/** Feeders in sight with the substation and bar that they hang on now. */
export function listFeeders(ctx: Ctx): Promise<KnownFeeder[]> {
  return ctx.db.rows(
    `select f.id, f.name, f.voltage_kv::float8 as "voltageKv", s.name as substation, t.bar
     from feeder f join feeder_term t on t.feeder_id = f.id and t.valid_to is null
     join substation s on s.id = t.substation_id join organisation o on o.id = s.organisation_id
     where starts_with(o.path, $1) or starts_with($1, o.path) order by f.name`,
    [ctx.scope],
  )
}

export type MeterInHand = {
  assetNo: string
  profile: string
  phase: 'single' | 'three'
  maximumCurrentA: number
  person: string
}

/** Of the reader's unit and those below it. */
export function listMetersInHand(ctx: Ctx): Promise<MeterInHand[]> {
  return ctx.db.rows(
    `select d.asset_no as "assetNo", d.profile, d.phase, d.maximum_current_a::float8 as "maximumCurrentA", s.person
     from device_stay s join device d on d.id = s.device_id and d.kind = 'meter'
     join organisation o on o.id = s.organisation_id
     where s.valid_to is null and s.place = 'person' and starts_with(o.path, $1)
     order by d.asset_no limit 500`,
    [ctx.scope],
  )
}

type KnownDevice = { phase: 'single' | 'three'; maximumCurrentA: number }

/** Whether a meter may be put up by somebody at an instant: where it is, and in whose hands. */
export function findMeterInHand(
  ctx: Ctx,
  assetNo: string,
): Promise<(KnownDevice & { place: string; person: string | null; since: Date }) | undefined> {
  return ctx.db.first(
    `select s.place, s.person, s.valid_from as since, d.phase, d.maximum_current_a::float8 as "maximumCurrentA" from device d
     join device_stay s on s.device_id = d.id and s.valid_to is null
     where d.asset_no = $1 and d.kind = 'meter'`,
    [assetNo],
  )
}
