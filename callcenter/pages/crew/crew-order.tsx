import { Alert, Button, Popconfirm, Skeleton } from 'antd'
import { useParams } from 'react-router'
import { ApiError } from '../../../app/web/kit/api.ts'
import { instant } from '../../../app/web/kit/format.ts'
import { Facts, Page, Panel, Pill, type Tone } from '../../../app/web/kit/parts.tsx'
import { Empty, Trouble, useExplanation } from '../../../app/web/kit/states.tsx'
import { useLanguage, useWords } from '../../../app/web/kit/words.ts'
import { OrderAnswers } from '../orders/order-fields.tsx'
import { orderName } from '../orders/order-names.ts'
import { OrderClocks } from '../orders/order-parts.tsx'
import { orderWords } from '../orders/words.ts'
import css from './crew.module.css'
import { CrewSteps } from './crew-steps.tsx'
import { type CrewOrder, dropWritten, type Written } from './outbox.ts'
import { useCrew } from './use-crew.ts'
import { crewWords } from './words.ts'

const back = (text: string) => ({ back: { to: '/field/orders', text } })

/** One order on site: where, what, and the next step. */
export default function OneCrewOrder() {
  const say = useWords(crewWords)
  const [language] = useLanguage()
  const { orderId } = useParams()
  const id = Number(orderId)
  const { held, offline, broken, trouble, send } = useCrew(false)
  const found = held?.work?.orders.find(({ order }) => order.id === id)
  const written = held?.written.filter((each) => each.orderId === id) ?? []
  const title = found ? `${orderName(found.order, language)} ${found.order.workOrderNo}` : say('title')
  return (
    <Page title={title} {...back(say('title'))}>
      <div className={css.page}>
        {broken && <Alert type="error" showIcon title={say('storage')} />}
        <Trouble error={trouble} retry={send} />
        {offline && <Alert type="warning" showIcon title={say('offline')} />}
        {held === undefined && !broken && <Skeleton active />}
        {held && !found && <Empty title={say('gone')} next={say('gone.next')} />}
        {found && <About of={found} />}
        {found && <CrewSteps key={id} of={found} written={written} draft={held?.drafts.get(id)} send={send} />}
        {written.length > 0 && <WrittenSteps written={written} send={send} />}
      </div>
    </Page>
  )
}

function About({ of: { order, phone, meterAssetNo, district } }: { of: CrewOrder }) {
  const say = useWords(crewWords)
  const word = useWords(orderWords)
  return (
    <Panel>
      <div className={css.stack}>
        <div className={css.pills}>
          {order.urgency === 'urgent' && <Pill tone="bad">{word('order.urgent')}</Pill>}
          <OrderClocks clocks={order.clocks} />
        </div>
        <Facts
          width={120}
          items={[
            { label: word('order.address'), value: order.address, wide: true },
            { label: word('order.description'), value: order.description, wide: true },
            ...(order.customerName ? [{ label: word('col.customer'), value: order.customerName }] : []),
            ...(meterAssetNo ? [{ label: say('meter'), value: meterAssetNo }] : []),
            ...(district ? [{ label: say('district'), value: district }] : []),
            ...(order.estimatedAt ? [{ label: word('step.estimatedAt'), value: instant(order.estimatedAt) }] : []),
          ]}
        />
        <OrderAnswers form={order.form} />
        <div className={css.ways}>
          <Button size="large" href={`geo:0,0?q=${encodeURIComponent(order.address)}`}>
            {say('navigate')}
          </Button>
          {phone && (
            <Button size="large" href={`tel:${phone}`}>
              {say('call', { phone })}
            </Button>
          )}
        </div>
      </div>
    </Panel>
  )
}

const tones: Record<Written['state'], Tone> = { waiting: 'bad', sent: 'good', refused: 'bad' }

function WrittenSteps({ written, send }: { written: Written[]; send: () => Promise<void> }) {
  const say = useWords(crewWords)
  return (
    <Panel
      title={say('steps')}
      extra={
        written.some(({ state }) => state === 'waiting') && (
          <Button size="small" onClick={send}>
            {say('send')}
          </Button>
        )
      }
    >
      <ul className={`${css.list} ${css.stack}`}>
        {written.map((each) => (
          <li key={each.key}>
            <WrittenStep of={each} send={send} />
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function WrittenStep({ of: { key, step, state, writtenAt, entry, refusal }, send }: { of: Written; send: () => void }) {
  const say = useWords(crewWords)
  const word = useWords(orderWords)
  const explain = useExplanation()
  return (
    <div className={css.stack}>
      <span className={css.pills}>
        <b>{word(`step.${step}`)}</b>
        <span className={css.note}>{instant(writtenAt)}</span>
        <Pill tone={tones[state]}>{say(`state.${state}`)}</Pill>
        {entry && (
          <span className={css.note}>
            {entry.place ? say('place.with', { metres: entry.place.accuracyM }) : say('place.none')}
          </span>
        )}
      </span>
      {entry?.note && <span className={css.note}>{entry.note}</span>}
      {refusal && (
        <Alert
          type="error"
          title={say('refused.why', { why: explain(new ApiError(409, refusal.code, refusal.message)) })}
          action={
            <Popconfirm title={say('drop.sure')} onConfirm={() => dropWritten(key).then(send)}>
              <Button size="small" danger>
                {say('drop')}
              </Button>
            </Popconfirm>
          }
        />
      )}
    </div>
  )
}
