import type { Ctx } from './context.ts'

/** Does work whose writes are not to stay, inside the caller's transaction. */
export async function withoutTrace<T>(ctx: Ctx, work: () => Promise<T>): Promise<T> {
  await ctx.db.run('savepoint without_trace')
  try {
    return await work()
  } finally {
    await ctx.db.run('rollback to savepoint without_trace')
    await ctx.db.run('release savepoint without_trace')
  }
}
