import type { Ctx } from '../db/context.ts'
import { publish } from '../db/events.ts'
import { transact } from '../db/pool.ts'
import { notFound, Refusal } from '../db/refusal.ts'
import { addTimelineEntry } from '../db/timeline.ts'
import { findBalance } from './balances.ts'
import type { Payment, paymentChannels } from './contract.ts'
import { exact, yuanToText } from './rules/money.ts'
import { lockLedgers } from './sql/facts.ts'
import { findPaymentByKey, insertPayment, listSettled, type PaymentRow } from './sql/payments.ts'
import { findReadableAccount } from './sql/read.ts'

export type PaymentInput = {
  accountNo: string
  amountYuan: string
  channel: (typeof paymentChannels)[number]
  note?: string | undefined
  /** The caller's own name for this payment: sent again it pays nothing and gets the same answer. */
  idempotencyKey: string
}

/**
 * Records money received; it covers the oldest bills first and what is left stays as credit.
 * Refuses with `AMOUNT_NOT_POSITIVE`, or `IDEMPOTENCY_KEY_REUSED` where the key came with another payment.
 */
export function recordPayment(ctx: Ctx, input: PaymentInput): Promise<Payment> {
  return transact(ctx, async (inner) => {
    const account = await findReadableAccount(inner, { accountNo: input.accountNo })
    if (!account) throw notFound('户号')
    const amount = exact(input.amountYuan)
    if (!amount.isPositive() || amount.isZero()) throw new Refusal('AMOUNT_NOT_POSITIVE', '收费金额应大于零')
    await lockLedgers(inner, [account.id])
    const key = `${inner.actor.username}:${input.idempotencyKey}`
    const amountYuan = yuanToText(amount)
    const { channel, note = null } = input
    const fresh = await insertPayment(inner, { accountId: account.id, amountYuan, channel, note, key })
    if (fresh) await announce(inner, fresh)
    const payment = fresh ?? (await findPaymentByKey(inner, key))
    if (payment?.accountId !== account.id || payment.amountYuan !== amountYuan || payment.channel !== channel) {
      throw new Refusal('IDEMPOTENCY_KEY_REUSED', '该请求编号已用于另一笔收费,请核对后换新编号')
    }
    const { balanceYuan } = await findBalance(inner, account.id)
    const { accountId: _, paidThroughYuan: __, paidAt, ...row } = payment
    return {
      ...row,
      accountNo: account.accountNo,
      paidAt: paidAt.toISOString(),
      settled: await listSettled(inner, payment),
      balanceYuan,
    }
  })
}

async function announce(ctx: Ctx, payment: PaymentRow): Promise<void> {
  const { id: paymentId, accountId, amountYuan, receiptNo } = payment
  await publish(ctx, 'payment.recorded', { paymentId, accountId, amountYuan })
  await addTimelineEntry(ctx, {
    accountId,
    at: payment.paidAt,
    kind: 'payment',
    subject: `payment:${receiptNo}`,
    title: { zh: `收到电费 ${amountYuan} 元`, en: `Payment of ${amountYuan} yuan` },
    detail: { receiptNo, channel: payment.channel },
  })
}
