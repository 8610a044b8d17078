import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import type pg from 'pg'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import { migrate } from '../../db/migrate.ts'
import { Refusal } from '../../db/refusal.ts'
import { putAside } from './aside.ts'
import { digesting } from './backup.ts'
import { quote, quoteAll } from './catalog.ts'
import { renumberEvents } from './event-order.ts'
import { type Manifest, readManifest } from './manifest.ts'

export type Restored = { manifest: Manifest; key: Buffer; rows: number; aside: string | null }

/**
 * Brings a backup into an empty database, all or nothing, at the version that it was taken from; the next start takes it
 * further. Each table is read back and held against what was written. Refuses with `NOT_A_BACKUP`, `BACKUP_DAMAGED` (each file
 * is looked at before anything is written) and `TARGET_NOT_EMPTY`. With a `stamp` the database that is there is kept aside
 * under its name and the stamp, and comes back where the restore fails.
 */
export async function restoreBackup(pool: pg.Pool, folder: string, stamp?: string): Promise<Restored> {
  const manifest = await readManifest(folder)
  const key = await readKey(folder, manifest)
  for (const table of manifest.tables) await refuseDamaged(folder, table)
  const url = pool.options.connectionString ?? ''
  const aside = stamp === undefined ? null : await putAside(url, stamp)
  try {
    await refuseFilled(pool)
    await migrate(pool, manifest.migrations)
    await fillAll(pool, folder, manifest)
  } catch (fault) {
    await aside?.back()
    throw fault
  }
  const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0)
  return { manifest, key, rows, aside: aside?.name ?? null }
}

async function fillAll(pool: pg.Pool, folder: string, manifest: Manifest): Promise<void> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    await fill(client, folder, manifest)
    for (const { name, value, isCalled } of manifest.sequences) {
      await client.query('select setval($1::regclass, $2::bigint, $3)', [quote(name), value, isCalled])
    }
    for (const table of manifest.tables) await refuseDifferent(client, table)
    await renumberEvents(client)
    await client.query('commit')
    await client.query('analyze')
  } catch (fault) {
    await client.query('rollback').catch(() => {})
    throw fault
  } finally {
    client.release()
  }
}

async function readKey(folder: string, { keySha256 }: Manifest): Promise<Buffer> {
  const key = await readFile(join(folder, 'identity-key')).catch(() => Buffer.alloc(0))
  if (createHash('sha256').update(key).digest('hex') === keySha256) return key
  throw new Refusal('BACKUP_DAMAGED', '备份中的密钥 identity-key 缺失或与清单不符,恢复后将无法读取证件号码和电话')
}

async function refuseDamaged(folder: string, { file, rows, sha256 }: Manifest['tables'][number]): Promise<void> {
  const digest = digesting()
  try {
    await pipeline(createReadStream(join(folder, file)), createGunzip(), digest.stream, drain())
  } catch (fault) {
    throw new Refusal('BACKUP_DAMAGED', `备份文件 ${file} 无法读取:${(fault as Error).message}`)
  }
  if (digest.count() === rows && digest.hex() === sha256) return
  throw new Refusal('BACKUP_DAMAGED', `备份文件 ${file} 与清单不符,可能已损坏或被改动`)
}

async function refuseFilled(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query(
    `select 1 from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'public' and c.relkind in ('r', 'p') limit 1`,
  )
  if (rows.length > 0) throw new Refusal('TARGET_NOT_EMPTY', '目标数据库不是空的;请恢复到新的数据库或新的数据目录')
}

/** Triggers and references rest meanwhile: what comes was held to them where it was written. */
async function fill(client: pg.PoolClient, folder: string, { tables }: Manifest): Promise<void> {
  await client.query('set local session_replication_role = replica')
  for (const { name, partition } of tables) {
    if (partition)
      await client.query(
        `create table if not exists ${quote(name)} partition of ${quote(partition.of)} ${partition.bound}`,
      )
  }
  // What migrations lay is in the backup too, as it was by then.
  await client.query(`truncate ${quoteAll(tables.map(({ name }) => name))}`)
  for (const { name, columns, file } of tables) {
    const rows = client.query(copyFrom(`copy ${quote(name)} (${quoteAll(columns)}) from stdin`))
    await pipeline(createReadStream(join(folder, file)), createGunzip(), rows)
  }
}

async function refuseDifferent(client: pg.PoolClient, table: Manifest['tables'][number]): Promise<void> {
  const digest = digesting()
  const rows = client.query(copyTo(`copy ${quote(table.name)} (${quoteAll(table.columns)}) to stdout`))
  await pipeline(rows, digest.stream, drain())
  if (digest.hex() !== table.sha256) throw new Error(`${table.name} came back otherwise than it was written`)
}

const drain = () => new Writable({ write: (_chunk, _encoding, done) => done() })
