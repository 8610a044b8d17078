import { Alert, Button } from 'antd'
import { useState } from 'react'
import { write } from '../../../app/web/kit/api.ts'
import { clock, instant } from '../../../app/web/kit/format.ts'
import { Facts, Panel } from '../../../app/web/kit/parts.tsx'
import { useSubmit } from '../../../app/web/kit/resource.ts'
import { Trouble } from '../../../app/web/kit/states.tsx'
import { useLanguage, useWords } from '../../../app/web/kit/words.ts'
import { type FollowUpInHand, type Rung, scriptPartTitles } from '../../follow-up/contract.ts'
import { useAbout } from './about.ts'
import css from './follow-up.module.css'
import { ResultForm } from './result-form.tsx'
import { followUpWords } from './words.ts'

/** The one whom the agent has taken: what it is about, what he says, and what came of it. */
export function InHand({ of, reload }: { of: FollowUpInHand; reload: () => void }) {
  const say = useWords(followUpWords)
  const about = useAbout()
  const [rung, setRung] = useState<Rung>()
  const ringing = useSubmit((_: null, key) =>
    write<Rung>('POST', `/api/callcenter/follow-ups/${of.id}/ringing`, undefined, key),
  )
  const ring = async () => {
    const done = await ringing.submit(null)
    if (!done) return
    setRung(done.value)
    reload()
  }
  return (
    <Panel
      title={`${say('hand.title')} · ${about(of)}`}
      extra={<span className={css.small}>{say('hand.until', { at: clock(of.heldUntil) })}</span>}
    >
      <div className={css.two}>
        <div className={css.stack}>
          <Facts
            items={[
              { label: say('hand.no'), value: of.subjectNo },
              { label: say('hand.closed'), value: of.closedAt ? instant(of.closedAt) : say('unknown') },
              { label: say('col.customer'), value: of.customer ?? say('unknown') },
              { label: say('hand.phone'), value: rung?.phone ?? of.phone ?? say('unknown') },
            ]}
          />
          <div>
            <b>{say('hand.about')}</b>
            <p className={css.about}>{of.about}</p>
          </div>
          {of.tries.length > 0 && <Tries of={of} />}
          <Trouble error={ringing.error} />
          <div className={css.row}>
            <Button type={of.isRung ? 'default' : 'primary'} loading={ringing.busy} onClick={ring}>
              {say(of.isRung ? 'hand.again' : 'hand.ring')}
            </Button>
            <span className={css.small}>
              {say('hand.attempt', { n: of.isRung ? of.attempts : of.attempts + 1, most: of.mostAttempts })}
            </span>
          </div>
          {rung && (
            <Alert
              type="info"
              title={say(rung.contactId === null ? 'hand.dial' : 'hand.placed', { phone: rung.phone })}
            />
          )}
        </div>
        <div className={css.stack}>
          <Script of={of} />
          {of.isRung && <ResultForm id={of.id} done={reload} />}
        </div>
      </div>
    </Panel>
  )
}

/** What he reads out; at its step the code of the call that he has placed. */
function Script({ of: { script, proof } }: { of: FollowUpInHand }) {
  const say = useWords(followUpWords)
  const [language] = useLanguage()
  if (script.length === 0) return null
  return (
    <section aria-label={say('script.title')}>
      <b>{say('script.title')}</b>
      <ol className={css.script}>
        {script.map(({ position, part, ...text }) => (
          <li key={position}>
            <span className={css.small}>{scriptPartTitles[part][language]}</span>
            <div>{text[language]}</div>
            {part === 'proof' && proof && (
              <div>
                <b className={css.code}>{proof.code}</b>{' '}
                <span className={css.small}>{say(proof.isShown ? 'script.proof' : 'script.proof.none')}</span>
              </div>
            )}
          </li>
        ))}
      </ol>
    </section>
  )
}

function Tries({ of }: { of: FollowUpInHand }) {
  const say = useWords(followUpWords)
  return (
    <div>
      <b>{say('hand.tries')}</b>
      {of.tries.map(({ at, by, outcome, againAt, note }) => (
        <div key={at} className={css.small}>
          {[instant(at), by, say(`outcome.${outcome}`), againAt && instant(againAt), note].filter(Boolean).join(' · ')}
        </div>
      ))}
    </div>
  )
}
