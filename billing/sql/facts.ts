import type { Ctx } from '../../db/context.ts'
import type { AccountClass } from '../rules/run/facts.ts'

export async function findAccountIds(ctx: Ctx, accountNos: string[]): Promise<number[]> {
  const rows = await ctx.db.rows<{ id: number }>(
    `select a.id from account a join organisation o on o.id = a.organisation_id
     where a.account_no = any($1) and starts_with(o.path, $2)`,
    [accountNos, ctx.scope],
  )
  return rows.map(({ id }) => id)
}

/** Ids of open accounts in scope that have no bill of the month, in order, from after `afterId`. */
export async function findUnbilledAccounts(
  ctx: Ctx,
  query: {
    billMonth: string
    path: string
    accountIds: number[] | null
    until: string
    afterId: number
    limit: number
  },
): Promise<number[]> {
  const rows = await ctx.db.rows<{ id: number }>(
    `select a.id from account a join organisation o on o.id = a.organisation_id
     where a.id > $1 and starts_with(o.path, $2) and starts_with(o.path, $3)
       and ($4::bigint[] is null or a.id = any($4))
       and a.opened_on < $5 and a.closed_on is null
       and not exists (select 1 from unmetered_supply u where u.account_id = a.id)
       and not exists (select 1 from bill b where b.account_id = a.id and b.bill_month = $6 and b.standing
         and b.document <> 'interim')
     order by a.id limit $7`,
    [query.afterId, ctx.scope, query.path, query.accountIds, query.until, query.billMonth, query.limit],
  )
  return rows.map(({ id }) => id)
}

/** Whether some section of the unit has been read for the month before it ended. */
export async function hasReadingDayBehind(
  ctx: Ctx,
  query: { path: string; billMonth: string; today: string },
): Promise<boolean> {
  const row = await ctx.db.first<{ found: boolean }>(
    `select exists (
       select 1 from reading_section s join organisation o on o.id = s.organisation_id
       where (starts_with(o.path, $1) or starts_with($1, o.path)) and s.reading_day > 1
         and ($2 || '-' || lpad(least(s.reading_day, 28)::text, 2, '0'))::date <= $3::date)
       or exists (
         select 1 from settlement_term t join account a on a.id = t.account_id
         join organisation o on o.id = a.organisation_id, unnest(t.days) as day
         where (starts_with(o.path, $1) or starts_with($1, o.path)) and (t.valid_to is null or t.valid_to > $3::date)
           and ($2 || '-' || lpad(day::text, 2, '0'))::date <= $3::date) as found`,
    [query.path, query.billMonth, query.today],
  )
  return row?.found ?? false
}

export type BilledEnds = Partial<Record<string, Partial<Record<string, number>>>>

/** By account: the registers with which its latest bill ended, by device and role, in Wh as the meter shows them. */
export async function findBilledEnds(ctx: Ctx, accountIds: number[]): Promise<Map<number, BilledEnds>> {
  const rows = await ctx.db.rows<{ accountId: number; ends: BilledEnds }>(
    `select account_id as "accountId", jsonb_object_agg(device_id, ends) as ends
     from (
       select b.account_id, r.device_id, jsonb_object_agg(r.role, r.end_wh) as ends
       from unnest($1::bigint[]) as q(account_id)
       cross join lateral (
         select id, account_id from bill where account_id = q.account_id and standing
         order by period_to desc, id desc limit 1) b
       join bill_register r on r.bill_id = b.id
       group by b.account_id, r.device_id
     ) by_device group by account_id`,
    [accountIds],
  )
  return new Map(rows.map(({ accountId, ends }) => [accountId, ends]))
}

export type DueRule = { accountClass: AccountClass; days: number; validFrom: string; validTo: string | null }

export function listDueRules(ctx: Ctx): Promise<DueRule[]> {
  return ctx.db.rows(
    `select account_class as "accountClass", days_after_period as days, valid_from as "validFrom", valid_to as "validTo"
     from due_rule`,
  )
}
