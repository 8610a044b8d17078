import type { Ctx } from '../../db/context.ts'
import type { Erasure, Over } from '../../db/erasures.ts'

const over = `from caller_mark where coalesce(ended_at, expires_at) < $1 and not coalesce(account_id = any($2::bigint[]), false)`

/** Marks that are over, and proposals that nobody took up. */
export const markErasure: Erasure = {
  kind: 'caller-marks',
  async count(ctx: Ctx, { before, kept, most }: Over): Promise<number> {
    const row = await ctx.db.first<{ count: number }>(
      `select count(*)::int as count from (select 1 ${over} limit $3) as over`,
      [before, kept, most],
    )
    return row?.count ?? 0
  },
  erase: (ctx: Ctx, { before, kept, most }: Over) =>
    ctx.db.run(`delete from caller_mark where id in (select id ${over} order by id limit $3)`, [before, kept, most]),
}
