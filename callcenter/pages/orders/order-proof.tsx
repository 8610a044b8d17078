import { useActorName } from '../../../app/web/kit/actor-name.ts'
import { instant } from '../../../app/web/kit/format.ts'
import { Facts, Pill } from '../../../app/web/kit/parts.tsx'
import { useLanguage, useWords } from '../../../app/web/kit/words.ts'
import type { ClockProof } from '../../orders/contract.ts'
import css from './orders.module.css'
import { orderWords } from './words.ts'

/** How a deadline comes about: the rule, the days that were counted, what happened to the clock, and that it agrees with what was stored. */
export function OrderProof({ proof }: { proof: ClockProof }) {
  const say = useWords(orderWords)
  const [language] = useLanguage()
  const actor = useActorName()
  const told = (at: string | null) => (at === null ? say('clock.paused') : instant(at))
  const { rule, days, events } = proof
  return (
    <details className={css.proof}>
      <summary>
        <b>{say(`clock.${proof.clock}`)}</b> {proof.round > 1 && say('clock.round', { round: proof.round })}{' '}
        {rule.limit[language]} · {told(proof.storedDueAt)}{' '}
        <Pill tone={proof.isProved ? 'good' : 'bad'}>{say(proof.isProved ? 'proof.agrees' : 'proof.differs')}</Pill>
      </summary>
      <Facts
        width={150}
        items={[
          { label: say('proof.basis'), value: rule.legalBasis, wide: true },
          { label: say('proof.from'), value: rule.validFrom },
          { label: say('proof.starts'), value: say(`clock.from.${rule.starts}`) },
          { label: say('proof.area'), value: rule.area === null ? say('area.all') : say.code('area', rule.area) },
          { label: say('proof.stored'), value: told(proof.storedDueAt) },
          { label: say('proof.counted'), value: told(proof.countedDueAt) },
          {
            label: say('proof.verdict'),
            value: `${say(`state.${proof.state}`)}${proof.stoppedAt ? ` · ${instant(proof.stoppedAt)}` : ''}`,
          },
        ]}
      />
      {!proof.isCalendarKept && <p className={css.when}>{say('proof.notKept')}</p>}
      {proof.isCalendarKept && proof.presentDueAt !== proof.countedDueAt && (
        <p className={css.when}>{say('proof.present', { at: told(proof.presentDueAt) })}</p>
      )}
      {days.length > 0 && (
        <ul className={css.days}>
          {days.map(({ day, kind, counted }) => (
            <li key={day} data-counted={counted > 0}>
              {day.slice(5)}
              <small>
                {say(`day.${kind}`)} {counted > 0 && `+${Number(counted.toFixed(2))}`}
              </small>
            </li>
          ))}
        </ul>
      )}
      <ol className={css.acts}>
        {events.map(({ at, act, reason, by, dueAt }) => (
          <li key={`${at}-${act}`}>
            <b>{say(`act.${act}`)}</b> {say.code('step', reason)}
            <span className={css.when}>
              {instant(at)} {actor(by)} · {dueAt === null ? say('clock.paused') : say('proof.due', { at: told(dueAt) })}
            </span>
          </li>
        ))}
      </ol>
    </details>
  )
}
