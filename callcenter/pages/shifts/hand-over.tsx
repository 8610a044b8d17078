import { App, Button, Popconfirm } from 'antd'
import { useState } from 'react'
import { useParams } from 'react-router'
import { useActorName } from '../../../app/web/kit/actor-name.ts'
import { write } from '../../../app/web/kit/api.ts'
import { instant } from '../../../app/web/kit/format.ts'
import { Facts, Page, Panel, Pill, type Tone } from '../../../app/web/kit/parts.tsx'
import { type Resource, useResource, useSubmit } from '../../../app/web/kit/resource.ts'
import { hasRole, useUser } from '../../../app/web/kit/session.tsx'
import { Empty, Shown, Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { HandOver } from '../../shifts/contract.ts'
import { stateTones } from './hand-overs.tsx'
import { ItemText } from './item-line.tsx'
import { NewItemDialog } from './new-item.tsx'
import { ReasonDialog } from './reason-dialog.tsx'
import css from './shifts.module.css'
import { shiftWords } from './words.ts'

type Line = HandOver['items'][number]
type Asked = { act: 'refuse' | 'answer'; itemId: number }

const lineTones: Record<Line['state'], Tone> = {
  offered: 'warn',
  accepted: 'good',
  refused: 'bad',
  upheld: 'good',
  withdrawn: 'calm',
}

export default function HandOverView() {
  const say = useWords(shiftWords)
  const { id } = useParams()
  const resource = useResource<HandOver>(`/api/callcenter/hand-overs/${id}`)
  const { data } = resource
  return (
    <Page
      title={data ? say('one.title', { day: data.shiftOn, shift: say(`shift.${data.shift}`) }) : say('title')}
      lead={data && say(`one.lead.${data.state}`)}
      back={{ to: '/desk/shifts', text: say('back') }}
      actions={<Button href={`/api/callcenter/hand-overs/${id}/pdf`}>{say('print')}</Button>}
    >
      <Shown of={resource} rows={8}>
        {(record) => (
          <div className={css.stack}>
            <Parties record={record} />
            <Items record={record} resource={resource} />
            <History record={record} />
          </div>
        )}
      </Shown>
    </Page>
  )
}

function Parties({ record }: { record: HandOver }) {
  const say = useWords(shiftWords)
  const by = (who: string | null, at: string | null) => (who && at ? say('by', { who, at: instant(at) }) : (who ?? '—'))
  return (
    <Panel>
      <Facts
        items={[
          { label: say('col.unit'), value: record.unit },
          {
            label: say('col.state'),
            value: <Pill tone={stateTones[record.state]}>{say(`state.${record.state}`)}</Pill>,
          },
          { label: say('drawn'), value: record.drawnBy },
          { label: say('signed'), value: by(record.signedBy, record.signedAt) },
          { label: say('taken'), value: by(record.takenBy, record.takenAt) },
        ]}
      />
    </Panel>
  )
}

function Items({ record, resource }: { record: HandOver; resource: Resource<HandOver> }) {
  const say = useWords(shiftWords)
  const { message } = App.useApp()
  const user = useUser()
  const [asked, ask] = useState<Asked>()
  const [isAdding, add] = useState(false)
  const path = `/api/callcenter/hand-overs/${record.id}`
  const act = useSubmit(({ to, body }: { to: string; body?: object }, key) => write('POST', to, body, key))
  const doIt = async (to: string, said?: string, body?: object) => {
    if (!(await act.submit({ to, ...(body && { body }) }))) return
    if (said) message.success(said)
    resource.reload()
  }
  const done = (isDone: boolean) => {
    ask(undefined)
    add(false)
    if (isDone) resource.reload()
  }
  const { shift, shiftOn, version } = record
  return (
    <Panel
      flush
      title={say('items')}
      extra={
        record.state === 'draft' &&
        hasRole(user, ['lead']) && (
          <>
            <Button
              size="small"
              onClick={() => doIt('/api/callcenter/hand-overs', say('refreshed'), { shift, shiftOn })}
            >
              {say('refresh')}
            </Button>
            <Button size="small" onClick={() => add(true)}>
              {say('add')}
            </Button>
          </>
        )
      }
    >
      <Trouble error={act.error} />
      {record.items.length === 0 && <Empty title={say('items.none')} next={say('items.none.next')} />}
      <ul className={css.items}>
        {record.items.map((item) => (
          <li key={item.id}>
            <ItemText item={item} mark={<Pill tone={lineTones[item.state]}>{say(`line.${item.state}`)}</Pill>}>
              {item.decidedReason && (
                <div className={css.small}>
                  {item.decidedBy}：{item.decidedReason}
                </div>
              )}
            </ItemText>
            <ItemActs record={record} item={item} busy={act.busy} accept={(to) => doIt(to)} ask={ask} />
          </li>
        ))}
      </ul>
      <Foot record={record} doIt={doIt} busy={act.busy} version={version} />
      {isAdding && <NewItemDialog path={path} close={done} />}
      {asked && <Asking path={path} asked={asked} close={done} />}
    </Panel>
  )
}

function Asking({ path, asked, close }: { path: string; asked: Asked; close: (isDone: boolean) => void }) {
  const say = useWords(shiftWords)
  const to = `${path}/items/${asked.itemId}`
  if (asked.act === 'refuse')
    return (
      <ReasonDialog
        title={say('refuse.title')}
        label={say('refuse.label')}
        send={({ text }, key) => write('POST', `${to}/refusal`, { reason: text }, key)}
        close={close}
      />
    )
  return (
    <ReasonDialog
      title={say('answer.title')}
      label={say('answer.label')}
      choice={{
        label: say('answer.verdict'),
        options: [
          { value: 'upheld', label: say('answer.upheld') },
          { value: 'withdrawn', label: say('answer.withdrawn') },
        ],
      }}
      send={({ text, choice }, key) => write('POST', `${to}/answer`, { reason: text, verdict: choice }, key)}
      close={close}
    />
  )
}

function ItemActs(props: {
  record: HandOver
  item: Line
  busy: boolean
  accept: (to: string) => void
  ask: (asked: Asked) => void
}) {
  const { record, item, busy, accept, ask } = props
  const say = useWords(shiftWords)
  const user = useUser()
  if (item.state === 'offered' && record.state === 'signed' && hasRole(user, ['lead']))
    return (
      <div className={css.acts}>
        <Button
          type="primary"
          size="small"
          disabled={busy}
          onClick={() => accept(`/api/callcenter/hand-overs/${record.id}/items/${item.id}/acceptance`)}
        >
          {say('accept')}
        </Button>
        <Button size="small" disabled={busy} onClick={() => ask({ act: 'refuse', itemId: item.id })}>
          {say('refuse')}
        </Button>
      </div>
    )
  if (item.state === 'refused' && hasRole(user, ['lead', 'manager']))
    return (
      <div className={css.acts}>
        <Button size="small" onClick={() => ask({ act: 'answer', itemId: item.id })}>
          {say('answer')}
        </Button>
      </div>
    )
  return null
}

function Foot(props: {
  record: HandOver
  version: number
  busy: boolean
  doIt: (to: string, said?: string, body?: object) => Promise<void>
}) {
  const { record, version, busy, doIt } = props
  const say = useWords(shiftWords)
  const path = `/api/callcenter/hand-overs/${record.id}`
  if (!hasRole(useUser(), ['lead']) || record.state === 'taken') return null
  if (record.state === 'draft')
    return (
      <div className={css.foot}>
        <span />
        <Popconfirm title={say('sign.sure')} onConfirm={() => doIt(`${path}/signing`, say('sign.done'), { version })}>
          <Button type="primary" loading={busy}>
            {say('sign')}
          </Button>
        </Popconfirm>
      </div>
    )
  return (
    <div className={css.foot}>
      <span className={css.small}>{record.undecided > 0 && say('items.left', { count: record.undecided })}</span>
      <Button
        type="primary"
        disabled={record.undecided > 0}
        loading={busy}
        onClick={() => doIt(`${path}/taking`, say('take.done'))}
      >
        {say('take')}
      </Button>
    </div>
  )
}

function History({ record }: { record: HandOver }) {
  const say = useWords(shiftWords)
  const actor = useActorName()
  const items = new Map(record.items.map(({ id, kind, label }) => [id, `${say(`item.${kind}`)} ${label}`]))
  return (
    <Panel title={say('history')}>
      <ul className={css.history}>
        {record.history.map(({ at, by, act, itemId, note }, n) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a record only grows at its end.
          <li key={n}>
            <span className={css.small}>{instant(at)}</span>{' '}
            {itemId !== null && items.has(itemId) && say('history.of', { item: items.get(itemId) ?? '' })}
            {actor(by)} {say.code('act', act)}
            {note && `：${note}`}
          </li>
        ))}
      </ul>
    </Panel>
  )
}
