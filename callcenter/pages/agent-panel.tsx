import { Button } from 'antd'
import { write } from '../../app/web/kit/api.ts'
import { clock } from '../../app/web/kit/format.ts'
import { Panel, Pill, type Tone } from '../../app/web/kit/parts.tsx'
import { useSubmit } from '../../app/web/kit/resource.ts'
import { Trouble } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { AgentState } from '../contract.ts'
import css from './desk.module.css'
import type { DeskView } from './use-desk.ts'
import { deskWords } from './words.ts'

const tones: Record<AgentState['state'], Tone> = {
  away: 'calm',
  ready: 'good',
  offered: 'warn',
  talking: 'brand',
  'wrap-up': 'warn',
}

export function AgentPanel({ desk, reload }: { desk: DeskView; reload: () => void }) {
  const say = useWords(deskWords)
  const { state, since } = desk.me
  const change = useSubmit(async (wanted: 'away' | 'ready', key) => {
    await write('PUT', '/api/callcenter/agents/me/state', { state: wanted }, key)
    reload()
  })
  const busy = state === 'offered' || state === 'talking'
  return (
    <Panel label={say('agent.state')}>
      <Trouble error={change.error} />
      <div className={css.stateRow}>
        <div>
          <Pill tone={tones[state]}>{say(`agent.${state}`)}</Pill>
          <div className={css.note}>{say('agent.since', { at: clock(since) })}</div>
        </div>
        {!busy && (
          <Button
            type={state === 'ready' ? 'default' : 'primary'}
            loading={change.busy}
            onClick={() => change.submit(state === 'ready' ? 'away' : 'ready')}
          >
            {say(state === 'ready' ? 'agent.goAway' : 'agent.goReady')}
          </Button>
        )}
      </div>
      <div className={css.queue}>
        <span>
          <b>{desk.waiting}</b>
          {say('queue.waiting')}
        </span>
        <span>
          <b>
            {desk.longestWaitSeconds < 120
              ? say('seconds', { count: desk.longestWaitSeconds })
              : say('time.minutes', { minutes: Math.floor(desk.longestWaitSeconds / 60) })}
          </b>
          {say('queue.longest')}
        </span>
        <span>
          <b>{desk.readyAgents}</b>
          {say('queue.ready')}
        </span>
      </div>
    </Panel>
  )
}
