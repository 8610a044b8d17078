import type { Ctx } from '../../db/context.ts'
import { type OutlookRow, outlookColumns } from './power-factor.ts'

/** Accounts adjusted for power factor within a scope, each with the latest reckoning of it. `$1`: the scope. */
const adjusted = `account_term t
  join account a on a.id = t.account_id
  join organisation g on g.id = a.organisation_id
  join customer c on c.id = t.customer_id
  left join lateral (select * from power_factor_outlook l where l.account_id = a.id order by l.until desc limit 1) o on true
  where t.valid_to is null and t.known_to is null and t.power_factor_standard is not null and t.status <> 'closed'
    and starts_with(g.path, $1)`
const stateOf = `coalesce(o.state, 'unknown')`

export type AdjustedRow = {
  accountId: number
  accountNo: string
  customerName: string
  districtName: string | null
} & {
  capacityKva: number
  warnedAt: Date | null
  pointIds: number[]
  outlook: OutlookRow | null
}

type Wanted = {
  state: string | null
  q: string | null
  after: { yuan: string; accountId: number } | null
  limit: number
}

/** The dearest first; what nothing is known of comes last. */
export async function listAdjustedRows(ctx: Ctx, { state, q, after, limit }: Wanted): Promise<AdjustedRow[]> {
  const rows = await ctx.db.rows<Omit<AdjustedRow, 'outlook'> & OutlookRow & { isReckoned: boolean }>(
    `select a.id as "accountId", a.account_no as "accountNo", c.name as "customerName",
       t.contract_capacity_kva::float8 as "capacityKva",
       (select d.name from metering_point p join point_term e on e.point_id = p.id and e.valid_to is null and e.known_to is null
          join transformer_district d on d.id = e.district_id
        where p.account_id = a.id and p.purpose = 'settlement' order by p.id limit 1) as "districtName",
       array(select p.id from metering_point p where p.account_id = a.id and p.purpose = 'settlement' order by p.id) as "pointIds",
       (select w.at from power_factor_warning w where w.account_id = a.id and w.bill_month = o.bill_month) as "warnedAt",
       o.account_id is not null as "isReckoned", ${outlookColumns.replace('o.account_id as "accountId", ', '')}
     from ${adjusted} and ($2::text is null or ${stateOf} = $2)
       and ($3::text is null or strpos(lower(c.name), lower($3)) > 0 or starts_with(a.account_no, $3) or right(a.account_no, length($3)) = $3)
       and ($4::numeric is null or (coalesce(o.projected_yuan, -1e12), -a.id) < ($4, -$5::bigint))
     order by coalesce(o.projected_yuan, -1e12) desc, a.id limit $6`,
    [ctx.scope, state, q, after?.yuan ?? null, after?.accountId ?? null, limit],
  )
  return rows.map(
    ({ accountId, accountNo, customerName, capacityKva, districtName, pointIds, warnedAt, isReckoned, ...rest }) => ({
      ...{ accountId, accountNo, customerName, capacityKva, districtName, pointIds, warnedAt },
      outlook: isReckoned ? { accountId, ...rest } : null,
    }),
  )
}

export type OutlookCount = { state: string; accounts: number; projectedYuan: string; savableYuan: string }

export function countAdjusted(ctx: Ctx): Promise<OutlookCount[]> {
  return ctx.db.rows(
    `select ${stateOf} as state, count(*)::int as accounts, coalesce(sum(o.projected_yuan), 0)::numeric(16, 2)::text as "projectedYuan",
       coalesce(sum(o.projected_yuan - o.reachable_yuan), 0)::numeric(16, 2)::text as "savableYuan"
     from ${adjusted} group by 1`,
    [ctx.scope],
  )
}

/** The days of the account's latest period, oldest first. */
export function listOutlookDays(ctx: Ctx, accountId: number): Promise<OutlookRow[]> {
  return ctx.db.rows(
    `select ${outlookColumns} from power_factor_outlook o
     where o.account_id = $1 and o.period_to = (select max(l.period_to) from power_factor_outlook l where l.account_id = $1)
     order by o.until`,
    [accountId],
  )
}

const MONTHS = 12

/** What was billed of it, oldest first. */
export function listBilledFactors(
  ctx: Ctx,
  accountId: number,
): Promise<{ billMonth: string; powerFactor: number; adjustmentYuan: string }[]> {
  return ctx.db.rows(
    `select * from (
       select b.bill_month as "billMonth", b.power_factor::float8 as "powerFactor", sum(l.amount_yuan)::text as "adjustmentYuan"
       from bill b join bill_line l on l.bill_id = b.id and l.item = 'power-factor-adjustment'
       where b.account_id = $1 and b.standing and b.state = 'issued' and b.document <> 'interim' and b.power_factor is not null
       group by b.id, b.bill_month, b.power_factor order by b.bill_month desc limit ${MONTHS}) latest
     order by "billMonth"`,
    [accountId],
  )
}

/** What a warning tells, and to which party: who held the account on the day before. */
export function findToldOutlook(ctx: Ctx, { accountId, until }: { accountId: number; until: string }) {
  return ctx.db.first<{
    accountNo: string
    billMonth: string
    standard: string
    projectedPowerFactor: string
    projectedYuan: string
    partyId: number
  }>(
    `select a.account_no as "accountNo", o.bill_month as "billMonth", o.standard::text as standard,
       o.projected_power_factor::text as "projectedPowerFactor", o.projected_yuan::text as "projectedYuan",
       (select coalesce(h.party_id, h.id) from account_term e join customer h on h.id = e.customer_id
        where e.account_id = a.id and e.known_to is null and daterange(e.valid_from, e.valid_to) @> o.until - 1) as "partyId"
     from power_factor_outlook o join account a on a.id = o.account_id
     where o.account_id = $1 and o.until = $2 and o.projected_yuan is not null`,
    [accountId, until],
  )
}
