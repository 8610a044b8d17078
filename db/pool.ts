import { AsyncLocalStorage } from 'node:async_hooks'
import pg from 'pg'
import type { Ctx } from './context.ts'

const DATE_OID = 1082
const INT8_ARRAY_OID = 1016
/** Left to itself the driver gives the numbers of an array as text. */
const parseTexts = pg.types.getTypeParser(INT8_ARRAY_OID as number, 'text') as (text: string) => (string | null)[]
const toNumbers = (text: string) => parseTexts(text).map((each) => (each === null ? null : Number(each)))

const types = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === DATE_OID) return (text: string) => text
    if (oid === pg.types.builtins.INT8) return Number
    if (oid === INT8_ARRAY_OID) return toNumbers
    return pg.types.getTypeParser(oid, format as 'text')
  },
} as pg.CustomTypesConfig

type Statements = {
  rows<T extends object>(sql: string, values?: unknown[]): Promise<T[]>
  first<T extends object>(sql: string, values?: unknown[]): Promise<T | undefined>
  /** Number of rows that the statement changed. */
  run(sql: string, values?: unknown[]): Promise<number>
}

/** Statements against the database, each in its own transaction unless inside `transact`. */
export type Db = Statements & {
  /**
   * The same, planned once a connection instead of each time: for what is asked all day with a handful of values, where planning costs
   * more than the work. Not for long arrays or wide ranges, whose best plan depends on the values, nor for texts that are put together anew.
   */
  readonly prepared: Statements
  /** One connection for `COPY` and cursors; inside `transact` the transaction's own. */
  withClient<T>(work: (client: pg.ClientBase) => Promise<T>): Promise<T>
  readonly inTransaction: boolean
}

type Query = (sql: string, values?: unknown[]) => Promise<pg.QueryResult>
type Queryable = { query(query: pg.QueryConfig): Promise<pg.QueryResult> }

function statements(queryable: Queryable): Statements & Pick<Db, 'prepared'> {
  return {
    ...statementsBy((text, values) => queryable.query({ text, values })),
    prepared: statementsBy((text, values) => queryable.query({ name: nameOf(text), text, values })),
  }
}

function statementsBy(query: Query): Statements {
  return {
    rows: async <T extends object>(sql: string, values?: unknown[]) => (await query(sql, values)).rows as T[],
    first: async <T extends object>(sql: string, values?: unknown[]) =>
      (await query(sql, values)).rows[0] as T | undefined,
    run: async (sql, values) => (await query(sql, values)).rowCount ?? 0,
  }
}

const names = new Map<string, string>()

/** Under which a statement is prepared: the same on every connection. */
function nameOf(sql: string): string {
  const known = names.get(sql)
  if (known) return known
  const name = `s${names.size}`
  names.set(sql, name)
  return name
}

export function createPool(connectionString: string, max = 10): pg.Pool {
  const pool = new pg.Pool({ connectionString, max, types, options: '-c timezone=Asia/Shanghai' })
  // An idle connection lost in a server restart is replaced at the next query.
  pool.on('error', () => {})
  // One that is at work tells its query, and would else end the process by telling nobody too.
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

export function poolDb(pool: pg.Pool): Db {
  return {
    ...statements(pool),
    inTransaction: false,
    async withClient(work) {
      const client = await pool.connect()
      try {
        return await work(client)
      } finally {
        client.release()
      }
    },
  }
}

const afterCommitHooks = new AsyncLocalStorage<(() => void)[]>()

/** Runs `work` in one transaction, joining one that is open; any throw rolls everything back. */
export async function transact<T, Of extends Ctx>(ctx: Of, work: (ctx: Of) => Promise<T>): Promise<T> {
  if (ctx.db.inTransaction) return work(ctx)
  const hooks: (() => void)[] = []
  const result = await afterCommitHooks.run(hooks, () =>
    ctx.db.withClient(async (client) => {
      await client.query('begin')
      try {
        const value = await work({ ...ctx, db: clientDb(client) })
        await client.query('commit')
        return value
      } catch (fault) {
        // The connection may be the thing that failed; the first fault is the one to tell.
        await client.query('rollback').catch(() => {})
        throw fault
      }
    }),
  )
  for (const hook of hooks) hook()
  return result
}

function clientDb(client: pg.ClientBase): Db {
  return { ...statements(inTurn(client)), inTransaction: true, withClient: (work) => work(client) }
}

/** A transaction has one connection: statements that are asked for side by side go one after the other. */
function inTurn(client: Queryable): Queryable {
  let latest: Promise<unknown> = Promise.resolve()
  return {
    query(query) {
      const result = latest.then(() => client.query(query))
      latest = result.catch(() => {})
      return result
    },
  }
}

/** Runs once the open transaction is committed, or at once where none is. */
export function afterCommit(hook: () => void): void {
  const hooks = afterCommitHooks.getStore()
  if (hooks) hooks.push(hook)
  else hook()
}
