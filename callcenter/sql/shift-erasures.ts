import type { Ctx } from '../../db/context.ts'
import { allowErasing, type Erasure, type Over } from '../../db/erasures.ts'

/** Taken before; as long as something of it is open it is kept, and what stood in a later one goes with that. */
const handOversOver = `from hand_over h where h.state = 'taken' and h.taken_at < $1
  and not exists (select from hand_over_line l join hand_over_item i on i.id = l.item_id
    where l.hand_over_id = h.id and (i.done_at is null or i.done_at >= $1 or i.account_id = any($2::bigint[])))`
const overNow = `select h.id ${handOversOver} order by h.id limit $3`
/** Done long ago, and in no hand-over that is still kept. */
const itemsOver = `from hand_over_item i where i.done_at < $1 and not coalesce(i.account_id = any($2::bigint[]), false)
  and not exists (select from hand_over_line l where l.item_id = i.id and l.hand_over_id not in (${overNow}))`
const eraseEvents = `delete from hand_over_event e where e.hand_over_id in (${overNow}) or e.item_id in (select i.id ${itemsOver})`
const eraseHandOvers = `with over as (${overNow}), done as (select i.id ${itemsOver}),
  lines as (delete from hand_over_line where hand_over_id in (select id from over)),
  gone as (delete from hand_over where id in (select id from over) returning id),
  items as (delete from hand_over_item where id in (select id from done))
  select id from gone`

const rostersOver = `from roster r where r.week_on + 7 < $1`
const eraseRosters = `with over as (select r.id ${rostersOver} order by r.id limit $2),
  exchanges as (delete from shift_exchange where roster_id in (select id from over)),
  shifts as (delete from roster_shift where roster_id in (select id from over)),
  gone as (delete from roster where id in (select id from over) returning id),
  absences as (delete from agent_absence where to_on < $1),
  states as (delete from agent_state_event where at < $1)
  select id from gone`

export const shiftErasures: Erasure[] = [
  {
    kind: 'hand-overs',
    async count(ctx: Ctx, { before, kept, most }: Over): Promise<number> {
      const row = await ctx.db.first<{ count: number }>(
        `select count(*)::int as count from (select 1 ${handOversOver} limit $3) as over`,
        [before, kept, most],
      )
      return row?.count ?? 0
    },
    async erase(ctx: Ctx, { before, kept, most }: Over): Promise<number> {
      await allowErasing(ctx, 'hand_over_event')
      await ctx.db.run(eraseEvents, [before, kept, most])
      return (await ctx.db.rows(eraseHandOvers, [before, kept, most])).length
    },
  },
  {
    kind: 'rosters',
    async count(ctx: Ctx, { before, most }: Over): Promise<number> {
      const row = await ctx.db.first<{ count: number }>(
        `select count(*)::int as count from (select 1 ${rostersOver} limit $2) as over`,
        [before, most],
      )
      return row?.count ?? 0
    },
    async erase(ctx: Ctx, { before, most }: Over): Promise<number> {
      return (await ctx.db.rows(eraseRosters, [before, most])).length
    },
  },
]
