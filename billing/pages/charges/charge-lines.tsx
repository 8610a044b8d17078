import { yuan } from '../../../app/web/kit/format.ts'
import { useLanguage, useWords } from '../../../app/web/kit/words.ts'
import type { ChargePreview } from '../../charges/contract.ts'
import { billWords } from '../bill/words.ts'
import css from './charges.module.css'
import { chargeWords } from './words.ts'

/** Each line with how it comes about and by which clause, and the sum: whose money it is. */
export function ChargeLines({ lines, totalYuan }: Pick<ChargePreview, 'lines' | 'totalYuan'>) {
  const say = useWords(chargeWords)
  const name = useWords(billWords)
  const [language] = useLanguage()
  const isBack = totalYuan.startsWith('-')
  return (
    <>
      {lines.map((line, position) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no name of their own and never move.
        <div key={position} className={css.line}>
          <div className={css.top}>
            <span>{line.title[language]}</span>
            <span className={css.amount}>{yuan(line.amountYuan)}</span>
          </div>
          <div className={css.formula}>
            {line.formula.replace(` ${line.unit} ×`, ` ${name.code('unit', line.unit)} ×`)}
          </div>
          {isRounded(line) && <div className={css.note}>{say('line.exact', { amount: line.unroundedYuan })}</div>}
          <div className={css.note}>{say('line.clause', { clause: line.clause })}</div>
        </div>
      ))}
      <div className={`${css.sum} ${isBack ? css.back : ''}`}>
        <span>{say(isBack ? 'sum.back' : 'sum.owed')}</span>
        <span data-amount="total">{yuan(isBack ? totalYuan.slice(1) : totalYuan)}</span>
      </div>
    </>
  )
}

function isRounded({ unroundedYuan, amountYuan }: ChargePreview['lines'][number]): boolean {
  return Number(unroundedYuan) !== Number(amountYuan)
}
