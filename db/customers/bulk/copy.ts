import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { from as copyFrom } from 'pg-copy-streams'
import type { Ctx } from '../../context.ts'

export type Cell = string | number | boolean | Date | Buffer | null
const ROWS_A_CHUNK = 2000

/** Rows straight into a table, inside the caller's transaction; ids that the caller has taken are kept. */
export async function copyInto(ctx: Ctx, table: string, columns: string[], rows: Cell[][]): Promise<void> {
  if (rows.length === 0) return
  await ctx.db.withClient((client) =>
    pipeline(Readable.from(chunks(rows)), client.query(copyFrom(`copy ${table} (${columns.join(', ')}) from stdin`))),
  )
}

function* chunks(rows: Cell[][]): Generator<string> {
  for (let from = 0; from < rows.length; from += ROWS_A_CHUNK) {
    yield rows
      .slice(from, from + ROWS_A_CHUNK)
      .map((cells) => `${cells.map(toText).join('\t')}\n`)
      .join('')
  }
}

const escapes: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }

function toText(cell: Cell): string {
  if (cell === null) return '\\N'
  if (Buffer.isBuffer(cell)) return `\\\\x${cell.toString('hex')}`
  if (cell instanceof Date) return cell.toISOString()
  return typeof cell === 'string' ? cell.replace(/[\\\t\n\r]/g, (sign) => escapes[sign] ?? sign) : String(cell)
}

/** So many ids of a table, which nobody else will be given. */
export async function takeIds(ctx: Ctx, table: string, count: number): Promise<number[]> {
  const rows = await ctx.db.rows<{ id: number }>(
    `select nextval(pg_get_serial_sequence($1, 'id')) as id from generate_series(1, $2::int)`,
    [table, count],
  )
  return rows.map(({ id }) => id)
}
