import type { Ctx } from '../../db/context.ts'
import type { PricedWrongly } from '../rules/right-price.ts'

/** What the latest months of accounts were billed and charged, and what a price for them must fit. */
export async function findPricedWrongly(
  ctx: Ctx,
  accountIds: number[],
  months: number,
): Promise<Map<number, PricedWrongly>> {
  const rows = await ctx.db.rows<PricedWrongly & { accountId: number }>(
    `select a.id as "accountId", t.class as "accountClass", t.contract_capacity_kva::float8 as "capacityKva",
       t.household_persons as "householdPersons", (
         select max(f.voltage_kv)::float8 from supply_source s join receiving_point r on r.id = s.receiving_point_id
         join feeder f on f.id = s.feeder_id where r.account_id = a.id and s.valid_to is null) as "voltageKv", (
         select e.price_code from metering_point p join point_term e on e.point_id = p.id
         where p.account_id = a.id and p.purpose = 'settlement' and e.valid_to is null and e.known_to is null
         order by p.id limit 1) as "priceCode", (
         select coalesce(jsonb_object_agg(price_code, accounts), '{}') from (
           select e.price_code, count(distinct p.account_id) as accounts from account o
           join account_term u on u.account_id = o.id and u.valid_to is null and u.known_to is null and u.class = t.class
           join metering_point p on p.account_id = o.id and p.purpose = 'settlement'
           join point_term e on e.point_id = p.id and e.valid_to is null and e.known_to is null
           where o.organisation_id = a.organisation_id and e.price_code is not null group by e.price_code) n) as neighbours, (
         select coalesce(jsonb_agg(jsonb_build_object('billMonth', b.bill_month, 'from', b.period_from, 'to', b.period_to,
           'energyKwh', coalesce(energy.kwh, '{}'), 'chargedYuan', coalesce(charged.yuan, 0)::text) order by b.period_to), '[]')
         from (select b.* from bill b where b.account_id = a.id and b.standing and b.state = 'issued'
           order by b.period_to desc limit $2) b
         cross join lateral (select jsonb_object_agg(period, wh / 1000.0) as kwh from (
           select w.key as period, sum(w.value::numeric) as wh
           from bill_segment s cross join lateral jsonb_each_text(s.energy_wh_by_period) w
           where s.bill_id = b.id group by w.key) k) energy
         cross join lateral (select sum(l.amount_yuan) as yuan from bill_line l
           where l.bill_id = b.id and l.item not like 'power-factor%' and l.item not like 'allowance-%') charged) as months
     from account a join account_term t on t.account_id = a.id and t.valid_to is null and t.known_to is null
     where a.id = any($1)`,
    [accountIds, months],
  )
  return new Map(rows.map((row) => [row.accountId, row]))
}
