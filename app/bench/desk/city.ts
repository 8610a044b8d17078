import type pg from 'pg'
import { hashForLookup } from '../../../db/customers/secrets.ts'
import { CITY_PATH, layAccounts } from '../bill-run-accounts.ts'
import { copyRows } from '../copying.ts'

/** Months of bills and payments on each account's timeline. */
const MONTHS = 3
const PHONES_A_PART = 100_000

export const accountNoOf = (n: number) => String(n).padStart(13, '0')
export const phoneOf = (n: number) => `139${String(n).padStart(8, '0')}`

/** So many homes, each with its own customer and phone, a ledger, a meter that was read a moment ago, and what its timeline tells. */
export async function layCity(pool: pg.Pool, accounts: number, now: Date): Promise<void> {
  await layAccounts(pool, { homes: accounts, shops: 0, plants: 0 }, 'n + 1')
  await layPhones(pool, accounts)
  const each = `generate_series(1, ${accounts}) as n`
  const at = `'${now.toISOString()}'::timestamptz`
  const client = await pool.connect()
  try {
    await client.query('set session_replication_role = replica')
    for (const statement of [
      `insert into customer (id, kind, name, identity_id, opened_at) overriding system value
       select n + 1, 'person', '住户' || n, n + 1, ${at} from ${each}`,
      `insert into account_ledger (account_id, billed_until, tier_year, charged_yuan, paid_yuan)
       select n, '2026-03-01', 2026, 300, 300 from ${each}`,
      `insert into latest_reading (point_id, installation_id, measured_at, read_at, arrived_at, reading, trail)
       select n, n, ${at}, ${at}, ${at}, '{"values":{"importPowerW":400}}', '{}' from ${each}`,
      `insert into timeline_entry (account_id, at, kind, subject, title_zh, title_en)
       select n, ${at} - make_interval(months => m, hours => k), (array['charge', 'payment'])[k + 1], 'm' || m,
         '电费 100 元', '100 yuan' from ${each}, generate_series(1, ${MONTHS}) as m, generate_series(0, 1) as k`,
    ]) {
      await client.query(statement)
    }
    await client.query('set session_replication_role = origin')
    await client.query('vacuum analyze')
  } finally {
    client.release()
  }
}

/** The first identity is what `layAccounts` laid. */
async function layPhones(pool: pg.Pool, accounts: number): Promise<void> {
  for (let from = 1; from <= accounts; from += PHONES_A_PART) {
    const lines: string[] = []
    for (let n = from; n < Math.min(from + PHONES_A_PART, accounts + 1); n++) {
      const phone = phoneOf(n)
      lines.push(`${n + 1}\t\\\\x${hashForLookup(phone).toString('hex')}\t${phone.slice(-4)}\n`)
    }
    await copyRows(pool, 'identity (id, phone_hash, phone_tail)', Buffer.from(lines.join('')))
  }
}

/** Agents of the whole city, whose desks are open. */
export async function layAgents(pool: pg.Pool, agents: number, now: Date): Promise<number[]> {
  const { rows } = await pool.query<{ id: number }>(
    `with added as (
       insert into app_user (username, name, password_hash, roles, organisation_id)
       select 'agent-' || n, '坐席' || n, '-', '{agent}', o.id
       from generate_series(1, $1::int) as n, organisation o where o.path = $3 returning id)
     insert into agent_state (user_id, state, since, seen_at) select id, 'ready', $2, $2 from added returning user_id as id`,
    [agents, now, CITY_PATH],
  )
  return rows.map(({ id }) => id)
}
