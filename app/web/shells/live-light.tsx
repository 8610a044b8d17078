import { useLive } from '../kit/live.ts'
import { useWords } from '../kit/words.ts'
import { kitWords } from '../kit/words-kit.ts'
import css from './frame.module.css'

/** Says whether what is on the screen is still being kept up to date. */
export function LiveLight() {
  const say = useWords(kitWords)
  const connected = useLive(['alarm.raised'], () => {})
  const text = say(connected ? 'live.on' : 'live.off')
  return (
    <span role="status" title={text} className={`${css.live} ${connected ? '' : css.cut}`}>
      {text}
    </span>
  )
}
