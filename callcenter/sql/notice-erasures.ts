import type { Ctx } from '../../db/context.ts'
import type { Erasure, Over } from '../../db/erasures.ts'

const over = `from desk_notice n where coalesce(n.withdrawn_at, (
  select max(v.valid_to) from desk_notice_version v where v.notice_id = n.id)) < $1`

/** Notices that are over, with who has read them. */
export const noticeErasure: Erasure = {
  kind: 'desk-notices',
  async count(ctx: Ctx, { before, most }: Over): Promise<number> {
    const row = await ctx.db.first<{ count: number }>(
      `select count(*)::int as count from (select 1 ${over} limit $2) as over`,
      [before, most],
    )
    return row?.count ?? 0
  },
  async erase(ctx: Ctx, { before, most }: Over): Promise<number> {
    const rows = await ctx.db.rows<{ id: number }>(`select n.id ${over} order by n.id limit $2`, [before, most])
    const ids = rows.map(({ id }) => id)
    await ctx.db.run('delete from desk_notice_reading where notice_id = any($1)', [ids])
    await ctx.db.run('delete from desk_notice_version where notice_id = any($1)', [ids])
    return ctx.db.run('delete from desk_notice where id = any($1)', [ids])
  },
}
