import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'

export type Cell = string | number | Date | null | undefined

const UNIQUE_VIOLATION = '23505'
const CHUNK_ROWS = 2000

/**
 * Puts rows into a table: `COPY` straight in, and only where a row is there already through a staging table with
 * `merge`, an `on conflict` clause. Runs inside the caller's transaction. Keys in `rows` must be unique.
 */
export async function copyRows(
  client: pg.ClientBase,
  into: { table: string; columns: readonly string[]; merge: string },
  rows: readonly Cell[][],
): Promise<void> {
  if (rows.length === 0) return
  const text = rows.map(encodeRow)
  await client.query('savepoint straight')
  try {
    await copyText(client, into.table, into.columns, text)
    await client.query('release savepoint straight')
  } catch (fault) {
    if ((fault as { code?: string }).code !== UNIQUE_VIOLATION) throw fault
    await client.query('rollback to savepoint straight')
    await mergeRows(client, into, text)
  }
}

async function mergeRows(
  client: pg.ClientBase,
  { table, columns, merge }: { table: string; columns: readonly string[]; merge: string },
  text: string[],
): Promise<void> {
  const staging = `${table}_staging`
  await client.query(
    `create temp table if not exists ${staging} on commit delete rows as select ${columns.join(', ')} from ${table} with no data`,
  )
  await client.query(`truncate ${staging}`)
  await copyText(client, staging, columns, text)
  const list = columns.join(', ')
  await client.query(`insert into ${table} (${list}) select ${list} from ${staging} ${merge}`)
}

async function copyText(
  client: pg.ClientBase,
  table: string,
  columns: readonly string[],
  text: string[],
): Promise<void> {
  const stream = client.query(copyFrom(`copy ${table} (${columns.join(', ')}) from stdin`))
  await pipeline(Readable.from(chunksOf(text)), stream)
}

function* chunksOf(text: string[]): Generator<string> {
  for (let start = 0; start < text.length; start += CHUNK_ROWS) yield text.slice(start, start + CHUNK_ROWS).join('')
}

function encodeRow(cells: readonly Cell[]): string {
  let line = ''
  for (let index = 0; index < cells.length; index++) line += (index === 0 ? '' : '\t') + encodeCell(cells[index])
  return `${line}\n`
}

function encodeCell(cell: Cell): string {
  if (cell === null || cell === undefined) return '\\N'
  if (typeof cell === 'number') return `${cell}`
  if (cell instanceof Date) return cell.toISOString()
  return cell.replace(/[\\\t\n\r]/g, (sign) => ({ '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' })[sign] ?? '')
}
