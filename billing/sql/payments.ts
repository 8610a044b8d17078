import type { Ctx } from '../../db/context.ts'
import { coveredBetween, creditedBy, debtsOf } from './debts.ts'

export type PaymentRow = {
  id: number
  receiptNo: string
  accountId: number
  amountYuan: string
  paidThroughYuan: string
  /** `opening`: had in credit in the system before this one. */
  channel: 'counter-cash' | 'counter-card' | 'online' | 'bank' | 'opening'
  paidAt: Date
  key: string
}

const columns = `id, receipt_no as "receiptNo", account_id as "accountId", amount_yuan as "amountYuan",
  paid_through_yuan as "paidThroughYuan", channel, paid_at as "paidAt", idempotency_key as key`

export type NewPayment = {
  accountId: number
  amountYuan: string
  channel: PaymentRow['channel']
  note: string | null
  key: string
}

/** Adds to what the accounts have paid; a key that another payment took meanwhile is left out. The ledgers are locked. */
export async function insertPayments(ctx: Ctx, payments: NewPayment[]): Promise<PaymentRow[]> {
  const rows = await ctx.db.rows<PaymentRow>(
    `insert into payment (receipt_no, account_id, amount_yuan, paid_through_yuan, channel, note, paid_at, recorded_by,
       idempotency_key)
     select 'R' || to_char($1::timestamptz, 'YYYYMMDD') || lpad(nextval('payment_receipt')::text, 8, '0'),
       p.account_id, p.amount, l.paid_yuan + sum(p.amount) over (partition by p.account_id order by p.position),
       p.channel, p.note, $1, $2, p.key
     from unnest($3::bigint[], $4::numeric[], $5::text[], $6::text[], $7::text[]) with ordinality
       as p(account_id, amount, channel, note, key, position)
     join account_ledger l on l.account_id = p.account_id
     on conflict (idempotency_key) do nothing
     returning ${columns}`,
    [
      ctx.now,
      ctx.actor.username,
      payments.map(({ accountId }) => accountId),
      payments.map(({ amountYuan }) => amountYuan),
      payments.map(({ channel }) => channel),
      payments.map(({ note }) => note),
      payments.map(({ key }) => key),
    ],
  )
  await ctx.db.run(
    `update account_ledger l set paid_yuan = p.paid_yuan
     from (select account_id, max(paid_through) as paid_yuan
       from unnest($1::bigint[], $2::numeric[]) as r(account_id, paid_through) group by account_id) p
     where l.account_id = p.account_id`,
    [rows.map(({ accountId }) => accountId), rows.map(({ paidThroughYuan }) => paidThroughYuan)],
  )
  return rows
}

/** The last day, half-open, that is paid for by each payment that is used up by debts; what is left over is of the day paid. */
export async function listReached(ctx: Ctx, paymentIds: number[]): Promise<Map<number, string>> {
  const rows = await ctx.db.rows<{ id: number; day: string }>(
    `select p.id, max(d.day) as day
     from payment p cross join lateral (select p.paid_through_yuan + ${creditedBy('p.account_id', 'p.paid_at')} as through) r
     cross join lateral ${debtsOf('p.account_id')} d
     where p.id = any($1) and d.through > r.through - p.amount_yuan and d.through - d.total < r.through
     group by p.id, r.through having max(d.through) >= r.through`,
    [paymentIds],
  )
  return new Map(rows.map(({ id, day }) => [id, day]))
}

/** What was paid last for an account; undefined: nothing yet. */
export function findLatestPayment(ctx: Ctx, accountId: number): Promise<{ amountYuan: string } | undefined> {
  return ctx.db.first(
    'select amount_yuan as "amountYuan" from payment where account_id = $1 order by id desc limit 1',
    [accountId],
  )
}

export function listPaymentsByKey(ctx: Ctx, keys: string[]): Promise<PaymentRow[]> {
  return ctx.db.rows(`select ${columns} from payment where idempotency_key = any($1)`, [keys])
}

export type Settled = {
  billId: number | null
  billMonth: string | null
  chargeId: number | null
  chargeNo: string | null
  amountYuan: string
}

/** Bills and charges that this payment reached, oldest first. */
export function listSettled(ctx: Ctx, payment: PaymentRow): Promise<Settled[]> {
  return ctx.db.rows(
    `select case d.kind when 'bill' then d.id end as "billId", d.bill_month as "billMonth",
       case d.kind when 'charge' then d.id end as "chargeId", case d.kind when 'charge' then d.ref end as "chargeNo",
       ${coveredBetween('p.through - $3::numeric', 'p.through')} as "amountYuan"
     from (select $2::numeric + ${creditedBy('$1', '$4')} as through) p cross join lateral ${debtsOf('$1')} d
     where d.through > p.through - $3::numeric and d.through - d.total < p.through
     order by d.through`,
    [payment.accountId, payment.paidThroughYuan, payment.amountYuan, payment.paidAt],
  )
}
