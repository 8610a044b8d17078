import { quantity, yuan } from '../../app/web/kit/format.ts'
import { useLanguage, useWords } from '../../app/web/kit/words.ts'
import type { BillDetail, BillLine } from '../bill-contract.ts'
import css from './bill.module.css'
import { billingWords } from './words.ts'

/** Every line of a bill with what it was made of: the arithmetic first, then the text that it follows. */
export function BillLines({ bill }: { bill: BillDetail }) {
  const say = useWords(billingWords)
  return (
    <>
      {bill.lines.map((line) => (
        <Line key={line.position} line={line} />
      ))}
      <div className={css.sum}>
        <span>{say('bill.lines.sum')}</span>
        <span data-amount="total">{yuan(bill.totalYuan)}</span>
      </div>
    </>
  )
}

function Line({ line }: { line: BillLine }) {
  const say = useWords(billingWords)
  const [language] = useLanguage()
  const plain =
    line.price === null
      ? `${quantity(line.quantity)} ${line.unit}`
      : `${quantity(line.quantity)} ${line.unit} × ${line.price}`
  const rounded = Number(line.unroundedYuan) !== Number(line.amountYuan)
  return (
    <div className={css.line}>
      <div className={css.lineTop}>
        <span className={css.lineTitle}>{line.title[language]}</span>
        <span className={css.amount} data-amount="line">
          {yuan(line.amountYuan)}
        </span>
      </div>
      <div className={css.formula}>
        {line.formula || plain}
        {rounded && <> · {say('bill.line.exact', { amount: line.unroundedYuan })}</>}
      </div>
      <div className={css.clause}>
        {line.clause} · {say('bill.line.version', { version: line.priceVersion ?? '—' })}
      </div>
    </div>
  )
}
