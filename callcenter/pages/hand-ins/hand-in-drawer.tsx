import { Button, Drawer } from 'antd'
import { useState } from 'react'
import { useActorName } from '../../../app/web/kit/actor-name.ts'
import { instant } from '../../../app/web/kit/format.ts'
import { Facts, Panel } from '../../../app/web/kit/parts.tsx'
import { useResource } from '../../../app/web/kit/resource.ts'
import { hasRole, useUser } from '../../../app/web/kit/session.tsx'
import { Shown } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { HandIn, HandInRecord } from '../../hand-ins/contract.ts'
import css from '../orders/orders.module.css'
import { useOrdering } from '../orders/use-ordering.ts'
import { WorkOrderDrawer } from '../orders/work-order-drawer.tsx'
import { type Act, ActDialog } from './act-dialog.tsx'
import { HandInOrders, HandInState, useHotline } from './hand-in-parts.tsx'
import { handInWords } from './words.ts'

/** On the desk, beside the contact that is in hand: what the hotline handed in. */
export function HandInPanel({ id }: { id: number }) {
  const say = useWords(handInWords)
  const record = useResource<HandInRecord>(`/api/callcenter/hand-ins/${id}`)
  return (
    <Panel title={say('title')}>
      <Shown of={record} rows={4}>
        {({ handIn }) => <About handIn={handIn} />}
      </Shown>
    </Panel>
  )
}

/** One of them: what it says, how it stands with the hotline, and what can be done about it. */
export function HandInDrawer({ id, close, done }: { id: number | undefined; close: () => void; done: () => void }) {
  const say = useWords(handInWords)
  return (
    <Drawer open={id !== undefined} onClose={close} title={say('title')} size={520} destroyOnHidden>
      {id !== undefined && <Record key={id} id={id} done={done} />}
    </Drawer>
  )
}

function Record({ id, done }: { id: number; done: () => void }) {
  const record = useResource<HandInRecord>(`/api/callcenter/hand-ins/${id}`)
  const changed = () => {
    record.reload()
    done()
  }
  return (
    <Shown of={record} rows={8}>
      {({ handIn, acts }) => (
        <div className={css.record}>
          <div className={css.marks}>
            <HandInState state={handIn.state} />
          </div>
          <About handIn={handIn} />
          <Doing handIn={handIn} done={changed} />
          <Acts acts={acts} />
        </div>
      )}
    </Shown>
  )
}

function About({ handIn }: { handIn: HandIn }) {
  const say = useWords(handInWords)
  const nameHotline = useHotline()
  const { contactNo, contactState, accountNo, dueAt, isDueSaid, reply, repliedAt, agent } = handIn
  const counted = say(isDueSaid ? 'due.said' : 'due.counted')
  return (
    <Facts
      width={150}
      items={[
        { label: say('said'), value: handIn.said, wide: true },
        { label: nameHotline(handIn), value: handIn.theirNo },
        { label: say('handedAt'), value: instant(handIn.handedAt) },
        { label: say('col.due'), value: `${instant(dueAt)} · ${counted}` },
        {
          label: say('contact'),
          value: contactState === 'closed' ? contactNo : say('contact.active', { no: contactNo }),
        },
        ...(agent ? [{ label: say('col.agent'), value: agent }] : []),
        ...(accountNo ? [{ label: say('accountNo'), value: accountNo }] : []),
        { label: say('col.orders'), value: <HandInOrders orders={handIn.orders} />, wide: true },
        ...(reply ? [{ label: `${say('reply')} ${instant(repliedAt)}`, value: reply, wide: true }] : []),
      ]}
    />
  )
}

function Doing({ handIn, done }: { handIn: HandIn; done: () => void }) {
  const say = useWords(handInWords)
  const [act, setAct] = useState<Act>()
  const { ordering, begin, end } = useOrdering()
  if (!hasRole(useUser(), ['agent', 'lead'])) return null
  const order = () =>
    begin({
      ...{ accountNo: handIn.accountNo, customerName: null, words: '' },
      contact: { id: handIn.contactId, contactNo: handIn.contactNo },
    })
  const acts: Act[] = handIn.repliedAt ? ['return'] : ['reply', 'extension']
  return (
    <div className={css.marks}>
      {acts.map((each) => (
        <Button
          key={each}
          type={each === 'reply' ? 'primary' : 'default'}
          disabled={each === 'reply' && !handIn.mayReply}
          onClick={() => setAct(each)}
        >
          {say(`act.${each}`)}
        </Button>
      ))}
      {!handIn.repliedAt && <Button onClick={order}>{say('openOrder')}</Button>}
      {!handIn.repliedAt && !handIn.mayReply && <span className={css.when}>{say('wait')}</span>}
      <WorkOrderDrawer ordering={ordering} close={end} done={done} />
      {act && (
        <ActDialog
          act={act}
          handIn={handIn}
          close={(isDone) => {
            setAct(undefined)
            if (isDone) done()
          }}
        />
      )}
    </div>
  )
}

function Acts({ acts }: Pick<HandInRecord, 'acts'>) {
  const say = useWords(handInWords)
  const actor = useActorName()
  return (
    <section>
      <h3 className={css.head}>{say('acts')}</h3>
      <ol className={css.acts}>
        {acts.map(({ at, by, act, note, dueAt, theirRef }) => (
          <li key={`${at}-${act}`}>
            <b>{say(`done.${act}`)}</b>
            <span className={css.when}>
              {instant(at)} {actor(by)}
            </span>
            {act !== 'replied' && <span className={css.when}>{say('done.due', { at: instant(dueAt) })}</span>}
            {theirRef && <span className={css.when}>{theirRef}</span>}
            {note && <p>{note}</p>}
          </li>
        ))}
      </ol>
    </section>
  )
}
