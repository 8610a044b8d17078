import type pg from 'pg'

/** What a request leaves of itself: who is here, and answers that are kept. */
const fleeting = ['user_session', 'idempotency_key']

/** Of every table, how many rows and the sum of their hashes. */
export async function weigh(pool: pg.Pool): Promise<Map<string, string>> {
  const { rows: tables } = await pool.query<{ name: string }>(
    `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
     where c.relkind = 'r'`,
  )
  const weighed = new Map<string, string>()
  for (const { name } of tables.filter((table) => !fleeting.includes(table.name))) {
    const { rows } = await pool.query(
      `select count(*) || ':' || coalesce(sum(hashtextextended(t::text, 0)), 0) as weight from "${name}" t`,
    )
    weighed.set(name, rows[0].weight)
  }
  return weighed
}
