import { Button, Checkbox } from 'antd'
import { useEffect, useState } from 'react'
import type { z } from 'zod'
import { write } from '../../../app/web/kit/api.ts'
import { useSubmit } from '../../../app/web/kit/resource.ts'
import { Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { flowTrial, trialOutcome } from '../../menu/contract.ts'
import { flowWords } from './flow-words.ts'
import css from './menu.module.css'

type Trial = z.input<typeof flowTrial>
type Outcome = z.infer<typeof trialOutcome>

const keys = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0']
const ACCOUNT = '3300000000000'

/** What a caller hears of the saved version, key by key. */
export function Trial({ version }: { version: number }) {
  const say = useWords(flowWords)
  const [trial, set] = useState<Trial>({ presses: [], isKnown: true, isHis: true })
  const [outcome, show] = useState<Outcome>()
  const hear = useSubmit((wanted: Trial, key) =>
    write<Outcome>('POST', `/api/callcenter/menu-flows/${version}/trials`, wanted, key),
  )
  const { submit } = hear
  useEffect(() => {
    void submit(trial).then((heard) => heard && show(heard.value))
  }, [trial, submit])
  const press = (pressed: string) => set({ ...trial, presses: [...trial.presses, pressed] })
  const isOver = outcome !== undefined && outcome.ends !== null
  return (
    <div className={css.stack}>
      <p className={css.note}>{say('trial.lead')}</p>
      <div>
        <Checkbox checked={trial.isKnown} onChange={({ target }) => set({ ...trial, isKnown: target.checked })}>
          {say('trial.known')}
        </Checkbox>
        <Checkbox checked={trial.isHis} onChange={({ target }) => set({ ...trial, isHis: target.checked })}>
          {say('trial.his')}
        </Checkbox>
      </div>
      <div className={css.acts}>
        {keys.map((each) => (
          <Button key={each} size="small" disabled={isOver || hear.busy} onClick={() => press(each)}>
            {each}
          </Button>
        ))}
        <Button size="small" disabled={isOver || hear.busy} onClick={() => press(ACCOUNT)}>
          {say('trial.account')}
        </Button>
        <Button size="small" disabled={isOver || hear.busy} onClick={() => press('')}>
          {say('trial.silent')}
        </Button>
        <Button size="small" type="link" onClick={() => set({ ...trial, presses: [] })}>
          {say('trial.reset')}
        </Button>
      </div>
      <Trouble error={hear.error} />
      <ol className={css.heard} aria-live="polite">
        {outcome?.said.map(({ node, title, prompt, pressed }, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same step may be heard again.
          <li key={`${place} ${node}`}>
            <span className={css.note}>{title}</span>
            <p className={css.text}>{prompt}</p>
            {pressed !== null && <b>{pressed === '' ? say('trial.silent') : say('trial.press', { key: pressed })}</b>}
          </li>
        ))}
      </ol>
      {outcome?.ends && (
        <b>{say(`trial.ends.${outcome.ends}`, { skill: outcome.skill ? say(`skill.${outcome.skill}`) : '' })}</b>
      )}
    </div>
  )
}
