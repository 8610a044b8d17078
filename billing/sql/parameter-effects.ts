import type { Ctx } from '../../db/context.ts'
import type { RuleEdition } from '../rules/editions.ts'
import { coveredBetween, creditedBy, debtsOf } from './debts.ts'

export type PastPart = {
  paymentId: number
  accountNo: string
  path: string
  paidOn: string
  ref: string
  amountYuan: string
  dueOn: string
  /** Terms of the day of payment; null where late payment was not charged by itself. */
  terms: PastTerms | null
}
export type PastTerms = {
  automatic: boolean
  currentYearRate: string
  crossYearRate: string
  crossYearReading: 'split' | 'whole'
  minimumYuan: string
  ruleEdition: RuleEdition
}

/**
 * What of their debts payments of accounts of a class covered from a day through another, where it was due before the payment
 * less `daysEarlier`; late fees bear none.
 */
export function listPastParts(
  ctx: Ctx,
  of: { accountClass: string; from: string; to: string; daysEarlier: number; limit: number },
): Promise<PastPart[]> {
  const reached = `p.paid_through_yuan + ${creditedBy('p.account_id', 'p.paid_at')}`
  return ctx.db.rows(
    `select p.id as "paymentId", p.account_no as "accountNo", p.path, p.paid_on as "paidOn", d.ref,
       (${coveredBetween('p.reached - p.amount_yuan', 'p.reached')})::text as "amountYuan", d.due_on as "dueOn",
       (select jsonb_build_object('automatic', r.automatic, 'ruleEdition', r.rule_edition,
          'currentYearRate', trim_scale(r.current_year_rate)::text, 'crossYearRate', trim_scale(r.cross_year_rate)::text,
          'crossYearReading', r.cross_year_reading, 'minimumYuan', r.minimum_yuan::text)
        from late_fee_rule r where r.account_class = $1 and r.valid_from <= p.paid_on
          and (r.valid_to is null or p.paid_on < r.valid_to)) as terms
     from (
       select p.id, p.account_id, a.account_no, o.path, p.amount_yuan, (p.paid_at at time zone 'Asia/Shanghai')::date as paid_on,
         ${reached} as reached
       from payment p join account a on a.id = p.account_id join organisation o on o.id = a.organisation_id
       where p.channel <> 'opening' and p.paid_at >= $2::date and p.paid_at < $3::date + 1
         and (select t.class from account_term t where t.account_id = a.id and t.known_to is null
           and t.valid_from <= (p.paid_at at time zone 'Asia/Shanghai')::date order by t.valid_from desc limit 1) = $1
       order by p.id desc limit $5) p
     cross join lateral ${debtsOf('p.account_id')} d
     where d.charge_kind is distinct from 'late-fee' and d.due_on - $4::int < p.paid_on
       and d.through > p.reached - p.amount_yuan and d.through - d.total < p.reached
     order by p.id, d.through`,
    [of.accountClass, of.from, of.to, of.daysEarlier, of.limit],
  )
}

/** Bills that fell due from a day through another, of accounts of a class. */
export async function countBillsDue(ctx: Ctx, of: { accountClass: string; from: string; to: string }): Promise<number> {
  const row = await ctx.db.first<{ bills: number }>(
    `select count(*)::int as bills from bill b
     where b.standing and b.state = 'issued' and b.due_on between $2 and $3
       and (select t.class from account_term t where t.account_id = b.account_id and t.known_to is null
         and t.valid_from <= b.period_from order by t.valid_from desc limit 1) = $1`,
    [of.accountClass, of.from, of.to],
  )
  return row?.bills ?? 0
}

/** Accounts with an allowance of a kind on some day of a month. */
export function listAllowedAccounts(ctx: Ctx, kind: string, month: string): Promise<{ accountId: number }[]> {
  return ctx.db.rows(
    `select distinct account_id as "accountId" from allowance_term
     where kind = $1 and known_to is null and valid_from < (($2 || '-01')::date + interval '1 month')::date
       and (valid_to is null or valid_to > ($2 || '-01')::date)`,
    [kind, month],
  )
}

/** Accounts of a class of a size or more, of which nobody has said by which standard, or that they are exempt. */
export async function countWithoutStandard(
  ctx: Ctx,
  accountClass: string,
  fromKva: number,
  day: string,
): Promise<number> {
  const row = await ctx.db.first<{ count: number }>(
    `select count(*)::int as count from account_term
     where class = $1 and running_capacity_kva >= $2 and known_to is null and valid_from <= $3
       and (valid_to is null or valid_to > $3) and status = 'active'
       and power_factor_standard is null and power_factor_exempt is null`,
    [accountClass, fromKva, day],
  )
  return row?.count ?? 0
}

export type PastFeedIn = { statementNo: string; path: string; quantity: string; amountYuan: string; totalYuan: string }

/** Lines of standing statements from a month through another that were paid at a price of the region and mode, or of a programme. */
export function listPastFeedIns(
  ctx: Ctx,
  of: {
    item: 'feed-in' | 'generation-subsidy'
    region: string | null
    mode: string | null
    code: string | null
    fromDay: string
  },
): Promise<PastFeedIn[]> {
  return ctx.db.rows(
    `select s.statement_no as "statementNo", o.path, l.quantity::text as quantity, l.amount_yuan::text as "amountYuan",
       s.total_yuan::text as "totalYuan"
     from feed_in_statement s join account a on a.id = s.account_id join organisation o on o.id = a.organisation_id
     join feed_in_line l on l.statement_id = s.id and l.item = $1
     join feed_in_term t on t.point_id = l.point_id and t.known_to is null and t.valid_from <= l.line_from
       and (t.valid_to is null or t.valid_to > l.line_from)
     where s.standing and l.line_from >= $5::date and ($2::text is null or t.region = $2) and ($3::text is null or t.mode = $3)
       and ($4::text is null or t.subsidy_code = $4)
     order by s.id desc, l.position`,
    [of.item, of.region, of.mode, of.code, of.fromDay],
  )
}
