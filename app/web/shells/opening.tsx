import { useWords } from '../kit/words.ts'
import { kitWords } from '../kit/words-kit.ts'
import css from './frame.module.css'
import { Mark } from './mark.tsx'

export function Opening() {
  const say = useWords(kitWords)
  return (
    <div className={css.opening} role="status">
      <Mark size={44} />
      <span>{say('loading')}</span>
    </div>
  )
}
