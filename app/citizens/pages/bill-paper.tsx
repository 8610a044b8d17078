import { useWords } from '../../web/kit/words.ts'
import { accountWords } from './account-words.ts'
import css from './bill-paper.module.css'

/** A bill in small: where on it the account number and the binding code stand. */
export function BillPaper() {
  const say = useWords(accountWords)
  return (
    <div className={css.paper} aria-hidden>
      <div className={css.title}>{say('paper.title')}</div>
      <div className={css.line} style={{ width: '45%' }} />
      <div className={css.marked}>
        <span>{say('no')}</span>
        <b>3302 0001 00013</b>
      </div>
      <div className={css.line} style={{ width: '80%' }} />
      <div className={css.line} style={{ width: '62%' }} />
      <div className={`${css.marked} ${css.code}`}>
        <span>{say('bind.code')}</span>
        <b>K7MF-3QXA</b>
      </div>
      <div className={css.rows}>
        {[70, 90, 55].map((width) => (
          <div key={width} className={css.line} style={{ width: `${width}%` }} />
        ))}
      </div>
    </div>
  )
}
