import type { Ctx } from '../../db/context.ts'
import { partyOf } from '../../db/customers/parties.ts'
import type { channels } from '../contract.ts'
import { isNotOfReader, isReadable, readerNames } from './shields.ts'

/** Since when who holds the account now has held it without a break, by the customer file. */
export async function findHeldSince(ctx: Ctx, accountId: number): Promise<string | null> {
  const row = await ctx.db.first<{ since: string | null }>(
    `select min(h.valid_from) as since from account_term t join account_term h on h.account_id = t.account_id and h.known_to is null
     where t.account_id = $1 and t.known_to is null and t.valid_to is null and ${partyOf('h.customer_id')} = ${partyOf('t.customer_id')}
       and not exists (select from account_term f where f.account_id = t.account_id and f.known_to is null and f.valid_from > h.valid_from
         and ${partyOf('f.customer_id')} <> ${partyOf('t.customer_id')})`,
    [accountId],
  )
  return row?.since ?? null
}

/** What the reader may read of an account's contacts since, by channel. */
export function countChannels(
  ctx: Ctx,
  accountId: number,
  since: Date,
): Promise<{ channel: (typeof channels)[number]; count: number }[]> {
  return ctx.db.rows(
    `select c.channel, count(*)::int as count from contact c join account a on a.id = c.account_id
     join organisation o on o.id = a.organisation_id
     where c.account_id = $1 and c.queued_at >= $2 and c.direction = 'in' and ${isReadable(3)} group by 1 order by 2 desc, 1`,
    [accountId, since, ctx.scope, ...readerNames(ctx)],
  )
}

export async function countComplaints(ctx: Ctx, accountId: number, since: Date): Promise<number> {
  const row = await ctx.db.first<{ count: number }>(
    `select count(*)::int as count from work_order w
     where w.account_id = $1 and w.opened_at >= $2 and w.kind = 'complaint' and w.status <> 'cancelled' and ${isNotOfReader(3)}`,
    [accountId, since, ...readerNames(ctx)],
  )
  return row?.count ?? 0
}

/** Without what was said of an order or a contact that is hidden from the reader. */
export async function sumScores(ctx: Ctx, accountId: number, since: Date): Promise<{ rated: number; sum: number }> {
  const row = await ctx.db.first<{ rated: number; sum: number }>(
    `select count(*)::int as rated, coalesce(sum(r.score), 0)::int as sum from satisfaction r
     where r.account_id = $1 and r.rated_at >= $2 and not exists (select from work_order w
       where (w.id in (r.work_order_id, r.bad_order_id) or w.contact_id = r.contact_id) and not (${isNotOfReader(3)}))`,
    [accountId, since, ...readerNames(ctx)],
  )
  return row ?? { rated: 0, sum: 0 }
}
