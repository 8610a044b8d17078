import { instant } from '../../web/kit/format.ts'
import lists from '../../web/kit/lists.module.css'
import { Pill, type Tone } from '../../web/kit/parts.tsx'
import { useLanguage, useWords } from '../../web/kit/words.ts'
import { roleNames } from '../contract.ts'
import type { ReviewedPerson } from '../review-contract.ts'
import css from './people.module.css'
import { reviewWords } from './review-words.ts'

const tones: Record<'kept' | 'taken' | 'gone' | 'none', Tone> = {
  kept: 'good',
  taken: 'bad',
  gone: 'calm',
  none: 'warn',
}

/** Each role of somebody: who gave it and when, and what was said of it. */
export function ReviewedRoles({ person }: { person: ReviewedPerson }) {
  const say = useWords(reviewWords)
  const [language] = useLanguage()
  return (
    <ul className={css.reviewed}>
      {person.roles.map(({ itemId, role, isGuarded, givenBy, givenAt, decision, decidedBy, reason }) => (
        <li key={itemId}>
          <b>{roleNames[role][language === 'zh' ? 0 : 1]}</b>{' '}
          {isGuarded && <Pill tone="brand">{say('review.guarded')}</Pill>}{' '}
          <Pill tone={tones[decision ?? 'none']}>{say(`review.decision.${decision ?? 'none'}`)}</Pill>
          <div className={lists.note}>
            {givenBy && givenAt ? say('review.given', { by: givenBy, at: instant(givenAt) }) : say('review.unknown')}
          </div>
          {decidedBy && <div className={lists.note}>{say('review.by', { by: decidedBy, reason: reason ?? '' })}</div>}
        </li>
      ))}
    </ul>
  )
}
