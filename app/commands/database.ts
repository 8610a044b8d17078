import { join } from 'node:path'
import type pg from 'pg'
import { startEmbeddedServer } from '../../db/embedded.ts'
import { migrate } from '../../db/migrate.ts'
import { createPool, type Db, poolDb } from '../../db/pool.ts'
import { Refusal } from '../../db/refusal.ts'

export type Place = { home?: string | undefined; 'database-url'?: string | undefined }

export const homeOf = ({ home }: Place) => home ?? process.env.DIANHU_HOME ?? join(process.cwd(), '.dianhu')

/** A command's work on the product's database as it is; a refusal is told on stderr and ends with 2. */
export async function withPool(place: Place, work: (pool: pg.Pool) => Promise<number>): Promise<number> {
  const databaseUrl = place['database-url'] ?? process.env.DATABASE_URL
  const embedded = databaseUrl ? null : await startEmbeddedServer({ home: homeOf(place), database: 'dianhu' })
  const pool = createPool(databaseUrl || embedded?.url || '', 1)
  try {
    return await work(pool)
  } catch (fault) {
    if (!(fault instanceof Refusal)) throw fault
    console.error(fault.message)
    return 2
  } finally {
    await pool.end()
    // A server that somebody's product is using is not ours to stop.
    if (embedded && !embedded.adopted) await embedded.stop()
  }
}

/** The same, migrated first. */
export function withDatabase(place: Place, work: (db: Db, applied: string[]) => Promise<number>): Promise<number> {
  return withPool(place, async (pool) => work(poolDb(pool), await migrate(pool)))
}
