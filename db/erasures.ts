import type { Ctx } from './context.ts'

export type Over = {
  /** What was earlier than this is over. */
  before: Date
  /** Accounts of which nothing is erased: held by law, or needed by something that is open. */
  kept: number[]
  /** Of these, what is kept for something else than an open application: for what an application must not keep by itself. */
  keptOtherwise: number[]
  most: number
}

/** One kind of data that is kept for so long by its rule (`retention_rule`) and erased then. */
export type Erasure = {
  kind: string
  /** How many rows are over, counted up to `most`. */
  count(ctx: Ctx, over: Over): Promise<number>
  /** Erases at most so many, or a month's table as a whole, in the caller's transaction; returns how many. None: nothing is left. */
  erase(ctx: Ctx, over: Over): Promise<number>
}

/** Lets this transaction delete from an append-only table. */
export async function allowErasing(ctx: Ctx, table: string): Promise<void> {
  await ctx.db.run(`select set_config('dianhu.erasing', $1, true)`, [table])
}
