import type { Ctx } from '../../db/context.ts'
import { count, differing, figureOf, pastOf } from '../../db/parameters/effect.ts'
import type { Effect, ParameterChange, Said, Value } from '../../db/parameters/set.ts'
import { addDays } from '../../db/time.ts'
import { calculateWhole } from '../calculations/calculate.ts'
import type { RuleEdition } from '../rules/editions.ts'
import { lateFeeInput } from '../rules/late-payment.ts'
import { sumYuan } from '../rules/money.ts'
import { countBillsDue, listPastParts, type PastPart, type PastTerms } from '../sql/parameter-effects.ts'

const DAYS = 90
const MOST = 20_000
const yuan: Said = { zh: '元', en: 'yuan' }
const payments: Said = { zh: '笔', en: 'payments' }

type Fee = { ref: string; path: string; yuan: string; isLate: boolean }

/** Late fees of payments of late, each charged anew by the calculation that charges them, at the new rates. */
export async function lateFeeEffect(ctx: Ctx, change: ParameterChange): Promise<Effect> {
  const accountClass = change.key.account_class ?? ''
  const days = pastOf(ctx, change, DAYS)
  const parts = await listPastParts(ctx, { accountClass, ...days, daysEarlier: 0, limit: MOST })
  const before = chargeAll(parts, accountClass, ({ terms }) => terms, 0)
  const after = chargeAll(parts, accountClass, () => termsOf(change.value), 0)
  return { ...days, ...compare(before, after, '逾期交费', 'late payments'), figures: feesOf(before, after) }
}

/** What of the same payments would have been late under another number of days, and charged for. */
export async function dueEffect(ctx: Ctx, change: ParameterChange): Promise<Effect> {
  const accountClass = change.key.account_class ?? ''
  const days = pastOf(ctx, change, DAYS)
  const shift =
    (figureOf(change.value, 'days_after_period') ?? 0) - (figureOf(change.former?.value, 'days_after_period') ?? 0)
  const of = { accountClass, ...days }
  const parts = await listPastParts(ctx, { ...of, daysEarlier: Math.max(0, -shift), limit: MOST })
  const before = chargeAll(parts, accountClass, ({ terms }) => terms, 0)
  const after = chargeAll(parts, accountClass, ({ terms }) => terms, shift)
  const bills = await countBillsDue(ctx, of)
  const moved: Effect['figures'][number] = {
    title: { zh: `应交日移动 ${shift} 天的账单`, en: `Bills due ${shift} days later` },
    ...{ before: '0', after: String(bills), unit: { zh: '张', en: 'bills' } },
  }
  return { ...days, ...compare(before, after, '交费', 'payments'), figures: [moved, ...feesOf(before, after)] }
}

function termsOf(value: Value | null): PastTerms | null {
  if (!value) return null
  return {
    automatic: value.automatic === 'true',
    currentYearRate: value.current_year_rate ?? '0',
    crossYearRate: value.cross_year_rate ?? '0',
    crossYearReading: value.cross_year_reading === 'whole' ? 'whole' : 'split',
    minimumYuan: value.minimum_yuan ?? '0',
    ruleEdition: (value.rule_edition ?? '2024') as RuleEdition,
  }
}

/** The fee of each payment, with its debts due so many days later. */
function chargeAll(
  parts: PastPart[],
  accountClass: string,
  termsFor: (part: PastPart) => PastTerms | null,
  shift: number,
): Fee[] {
  return [...Map.groupBy(parts, ({ paymentId }) => paymentId).values()].flatMap((ofPayment) => {
    const [first] = ofPayment
    if (!first) return []
    const terms = termsFor(first)
    const debts = ofPayment
      .map(({ ref, amountYuan, dueOn }) => ({ ref, amountYuan, dueOn: addDays(dueOn, shift) }))
      .filter(({ dueOn }) => dueOn < first.paidOn)
    const isCharged = terms?.automatic === true && debts.length > 0
    const customerClass = accountClass === 'residential' ? ('residential' as const) : ('non-residential' as const)
    const input = isCharged && lateFeeInput({ ...terms, customerClass, daysToPay: 0 }, debts, first.paidOn)
    const fee = input ? calculateWhole('late-fee', input).totalYuan : '0.00'
    return [{ ref: first.accountNo, path: first.path, yuan: fee, isLate: debts.length > 0 }]
  })
}

function feesOf(before: Fee[], after: Fee[]): Effect['figures'] {
  const late = (fees: Fee[]) => fees.filter(({ isLate }) => isLate).length
  const sum = (fees: Fee[]) => sumYuan(fees.map((fee) => fee.yuan))
  return [
    count({ zh: '逾期', en: 'Late' }, late(before), late(after), payments),
    { title: { zh: '违约金合计', en: 'Late fees' }, before: sum(before), after: sum(after), unit: yuan },
  ]
}

function compare(before: Fee[], after: Fee[], zh: string, en: string): Pick<Effect, 'about' | 'cases' | 'counts'> {
  const said = (fee: Fee | undefined): Said => ({ zh: `${fee?.yuan ?? '0.00'} 元`, en: `${fee?.yuan ?? '0.00'} yuan` })
  return {
    about: {
      zh: `这段时间这一类客户的 ${before.length} 笔${zh}，按收费时的算法逐笔重算`,
      en: `${before.length} ${en} of the class, each charged anew as they are charged`,
    },
    ...differing(before.map((fee, n) => ({ ref: fee.ref, path: fee.path, before: said(fee), after: said(after[n]) }))),
  }
}
