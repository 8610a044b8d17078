import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, inject } from 'vitest'
import { type Ctx, type Role, systemActor } from '../../db/context.ts'
import { createPool, poolDb } from '../../db/pool.ts'

/** A database of this test file's own, cloned from the migrated template; use its members inside tests. */
export type TestDatabase = {
  url: string
  pool: pg.Pool
  /** A context for operations. `now` is given as an ISO instant; roles default to none. */
  ctx(now: string, actor?: { roles?: Role[]; customerId?: number | null; username?: string }): Ctx
}

export function useDatabase(): TestDatabase {
  const name = `test_${randomBytes(6).toString('hex')}`
  const database: TestDatabase = {
    url: '',
    pool: undefined as unknown as pg.Pool,
    ctx: (now, actor = {}) => ({
      db: poolDb(database.pool),
      now: new Date(now),
      scope: '',
      actor: { ...systemActor('test'), ...actor },
    }),
  }
  beforeAll(async () => {
    await administer(`create database ${name} template template strategy file_copy`)
    const url = new URL(inject('templateUrl'))
    url.pathname = `/${name}`
    database.url = url.toString()
    database.pool = createPool(database.url)
  })
  afterAll(async () => {
    await database.pool?.end()
    await administer(`drop database if exists ${name} with (force)`)
  })
  return database
}

export async function administer(statement: string): Promise<void> {
  const url = new URL(inject('templateUrl'))
  url.pathname = '/postgres'
  const client = new pg.Client(url.toString())
  await client.connect()
  try {
    // Only one clone of a template can be made at a time.
    await client.query('select pg_advisory_lock(1)')
    await client.query(statement)
  } finally {
    await client.end()
  }
}

const statements = new Map<string, string>()

/**
 * Empties tables and whatever refers to them, as `truncate … cascade` does. What a test leaves is a handful of rows: to delete
 * them takes a hundredth of the time in which files of so many tables and indexes are laid anew.
 */
export async function emptyTables({ pool }: TestDatabase, ...tables: string[]): Promise<void> {
  const key = tables.join()
  const statement = statements.get(key) ?? (await writeEmptying(pool, tables))
  statements.set(key, statement)
  await pool.query(statement)
}

async function writeEmptying(pool: pg.Pool, tables: string[]): Promise<string> {
  const { rows } = await pool.query<{ name: string }>(
    `with recursive emptied(id) as (
       select n::regclass::oid from unnest($1::text[]) as n
       union select c.conrelid from pg_constraint c join emptied e on c.confrelid = e.id where c.contype = 'f')
     select id::regclass::text as name from emptied`,
    [tables],
  )
  // One simple query is one transaction, in which neither append-only tables nor their referrers object.
  const deletes = rows.map(({ name }) => `delete from ${name};`).join(' ')
  return `set local session_replication_role = replica; ${deletes}`
}
