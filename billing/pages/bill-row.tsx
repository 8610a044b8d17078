import { Link } from 'react-router'
import { addDays, fixed, yuan } from '../../app/web/kit/format.ts'
import { useWords } from '../../app/web/kit/words.ts'
import type { BillSummary } from '../contract.ts'
import { BillPill } from './bill-pill.tsx'
import css from './bill-row.module.css'
import { billingWords } from './words.ts'

export function BillRow({ bill, to }: { bill: BillSummary; to: string }) {
  const say = useWords(billingWords)
  return (
    <Link to={to} className={css.row}>
      <span className={css.month}>
        {bill.billMonth} <BillPill status={bill.status} />
      </span>
      <span className={css.amount}>{yuan(bill.totalYuan)}</span>
      <span className={css.note}>
        {say('bill.periodText', { from: bill.periodFrom, to: addDays(bill.periodTo, -1) })}
      </span>
      <span className={css.energy}>{fixed(bill.energyKwh, 2)} kWh</span>
    </Link>
  )
}
