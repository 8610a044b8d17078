import { App, Button, Input, Select } from 'antd'
import { useState } from 'react'
import { write } from '../../../app/web/kit/api.ts'
import { Panel } from '../../../app/web/kit/parts.tsx'
import { useResource, useSubmit } from '../../../app/web/kit/resource.ts'
import { hasRole, useUser } from '../../../app/web/kit/session.tsx'
import { Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { ExchangeDetail } from '../../store/exchange-shapes.ts'
import type { StoreChoices } from '../../store/shapes.ts'
import { exchangeWords } from './exchange-words.ts'
import css from './store.module.css'

type Act = { what: 'assignment' | 'withdrawal' | 'review'; body: object }

/** What may be done with an order now, by whoever looks at it. */
export function ExchangeActions({ detail, done }: { detail: ExchangeDetail; done: () => void }) {
  const say = useWords(exchangeWords)
  const user = useUser()
  const { message } = App.useApp()
  const { order, entries } = detail
  const [note, setNote] = useState('')
  const act = useSubmit(({ what, body }: Act, key) =>
    write('POST', `/api/metering/exchanges/${order.orderId}/${what}`, body, key),
  )
  const send = async (what: Act['what'], body: object) => {
    const sent = await act.submit({ what, body })
    done()
    if (!sent) return
    setNote('')
    message.success(say('act.done'))
  }
  const entry = entries.find((each) => each.decision === null)
  const mayPlan =
    ['open', 'assigned'].includes(order.status) && hasRole(user, ['acquisition', 'grid', 'district-manager'])
  const mayReview = entry !== undefined && hasRole(user, ['acquisition', 'district-manager', 'manager'])
  if (!mayPlan && !mayReview) return null
  const said = note.trim().length >= 2
  return (
    <Panel label={say('act.done')}>
      <div className={css.stack}>
        <Trouble error={act.error} />
        {mayPlan && <Assign to={order.assignedTo} busy={act.busy} assign={(to) => send('assignment', { to })} />}
        <Input.TextArea
          rows={2}
          maxLength={500}
          value={note}
          aria-label={say('act.reason')}
          placeholder={say('act.reason')}
          onChange={(event) => setNote(event.target.value)}
        />
        <div className={css.actions}>
          {mayPlan && (
            <Button danger disabled={!said || act.busy} onClick={() => send('withdrawal', { reason: note.trim() })}>
              {say('act.withdraw')}
            </Button>
          )}
          {mayReview && (
            <>
              <Button
                type="primary"
                loading={act.busy}
                onClick={() =>
                  send('review', {
                    entryId: entry.entryId,
                    decision: 'approved',
                    ...(said ? { note: note.trim() } : {}),
                  })
                }
              >
                {say('act.approve')}
              </Button>
              <Button
                disabled={!said || act.busy}
                onClick={() => send('review', { entryId: entry.entryId, decision: 'refused', note: note.trim() })}
              >
                {say('act.refuse')}
              </Button>
            </>
          )}
        </div>
      </div>
    </Panel>
  )
}

function Assign(props: { to: string | null; busy: boolean; assign: (to: string) => void }) {
  const say = useWords(exchangeWords)
  const choices = useResource<StoreChoices>('/api/metering/store-choices')
  const [to, setTo] = useState(props.to)
  return (
    <div className={css.actions}>
      <Select
        showSearch={{ optionFilterProp: 'label' }}
        style={{ minWidth: 200 }}
        aria-label={say('col.installer')}
        placeholder={say('col.installer')}
        value={to}
        onChange={setTo}
        loading={choices.loading}
        options={choices.data?.installers.map(({ username, name, organisation }) => ({
          value: username,
          label: `${name} · ${organisation}`,
        }))}
      />
      <Button disabled={!to || props.busy} onClick={() => to && props.assign(to)}>
        {say('act.assign')}
      </Button>
    </div>
  )
}
