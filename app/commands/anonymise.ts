import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { makeTemporaryHome } from '../../db/embedded.ts'
import { migrate } from '../../db/migrate.ts'
import { BadSetting } from '../config.ts'
import { keepKey } from '../home.ts'
import { anonymise } from '../keeping/anonymise.ts'
import { writeBackup } from '../keeping/backup.ts'
import { restoreBackup } from '../keeping/restore.ts'
import { withPool } from './database.ts'

/**
 * `dianhu anonymise --from BACKUP --home NEW [--json]`: a copy for training, in which nobody can be told. It is made on a server
 * of its own and brought over as a backup is, so that nothing of what was lies in the new home's files. Exit 2 where backup or
 * home will not do.
 */
export async function runAnonymise(args: string[]): Promise<number> {
  const text = { type: 'string' } as const
  const { values } = parseArgs({ args, options: { from: text, home: text, json: { type: 'boolean' } } })
  const { from, home, json = false } = values
  if (!from || !home) throw new BadSetting('anonymise --from BACKUP --home NEW [--json]')
  const fresh = randomBytes(32)
  const work = await makeTemporaryHome('anonymise')
  const folder = await mkdtemp(join(tmpdir(), 'dianhu-anonymise-'))
  try {
    let told = { password: '', users: 0 }
    const made = await withPool({ home: work.home, 'database-url': '' }, async (pool) => {
      const { key } = await restoreBackup(pool, from)
      await migrate(pool)
      told = await anonymise(pool, { old: key, fresh })
      await writeBackup(pool, { folder, key: fresh, now: new Date() })
      return 0
    })
    if (made !== 0) return made
    return await withPool({ home, 'database-url': '' }, async (pool) => {
      await restoreBackup(pool, folder)
      await keepKey(home, fresh)
      console.log(
        json
          ? JSON.stringify({ home, ...told })
          : `培训用副本已建在 ${home}:${told.users} 个用户,用户名为 x-岗位-序号,密码都是 ${told.password}(只显示这一次)。`,
      )
      return 0
    })
  } finally {
    await work.remove()
    await rm(folder, { recursive: true, force: true })
  }
}
