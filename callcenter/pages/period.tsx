import { instant } from '../../app/web/kit/format.ts'
import { useWords } from '../../app/web/kit/words.ts'
import css from './desk.module.css'
import { deskWords } from './words.ts'

/** From when to when; where it does not fit it breaks between the two, never within a date. */
export function Period({ from, to }: { from: string; to: string }) {
  const say = useWords(deskWords)
  return (
    <span className={css.note}>
      <span className={css.whole}>{instant(from)}</span> {say('period.to')}{' '}
      <span className={css.whole}>{instant(to)}</span>
    </span>
  )
}
