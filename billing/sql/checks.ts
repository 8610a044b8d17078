import type { Ctx } from '../../db/context.ts'
import type { BilledBefore, CheckRule, Hit } from '../rules/run/checks.ts'

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

export type CheckedAccount = { accountId: number; hasAddress: boolean; creditYuan: number }

/** What a check must know of an account beside its bills. */
export async function findCheckedAccounts(ctx: Ctx, accountIds: number[]): Promise<Map<number, CheckedAccount>> {
  const rows = await ctx.db.rows<CheckedAccount>(
    `select a.id as "accountId", a.address <> '' as "hasAddress", (l.paid_yuan - l.charged_yuan)::float8 as "creditYuan"
     from account a join account_ledger l on l.account_id = a.id where a.id = any($1)`,
    [accountIds],
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
