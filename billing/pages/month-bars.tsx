import { fixed } from '../../app/web/kit/format.ts'
import { useWords } from '../../app/web/kit/words.ts'
import type { BillSummary } from '../contract.ts'
import css from './month-bars.module.css'
import { billingWords } from './words.ts'

const MONTHS = 12

/** Energy by month, oldest on the left; `bills` come newest first. */
export function MonthBars({ bills }: { bills: BillSummary[] }) {
  const say = useWords(billingWords)
  const shown = bills.slice(0, MONTHS).reverse()
  const highest = Math.max(1, ...shown.map((bill) => bill.energyKwh))
  return (
    <ol className={css.bars} aria-label={say('bills.months')}>
      {shown.map((bill) => {
        const text = say('bills.month', { month: bill.billMonth, energy: fixed(bill.energyKwh, 2) })
        return (
          <li key={bill.id} className={css.month} title={text} aria-label={text}>
            <i className={css.bar} style={{ height: `${Math.max(0, bill.energyKwh / highest) * 84}%` }} />
            {Number(bill.billMonth.slice(5))}
          </li>
        )
      })}
    </ol>
  )
}
