import type { Ctx } from '../../db/context.ts'
import { addTimelineEntries } from '../../db/timeline.ts'
import { type Charged, chargedThrough, chargeTo } from '../rules/balance.ts'
import { chargeTitles } from '../rules/charge.ts'
import { endOfBillMonth } from '../rules/periods.ts'
import { insertCharges, type NewCharge } from '../sql/charges.ts'
import { lockLedgers, moveCharged } from '../sql/ledgers.ts'
import { insertOpenings } from '../sql/openings.ts'
import { insertPayments, type NewPayment } from '../sql/payments.ts'

/** One document of the system that an account comes from. Amounts in yuan, above zero. */
export type OpeningBalance = {
  documentNo: string
  accountId: number
  amountYuan: string
  note: string | null
} & ({ side: 'debt'; billMonth: string; dueOn: string } | { side: 'credit' })
type Debt = Extract<OpeningBalance, { side: 'debt' }>
type Credit = Extract<OpeningBalance, { side: 'credit' }>

/** Who brings it is the actor. */
type About = { caseRef: string; releasedBy: string }

const ROWS_A_CHUNK = 2000
const CLAUSE = '原系统期初余额,按原单据导入'

/**
 * What accounts owed (期初欠费) and had in credit (期初预存) before, into their ledgers: a debt as a charge that is issued at
 * once and bears late fees from its own due day by the rules of every debt, a credit as a payment, which brings about no late
 * fee. Nobody is sent a message: customers know of it. The caller has checked the documents, and opens the transaction.
 */
export async function bringBalances(ctx: Ctx, balances: OpeningBalance[], about: About): Promise<void> {
  const accountIds = [...new Set(balances.map(({ accountId }) => accountId))]
  const ledgers = new Map<number, Charged>(
    (await lockLedgers(ctx, accountIds)).map((ledger) => [ledger.accountId, ledger]),
  )
  const credits = balances.filter((each): each is Credit => each.side === 'credit')
  for (const chunk of chunksOf(credits)) await bringCredits(ctx, chunk, about.caseRef)
  // The oldest debt is covered first.
  const debts = balances
    .filter((each): each is Debt => each.side === 'debt')
    .toSorted((one, other) => (ageOf(one) < ageOf(other) ? -1 : 1))
  for (const chunk of chunksOf(debts)) await bringDebts(ctx, chunk, { ledgers, ...about })
}

function* chunksOf<T>(rows: T[]): Generator<T[]> {
  for (let from = 0; from < rows.length; from += ROWS_A_CHUNK) yield rows.slice(from, from + ROWS_A_CHUNK)
}

const ageOf = ({ billMonth, dueOn, documentNo }: Debt) => `${billMonth} ${dueOn} ${documentNo}`
const keyOf = ({ documentNo }: { documentNo: string }) => `opening balance:${documentNo}`

async function bringDebts(
  ctx: Ctx,
  debts: Debt[],
  { ledgers, caseRef, releasedBy }: About & { ledgers: Map<number, Charged> },
): Promise<void> {
  const charges = debts.map((debt): NewCharge => {
    const after = chargeTo(
      ledgers.get(debt.accountId) ?? { chargedYuan: '0.00', creditedYuan: '0.00' },
      debt.amountYuan,
    )
    ledgers.set(debt.accountId, after)
    return { ...debtToCharge(debt), chargedThroughYuan: chargedThrough(after), decidedBy: releasedBy }
  })
  const stored = new Map((await insertCharges(ctx, charges)).map((charge) => [charge.key, charge]))
  const told = debts.map((debt) => {
    const charge = stored.get(keyOf(debt))
    if (!charge) throw new Error(`the debt of document ${debt.documentNo} was charged before`)
    return { ...debt, charge }
  })
  const moved = new Set(debts.map(({ accountId }) => accountId))
  await moveCharged(
    ctx,
    [...ledgers].filter(([id]) => moved.has(id)).map(([accountId, after]) => ({ ...after, accountId })),
  )
  await insertOpenings(
    ctx,
    told.map(({ charge, ...debt }) => ({ ...debt, chargeId: charge.id, paymentId: null })),
    caseRef,
  )
  const { zh, en } = chargeTitles['opening-debt']
  await addTimelineEntries(
    ctx,
    told.map(({ charge, accountId, amountYuan, dueOn, billMonth }) => ({
      ...{ accountId, at: ctx.now, kind: 'charge', subject: `charge:${charge.chargeNo}` },
      title: { zh: `${zh} ${amountYuan} 元`, en: `${en}: ${amountYuan} yuan` },
      detail: { chargeId: charge.id, totalYuan: amountYuan, dueOn, periodTo: endOfBillMonth(billMonth) },
    })),
  )
}

function debtToCharge(debt: Debt): Omit<NewCharge, 'chargedThroughYuan' | 'decidedBy'> {
  const { accountId, documentNo, billMonth, amountYuan, dueOn, note } = debt
  return {
    ...{ accountId, kind: 'opening-debt', document: 'charge', state: 'issued', reversesId: null, paymentId: null },
    ...{ input: { documentNo, billMonth }, result: { notices: [] }, totalYuan: amountYuan, dueOn, key: keyOf(debt) },
    reason: [`${billMonth} 电费期初欠费`, note].filter(Boolean).join(','),
    evidence: null,
    ...{ aboutFrom: `${billMonth}-01`, aboutTo: endOfBillMonth(billMonth) },
    lines: [
      {
        ...{ item: 'opening-debt', quantity: 1, unit: '笔', price: amountYuan, clause: CLAUSE },
        ...{ unroundedYuan: amountYuan, amountYuan, formula: `原单据金额 ${amountYuan}` },
      },
    ],
  }
}

async function bringCredits(ctx: Ctx, credits: Credit[], caseRef: string): Promise<void> {
  const payments = credits.map((credit): NewPayment => {
    const { accountId, amountYuan, note } = credit
    return { accountId, amountYuan, note, channel: 'opening', key: keyOf(credit) }
  })
  const stored = new Map((await insertPayments(ctx, payments)).map((payment) => [payment.key, payment]))
  const told = credits.map((credit) => {
    const payment = stored.get(keyOf(credit))
    if (!payment) throw new Error(`the credit of document ${credit.documentNo} was paid before`)
    return { ...credit, payment }
  })
  await insertOpenings(
    ctx,
    told.map(({ payment, ...credit }) => ({ ...credit, chargeId: null, paymentId: payment.id, billMonth: null })),
    caseRef,
  )
  await addTimelineEntries(
    ctx,
    told.map(({ payment: { receiptNo, paidAt, channel }, accountId, amountYuan }) => ({
      ...{ accountId, at: paidAt, kind: 'payment', subject: `payment:${receiptNo}` },
      title: { zh: `期初预存 ${amountYuan} 元`, en: `Opening credit: ${amountYuan} yuan` },
      detail: { receiptNo, channel },
    })),
  )
}
