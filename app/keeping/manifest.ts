import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { Refusal } from '../../db/refusal.ts'

const MANIFEST = 'manifest.json'

/** What a backup holds; written last, so that a folder without it is none. */
export const manifest = z.strictObject({
  format: z.literal(1),
  /** Everything is as it was at this instant. */
  takenAt: z.iso.datetime({ offset: true }),
  migrations: z.array(z.strictObject({ number: z.number().int(), name: z.string(), checksum: z.string() })),
  tables: z.array(
    z.strictObject({
      name: z.string(),
      file: z.string().regex(/^[a-z0-9_]+\.copy\.gz$/),
      columns: z.array(z.string()).min(1),
      /** Of a partition: of which table, and for which values. */
      partition: z.strictObject({ of: z.string(), bound: z.string() }).nullable(),
      rows: z.number().int(),
      /** Of the rows as COPY writes them, before they are packed. */
      sha256: z.string(),
    }),
  ),
  sequences: z.array(z.strictObject({ name: z.string(), value: z.string(), isCalled: z.boolean() })),
  /** Of the whole database with its indexes; a backup of before has it not. */
  databaseBytes: z.number().int().optional(),
  /** Of the key that people's numbers are enciphered with; the key itself is beside it. */
  keySha256: z.string(),
})
export type Manifest = z.infer<typeof manifest>

export const manifestFile = (folder: string) => join(folder, MANIFEST)

/** Refuses with `NOT_A_BACKUP`. */
export async function readManifest(folder: string): Promise<Manifest> {
  const text = await readFile(manifestFile(folder), 'utf8').catch(() => null)
  if (text === null) throw new Refusal('NOT_A_BACKUP', `${folder} 中没有完整的备份(缺少 ${MANIFEST})`)
  const read = manifest.safeParse(parseJson(text))
  if (read.success) return read.data
  const [first] = read.error.issues
  throw new Refusal('NOT_A_BACKUP', `${MANIFEST} 无法识别:${first?.path.join('.')} ${first?.message}`)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
