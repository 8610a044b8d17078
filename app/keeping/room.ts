import { stat, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { makeTemporaryHome, type TemporaryHome } from '../../db/embedded.ts'
import { Refusal } from '../../db/refusal.ts'
import { type Manifest, readManifest } from './manifest.ts'

const GB = 1_000_000_000
/** What a server needs before it holds anything. */
const EMPTY_SERVER = 200_000_000
/** Its log grows while all is laid in one transaction, and is taken up again from here on. */
const MOST_LOG = 2 * GB
/** Rows as they are packed, against rows with their indexes; on the side of too much. */
const UNPACKED = 15

/**
 * A home for a while in `under` (else in `TMPDIR`), with room for the whole of a backup. Refuses with `NOT_A_BACKUP`,
 * `NO_WORK_FOLDER`, and `WORK_FOLDER_TOO_SMALL`, which says how much there is and how much it takes.
 */
export async function makeRoomFor(purpose: string, backup: string, under = tmpdir()): Promise<TemporaryHome> {
  const needed = await estimateBytes(backup, await readManifest(backup))
  const folder = resolve(under)
  const disk = await statfs(folder).catch(() => null)
  if (!disk) throw new Refusal('NO_WORK_FOLDER', `没有目录 ${folder};请先建好,或用 --work 另指定一个`)
  const free = disk.bavail * disk.bsize
  if (free < needed) {
    const message = `${folder} 只剩 ${toGb(free)} GB,约需 ${toGb(needed)} GB;请用 --work 或 TMPDIR 指定空间足够的目录`
    throw new Refusal('WORK_FOLDER_TOO_SMALL', message)
  }
  return makeTemporaryHome(purpose, folder)
}

async function estimateBytes(backup: string, { databaseBytes, tables }: Manifest): Promise<number> {
  const data = databaseBytes ?? UNPACKED * (await measurePacked(backup, tables))
  return EMPTY_SERVER + data + Math.min(data, MOST_LOG)
}

async function measurePacked(backup: string, tables: Manifest['tables']): Promise<number> {
  let bytes = 0
  for (const { file } of tables) bytes += (await stat(join(backup, file)).catch(() => null))?.size ?? 0
  return bytes
}

const toGb = (bytes: number) => (bytes / GB).toFixed(1)
