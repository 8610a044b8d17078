import { join } from 'node:path'
import type pg from 'pg'
import { startEmbeddedServer } from '../../db/embedded.ts'
import { migrate } from '../../db/migrate.ts'
import { createPool, type Db, poolDb } from '../../db/pool.ts'
import { Refusal } from '../../db/refusal.ts'
import { makeRoomFor } from '../keeping/room.ts'

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
    return tellRefusal(fault)
  } finally {
    await pool.end()
    // A server that somebody's product is using is not ours to stop.
    if (embedded && !embedded.adopted) await embedded.stop()
  }
}

/** Work on a backup in a home of its own, gone afterwards; that there is no room for it is told on stderr and ends with 2. */
export async function withRoom(
  purpose: string,
  backup: string,
  under: string | undefined,
  work: (home: string) => Promise<number>,
): Promise<number> {
  const room = await makeRoomFor(purpose, backup, under).catch(tellRefusal)
  if (room === 2) return 2
  try {
    return await work(room.home)
  } finally {
    await room.remove()
  }
}

function tellRefusal(fault: unknown): 2 {
  if (!(fault instanceof Refusal)) throw fault
  console.error(fault.message)
  return 2
}

/** The same, migrated first. */
export function withDatabase(place: Place, work: (db: Db, applied: string[]) => Promise<number>): Promise<number> {
  return withPool(place, async (pool) => work(poolDb(pool), await migrate(pool)))
}
