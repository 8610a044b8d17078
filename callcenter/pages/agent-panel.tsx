import { Button, Dropdown } from 'antd'
import { useEffect, useState } from 'react'
import type { z } from 'zod'
import { write } from '../../app/web/kit/api.ts'
import { clock } from '../../app/web/kit/format.ts'
import { Panel, Pill } from '../../app/web/kit/parts.tsx'
import { type Submission, useSubmit } from '../../app/web/kit/resource.ts'
import { Trouble } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { agentStateInput } from '../contract.ts'
import { agentTones } from './agent-tones.ts'
import { useSecondsLeft } from './call/offer.ts'
import css from './desk.module.css'
import { MyNotices } from './notices/my-notices.tsx'
import type { DeskView } from './use-desk.ts'
import { deskWords } from './words.ts'

type Wanted = z.input<typeof agentStateInput>
/** Why an agent says that he is away. */
const reasons = ['break', 'meal', 'training', 'meeting'] as const

/** `chats`: so many are offered and not taken yet. */
export function AgentPanel({ desk, reload, chats }: { desk: DeskView; reload: () => void; chats: number }) {
  const say = useWords(deskWords)
  const { state, since, reason, missed } = desk.me
  const why = missed
    ? say('agent.why.missed', { channel: say(`channel.${missed}`) })
    : reason && say(`agent.why.${reason}`)
  const change = useSubmit(async (wanted: Wanted, key) => {
    await write('PUT', '/api/callcenter/agents/me/state', wanted, key)
    reload()
  })
  const [refusals, countRefusal] = useState(0)
  const isUnread = change.error?.code === 'NOTICE_UNREAD'
  useEffect(() => {
    if (isUnread) countRefusal((count) => count + 1)
  }, [isUnread])
  const busy = state === 'offered' || state === 'talking'
  return (
    <Panel label={say('agent.state')}>
      <Trouble error={change.error} />
      <div className={css.stateRow}>
        <div>
          <Pill tone={agentTones[state]}>{say(`agent.${state}`)}</Pill>{' '}
          {chats > 0 && <Pill tone="warn">{say('agent.chats', { count: chats })}</Pill>}
          <div className={css.note}>
            {say('agent.since', { at: clock(since) })}
            {reason && ` · ${why}`}
          </div>
          <WrapUpLeft me={desk.me} />
        </div>
        {!busy && <StateButtons state={state} change={change} />}
      </div>
      <div className={css.queue}>
        <span>
          <b>{desk.waiting}</b>
          {say('queue.waiting')}
        </span>
        <span>
          <b>{desk.waitingWritten}</b>
          {say('queue.written')}
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
      <MyNotices refusals={refusals} />
    </Panel>
  )
}

/** After a call the desk makes him ready by itself; at 0 the next answer of the server says so. */
function WrapUpLeft({ me }: { me: DeskView['me'] }) {
  const say = useWords(deskWords)
  const left = useSecondsLeft(me.wrapUpLeftMs, me)
  if (left === null) return null
  return (
    <div className={css.note}>{left > 0 ? say('agent.wrapUp.left', { seconds: left }) : say('agent.wrapUp.over')}</div>
  )
}

type Changing = { state: DeskView['me']['state']; change: Submission<Wanted, void> }

function StateButtons({ state, change }: Changing) {
  const say = useWords(deskWords)
  return (
    <div className={css.controls}>
      {state !== 'ready' && (
        <Button type="primary" loading={change.busy} onClick={() => change.submit({ state: 'ready' })}>
          {say('agent.goReady')}
        </Button>
      )}
      {(state === 'ready' || state === 'wrap-up') && (
        <Dropdown.Button
          trigger={['click']}
          loading={change.busy}
          onClick={() => change.submit({ state: 'away' })}
          menu={{
            items: reasons.map((key) => ({ key, label: say(`agent.why.${key}`) })),
            onClick: ({ key }) => void change.submit({ state: 'away', reason: key as (typeof reasons)[number] }),
          }}
        >
          {say('agent.goAway')}
        </Dropdown.Button>
      )}
    </div>
  )
}
