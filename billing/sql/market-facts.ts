import type { Ctx } from '../../db/context.ts'
import { partyOf } from '../../db/customers/parties.ts'
import type { MarketSheet, MarketTerm } from '../rules/run/facts.ts'

type OfAccount<Fact> = Map<number, Fact[]>

/**
 * Days in the retail market up to the end of each period, since who left long ago may still pay for it, and the sheets of
 * the months that the period touches.
 */
export async function findMarketFacts(
  ctx: Ctx,
  periods: unknown[],
): Promise<[OfAccount<MarketTerm>, OfAccount<MarketSheet>]> {
  const terms = await ctx.db.rows<MarketTerm & { accountId: number }>(termsSql, periods)
  if (terms.length === 0) return [new Map(), new Map()]
  const sheets = await ctx.db.rows<MarketSheet & { accountId: number }>(sheetsSql, periods)
  const byAccount = ({ accountId }: { accountId: number }) => accountId
  return [Map.groupBy(terms, byAccount), Map.groupBy(sheets, byAccount)]
}

const asked = 'unnest($1::bigint[], $2::date[], $3::date[]) as q(account_id, from_day, to_day)'

const termsSql = `select q.account_id as "accountId", t.valid_from as "from", t.valid_to as "to", t.retailer,
    t.left_how as "leftHow", (
      select min(later.valid_from) from account_term later
      where later.account_id = t.account_id and later.known_to is null and later.valid_from >= t.valid_to
        and ${partyOf('later.customer_id')} <> (
          select ${partyOf('own.customer_id')} from account_term own
          where own.account_id = t.account_id and own.known_to is null and own.valid_from < t.valid_to
          order by own.valid_from desc limit 1)) as "nextOwnerFrom"
  from ${asked}
  join market_term t on t.account_id = q.account_id and t.known_to is null and t.valid_from < q.to_day
  order by t.account_id, t.valid_from`

/** A line without energy counts none. */
export const sheetLines = (sheet: string) => `(
  select jsonb_agg(jsonb_strip_nulls(jsonb_build_object('code', l.code, 'name', l.name, 'period', l.period,
      'energyKwh', coalesce(l.energy_kwh, 0), 'countsAsEnergy', l.counts_as_energy,
      'priceYuanPerKwh', trim_scale(l.yuan_per_kwh)::text, 'amountYuan', l.amount_yuan::text)) order by l.position)
  from market_sheet_line l where l.sheet_id = ${sheet})`

const sheetsSql = `select q.account_id as "accountId", s.month, s.sheet_no as "sheetNo", s.retailer, ${sheetLines('s.id')} as lines
  from ${asked}
  join market_sheet s on s.account_id = q.account_id and s.known_to is null
    and s.month between to_char(q.from_day, 'YYYY-MM') and to_char(q.to_day + interval '1 month', 'YYYY-MM')
  order by s.account_id, s.month`
