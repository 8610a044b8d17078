import type { Ctx } from '../../db/context.ts'
import { civilDay } from '../../db/time.ts'
import type { BilledBefore, CheckRule, Hit } from '../rules/run/checks.ts'
import { debtsOf } from './debts.ts'

export function listCheckRules(ctx: Ctx): Promise<CheckRule[]> {
  return ctx.db.rows(
    'select code, stage, parameters, holds from bill_check_rule where enabled order by stage desc, code',
  )
}

/** Standing bills of the accounts in these months, newest first. */
export async function findBilledBefore(
  ctx: Ctx,
  accountIds: number[],
  months: string[],
): Promise<Map<number, BilledBefore[]>> {
  const rows = await ctx.db.rows<BilledBefore & { accountId: number }>(
    `select account_id as "accountId", bill_month as "billMonth", period_from as "from", period_to as "to",
       energy_wh / 1000.0::float8 as "energyKwh", total_yuan::float8 as "totalYuan",
       array[price_version_id]::int[] as "priceVersionIds"
     from bill where account_id = any($1) and bill_month = any($2) and standing and state = 'issued' and document <> 'interim'
     order by account_id, bill_month desc, settlement_no desc`,
    [accountIds, months],
  )
  return Map.groupBy(rows, ({ accountId }) => accountId)
}

/** Months of standing bills, however old, of which some day is billed again. */
export async function findOverlapping(
  ctx: Ctx,
  bills: { accountId: number; periodFrom: string; periodTo: string }[],
): Promise<Map<number, string[]>> {
  const rows = await ctx.db.rows<{ accountId: number; months: string[] }>(
    `select b.account_id as "accountId", array_agg(distinct b.bill_month order by b.bill_month) as months
     from unnest($1::bigint[], $2::date[], $3::date[]) as q(account_id, from_day, to_day)
     join bill b on b.account_id = q.account_id and b.period_from < q.to_day and q.from_day < b.period_to
     where b.standing and b.state = 'issued' and b.document <> 'interim' group by b.account_id`,
    [
      bills.map(({ accountId }) => accountId),
      bills.map(({ periodFrom }) => periodFrom),
      bills.map(({ periodTo }) => periodTo),
    ],
  )
  return new Map(rows.map(({ accountId, months }) => [accountId, months]))
}

export type CheckedAccount = {
  accountId: number
  hasAddress: boolean
  address: string
  hasContact: boolean
  creditYuan: number
  overdueBills: number
  overdueYuan: number
}

/** What a check must know of an account beside its bills. */
export async function findCheckedAccounts(ctx: Ctx, accountIds: number[]): Promise<Map<number, CheckedAccount>> {
  const rows = await ctx.db.rows<CheckedAccount>(
    `select a.id as "accountId", a.address <> '' as "hasAddress", a.address,
       i.phone_hash is not null as "hasContact", coalesce(d.bills, 0)::int as "overdueBills", coalesce(d.yuan, 0)::float8 as "overdueYuan",
       (l.paid_yuan - l.charged_yuan)::float8 as "creditYuan"
     from account a join account_ledger l on l.account_id = a.id
     left join account_term t on t.account_id = a.id and t.valid_to is null and t.known_to is null
     left join customer c on c.id = t.customer_id left join identity i on i.id = c.identity_id
     left join lateral (
       select count(*) as bills, sum(least(d.total, d.through - l.paid_yuan - l.credited_yuan)) as yuan
       from ${debtsOf('a.id')} d
       where d.due_on < $2::date and d.through > l.paid_yuan + l.credited_yuan and l.charged_yuan > l.paid_yuan) d on true
     where a.id = any($1)`,
    [accountIds, civilDay(ctx.now)],
  )
  return new Map(rows.map((row) => [row.accountId, row]))
}

export async function insertHits(ctx: Ctx, hits: (Hit & { billId: number })[]): Promise<void> {
  if (hits.length === 0) return
  await ctx.db.run(
    `insert into bill_check_hit (bill_id, rule, cause, figures)
     select * from unnest($1::bigint[], $2::text[], $3::text[], $4::jsonb[])`,
    [
      hits.map(({ billId }) => billId),
      hits.map(({ rule }) => rule),
      hits.map(({ cause }) => cause),
      hits.map(({ figures }) => JSON.stringify(figures)),
    ],
  )
}
