import type { Ctx } from '../../db/context.ts'
import { allowErasing, type Erasure, type Over } from '../../db/erasures.ts'

/** As long as an order that fell into it is kept, that order says so; a draft that was never accepted is over by its period too. */
const over = `from service_matter m where (select max(v.valid_to) from service_matter_version v where v.matter_id = m.id) < $1
  and not exists (select from work_order_matter l where l.matter_id = m.id)
  and not exists (select from service_matter_scope s where s.matter_id = m.id and s.account_id = any($2::bigint[]))`

/** Service matters that are over. */
export const matterErasure: Erasure = {
  kind: 'service-matters',
  async count(ctx: Ctx, { before, kept, most }: Over): Promise<number> {
    const row = await ctx.db.first<{ count: number }>(
      `select count(*)::int as count from (select 1 ${over} limit $3) as over`,
      [before, kept, most],
    )
    return row?.count ?? 0
  },
  async erase(ctx: Ctx, { before, kept, most }: Over): Promise<number> {
    const rows = await ctx.db.rows<{ id: number }>(`select m.id ${over} order by m.id limit $3`, [before, kept, most])
    const ids = rows.map(({ id }) => id)
    await allowErasing(ctx, 'service_matter_event')
    await ctx.db.run('delete from service_matter_event where matter_id = any($1)', [ids])
    await ctx.db.run('delete from service_matter_version where matter_id = any($1)', [ids])
    return ctx.db.run('delete from service_matter where id = any($1)', [ids])
  },
}
