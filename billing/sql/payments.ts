import type { Ctx } from '../../db/context.ts'

export type PaymentRow = {
  id: number
  receiptNo: string
  accountId: number
  amountYuan: string
  paidThroughYuan: string
  channel: 'counter-cash' | 'counter-card' | 'online' | 'bank'
  paidAt: Date
}

const columns = `id, receipt_no as "receiptNo", account_id as "accountId", amount_yuan as "amountYuan",
  paid_through_yuan as "paidThroughYuan", channel, paid_at as "paidAt"`

/** Adds to what the account has paid, unless the key is known; then answers nothing. The ledger is locked. */
export async function insertPayment(
  ctx: Ctx,
  payment: { accountId: number; amountYuan: string; channel: string; note: string | null; key: string },
): Promise<PaymentRow | undefined> {
  const row = await ctx.db.first<PaymentRow>(
    `insert into payment (receipt_no, account_id, amount_yuan, paid_through_yuan, channel, note, paid_at, recorded_by,
       idempotency_key)
     select 'R' || to_char($6::timestamptz, 'YYYYMMDD') || lpad(nextval('payment_receipt')::text, 8, '0'),
       $1, $2, l.paid_yuan + $2, $3, $4, $6, $7, $5
     from account_ledger l where l.account_id = $1
     on conflict (idempotency_key) do nothing
     returning ${columns}`,
    [payment.accountId, payment.amountYuan, payment.channel, payment.note, payment.key, ctx.now, ctx.actor.username],
  )
  if (row) {
    await ctx.db.run('update account_ledger set paid_yuan = $2 where account_id = $1', [
      payment.accountId,
      row.paidThroughYuan,
    ])
  }
  return row
}

export function findPaymentByKey(ctx: Ctx, key: string): Promise<PaymentRow | undefined> {
  return ctx.db.first(`select ${columns} from payment where idempotency_key = $1`, [key])
}

export type Settled = { billId: number; billMonth: string; amountYuan: string }

/** Bills that this payment reached, oldest first. */
export function listSettled(ctx: Ctx, payment: PaymentRow): Promise<Settled[]> {
  return ctx.db.rows(
    `select id as "billId", bill_month as "billMonth",
       least(charged_through_yuan, $2) - greatest(charged_through_yuan - total_yuan, $2 - $3) as "amountYuan"
     from bill
     where account_id = $1 and charged_through_yuan > $2::numeric - $3::numeric and charged_through_yuan - total_yuan < $2
     order by bill_month`,
    [payment.accountId, payment.paidThroughYuan, payment.amountYuan],
  )
}
