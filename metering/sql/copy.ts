import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { type Column, encodeHead, encodeRows, encodeTail } from './binary-rows.ts'

const UNIQUE_VIOLATION = '23505'
const CHUNK_ROWS = 1000

export type CopyTarget<Row> = {
  table: string
  columns: readonly Column<Row>[]
  /** An `on conflict` clause, for rows that are there already. */
  merge: string
}

/**
 * Puts rows into a table: `COPY` straight in, and only where a row is there already through a staging table with
 * `merge`. Runs inside the caller's transaction. Keys in `rows` must be unique. Binary, and without the columns that
 * no row fills: PostgreSQL reads it in half the time of text.
 */
export async function copyRows<Row>(
  client: pg.ClientBase,
  { table, columns, merge }: CopyTarget<Row>,
  rows: readonly Row[],
): Promise<void> {
  if (rows.length === 0) return
  const filled = columns.filter(({ pick }) => rows.some((row) => isThere(pick(row))))
  await client.query('savepoint straight')
  try {
    await copyInto(client, table, filled, rows)
    await client.query('release savepoint straight')
  } catch (fault) {
    if ((fault as { code?: string }).code !== UNIQUE_VIOLATION) throw fault
    await client.query('rollback to savepoint straight')
    await mergeRows(client, { table, columns, merge }, rows)
  }
}

async function mergeRows<Row>(
  client: pg.ClientBase,
  { table, columns, merge }: CopyTarget<Row>,
  rows: readonly Row[],
): Promise<void> {
  const staging = `${table}_staging`
  const list = columns.map(({ name }) => name).join(', ')
  await client.query(`create temp table if not exists ${staging} (like ${table}) on commit delete rows`)
  await client.query(`truncate ${staging}`)
  await copyInto(client, staging, columns, rows)
  await client.query(`insert into ${table} (${list}) select ${list} from ${staging} ${merge}`)
}

async function copyInto<Row>(
  client: pg.ClientBase,
  table: string,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
): Promise<void> {
  const list = columns.map(({ name }) => name).join(', ')
  const stream = client.query(copyFrom(`copy ${table} (${list}) from stdin (format binary)`))
  await pipeline(Readable.from(encodeChunks(columns, rows)), stream)
}

function* encodeChunks<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): Generator<Buffer> {
  yield encodeHead()
  for (let from = 0; from < rows.length; from += CHUNK_ROWS) {
    yield encodeRows(columns, rows.slice(from, from + CHUNK_ROWS))
  }
  yield encodeTail()
}

function isThere(cell: unknown): boolean {
  return cell !== null && cell !== undefined
}
