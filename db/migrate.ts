import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import type pg from 'pg'

/** A migration as a database knows it. */
export type Applied = { number: number; name: string; checksum: string }
type Migration = { number: number; name: string; sql: string; checksum: string }

const FOLDER = new URL('./migrations/', import.meta.url)
/** Any fixed number: two processes that migrate at once take turns. */
const LOCK = 4_201_688

/**
 * Brings the database to the code's version, or to the one that had just the migrations of `only`; returns the names
 * applied. Throws, and changes nothing, where the database is newer than the code or a landed migration was edited.
 */
export async function migrate(pool: pg.Pool, only?: Applied[]): Promise<string[]> {
  const migrations = await readMigrations()
  const client = await pool.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [LOCK])
    await client.query(
      `create table if not exists migration (
         number int primary key, name text not null, checksum text not null, applied_at timestamptz not null default now())`,
    )
    const applied = await client.query<Applied>('select number, name, checksum from migration order by number')
    const known = new Map(migrations.map((migration) => [migration.number, migration]))
    for (const row of [...applied.rows, ...(only ?? [])]) refuseUnknown(row, known.get(row.number))
    const done = new Set(applied.rows.map((row) => row.number))
    const wanted = only && new Set(only.map(({ number }) => number))
    const pending = migrations.filter(({ number }) => !done.has(number) && (wanted?.has(number) ?? true))
    for (const migration of pending) await apply(client, migration)
    return pending.map(({ name }) => name)
  } finally {
    await client.query('select pg_advisory_unlock($1)', [LOCK])
    client.release()
  }
}

/** How many of the code's migrations a database that had these has not. */
export async function countMissing(applied: number[]): Promise<number> {
  const had = new Set(applied)
  return (await readMigrations()).filter(({ number }) => !had.has(number)).length
}

function refuseUnknown(row: Applied, migration: Migration | undefined): void {
  if (!migration) throw new Error(`the database is newer than this program: it has migration ${row.name}`)
  if (migration.checksum !== row.checksum)
    throw new Error(`migration ${migration.name} was edited after it was applied`)
}

async function apply(client: pg.PoolClient, migration: Migration): Promise<void> {
  await client.query('begin')
  try {
    await client.query(migration.sql)
    await client.query('insert into migration (number, name, checksum) values ($1, $2, $3)', [
      migration.number,
      migration.name,
      migration.checksum,
    ])
    await client.query('commit')
  } catch (fault) {
    await client.query('rollback')
    throw new Error(`migration ${migration.name} failed`, { cause: fault })
  }
}

async function readMigrations(): Promise<Migration[]> {
  const names = (await readdir(FOLDER)).filter((name) => /^\d{4}_[a-z0-9_]+\.sql$/.test(name)).sort()
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(new URL(name, FOLDER), 'utf8')
      return { number: Number(name.slice(0, 4)), name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    }),
  )
}
