import type { Ctx } from '../../db/context.ts'
import type { PointFacts } from '../rules/prepare.ts'

export type Ledger = {
  accountId: number
  accountNo: string
  openedOn: string
  billedUntil: string | null
  tierYear: number | null
  tierEnergyWh: number
  chargedYuan: string
}

type AccountClass = 'residential' | 'agricultural' | 'commercial'
export type TermFacts = { accountId: number; accountClass: AccountClass; householdPersons: number | null }
export type Periods = { accountId: number; from: string; to: string }[]

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
       and not exists (select 1 from bill b where b.account_id = a.id and b.bill_month = $6)
     order by a.id limit $7`,
    [query.afterId, ctx.scope, query.path, query.accountIds, query.until, query.billMonth, query.limit],
  )
  return rows.map(({ id }) => id)
}

/** Opens missing ledgers, then locks them all in one order until the transaction ends. */
export async function lockLedgers(ctx: Ctx, accountIds: number[]): Promise<Ledger[]> {
  await ctx.db.run(
    'insert into account_ledger (account_id) select unnest($1::bigint[]) on conflict (account_id) do nothing',
    [accountIds],
  )
  return ctx.db.rows(
    `select l.account_id as "accountId", a.account_no as "accountNo", a.opened_on as "openedOn",
       l.billed_until as "billedUntil", l.tier_year as "tierYear", l.tier_energy_wh as "tierEnergyWh",
       l.charged_yuan as "chargedYuan"
     from account_ledger l join account a on a.id = l.account_id
     where l.account_id = any($1) order by l.account_id for update of l`,
    [accountIds],
  )
}

/** Class and household at the end of each period. */
export async function findTerms(ctx: Ctx, periods: Periods): Promise<Map<number, TermFacts>> {
  const rows = await ctx.db.rows<TermFacts>(
    `select distinct on (t.account_id) t.account_id as "accountId", t.class as "accountClass",
       t.household_persons as "householdPersons"
     from unnest($1::bigint[], $2::date[], $3::date[]) as q(account_id, from_day, to_day)
     join account_term t on t.account_id = q.account_id and t.known_to is null
       and daterange(t.valid_from, t.valid_to) && daterange(q.from_day, q.to_day)
     order by t.account_id, t.valid_from desc`,
    periodsToArrays(periods),
  )
  return new Map(rows.map((row) => [row.accountId, row]))
}

/** Settlement points with every price code that touches the period, and the instant from which they are metered. */
export async function findPoints(ctx: Ctx, periods: Periods): Promise<Map<number, PointFacts[]>> {
  const rows = await ctx.db.rows<PointFacts & { accountId: number }>(
    `select p.account_id as "accountId", p.id as "pointId", t.price_code as "priceCode",
       (select min(i.installed_at) from installation i where i.point_id = p.id) as "readFrom"
     from unnest($1::bigint[], $2::date[], $3::date[]) as q(account_id, from_day, to_day)
     join metering_point p on p.account_id = q.account_id and p.purpose = 'settlement'
     join point_term t on t.point_id = p.id and t.known_to is null
       and daterange(t.valid_from, t.valid_to) && daterange(q.from_day, q.to_day)
     order by p.account_id, p.id, t.valid_from`,
    periodsToArrays(periods),
  )
  return Map.groupBy(rows, ({ accountId }) => accountId)
}

export type BilledEnds = Partial<Record<string, Partial<Record<string, number>>>>

/** By account: the registers with which its latest bill ended, by device and role, in Wh as the meter shows them. */
export async function findBilledEnds(ctx: Ctx, accountIds: number[]): Promise<Map<number, BilledEnds>> {
  const rows = await ctx.db.rows<{ accountId: number; ends: BilledEnds }>(
    `select account_id as "accountId", jsonb_object_agg(device_id, ends) as ends
     from (
       select b.account_id, r.device_id, jsonb_object_agg(r.role, r.end_wh) as ends
       from unnest($1::bigint[]) as q(account_id)
       cross join lateral (select id, account_id from bill where account_id = q.account_id order by bill_month desc limit 1) b
       join bill_register r on r.bill_id = b.id
       group by b.account_id, r.device_id
     ) by_device group by account_id`,
    [accountIds],
  )
  return new Map(rows.map(({ accountId, ends }) => [accountId, ends]))
}

function periodsToArrays(periods: Periods): unknown[] {
  return [periods.map(({ accountId }) => accountId), periods.map(({ from }) => from), periods.map(({ to }) => to)]
}

export type DueRule = { accountClass: AccountClass; days: number; validFrom: string; validTo: string | null }

export function listDueRules(ctx: Ctx): Promise<DueRule[]> {
  return ctx.db.rows(
    `select account_class as "accountClass", days_after_period as days, valid_from as "validFrom", valid_to as "validTo"
     from due_rule`,
  )
}
