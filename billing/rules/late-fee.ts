// Decides the charge for late payment (电费违约金; CONTRACT §4; 供电营业规则(1996) 第九十八条).
import { daysBetween } from '../../db/time.ts'
import { rateCharge } from './charge-line.ts'
import { fraction } from './fraction.ts'
import type { RatedLine } from './lines.ts'
import { exact, sumYuan, yuanToText } from './money.ts'

export type LateFeeFacts = {
  customerClass: 'residential' | 'non-residential'
  items: { id: string; amountYuan: string; dueOn: string; paidOn: string }[]
  /** A year crossed: `split` by its days, or `whole` at the higher rate. */
  crossYearReading: 'split' | 'whole'
  rates: { residential: string; currentYear: string; crossYear: string }
  minimumYuan: string
  clause: string
}

export type LateFeeItem = {
  id: string
  overdueDays: number
  currentYearDays: number
  crossYearDays: number
  currentYearYuan: string
  crossYearYuan: string
  lateFeeYuan: string
}

export function rateLateFee(facts: LateFeeFacts): { items: LateFeeItem[]; lines: RatedLine[]; isToppedUp: boolean } {
  const rated = facts.items.map((item) => rateItem(facts, item))
  const lines = rated.flatMap((item) => item.lines)
  const shortOf = exact(facts.minimumYuan).minus(sumYuan(lines.map(({ amountYuan }) => amountYuan)))
  const isToppedUp = shortOf.gt(0) && shortOf.lt(facts.minimumYuan)
  if (isToppedUp) {
    lines.push(
      rateCharge({
        item: 'late-fee-minimum',
        quantity: fraction(1),
        unit: 'item',
        price: yuanToText(shortOf),
        clause: facts.clause,
      }),
    )
  }
  return { items: rated.map(({ item }) => item), lines, isToppedUp }
}

function rateItem(facts: LateFeeFacts, { id, amountYuan, dueOn, paidOn }: LateFeeFacts['items'][number]) {
  const { rates, clause } = facts
  const overdueDays = Math.max(0, daysBetween(dueOn, paidOn))
  const currentYearDays = daysInYearOf(facts, dueOn, paidOn, overdueDays)
  const crossYearDays = overdueDays - currentYearDays
  const currentRate = facts.customerClass === 'residential' ? rates.residential : rates.currentYear
  const parts: [string, number, string][] = [
    ['late-fee-current-year', currentYearDays, currentRate],
    ['late-fee-cross-year', crossYearDays, rates.crossYear],
  ]
  const lines = parts
    .filter(([, days]) => days > 0)
    .map(([item, days, rate]) =>
      rateCharge({ item, quantity: fraction(days), unit: 'day', price: exact(amountYuan).times(rate), clause }),
    )
  const yuanOf = (code: string) => sumYuan(lines.filter(({ item }) => item === code).map((line) => line.amountYuan))
  const item: LateFeeItem = {
    id,
    overdueDays,
    currentYearDays,
    crossYearDays,
    currentYearYuan: yuanOf('late-fee-current-year'),
    crossYearYuan: yuanOf('late-fee-cross-year'),
    lateFeeYuan: sumYuan(lines.map((line) => line.amountYuan)),
  }
  return { item, lines }
}

/** A residential customer has one rate, whatever the year. */
function daysInYearOf(facts: LateFeeFacts, dueOn: string, paidOn: string, overdueDays: number): number {
  const isSameYear = paidOn.slice(0, 4) <= dueOn.slice(0, 4)
  if (facts.customerClass === 'residential' || isSameYear) return overdueDays
  return facts.crossYearReading === 'whole' ? 0 : daysBetween(dueOn, `${dueOn.slice(0, 4)}-12-31`)
}
