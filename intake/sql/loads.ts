import type { Ctx } from '../../db/context.ts'

export type Place = {
  id: number
  name: string
  /** Null where the file does not say it. */
  capacityKva: number | null
  accounts: number
  agreedKva: number
  /** Asked for by open applications that were surveyed there. */
  pendingKw: number
  /** Points whose meters measure the whole of it. */
  pointIds: number[]
}

const today = `t.known_to is null and t.valid_from <= $3 and (t.valid_to is null or t.valid_to > $3)`

/** Capacity that was promised to accounts of districts, each account once, and to open applications. */
const promised = (districts: string) => `
  coalesce((select count(*)::int from account_term t where t.status <> 'closed' and ${today} and ${served(districts)}), 0) as accounts,
  coalesce((select sum(t.contract_capacity_kva)::float8 from account_term t
    where t.status <> 'closed' and ${today} and ${served(districts)}), 0) as "agreedKva",
  coalesce((select sum(coalesce((s.data ->> 'capacityKw')::float8, q.requested_capacity_kw::float8)) from application q
    join lateral (select data from application_step where application_id = q.id and step = 'survey' and state = 'done'
      order by id desc limit 1) s on true
    where q.status = 'open' and (s.data ->> 'districtId')::bigint in (${districts})), 0) as "pendingKw"`

const served = (districts: string) => `exists (
  select 1 from metering_point p join point_term x on x.point_id = p.id and x.known_to is null and x.valid_from <= $3
    and (x.valid_to is null or x.valid_to > $3)
  where p.account_id = t.account_id and x.district_id in (${districts}))`

export function findDistrictPlace(ctx: Ctx, districtId: number, day: string): Promise<Place | undefined> {
  return ctx.db.first(
    `select d.id, d.name, d.capacity_kva::float8 as "capacityKva", ${promised('d.id')},
       array(select id from metering_point where kind = 'district' and district_id = d.id order by id) as "pointIds"
     from transformer_district d join organisation o on o.id = d.organisation_id
     where d.id = $1 and starts_with(o.path, $2)`,
    [districtId, ctx.scope, day],
  )
}

/** The feeder that a district hangs on now, with all that hangs on it. */
export function findFeederPlace(ctx: Ctx, districtId: number, day: string): Promise<Place | undefined> {
  const districts = 'select z.district_id from district_term z where z.feeder_id = f.id and z.valid_to is null'
  return ctx.db.first(
    `select f.id, f.name, null as "capacityKva", ${promised(districts)},
       array(select id from metering_point where kind = 'feeder' and feeder_id = f.id order by id) as "pointIds"
     from district_term h join feeder f on f.id = h.feeder_id
     join transformer_district d on d.id = h.district_id join organisation o on o.id = d.organisation_id
     where h.district_id = $1 and h.valid_to is null and starts_with(o.path, $2)`,
    [districtId, ctx.scope, day],
  )
}
