import { startEmbeddedServer } from '../../db/embedded.ts'
import { migrate } from '../../db/migrate.ts'
import { createPool } from '../../db/pool.ts'
import { readConfig } from '../config.ts'

/** `dianhu migrate`: brings the database to this program's version and prints what was applied. */
export async function runMigrations(args: string[]): Promise<number> {
  const config = readConfig(args, process.env)
  const embedded = config.databaseUrl ? null : await startEmbeddedServer({ home: config.home, database: 'dianhu' })
  const pool = createPool(config.databaseUrl ?? embedded?.url ?? '', 1)
  try {
    const applied = await migrate(pool)
    console.log(config.json ? JSON.stringify({ applied }) : applied.join('\n') || '已是最新 up to date')
    return 0
  } finally {
    await pool.end()
    // A server that somebody's product is using is not ours to stop.
    if (embedded && !embedded.adopted) await embedded.stop()
  }
}
