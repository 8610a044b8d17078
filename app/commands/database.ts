import { join } from 'node:path'
import { startEmbeddedServer } from '../../db/embedded.ts'
import { migrate } from '../../db/migrate.ts'
import { createPool, type Db, poolDb } from '../../db/pool.ts'
import { Refusal } from '../../db/refusal.ts'

type Place = { home?: string | undefined; 'database-url'?: string | undefined }

/** A command's work on the product's database, migrated; a refusal is told on stderr and ends with 2. */
export async function withDatabase(
  place: Place,
  work: (db: Db, applied: string[]) => Promise<number>,
): Promise<number> {
  const databaseUrl = place['database-url'] || process.env.DATABASE_URL
  const home = place.home ?? process.env.DIANHU_HOME ?? join(process.cwd(), '.dianhu')
  const embedded = databaseUrl ? null : await startEmbeddedServer({ home, database: 'dianhu' })
  const pool = createPool(databaseUrl || embedded?.url || '', 1)
  try {
    const applied = await migrate(pool)
    return await work(poolDb(pool), applied)
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
