import { useWords } from '../../../app/web/kit/words.ts'
import css from '../desk.module.css'
import { callWords } from './words.ts'

/** `left`: as `useOfferLeft` counts. */
export function OfferLeft({ left }: { left: number | null }) {
  const say = useWords(callWords)
  if (left === null) return null
  return <div className={css.note}>{left > 0 ? say('offer.left', { seconds: left }) : say('offer.over')}</div>
}
