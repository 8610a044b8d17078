import { parseArgs } from 'node:util'
import { recordAudit } from '../../db/audit.ts'
import { systemCtx } from '../../db/context.ts'
import { poolDb } from '../../db/pool.ts'
import { BadSetting } from '../config.ts'
import { readKey } from '../home.ts'
import { writeBackup } from '../keeping/backup.ts'
import { homeOf, withPool } from './database.ts'

/**
 * `dianhu backup FOLDER [--home H | --database-url URL] [--json]`: everything as it was at one instant, while the product
 * works. Exit 2 where the folder is not empty, or the home has no key.
 */
export function runBackup(args: string[]): Promise<number> {
  const text = { type: 'string' } as const
  const { values, positionals } = parseArgs({
    ...{ args, allowPositionals: true },
    options: { home: text, 'database-url': text, json: { type: 'boolean' } },
  })
  const [folder] = positionals
  if (!folder) throw new BadSetting('backup FOLDER [--home H | --database-url URL] [--json]')
  return withPool(values, async (pool) => {
    const key = await readKey(homeOf(values))
    const { takenAt, tables } = await writeBackup(pool, { folder, key, now: new Date() })
    await recordAudit(systemCtx(poolDb(pool), new Date(), 'cli'), {
      action: 'backup.taken',
      subject: `backup:${takenAt}`,
      detail: { tables: tables.length },
    })
    const rows = tables.reduce((sum, table) => sum + table.rows, 0)
    console.log(
      values.json
        ? JSON.stringify({ folder, takenAt, tables: tables.length, rows })
        : `已备份 ${tables.length} 张表 ${rows} 行到 ${folder}。其中含密钥 identity-key,请妥善保管。`,
    )
    return 0
  })
}
