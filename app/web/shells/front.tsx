import type { ReactNode } from 'react'
import { useWords } from '../kit/words.ts'
import { kitWords } from '../kit/words-kit.ts'
import { frontWords } from './front-words.ts'
import { LanguageSwitch } from './language-switch.tsx'
import css from './login.module.css'
import { Mark } from './mark.tsx'

/** What is shown before somebody is in: the poster, and beside it the form. */
export function Front({ children }: { children: ReactNode }) {
  return (
    <div className={css.page}>
      <Poster />
      <div className={css.side}>
        <div className={css.switch}>
          <LanguageSwitch />
        </div>
        {children}
      </div>
    </div>
  )
}

function Poster() {
  const say = useWords(frontWords)
  const product = useWords(kitWords)
  const promises = ['1', '2', '3'] as const
  return (
    <div className={css.poster}>
      <div className={css.posterBrand}>
        <Mark size={34} />
        {product('product')}
      </div>
      <div className={css.promises}>
        {promises.map((number) => (
          <div key={number}>
            <h2>{say(`login.promise.${number}`)}</h2>
            <p>{say(`login.promise.${number}.text`)}</p>
          </div>
        ))}
      </div>
      <div className={css.posterFoot}>95598</div>
    </div>
  )
}
