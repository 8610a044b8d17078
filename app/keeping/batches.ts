import type pg from 'pg'

const BATCH = 1_000

/**
 * The rows of a query, so many at a time, in the client's transaction. The cursor sees them as they were: none is taken twice though the
 * work changes them.
 */
export async function inBatches<R extends object>(
  client: pg.ClientBase,
  sql: string,
  work: (rows: R[]) => Promise<void>,
): Promise<void> {
  await client.query(`declare in_batches no scroll cursor for ${sql}`)
  for (;;) {
    const { rows } = await client.query<R>(`fetch ${BATCH} from in_batches`)
    if (rows.length === 0) break
    await work(rows)
  }
  await client.query('close in_batches')
}
