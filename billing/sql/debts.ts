import type { Ctx } from '../../db/context.ts'
import { holderAtEnd } from './holders.ts'

/** SQL: up to which day a charge `c` is about its account; a late fee is of the time of what was paid late. */
export const endOfCharge = `coalesce((
  select max(o.period_to) from late_fee_base f join bill o on o.id = f.bill_id
  where f.charge_id in (c.id, c.reverses_id)), c.about_to)`

/**
 * What stands against an account, bills and charges alike, to be joined laterally. `account` is SQL. `through` is how far debts
 * reach up to and including this one: it is covered once payments and money back together reach that.
 */
export const debtsOf = (account: string) => `(
  select 'bill' as kind, b.id, b.bill_no as ref, b.bill_month, null as charge_kind, b.total_yuan as total,
    b.charged_through_yuan as through, b.due_on,
    b.period_to as day
  from bill b where b.account_id = ${account} and b.standing and b.state = 'issued' and b.total_yuan > 0
  union all
  select 'charge', c.id, c.charge_no, null, c.kind, c.total_yuan, c.charged_through_yuan, c.due_on,
    ${endOfCharge}
  from account_charge c where c.account_id = ${account} and c.standing and c.total_yuan > 0)`

/** The part of a debt in yuan between two positions that payments went from and to. All are SQL. */
export const coveredBetween = (from: string, to: string) =>
  `least(d.through, ${to}) - greatest(d.through - d.total, ${from})`

/** Money back that stood when a payment came: it had covered what was open before the payment did. All are SQL. */
export const creditedBy = (account: string, at: string) => `(
  select coalesce(-sum(k.total), 0) from (
    select c.total_yuan as total from account_charge c
    where c.account_id = ${account} and c.standing and c.total_yuan < 0 and c.decided_at <= ${at}
    union all
    select b.total_yuan from bill b
    where b.account_id = ${account} and b.standing and b.state = 'issued' and b.total_yuan < 0 and b.issued_at <= ${at}) k)`

/**
 * Brings the running totals of all that stands against an account, and its ledger, in line: debts in the order in which they
 * were first issued, whichever document each is by now; one that was given new days to pay stands with its new day.
 */
export async function settleLedger(ctx: Ctx, accountId: number): Promise<void> {
  await ctx.db.run(
    `with stands as (
       select 'bill' as kind, b.id, b.total_yuan as total, b.period_to as day,
         (select min(f.issued_at) from bill f where f.account_id = b.account_id and f.bill_month = b.bill_month
            and f.settlement_no = b.settlement_no and f.state = 'issued' and f.document <> 'reversal'
            and f.due_on = b.due_on) as since
       from bill b where b.account_id = $1 and b.standing and b.state = 'issued'
       union all
       select 'charge', c.id, c.total_yuan, c.about_to, c.decided_at
       from account_charge c where c.account_id = $1 and c.standing),
     totals as (
       select kind, id, sum(greatest(total, 0)) over (order by since, kind, day, id) as through from stands),
     bills as (
       update bill b set charged_through_yuan = t.through from totals t
       where t.kind = 'bill' and b.id = t.id and b.charged_through_yuan is distinct from t.through),
     charges as (
       update account_charge c set charged_through_yuan = t.through from totals t
       where t.kind = 'charge' and c.id = t.id and c.charged_through_yuan is distinct from t.through)
     update account_ledger l set
       charged_yuan = coalesce((select sum(total) from stands), 0),
       credited_yuan = coalesce((select -sum(total) from stands where total < 0), 0),
       tier_energy_wh = coalesce((select sum(b.tier_energy_wh) from bill b where b.account_id = $1 and b.standing
         and b.state = 'issued' and b.tier_year = l.tier_year), 0)
         + coalesce((select o.tier_energy_wh from billing_opening o
           where o.account_id = $1 and o.tier_year = l.tier_year), 0)
     where l.account_id = $1`,
    [accountId],
  )
}

export type UnpaidDebt = { kind: 'bill' | 'charge'; ref: string; amountYuan: string; dueOn: string; isLateFee: boolean }

/** What payments have not reached of an account's debts, oldest first; of one party that held it, or of all. */
export function listUnpaid(ctx: Ctx, accountId: number, holder: number | null): Promise<UnpaidDebt[]> {
  return ctx.db.prepared.rows(
    `select d.kind, d.ref, least(d.total, d.through - l.paid_yuan - l.credited_yuan) as "amountYuan", d.due_on as "dueOn",
       d.charge_kind is not distinct from 'late-fee' as "isLateFee"
     from account_ledger l cross join lateral ${debtsOf('l.account_id')} d
     where l.account_id = $1 and d.through > l.paid_yuan + l.credited_yuan
       and ($2::bigint is null or ${holderAtEnd('l.account_id', 'd.day')} = $2) order by d.through`,
    [accountId, holder],
  )
}
