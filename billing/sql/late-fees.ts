import type { Ctx } from '../../db/context.ts'
import type { LateFeeTerms } from '../rules/late-payment.ts'
import { coveredBetween, debtsOf } from './debts.ts'

/** Terms of late payment that hold of an account on a day. `class` and `day` are SQL. */
const termsOn = (day: string) => `
  cross join lateral (
    select t.class from account_term t where t.account_id = l.account_id and t.known_to is null and t.valid_from <= ${day}
    order by t.valid_from desc limit 1) t
  join late_fee_rule r on r.account_class = t.class and r.automatic and r.valid_from <= ${day}
    and (r.valid_to is null or ${day} < r.valid_to)
  left join due_rule u on u.account_class = t.class and u.valid_from <= ${day} and (u.valid_to is null or ${day} < u.valid_to)`

const terms = `jsonb_build_object('customerClass', case t.class when 'residential' then t.class else 'non-residential' end,
    'ruleEdition', r.rule_edition, 'currentYearRate', trim_scale(r.current_year_rate)::text,
    'crossYearRate', trim_scale(r.cross_year_rate)::text, 'crossYearReading', r.cross_year_reading,
    'minimumYuan', r.minimum_yuan::text, 'daysToPay', coalesce(u.days_after_period, 0)) as terms`

export type LatePart = {
  paymentId: number
  accountId: number
  kind: 'bill' | 'charge'
  debtId: number
  ref: string
  amountYuan: string
  dueOn: string
  terms: LateFeeTerms
}

/** What of overdue debts these payments covered, where late payment is charged by itself; late fees bear none. */
export function listLateParts(ctx: Ctx, paymentIds: number[], paidOn: string): Promise<LatePart[]> {
  const reached = 'p.paid_through_yuan + l.credited_yuan'
  return ctx.db.rows(
    `select p.id as "paymentId", p.account_id as "accountId", d.kind, d.id as "debtId", d.ref,
       ${coveredBetween(`${reached} - p.amount_yuan`, reached)} as "amountYuan", d.due_on as "dueOn", ${terms}
     from payment p join account_ledger l on l.account_id = p.account_id
     ${termsOn('$2::date')}
     cross join lateral ${debtsOf('p.account_id')} d
     where p.id = any($1) and d.due_on < $2::date and d.charge_kind is distinct from 'late-fee'
       and d.through > ${reached} - p.amount_yuan and d.through - d.total < ${reached}
     order by p.id, d.through`,
    [paymentIds, paidOn],
  )
}

/** The terms of late payment of an account on a day; none where it is not charged by itself. */
export async function findLateFeeTerms(ctx: Ctx, accountId: number, day: string): Promise<LateFeeTerms | null> {
  const row = await ctx.db.first<{ terms: LateFeeTerms }>(
    `select ${terms} from (select $1::bigint as account_id) l ${termsOn('$2::date')}`,
    [accountId, day],
  )
  return row?.terms ?? null
}
