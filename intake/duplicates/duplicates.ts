import type { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { addressKey, nameKey } from '../../db/customers/match-keys.ts'
import { decidePair } from '../../db/customers/merges.ts'
import { transact } from '../../db/pool.ts'
import { notFound } from '../../db/refusal.ts'
import {
  findPairs,
  isPairOpen,
  listMergeRows,
  listPairs,
  listSides,
  listUnkeyed,
  type PairPlace,
  setKeys,
} from '../sql/duplicates.ts'
import type { CustomerSide, duplicateList, duplicateQuery, mergeList, pairInput } from './contract.ts'

const BATCH = 5_000

/** The nightly search: what was brought without a key gets one, then pairs that may be one customer are written down. */
export async function findDuplicates(ctx: Ctx): Promise<number> {
  await keyAll(ctx, 'customer', nameKey)
  await keyAll(ctx, 'account', addressKey)
  return findPairs(ctx)
}

async function keyAll(ctx: Ctx, table: 'customer' | 'account', keyOf: (text: string) => string): Promise<void> {
  for (;;) {
    const rows = await listUnkeyed(ctx, table, BATCH)
    const ids = rows.map(({ id }) => id)
    const keys = rows.map(({ text }) => keyOf(text))
    if (rows.length > 0) await setKeys(ctx, table, ids, keys)
    if (rows.length < BATCH) return
  }
}

/** Pairs that nobody decided yet, each with both sides. */
export async function listDuplicates(
  ctx: Ctx,
  { cursor, limit }: z.infer<typeof duplicateQuery>,
): Promise<z.infer<typeof duplicateList>> {
  const pairs = await listPairs(ctx, cursor ? readCursor(cursor) : null, limit + 1)
  const page = pairs.slice(0, limit)
  const sides = await sidesOf(
    ctx,
    page.flatMap(({ oneId, otherId }) => [oneId, otherId]),
  )
  const items = page.map(({ oneId, otherId, reasons, foundAt }) => ({
    ...{ one: sides(oneId), other: sides(otherId), reasons, foundAt: foundAt.toISOString() },
  }))
  const last = pairs.length > limit ? page.at(-1) : undefined
  return { items, nextCursor: last ? `${last.foundAt.getTime()}:${last.oneId}:${last.otherId}` : null }
}

function readCursor(cursor: string): PairPlace {
  const [foundAtMs = 0, oneId = 0, otherId = 0] = cursor.split(':').map(Number)
  return { foundAtMs, oneId, otherId }
}

export async function sidesOf(ctx: Ctx, customerIds: number[]): Promise<(id: number) => CustomerSide> {
  const rows = await listSides(ctx, customerIds)
  const sides = new Map(rows.map((row) => [row.customerId, { ...row, openedAt: row.openedAt.toISOString() }]))
  return (id) => {
    const side = sides.get(id)
    if (!side) throw notFound('客户')
    return side
  }
}

/** Two customers who are not one: the search does not tell of them again. Refuses with `NOT_FOUND`. */
export function setApart(ctx: Ctx, { oneId, otherId }: z.infer<typeof pairInput>): Promise<void> {
  return transact(ctx, async (inner) => {
    if (!(await isPairOpen(inner, oneId, otherId))) throw notFound('疑似重复客户')
    await decidePair(inner, oneId, otherId, 'different')
  })
}

export async function listMerges(ctx: Ctx): Promise<z.infer<typeof mergeList>> {
  const rows = await listMergeRows(ctx)
  const items = rows.map((row) => ({
    ...row,
    mergedAt: row.mergedAt.toISOString(),
    undoneAt: row.undoneAt?.toISOString() ?? null,
  }))
  return { items }
}
