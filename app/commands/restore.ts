import { parseArgs } from 'node:util'
import type pg from 'pg'
import { findBrokenAuditDay, recordAudit } from '../../db/audit.ts'
import { systemCtx } from '../../db/context.ts'
import { countMissing } from '../../db/migrate.ts'
import { poolDb } from '../../db/pool.ts'
import { BadSetting } from '../config.ts'
import { keepKey } from '../home.ts'
import { restoreBackup } from '../keeping/restore.ts'
import { homeOf, withPool, withRoom } from './database.ts'

type Told = { drill: boolean; aside: boolean; json: boolean; folder: string }

/**
 * `dianhu restore FOLDER [--home H] [--database-url URL] [--aside] [--drill [--work W]] [--json]`: a backup into an empty database, its key
 * into the home. `--aside`: the database that is there is renamed and makes room. `--drill` (恢复演练): into a server of its own in
 * `--work` (else `TMPDIR`), which is gone afterwards and needs room for the whole database. Every table is read back and compared, and
 * the chain of the audit record looked through. Exit 2 where backup, target or room will not do.
 */
export async function runRestore(args: string[]): Promise<number> {
  const text = { type: 'string' } as const
  const isSet = { type: 'boolean' } as const
  const { values, positionals } = parseArgs({
    ...{ args, allowPositionals: true },
    options: { home: text, 'database-url': text, work: text, aside: isSet, drill: isSet, json: isSet },
  })
  const [folder] = positionals
  const { aside = false, drill = false, json = false } = values
  if (!folder || (drill ? aside || values.home || values['database-url'] : values.work)) {
    throw new BadSetting(
      'restore FOLDER --drill [--work W] | restore FOLDER [--home H] [--database-url URL] [--aside] [--json]',
    )
  }
  const told = { drill, aside, json, folder }
  if (!drill) return withPool(values, (pool) => bring(pool, homeOf(values), told))
  return withRoom('drill', folder, values.work, (home) =>
    withPool({ home, 'database-url': '' }, (pool) => bring(pool, home, told)),
  )
}

async function bring(pool: pg.Pool, home: string, { drill, aside, json, folder }: Told): Promise<number> {
  const stamp = aside ? new Date().toISOString().replace(/\D/g, '').slice(0, 14) : undefined
  const { manifest, key, rows, aside: kept } = await restoreBackup(pool, folder, stamp)
  await keepKey(home, key)
  const ctx = systemCtx(poolDb(pool), new Date(), 'cli')
  const broken = await findBrokenAuditDay(ctx)
  const { takenAt, tables, migrations } = manifest
  // An older database cannot hold it before the next start has brought it to this version.
  if (!drill && (await countMissing(migrations.map(({ number }) => number))) === 0) {
    await recordAudit(ctx, {
      action: 'backup.restored',
      subject: `backup:${takenAt}`,
      detail: { tables: tables.length },
    })
  }
  const chain = broken === null ? '审计链完整' : `审计链在 ${broken} 断裂`
  console.log(
    json
      ? JSON.stringify({ folder, takenAt, tables: tables.length, rows, brokenAuditDay: broken, drill, aside: kept })
      : `${drill ? '恢复演练通过' : '已恢复'}:${takenAt} 的备份,${tables.length} 张表 ${rows} 行逐表核对一致;${chain}。${kept ? `原来的数据库改名为 ${kept},确认无误后可删除。` : ''}`,
  )
  return broken === null ? 0 : 1
}
