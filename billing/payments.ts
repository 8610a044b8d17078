import { recordAudit } from '../db/audit.ts'
import type { Ctx } from '../db/context.ts'
import { publishAll } from '../db/events.ts'
import { transact } from '../db/pool.ts'
import { notFound, Refusal } from '../db/refusal.ts'
import { addTimelineEntries } from '../db/timeline.ts'
import { findBalance } from './balances.ts'
import { chargeLatePayments } from './charges/late-fees.ts'
import type { Payment, paymentChannels } from './contract.ts'
import { exact, sumYuan, yuanToText } from './rules/money.ts'
import { findLateFeeOf } from './sql/charge-read.ts'
import { lockLedgers } from './sql/ledgers.ts'
import {
  insertPayments,
  listPaymentsByKey,
  listReached,
  listSettled,
  type NewPayment,
  type PaymentRow,
} from './sql/payments.ts'
import { findReadableAccounts } from './sql/read.ts'

export type PaymentInput = {
  accountNo: string
  amountYuan: string
  channel: (typeof paymentChannels)[number]
  note?: string | undefined
  /** The caller's own name for this payment: sent again it pays nothing and gets the same answer. */
  idempotencyKey: string
}

/**
 * Records money received; it covers the oldest bills and charges first and what is left stays as credit. What it covers late
 * is charged a late fee (违约金) at once.
 * Refuses with `NOT_FOUND`, `AMOUNT_NOT_POSITIVE`, or `IDEMPOTENCY_KEY_REUSED` where the key came with another payment.
 */
export function recordPayment(ctx: Ctx, input: PaymentInput): Promise<Payment> {
  return transact(ctx, async (inner) => {
    const [payment] = (await storePayments(inner, [input])).stored
    if (!payment) throw new Error('a payment was not stored')
    const { balanceYuan } = await findBalance(inner, payment.accountId)
    const { id, receiptNo, amountYuan, channel, paidAt } = payment
    const { accountNo } = input
    const settled = await listSettled(inner, payment)
    const lateFee = (await findLateFeeOf(inner, id)) ?? null
    return {
      id,
      receiptNo,
      accountNo,
      amountYuan,
      channel,
      paidAt: paidAt.toISOString(),
      settled,
      lateFee,
      balanceYuan,
    }
  })
}

/**
 * Records a file of payments, such as a bank's collection (银行代扣), all or none; known keys pay nothing again.
 * Refuses like `recordPayment`.
 */
export function recordPayments(ctx: Ctx, inputs: PaymentInput[]): Promise<{ recorded: number; known: number }> {
  return transact(ctx, async (inner) => {
    const { stored, fresh } = await storePayments(inner, inputs)
    return { recorded: fresh, known: stored.length - fresh }
  })
}

async function storePayments(ctx: Ctx, inputs: PaymentInput[]): Promise<{ stored: PaymentRow[]; fresh: number }> {
  const payments = await readPayments(ctx, inputs)
  const ledgers = await lockLedgers(
    ctx,
    payments.map(({ accountId }) => accountId),
  )
  const known = new Map(
    (
      await listPaymentsByKey(
        ctx,
        payments.map(({ key }) => key),
      )
    ).map((payment) => [payment.key, payment]),
  )
  const unknown = payments.filter(({ key }) => !known.has(key))
  const fresh = await insertPayments(ctx, [...new Map(unknown.map((payment) => [payment.key, payment])).values()])
  for (const payment of fresh) known.set(payment.key, payment)
  if (payments.some((payment) => !isSamePayment(payment, known.get(payment.key)))) {
    throw new Refusal('IDEMPOTENCY_KEY_REUSED', '该请求编号已用于另一笔收费,请核对后换新编号')
  }
  await announce(ctx, fresh)
  await chargeLatePayments(ctx, fresh, new Map(ledgers.map((ledger) => [ledger.accountId, ledger])))
  return { stored: [...known.values()], fresh: fresh.length }
}

async function readPayments(ctx: Ctx, inputs: PaymentInput[]): Promise<NewPayment[]> {
  const accounts = await findReadableAccounts(
    ctx,
    inputs.map(({ accountNo }) => accountNo),
  )
  return inputs.map(({ accountNo, amountYuan, channel, note = null, idempotencyKey }) => {
    const accountId = accounts.get(accountNo)
    if (accountId === undefined) throw notFound('户号')
    const amount = exact(amountYuan)
    if (!amount.isPositive() || amount.isZero()) throw new Refusal('AMOUNT_NOT_POSITIVE', '收费金额应大于零')
    return { accountId, amountYuan: yuanToText(amount), channel, note, key: `${ctx.actor.username}:${idempotencyKey}` }
  })
}

function isSamePayment(asked: NewPayment, stored: PaymentRow | undefined): boolean {
  return (
    stored?.accountId === asked.accountId && stored.amountYuan === asked.amountYuan && stored.channel === asked.channel
  )
}

async function announce(ctx: Ctx, payments: PaymentRow[]): Promise<void> {
  const [first, ...more] = payments
  if (!first) return
  await recordAudit(ctx, {
    action: 'payment.recorded',
    subject: `payment:${first.receiptNo}`,
    detail: { receipts: 1 + more.length, totalYuan: sumYuan(payments.map(({ amountYuan }) => amountYuan)) },
  })
  await publishAll(
    ctx,
    'payment.recorded',
    payments.map(({ id, accountId, amountYuan }) => ({ paymentId: id, accountId, amountYuan })),
  )
  const reached = await listReached(
    ctx,
    payments.map(({ id }) => id),
  )
  await addTimelineEntries(
    ctx,
    payments.map(({ id, accountId, paidAt, receiptNo, amountYuan, channel }) => ({
      accountId,
      at: paidAt,
      kind: 'payment',
      subject: `payment:${receiptNo}`,
      title: { zh: `收到电费 ${amountYuan} 元`, en: `Payment of ${amountYuan} yuan` },
      // Whose time it is of: what was owed before a hand-over is the former owner's, whenever it is paid.
      detail: { receiptNo, channel, ...(reached.has(id) && { periodTo: reached.get(id) }) },
    })),
  )
}
