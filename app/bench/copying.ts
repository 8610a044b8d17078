import { once } from 'node:events'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type pg from 'pg'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'

/** What a query answers, as raw COPY has it. */
export async function readRows(pool: pg.Pool, query: string): Promise<Buffer> {
  const client = await pool.connect()
  try {
    const chunks: Buffer[] = []
    const stream = client.query(copyTo(`copy (${query}) to stdout`))
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    // The stream ends and is not closed: waiting for its close would wait for ever.
    await once(stream, 'end')
    return Buffer.concat(chunks)
  } finally {
    client.release()
  }
}

export async function copyRows(pool: pg.Pool, table: string, text: Buffer): Promise<void> {
  const client = await pool.connect()
  try {
    const parts = Array.from({ length: Math.ceil(text.length / 65_536) }, (_, part) =>
      text.subarray(part * 65_536, (part + 1) * 65_536),
    )
    await pipeline(Readable.from(parts), client.query(copyFrom(`copy ${table} from stdin`)))
  } finally {
    client.release()
  }
}
