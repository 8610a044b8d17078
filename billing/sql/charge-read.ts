import type { Ctx } from '../../db/context.ts'
import { isOfParty } from '../../db/customers/parties.ts'
import type { ChargeKind } from '../rules/charge.ts'
import { endOfCharge } from './debts.ts'
import { holdsAtEnd } from './holders.ts'
import { readerCustomerId } from './read.ts'

export type ReadCharge = {
  id: number
  chargeNo: string
  accountId: number
  accountNo: string
  address: string
  customerName: string
  kind: ChargeKind
  document: 'charge' | 'reversal'
  state: 'draft' | 'issued' | 'discarded'
  standing: boolean
  totalYuan: string
  chargedThroughYuan: string | null
  /** Everything paid or paid back to the account so far. */
  accountPaidYuan: string
  reason: string
  evidence: string | null
  aboutFrom: string
  aboutTo: string
  dueOn: string
  draftedBy: string
  draftedAt: Date
  decidedBy: string | null
  decidedAt: Date | null
  note: string | null
  input: Record<string, unknown>
  result: Record<string, unknown>
  reversesId: number | null
  paymentId: number | null
}

/** With the reader's scope as `$1` and, of a customer, who he is as `$2`: what is about days on which another held it is another's. */
const charges = `select c.id, c.charge_no as "chargeNo", c.account_id as "accountId", a.account_no as "accountNo", a.address,
    u.name as "customerName", c.kind, c.document, c.state, c.standing, c.total_yuan as "totalYuan",
    c.charged_through_yuan as "chargedThroughYuan", coalesce(l.paid_yuan + l.credited_yuan, 0) as "accountPaidYuan", c.reason,
    c.evidence, c.about_from as "aboutFrom", c.about_to as "aboutTo", c.due_on as "dueOn", c.drafted_by as "draftedBy",
    c.drafted_at as "draftedAt", c.decided_by as "decidedBy", c.decided_at as "decidedAt", c.note, c.input, c.result,
    c.reverses_id as "reversesId", c.payment_id as "paymentId"
  from account_charge c join account a on a.id = c.account_id join organisation o on o.id = a.organisation_id
  cross join lateral (select e.customer_id from account_term e where e.account_id = a.id and e.known_to is null
    order by (${holdsAtEnd('e', endOfCharge)}) desc, e.valid_from desc limit 1) t
  join customer u on u.id = t.customer_id left join account_ledger l on l.account_id = a.id
  where starts_with(o.path, $1) and ($2::bigint is null or (${isOfParty('t.customer_id', '$2')} and c.state = 'issued'))`

export function findChargeRow(ctx: Ctx, id: number): Promise<ReadCharge | undefined> {
  return ctx.db.first(`${charges} and c.id = $3`, [ctx.scope, readerCustomerId(ctx), id])
}

export function listChargeRows(
  ctx: Ctx,
  query: {
    which: 'draft' | 'issued' | 'reversed' | 'discarded' | null
    kind: string | null
    accountNo: string | null
    beforeId: number | null
    limit: number
  },
): Promise<ReadCharge[]> {
  return ctx.db.rows(
    `${charges} and ($3::text is null or c.kind = $3) and ($4::text is null or a.account_no = $4)
       and ($5::bigint is null or c.id < $5)
       and case $6::text when 'draft' then c.state = 'draft' when 'discarded' then c.state = 'discarded'
         when 'issued' then c.standing when 'reversed' then c.state = 'issued' and not c.standing else true end
     order by c.id desc limit $7`,
    [ctx.scope, readerCustomerId(ctx), query.kind, query.accountNo, query.beforeId, query.which, query.limit],
  )
}

/** The account of a charge, if it lies in the reader's scope. */
export function findAccountOfCharge(ctx: Ctx, id: number): Promise<{ id: number } | undefined> {
  return ctx.db.first(
    `select a.id from account_charge c join account a on a.id = c.account_id join organisation o on o.id = a.organisation_id
     where c.id = $1 and starts_with(o.path, $2)`,
    [id, ctx.scope],
  )
}

export type LinkedCharge = { id: number; chargeNo: string; reason: string; at: Date }

/** The charge that a reversal takes back, or the reversal that takes a charge back. */
export function findLinkedCharge(
  ctx: Ctx,
  which: { id: number } | { reversesId: number },
): Promise<LinkedCharge | undefined> {
  const [column, id] = 'id' in which ? ['id', which.id] : ['reverses_id', which.reversesId]
  return ctx.db.first(
    `select id, charge_no as "chargeNo", reason, coalesce(decided_at, drafted_at) as at from account_charge where ${column} = $1`,
    [id],
  )
}

export type LateFor = {
  billId: number | null
  billMonth: string | null
  chargeId: number | null
  ref: string
  amountYuan: string
  dueOn: string
  paidOn: string
}

/** What a late fee was charged for. */
export function listLateFor(ctx: Ctx, chargeId: number): Promise<LateFor[]> {
  return ctx.db.rows(
    `select e.bill_id as "billId", b.bill_month as "billMonth", e.debt_charge_id as "chargeId",
       coalesce(b.bill_no, c.charge_no) as ref, e.amount_yuan as "amountYuan", e.due_on as "dueOn", e.paid_on as "paidOn"
     from late_fee_base e left join bill b on b.id = e.bill_id left join account_charge c on c.id = e.debt_charge_id
     where e.charge_id = $1 order by e.position`,
    [chargeId],
  )
}

export async function findReceiptNo(ctx: Ctx, paymentId: number | null): Promise<string | null> {
  const row = await ctx.db.first<{ no: string }>('select receipt_no as no from payment where id = $1', [paymentId])
  return row?.no ?? null
}

/** Up to which day each charge is about its account. */
export async function listChargeEnds(ctx: Ctx, ids: number[]): Promise<Map<number, string>> {
  const rows = await ctx.db.rows<{ id: number; day: string }>(
    `select c.id, ${endOfCharge} as day from account_charge c where c.id = any($1)`,
    [ids],
  )
  return new Map(rows.map(({ id, day }) => [id, day]))
}

/** The late fee that a payment brought about. */
export function findLateFeeOf(
  ctx: Ctx,
  paymentId: number,
): Promise<{ chargeId: number; chargeNo: string; totalYuan: string } | undefined> {
  return ctx.db.first(
    `select id as "chargeId", charge_no as "chargeNo", total_yuan as "totalYuan" from account_charge
     where payment_id = $1`,
    [paymentId],
  )
}

export type FactsRow = {
  class: 'residential' | 'agricultural' | 'commercial'
  parts: 'single' | 'two'
  contractCapacityKva: string
  priceCode: string | null
}

/** What the customer file says of an account on a day, and the price of its first settlement point. */
export function findFactsRow(ctx: Ctx, accountId: number, day: string): Promise<FactsRow | undefined> {
  return ctx.db.first(
    `select t.class, t.parts, trim_scale(t.contract_capacity_kva)::text as "contractCapacityKva",
       (select e.price_code from metering_point p join point_term e on e.point_id = p.id and e.known_to is null
          and e.valid_from <= $2 and (e.valid_to is null or $2 < e.valid_to)
        where p.account_id = $1 and p.purpose = 'settlement' order by p.id limit 1) as "priceCode"
     from account_term t where t.account_id = $1 and t.known_to is null and t.valid_from <= $2
       and (t.valid_to is null or $2 < t.valid_to)`,
    [accountId, day],
  )
}
