import type { Ctx } from '../../db/context.ts'
import type { PowerFactorStandard } from '../rules/power-factor.ts'
import type { OutlookState } from '../rules/power-factor-outlook.ts'
import { type Ledger, rhythmOf } from './ledgers.ts'

export type AdjustedAccount = {
  accountId: number
  standard: PowerFactorStandard
  rhythm: Ledger['rhythm']
  pointIds: number[]
}

/** Accounts that are adjusted for power factor today, those named or all. */
export function listAdjustedAccounts(
  ctx: Ctx,
  { day, accountIds }: { day: string; accountIds: number[] | null },
): Promise<AdjustedAccount[]> {
  return ctx.db.rows(
    `select t.account_id as "accountId", t.power_factor_standard::text as standard,
       ${rhythmOf('t.account_id', 'to_char($1::date, $3)')} as rhythm,
       array(select p.id from metering_point p where p.account_id = t.account_id and p.purpose = 'settlement' order by p.id) as "pointIds"
     from account_term t
     where t.known_to is null and t.power_factor_standard is not null and daterange(t.valid_from, t.valid_to) @> $1::date
       and t.status <> 'closed' and ($2::bigint[] is null or t.account_id = any($2))
     order by t.account_id`,
    [day, accountIds, 'YYYY-MM'],
  )
}

export type OutlookRow = {
  accountId: number
  billMonth: string
  until: string
  periodFrom: string
  periodTo: string
  standard: string
  state: OutlookState | 'unknown'
  because: string | null
  pricedBy: 'rated' | 'latest-bill' | null
  activeKwh: string | null
  reactiveKvarh: string | null
  powerFactor: number | null
  ratePercent: number | null
  adjustmentYuan: string | null
  projectedKwh: string | null
  projectedKvarh: string | null
  projectedPowerFactor: number | null
  projectedRatePercent: number | null
  projectedBaseYuan: string | null
  projectedYuan: string | null
  reachableYuan: string | null
  kvarThisMonth: number | null
  kvarLasting: number | null
  kvar95: number | null
  hoursPerDay: number | null
}

const columns = [
  ...['account_id', 'bill_month', 'until', 'period_from', 'period_to', 'standard', 'state', 'because', 'priced_by'],
  ...['active_kwh', 'reactive_kvarh', 'power_factor', 'rate_percent', 'adjustment_yuan', 'projected_kwh'],
  ...['projected_kvarh', 'projected_power_factor', 'projected_rate_percent', 'projected_base_yuan', 'projected_yuan'],
  ...['reachable_yuan', 'kvar_this_month', 'kvar_lasting', 'kvar_95', 'hours_per_day'],
]
const camel = (column: string) => column.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
const decimals = new Set([
  'power_factor',
  'projected_power_factor',
  'rate_percent',
  'projected_rate_percent',
  'kvar_95',
  'hours_per_day',
])

/** Of `power_factor_outlook o`, by the names of `OutlookRow`. */
export const outlookColumns = columns
  .map((column) => `o.${column}${decimals.has(column) ? '::float8' : ''} as "${camel(column)}"`)
  .join(', ')

/** One row of an account and day, the latest reckoning of it. */
export async function saveOutlooks(ctx: Ctx, rows: OutlookRow[]): Promise<void> {
  if (rows.length === 0) return
  const named = rows.map((row) =>
    Object.fromEntries(columns.map((column) => [column, row[camel(column) as keyof OutlookRow]])),
  )
  await ctx.db.run(
    `insert into power_factor_outlook (${columns.join(', ')}, reckoned_at)
     select ${columns.join(', ')}, $2 from jsonb_populate_recordset(null::power_factor_outlook, $1)
     on conflict (account_id, until) do update set
       ${[...columns, 'reckoned_at'].map((column) => `${column} = excluded.${column}`).join(', ')}`,
    [JSON.stringify(named), ctx.now],
  )
}

export type EarlierSum = { accountId: number; until: string; activeKwh: string; reactiveKvarh: string }

/** What the same period of each account had taken by a day that is `days` back, or the nearest one after it. */
export function listEarlierSums(
  ctx: Ctx,
  asked: { accountId: number; periodFrom: string; from: string; to: string }[],
): Promise<EarlierSum[]> {
  return ctx.db.rows(
    `select distinct on (o.account_id) o.account_id as "accountId", o.until, o.active_kwh as "activeKwh", o.reactive_kvarh as "reactiveKvarh"
     from unnest($1::bigint[], $2::date[], $3::date[], $4::date[]) as q(account_id, period_from, from_day, to_day)
     join power_factor_outlook o on o.account_id = q.account_id and o.period_from = q.period_from
       and o.until >= q.from_day and o.until < q.to_day and o.state <> 'unknown'
     order by o.account_id, o.until`,
    [
      asked.map(({ accountId }) => accountId),
      asked.map(({ periodFrom }) => periodFrom),
      asked.map(({ from }) => from),
      asked.map(({ to }) => to),
    ],
  )
}

/** What a kWh cost of what the adjustment was taken of in each account's latest bill, without base charge. */
export async function listLatestBases(ctx: Ctx, accountIds: number[]): Promise<Map<number, string>> {
  const rows = await ctx.db.rows<{ accountId: number; yuanPerKwh: string }>(
    `select distinct on (b.account_id) b.account_id as "accountId",
       ((select sum(l.quantity) from bill_line l where l.bill_id = b.id and l.item = 'power-factor-adjustment')
         - coalesce((select sum(l.amount_yuan) from bill_line l where l.bill_id = b.id
             and (l.item = 'capacity-charge' or l.item like 'demand-%')), 0)) / (b.energy_wh / 1000.0) as "yuanPerKwh"
     from bill b
     where b.account_id = any($1) and b.standing and b.state = 'issued' and b.document <> 'interim' and b.energy_wh > 0
       and exists (select 1 from bill_line l where l.bill_id = b.id and l.item = 'power-factor-adjustment')
     order by b.account_id, b.period_to desc, b.id desc`,
    [accountIds],
  )
  return new Map(rows.map(({ accountId, yuanPerKwh }) => [accountId, yuanPerKwh]))
}

/** Keeps who is warned of a month; returns those who were not yet. */
export async function insertWarnings(
  ctx: Ctx,
  warnings: { accountId: number; billMonth: string; until: string }[],
): Promise<Set<number>> {
  const rows = await ctx.db.rows<{ accountId: number }>(
    `insert into power_factor_warning (account_id, bill_month, until, at)
     select w.*, $4 from unnest($1::bigint[], $2::text[], $3::date[]) as w(account_id, bill_month, until)
     on conflict do nothing returning account_id as "accountId"`,
    [
      warnings.map(({ accountId }) => accountId),
      warnings.map(({ billMonth }) => billMonth),
      warnings.map(({ until }) => until),
      ctx.now,
    ],
  )
  return new Set(rows.map(({ accountId }) => accountId))
}
