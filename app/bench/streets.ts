import type { Db } from '../../db/pool.ts'
import { ENERGISED_AT } from './workshop.ts'

export type Streets = { feeders: number; districts: number; homes: number }

/** Names of what `layStreets` lays; feeders, districts and homes are counted from 0, districts through all feeders. */
export const streetNames = {
  feeder: (feeder: number) => `10kV测试${feeder}线`,
  district: (district: number) => `测试${district}号公变`,
  terminal: (district: number) => `STREET-${district}`,
  meter: (district: number, home: number) => `STREET-M-${district}-${home}`,
}

/** A substation with so many feeders, of so many districts each, of so many homes each, a terminal in every district. */
export async function layStreets(db: Db, { feeders, districts, homes }: Streets): Promise<void> {
  const all = feeders * districts
  const at = ENERGISED_AT.toISOString()
  const from = `'${at}'::timestamptz`
  const term = `${from}, 'bench', 'bench', 'bench'`
  const each = `generate_series(0, ${all - 1}) as d cross join generate_series(0, ${homes - 1}) as h`
  const meter = `'STREET-M-' || d || '-' || h`
  const statements = [
    `insert into organisation (kind, code, name, path) values ('county', 'S', '测试县供电公司', 'S.')`,
    `insert into substation (name, voltage_kv, organisation_id) select '110kV测试变', 110, id from organisation where path = 'S.'`,
    `insert into feeder (name, voltage_kv) select '10kV测试' || f || '线', 10 from generate_series(0, ${feeders - 1}) as f`,
    `insert into feeder_term (feeder_id, substation_id, valid_from, case_ref)
     select f.id, s.id, ${from}, 'bench' from feeder f, substation s where f.name like '10kV测试%' and s.name = '110kV测试变'`,
    `insert into transformer_district (name, kind, capacity_kva, organisation_id)
     select '测试' || d || '号公变', 'public', 400, o.id from generate_series(0, ${all - 1}) as d, organisation o where o.path = 'S.'`,
    `insert into district_term (district_id, feeder_id, valid_from, case_ref)
     select t.id, f.id, ${from}, 'bench' from generate_series(0, ${all - 1}) as d
     join transformer_district t on t.name = '测试' || d || '号公变' join feeder f on f.name = '10kV测试' || d / ${districts} || '线'`,
    `insert into terminal (asset_no, protocol, district_id)
     select 'STREET-' || d, 'mqtt', t.id from generate_series(0, ${all - 1}) as d
     join transformer_district t on t.name = '测试' || d || '号公变'`,
    `with i as (insert into identity (phone_tail) values ('0000') returning id)
     insert into customer (kind, name, identity_id, opened_at) select 'person', '测试客户', id, ${from} from i`,
    `insert into account (account_no, organisation_id, address, opened_on)
     select lpad((7000000000 + d * 10000 + h)::text, 13, '0'), o.id, '测试路' || d || '号' || h || '室', ${from}::date
     from ${each}, organisation o where o.path = 'S.'`,
    `insert into account_term (account_id, customer_id, class, contract_capacity_kva, running_capacity_kva, status, valid_from,
       known_from, changed_by, reason, case_ref)
     select a.id, c.id, 'residential', 8, 8, 'active', ${from}::date, ${term} from account a, customer c
     where a.account_no like '0007%' and c.name = '测试客户'`,
    `insert into metering_point (point_no, kind, account_id, purpose)
     select 'STREET-P-' || d || '-' || h, 'account', a.id, 'settlement' from ${each}
     join account a on a.account_no = lpad((7000000000 + d * 10000 + h)::text, 13, '0')`,
    `insert into point_term (point_id, district_id, mode, phase, valid_from, known_from, changed_by, reason, case_ref)
     select p.id, t.id, 'low-low', 'single', ${from}::date, ${term} from ${each}
     join metering_point p on p.point_no = 'STREET-P-' || d || '-' || h join transformer_district t on t.name = '测试' || d || '号公变'`,
    `insert into device (asset_no, profile, phase, rated_current_a, maximum_current_a)
     select ${meter}, 'dlt645-2007-single', 'single', 5, 60 from ${each}`,
    `insert into installation (point_id, device_id, installed_at, case_ref)
     select p.id, v.id, ${from}, 'bench' from ${each}
     join metering_point p on p.point_no = 'STREET-P-' || d || '-' || h join device v on v.asset_no = ${meter}`,
    `insert into installation_register (installation_id, role, digits, start_value)
     select i.id, 'importTotal', 6, 0 from installation i where i.case_ref = 'bench'`,
    `insert into collection_link (device_id, terminal_id, valid_from, case_ref)
     select v.id, e.id, ${from}, 'bench' from ${each}
     join device v on v.asset_no = ${meter} join terminal e on e.asset_no = 'STREET-' || d`,
  ]
  // Laid at once, and without asking whether it holds together.
  await db.withClient(async (client) => {
    await client.query('set session_replication_role = replica')
    for (const statement of statements) await client.query(statement)
    await client.query('set session_replication_role = origin')
    await client.query('analyze')
  })
}
