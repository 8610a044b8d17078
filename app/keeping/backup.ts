import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, readdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { Refusal } from '../../db/refusal.ts'
import { listMigrations, listSequences, listTables, quote, quoteAll, type TableShape } from './catalog.ts'
import { type Manifest, manifestFile } from './manifest.ts'

/** Packed for speed: a backup waits for the disk, not for the last tenth. */
const GZIP_LEVEL = 3

/**
 * Writes every row as it was at one instant into an empty folder, while the product goes on working; the key of people's
 * numbers beside it, readable by the owner alone. Refuses with `FOLDER_NOT_EMPTY`.
 */
export async function writeBackup(
  pool: pg.Pool,
  { folder, key, now }: { folder: string; key: Buffer; now: Date },
): Promise<Manifest> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  if ((await readdir(folder)).length > 0) throw new Refusal('FOLDER_NOT_EMPTY', `${folder} 不是空目录,请另选备份位置`)
  const client = await pool.connect()
  try {
    await client.query('begin isolation level repeatable read read only')
    const tables: Manifest['tables'] = []
    for (const table of await listTables(client)) tables.push(await writeTable(client, folder, table))
    const written: Manifest = {
      ...{ format: 1, takenAt: now.toISOString(), migrations: await listMigrations(client), tables },
      sequences: await listSequences(client),
      databaseBytes: await measureDatabase(client),
      keySha256: createHash('sha256').update(key).digest('hex'),
    }
    await client.query('commit')
    await writeFile(join(folder, 'identity-key'), key, { mode: 0o600 })
    await writeFile(`${manifestFile(folder)}.part`, `${JSON.stringify(written, null, 1)}\n`, {
      mode: 0o600,
      flush: true,
    })
    await rename(`${manifestFile(folder)}.part`, manifestFile(folder))
    return written
  } catch (fault) {
    await client.query('rollback').catch(() => {})
    throw fault
  } finally {
    client.release()
  }
}

async function measureDatabase(client: pg.PoolClient): Promise<number> {
  const { rows } = await client.query('select pg_database_size(current_database())::float8 as bytes')
  return rows[0].bytes
}

async function writeTable(
  client: pg.PoolClient,
  folder: string,
  table: TableShape,
): Promise<Manifest['tables'][number]> {
  const file = `${table.name}.copy.gz`
  const rows = client.query(copyTo(`copy ${quote(table.name)} (${quoteAll(table.columns)}) to stdout`))
  const digest = digesting()
  const target = createWriteStream(join(folder, file), { mode: 0o600, flush: true })
  await pipeline(rows, digest.stream, createGzip({ level: GZIP_LEVEL }), target)
  return { ...table, file, rows: digest.count(), sha256: digest.hex() }
}

/** Passes rows on as COPY writes them, counted and hashed: each ends with a line feed, and none is within one. */
export function digesting() {
  const hash = createHash('sha256')
  let rows = 0
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk)
      for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) rows += 1
      done(null, chunk)
    },
  })
  return { stream, count: () => rows, hex: () => hash.digest('hex') }
}
