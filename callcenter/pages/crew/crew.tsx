import { Alert, Button, Segmented, Skeleton } from 'antd'
import { Link, useSearchParams } from 'react-router'
import { instant } from '../../../app/web/kit/format.ts'
import { useOfflineReady } from '../../../app/web/kit/kept.ts'
import { Page, Panel, Pill } from '../../../app/web/kit/parts.tsx'
import { Empty, Trouble } from '../../../app/web/kit/states.tsx'
import { useLanguage, useWords } from '../../../app/web/kit/words.ts'
import { orderName } from '../orders/order-names.ts'
import { OrderClocks } from '../orders/order-parts.tsx'
import { orderWords } from '../orders/words.ts'
import css from './crew.module.css'
import type { CrewOrder, Written } from './outbox.ts'
import { useCrew } from './use-crew.ts'
import { crewWords } from './words.ts'

/** A crew's orders. They are on this device from when the page was opened with a network. */
export default function Crew() {
  const say = useWords(crewWords)
  const ready = useOfflineReady()
  const { held, offline, broken, busy, trouble, send, download } = useCrew(true)
  const work = held?.work
  const waiting = held?.written.filter(({ state }) => state === 'waiting').length ?? 0
  return (
    <Page title={say('title')}>
      <div className={css.page}>
        {broken && <Alert type="error" showIcon title={say('storage')} />}
        <Trouble error={trouble} retry={download} />
        {offline && <Alert type="warning" showIcon title={say('offline')} />}
        {waiting > 0 && (
          <Alert
            type="error"
            showIcon
            title={say('waiting', { count: waiting })}
            action={
              <Button size="small" onClick={send}>
                {say('send')}
              </Button>
            }
          />
        )}
        <Button type="primary" size="large" block loading={busy} onClick={download}>
          {say('download')}
        </Button>
        <span className={css.note} role="status">
          {work && `${say('downloaded.at', { count: work.orders.length, at: instant(work.fetchedAt) })} · `}
          {say(`ready.${ready}`)}
        </span>
        {work?.more && <Alert type="info" showIcon title={say('more')} />}
        {held === undefined && !broken && <Skeleton active />}
        {held && !work && !trouble && <Empty title={say('none.kept')} next={say('none.kept.next')} />}
        {held && <Refused orders={work?.orders ?? []} written={held.written} />}
        {work && <Orders orders={work.orders} written={held.written} />}
      </div>
    </Page>
  )
}

/** Steps that were not taken, of orders that are not his any more. */
function Refused({ orders, written }: { orders: CrewOrder[]; written: Written[] }) {
  const say = useWords(crewWords)
  const word = useWords(orderWords)
  const lost = written.filter(
    ({ state, orderId }) => state !== 'sent' && !orders.some(({ order }) => order.id === orderId),
  )
  if (lost.length === 0) return null
  return (
    <Alert
      type="error"
      showIcon
      title={say('lost')}
      description={lost.map(({ key, orderId, workOrderNo, step }) => (
        <div key={key}>
          <Link to={`/field/orders/${orderId}`}>
            {workOrderNo} {word(`step.${step}`)}
          </Link>
        </div>
      ))}
    />
  )
}

function Orders({ orders, written }: { orders: CrewOrder[]; written: Written[] }) {
  const say = useWords(crewWords)
  const [query, setQuery] = useSearchParams()
  const by = query.get('by') === 'address' ? 'address' : 'due'
  if (orders.length === 0) return <Empty title={say('none')} next={say('none.next')} />
  const sorted =
    by === 'due' ? orders : orders.toSorted((a, b) => a.order.address.localeCompare(b.order.address, 'zh-CN'))
  return (
    <>
      <Segmented
        block
        value={by}
        onChange={(value) => setQuery(value === 'address' ? { by: 'address' } : {}, { replace: true })}
        options={(['due', 'address'] as const).map((value) => ({ value, label: say(`by.${value}`) }))}
      />
      <Panel flush label={say('title')}>
        <ul className={css.list}>
          {sorted.map((each) => (
            <li key={each.order.id}>
              <Row of={each} written={written.filter(({ orderId }) => orderId === each.order.id)} />
            </li>
          ))}
        </ul>
      </Panel>
    </>
  )
}

function Row({ of: { order, isMine }, written }: { of: CrewOrder; written: Written[] }) {
  const say = useWords(crewWords)
  const word = useWords(orderWords)
  const [language] = useLanguage()
  const waiting = written.filter(({ state }) => state === 'waiting').length
  return (
    <Link className={css.row} to={`/field/orders/${order.id}`}>
      <span className={css.pills}>
        <b>{orderName(order, language)}</b>
        {order.urgency === 'urgent' && <Pill tone="bad">{word('order.urgent')}</Pill>}
        <Pill tone={isMine ? 'brand' : 'warn'}>{say(isMine ? 'mine' : 'unit')}</Pill>
        {waiting > 0 && <Pill tone="bad">{say('waiting', { count: waiting })}</Pill>}
        {written.some(({ state }) => state === 'refused') && <Pill tone="bad">{say('refused')}</Pill>}
      </span>
      <span>{order.address}</span>
      <span className={`${css.note} ${css.clamp}`}>{order.description}</span>
      <OrderClocks clocks={order.clocks} />
    </Link>
  )
}
