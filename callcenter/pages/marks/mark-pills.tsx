import { civilDay } from '../../../app/web/kit/format.ts'
import { Pill, type Tone } from '../../../app/web/kit/parts.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { CallerMark } from '../../marks/contract.ts'
import css from './marks.module.css'
import { markWords } from './words.ts'

const tones: Record<CallerMark['mark'], Tone> = {
  'life-support': 'bad',
  abusive: 'warn',
  silent: 'calm',
  sensitive: 'warn',
}

/** Each mark with why, by whom and until when. */
export function MarkPills({ marks }: { marks: CallerMark[] }) {
  const say = useWords(markWords)
  return marks.map((each) => (
    <div key={each.id} className={css.mark}>
      <div className={css.row}>
        <Pill tone={tones[each.mark]}>{say(`mark.${each.mark}`)}</Pill>
        {each.state === 'proposed' && <Pill tone="calm">{say('proposed')}</Pill>}
      </div>
      <div className={css.words}>{each.reason ?? say('hushed')}</div>
      {each.evidence && <div className={css.small}>{say('evidence', { paper: each.evidence })}</div>}
      <div className={css.small}>{say('until', { who: each.markedBy, at: civilDay(each.expiresAt) })}</div>
    </div>
  ))
}
