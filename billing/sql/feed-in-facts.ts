import type { Ctx } from '../../db/context.ts'
import { partyOf } from '../../db/customers/parties.ts'
import type { FeedInBook, Plant } from '../rules/run/feed-in.ts'
import type { BilledEnds } from './facts.ts'

export type KnownPlant = Plant & { accountId: number; readFrom: Date | null; generationReadFrom: Date | null }

/** Points of the accounts that feed in or did, with since when a meter counts the register there. */
export function listPlants(ctx: Ctx, accountIds: number[]): Promise<KnownPlant[]> {
  return ctx.db.rows(
    `select p.account_id as "accountId", p.id as "pointId", p.point_no as "pointNo", t.mode, t.region, t.register,
       case when t.generation_point_id is not null then jsonb_build_object('pointId', t.generation_point_id,
         'register', t.generation_register) end as generation,
       t.subsidy_code as "subsidyCode", t.valid_from as "from", t.valid_to as "to",
       (select min(i.installed_at) from installation i join installation_register r on r.installation_id = i.id
          and r.role = t.register where i.point_id = p.id) as "readFrom",
       (select min(i.installed_at) from installation i where i.point_id = t.generation_point_id) as "generationReadFrom"
     from feed_in_term t join metering_point p on p.id = t.point_id
     where p.account_id = any($1) and t.known_to is null order by p.account_id, p.id, t.valid_from`,
    [accountIds],
  )
}

/** Days on which the meters of an account were off (暂拆), half-open. */
export function listRemovals(ctx: Ctx, accountId: number): Promise<{ from: string; to: string | null }[]> {
  return ctx.db.rows(
    `select min(valid_from) as "from", case when bool_or(valid_to is null) then null else max(valid_to) end as "to"
     from (
       select valid_from, valid_to, status, sum(changed) over (order by valid_from) as stretch
       from (
         select valid_from, valid_to, status,
           (status is distinct from lag(status) over (order by valid_from))::int as changed
         from account_term where account_id = $1 and known_to is null) marked) grouped
     where status = 'removed' group by stretch order by 1`,
    [accountId],
  )
}

/** First days of who came to hold an account after another; a new name is nobody else. */
export async function listHandOvers(ctx: Ctx, accountId: number): Promise<string[]> {
  const rows = await ctx.db.rows<{ day: string }>(
    `select t.valid_from as day from account_term t
     join account_term b on b.account_id = t.account_id and b.known_to is null and b.valid_to = t.valid_from
     where t.account_id = $1 and t.known_to is null and ${partyOf('t.customer_id')} <> ${partyOf('b.customer_id')}
     order by t.valid_from`,
    [accountId],
  )
  return rows.map(({ day }) => day)
}

/** What is paid, as known now. */
export async function readFeedInBook(ctx: Ctx): Promise<FeedInBook> {
  const [prices, subsidies] = [
    await ctx.db.rows<FeedInBook['prices'][number]>(
      `select region, mode, trim_scale(yuan_per_kwh)::text as "yuanPerKwh", official, legal_basis as clause,
         valid_from as "from", valid_to as "to"
       from feed_in_price where known_to is null order by region, mode, valid_from`,
    ),
    await ctx.db.rows<FeedInBook['subsidies'][number]>(
      `select code, trim_scale(yuan_per_kwh)::text as "yuanPerKwh", official, legal_basis as clause,
         valid_from as "from", valid_to as "to"
       from generation_subsidy where known_to is null order by code, valid_from`,
    ),
  ]
  return { prices, subsidies }
}

/** Accounts in scope that feed in before a day and have no standing statement of the month, in order of id. */
export async function findUnsettledPlants(
  ctx: Ctx,
  query: { month: string; path: string; accountIds: number[] | null; until: string; afterId: number; limit: number },
): Promise<number[]> {
  const rows = await ctx.db.rows<{ id: number }>(
    `select a.id from account a join organisation o on o.id = a.organisation_id
     where a.id > $1 and starts_with(o.path, $2) and starts_with(o.path, $3) and ($4::bigint[] is null or a.id = any($4))
       and exists (select 1 from feed_in_term t join metering_point p on p.id = t.point_id
         where p.account_id = a.id and t.known_to is null and t.valid_from < $5)
       and not exists (select 1 from feed_in_statement s where s.account_id = a.id and s.month = $6 and s.standing)
     order by a.id limit $7`,
    [query.afterId, ctx.scope, query.path, query.accountIds, query.until, query.month, query.limit],
  )
  return rows.map(({ id }) => id)
}

export type SettledUntil = { accountId: number; settledUntil: string; ends: BilledEnds }

/** Where the latest standing statement of each account before a day ended: the day, and its registers. */
export async function findSettledUntil(
  ctx: Ctx,
  accountIds: number[],
  before: string | null = null,
): Promise<Map<number, SettledUntil>> {
  const rows = await ctx.db.rows<SettledUntil>(
    `select s.account_id as "accountId", s.period_to as "settledUntil", coalesce((
       select jsonb_object_agg(device_id, ends) from (
         select r.device_id, jsonb_object_agg(r.role, r.end_wh order by r.position) as ends
         from feed_in_register r where r.statement_id = s.id group by r.device_id) by_device), '{}') as ends
     from unnest($1::bigint[]) as q(account_id) cross join lateral (
       select id, account_id, period_to from feed_in_statement
       where account_id = q.account_id and standing and ($2::date is null or period_to <= $2)
       order by period_to desc limit 1) s`,
    [accountIds, before],
  )
  return new Map(rows.map((row) => [row.accountId, row]))
}
