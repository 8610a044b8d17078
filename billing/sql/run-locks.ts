import type { ClientBase } from 'pg'
import type { Ctx } from '../../db/context.ts'
import type { Db } from '../../db/pool.ts'

/** Whether some process holds the lock of a name, as a condition on a row; `name` is an expression. */
export function isHeld(name: string): string {
  return `exists (
      select 1 from pg_locks l
      where l.locktype = 'advisory' and l.granted and l.mode = 'ExclusiveLock' and l.objsubid = 1
        and l.database = (select oid from pg_database where datname = current_database())
        and (l.classid::bigint << 32 | l.objid::bigint) = hashtextextended(${name}, 0))`
}

/**
 * Holds a unit's month while `work` goes on: its own path for itself, those above it shared with other units of theirs, so
 * that a county and one of its stations never run at once, and two stations may. The locks fall with the connection: a
 * killed run never keeps others out.
 */
export function withRunLock<T>(
  ctx: Ctx,
  { billMonth, path }: { billMonth: string; path: string },
  work: (isMine: boolean) => Promise<T>,
): Promise<T> {
  const parts = path.split('.').filter((part) => part !== '')
  const above = parts.map((_, n) =>
    parts
      .slice(0, n)
      .map((part) => `${part}.`)
      .join(''),
  )
  const keyOf = (unit: string) => `bill-run:${billMonth}:${unit}`
  return ctx.db.withClient(async (client) => {
    try {
      const taken = await client.query(
        `select pg_try_advisory_lock(hashtextextended($1, 0)) as own,
           (select bool_and(pg_try_advisory_lock_shared(hashtextextended(unit, 0))) from unnest($2::text[]) as unit) as above`,
        [keyOf(path), above.map(keyOf)],
      )
      const [{ own, above: shared }] = taken.rows
      return await work(own && shared !== false)
    } finally {
      await client.query('select pg_advisory_unlock_all()')
    }
  })
}

/** Holds a name while `work` goes on, on a connection of its own; told whether somebody else holds it. */
export function withLock<T>(ctx: Ctx, name: string, work: (isMine: boolean) => Promise<T>): Promise<T> {
  return ctx.db.withClient(async (client) => {
    const taken = await client.query('select pg_try_advisory_lock(hashtextextended($1, 0)) as "isMine"', [name])
    const [{ isMine }] = taken.rows
    try {
      return await work(isMine)
    } finally {
      if (isMine) await client.query('select pg_advisory_unlock(hashtextextended($1, 0))', [name])
    }
  })
}

type Keeper = { held: number; client: Promise<ClientBase>; latest: Promise<unknown>; leave: () => void }
const keepers = new WeakMap<Db, Keeper>()

/**
 * Tells everybody that the run of named accounts is alive while `work` goes on. Many may go on at once: their locks are on
 * one connection of the process, lest they use up the pool while each still needs one to work on.
 */
export async function withRunOfAccounts<T>(ctx: Ctx, runId: number, work: () => Promise<T>): Promise<T> {
  const name = `bill-run#${runId}`
  if (ctx.db.inTransaction) {
    await ctx.db.run('select pg_advisory_xact_lock(hashtextextended($1, 0))', [name])
    return work()
  }
  const keeper = joinKeeper(ctx.db)
  try {
    await tell(keeper, 'select pg_advisory_lock(hashtextextended($1, 0))', name)
    return await work().finally(() =>
      // A connection that was lost has let go of the lock.
      tell(keeper, 'select pg_advisory_unlock(hashtextextended($1, 0))', name).catch(() => keepers.delete(ctx.db)),
    )
  } finally {
    keeper.held -= 1
    if (keeper.held === 0) {
      if (keepers.get(ctx.db) === keeper) keepers.delete(ctx.db)
      keeper.leave()
    }
  }
}

/** One statement after the other. */
function tell(keeper: Keeper, sql: string, name: string): Promise<unknown> {
  const told = keeper.latest.then(async () => (await keeper.client).query(sql, [name]))
  keeper.latest = told.catch(() => {})
  return told
}

function joinKeeper(db: Db): Keeper {
  const known = keepers.get(db)
  if (known) {
    known.held += 1
    return known
  }
  const client = Promise.withResolvers<ClientBase>()
  const left = Promise.withResolvers<void>()
  const keeper = { held: 1, client: client.promise, latest: Promise.resolve(), leave: left.resolve }
  keepers.set(db, keeper)
  db.withClient((connected) => {
    client.resolve(connected)
    return left.promise
  }).catch((fault: unknown) => {
    keepers.delete(db)
    client.reject(fault)
  })
  return keeper
}
