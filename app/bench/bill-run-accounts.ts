import type pg from 'pg'

export type Mix = { homes: number; shops: number; plants: number }
export const CITY_PATH = 'B.'

const FROM = `'2026-01-01T00:00:00+08:00'::timestamptz`

/**
 * Accounts with point, meter and price, laid at once: homes first, then shops, then plants of two transformers. `customer` is
 * SQL for whose the account numbered `n` is; the first there is belongs to all, and others are for the caller to lay.
 */
export async function layAccounts(pool: pg.Pool, { homes, shops, plants }: Mix, customer = '1'): Promise<void> {
  const all = `generate_series(1, ${homes + shops + plants}) as n`
  const pick = (home: string, shop: string, plant: string) =>
    `case when n <= ${homes} then ${home} when n <= ${homes + shops} then ${shop} else ${plant} end`
  const plant = `generate_series(${homes + shops + 1}, ${homes + shops + plants}) as n`
  const dated = `'2026-01-01'::date, ${FROM}, 'bench', 'bench', 'bench'`
  const statements = [
    `insert into identity (id) overriding system value values (1)`,
    `insert into customer (id, kind, name, identity_id, opened_at) overriding system value
     values (1, 'organisation', '测试客户', 1, ${FROM})`,
    `insert into account (id, account_no, organisation_id, address, opened_on) overriding system value
     select n, lpad(n::text, 13, '0'), 1, '府前路' || n || '号', '2026-01-01' from ${all}`,
    `insert into account_term (account_id, customer_id, class, parts, base_charge, power_factor_standard,
       contract_capacity_kva, running_capacity_kva, household_persons, status, valid_from, known_from, changed_by, reason,
       case_ref)
     select n, ${customer}, ${pick(`'residential'`, `'commercial'`, `'commercial'`)}, ${pick(`'single'`, `'single'`, `'two'`)},
       ${pick('null', 'null', `'capacity'`)}, ${pick('null', 'null', '0.90')}, ${pick('8', '20', '1030')},
       ${pick('8', '20', '1030')}, ${pick('case when n % 20 = 0 then 5 end', 'null', 'null')}, 'active', ${dated}
     from ${all}`,
    `insert into metering_point (id, point_no, kind, account_id, purpose) overriding system value
     select n, 'BILL-P-' || n, 'account', n, 'settlement' from ${all}`,
    `insert into point_term (point_id, district_id, mode, phase, price_code, valid_from, known_from, changed_by, reason, case_ref)
     select n, 1, 'low-low', 'single', ${pick(`'SH-RES-TIER-TOU'`, `'DEMO-COM-SINGLE'`, `'DEMO-IND-2P-TOU'`)}, ${dated}
     from ${all}`,
    `insert into device (id, asset_no, profile, phase, rated_current_a, maximum_current_a) overriding system value
     select n, 'BILL-M-' || n, 'dlt645-2007-single', 'single', 5, 60 from ${all}`,
    `insert into installation (id, point_id, device_id, installed_at, ct, case_ref) overriding system value
     select n, n, n, ${FROM}, ${pick('1', '1', '40')}, 'bench' from ${all}`,
    `insert into receiving_point (id, account_id, name) overriding system value select n, n, '受电点' from ${plant}`,
    `insert into customer_transformer (id, receiving_point_id, name, capacity_kva, iron_loss_kwh_per_month,
       iron_loss_kvarh_per_month) overriding system value
     select n * 2 + t, n, (t + 1) || '号变', case t when 0 then 630 else 400 end, 300, 400
     from ${plant}, generate_series(0, 1) as t`,
    `insert into customer_transformer_term (transformer_id, state, valid_from, known_from, changed_by, reason, case_ref)
     select n * 2 + t, 'in-use', ${dated} from ${plant}, generate_series(0, 1) as t`,
  ]
  const client = await pool.connect()
  try {
    await client.query('set session_replication_role = replica')
    for (const statement of statements) await client.query(statement)
    await client.query('set session_replication_role = origin')
    await client.query('analyze')
  } finally {
    client.release()
  }
}
