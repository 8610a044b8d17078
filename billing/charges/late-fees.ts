import type { Ctx } from '../../db/context.ts'
import { addDays, civilDay } from '../../db/time.ts'
import { calculateWhole } from '../calculations/calculate.ts'
import { type Charged, chargedThrough, chargeTo } from '../rules/balance.ts'
import { type LateFeeTerms, lateFeeInput } from '../rules/late-payment.ts'
import type { RatedLine } from '../rules/lines.ts'
import { insertCharges, insertLateFeeBases, type NewCharge } from '../sql/charges.ts'
import type { UnpaidDebt } from '../sql/debts.ts'
import { type LatePart, listLateParts } from '../sql/late-fees.ts'
import { moveCharged } from '../sql/ledgers.ts'
import type { PaymentRow } from '../sql/payments.ts'
import { announceCharges } from './announce.ts'

const REASON = '逾期交费'

/**
 * Charges late payment (电费违约金) for what these payments covered after its due day: one charge for each payment, issued at
 * once. All are of one instant; the ledgers are locked and given as they stood before.
 */
export async function chargeLatePayments(
  ctx: Ctx,
  payments: PaymentRow[],
  ledgers: Map<number, Charged>,
): Promise<void> {
  const paidOn = civilDay(ctx.now)
  const parts = await listLateParts(
    ctx,
    payments.map(({ id }) => id),
    paidOn,
  )
  const charged = new Map(ledgers)
  const fees = [...Map.groupBy(parts, ({ paymentId }) => paymentId).values()].flatMap((late): NewCharge[] => {
    const fee = lateFeeOf(late, paidOn)
    if (!fee) return []
    const after = chargeTo(charged.get(fee.accountId) ?? { chargedYuan: '0.00', creditedYuan: '0.00' }, fee.totalYuan)
    charged.set(fee.accountId, after)
    return [{ ...fee, chargedThroughYuan: chargedThrough(after) }]
  })
  if (fees.length === 0) return
  const stored = await insertCharges(ctx, fees)
  const idOf = new Map(stored.map(({ key, id }) => [key, id]))
  await insertLateFeeBases(
    ctx,
    parts.flatMap((part) => {
      const chargeId = idOf.get(keyOf(part.paymentId))
      return chargeId === undefined ? [] : [{ ...part, chargeId }]
    }),
    paidOn,
  )
  const accountIds = new Set(fees.map(({ accountId }) => accountId))
  await moveCharged(
    ctx,
    [...charged].filter(([id]) => accountIds.has(id)).map(([accountId, after]) => ({ ...after, accountId })),
  )
  const noOf = new Map(stored.map(({ key, chargeNo }) => [key, chargeNo]))
  await announceCharges(
    ctx,
    fees.map((fee) => ({ ...fee, id: idOf.get(fee.key) ?? 0, chargeNo: noOf.get(fee.key) ?? '' })),
  )
}

function lateFeeOf(late: LatePart[], paidOn: string): NewCharge | null {
  const [first] = late
  if (!first) return null
  const input = lateFeeInput(first.terms, late, paidOn)
  const { lines, totalYuan, ...result } = calculateWhole('late-fee', input)
  if (totalYuan === '0.00') return null
  return {
    accountId: first.accountId,
    ...{ kind: 'late-fee', document: 'charge', state: 'issued', reversesId: null, chargedThroughYuan: null },
    ...{ input, result, totalYuan, lines: lines as RatedLine[], reason: REASON, evidence: null },
    // The due day is not overdue, the day of payment is.
    aboutFrom: addDays(
      late.map(({ dueOn }) => dueOn).reduce((one, other) => (one < other ? one : other)),
      1,
    ),
    aboutTo: addDays(paidOn, 1),
    dueOn: addDays(paidOn, first.terms.daysToPay),
    paymentId: first.paymentId,
    key: keyOf(first.paymentId),
  }
}

function keyOf(paymentId: number): string {
  return `late-fee:${paymentId}`
}

/** The late fee that paying all overdue debts today would bring about, in yuan. */
export function accruedLateFee(terms: LateFeeTerms | null, unpaid: UnpaidDebt[], today: string): string {
  const late = unpaid.filter(({ isLateFee, dueOn }) => !isLateFee && dueOn < today)
  if (!terms || late.length === 0) return '0.00'
  return calculateWhole('late-fee', lateFeeInput(terms, late, today)).totalYuan
}
