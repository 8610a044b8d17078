import { readConfig } from '../config.ts'
import { withDatabase } from './database.ts'

/** `dianhu migrate`: brings the database to this program's version and prints what was applied. */
export async function runMigrations(args: string[]): Promise<number> {
  const config = readConfig(args, process.env)
  return withDatabase({ home: config.home, 'database-url': config.databaseUrl }, async (_db, applied) => {
    console.log(config.json ? JSON.stringify({ applied }) : applied.join('\n') || '已是最新 up to date')
    return 0
  })
}
