import { Link, useParams } from 'react-router'
import { instant } from '../../../app/web/kit/format.ts'
import { useLiveReload } from '../../../app/web/kit/live.ts'
import { Facts, Page, Panel, Pill } from '../../../app/web/kit/parts.tsx'
import { useResource } from '../../../app/web/kit/resource.ts'
import { Empty, Shown } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { ExchangeDetail, ExchangeOrder } from '../../store/exchange-shapes.ts'
import { useActorName } from '../actor-name.ts'
import css from '../collection.module.css'
import { ExchangeActions } from './exchange-actions.tsx'
import { EntryPanel } from './exchange-entry.tsx'
import { exchangeWords } from './exchange-words.ts'
import { exchangeTones } from './exchanges.tsx'

/** What the installer wrote, beside his photos, for a second person's decision. */
export default function Exchange() {
  const say = useWords(exchangeWords)
  const { orderId } = useParams()
  const detail = useResource<ExchangeDetail>(`/api/metering/exchanges/${orderId}`, { keep: true })
  useLiveReload(['exchange.changed'], detail.reload, 500)
  const order = detail.data?.order
  return (
    <Page
      back={{ to: '/grid/exchanges', text: say('title') }}
      title={say('order.title', { no: order?.orderNo ?? '' })}
      actions={order && <Pill tone={exchangeTones[order.status]}>{say(`status.${order.status}`)}</Pill>}
    >
      <Shown of={detail} rows={10}>
        {(shown) => (
          <div className={css.top}>
            <div className={css.stack}>
              {shown.entries.length === 0 && (
                <Panel>
                  <Empty title={say('order.noEntry')} next={say('order.noEntry.next')} />
                </Panel>
              )}
              {shown.entries.map((entry) => (
                <EntryPanel key={entry.entryId} entry={entry} />
              ))}
            </div>
            <div className={css.stack}>
              <ExchangeActions detail={shown} done={detail.reload} />
              <Panel title={say('order.facts')}>
                <OrderFacts order={shown.order} />
              </Panel>
              <Panel title={say('order.steps')}>
                <Steps steps={shown.steps} />
              </Panel>
            </div>
          </div>
        )}
      </Shown>
    </Page>
  )
}

function OrderFacts({ order }: { order: ExchangeOrder }) {
  const say = useWords(exchangeWords)
  return (
    <Facts
      width={130}
      items={[
        {
          label: say('col.customer'),
          value: <Link to={`/grid/meters/${order.pointId}`}>{order.accountName ?? order.pointNo}</Link>,
        },
        { label: say('col.address'), value: order.address ?? '—', wide: true },
        { label: say('order.reason'), value: order.reason, wide: true },
        { label: say('col.origin'), value: say(`origin.${order.origin}`) },
        { label: say('col.meter'), value: order.assetNo },
        { label: say('order.installed'), value: instant(order.installedAt) },
        { label: say('order.multiplier'), value: `${order.ct} × ${order.pt}` },
        { label: say('col.installer'), value: order.assignedName ?? '—' },
      ]}
    />
  )
}

function Steps({ steps }: { steps: ExchangeDetail['steps'] }) {
  const nameOf = useActorName()
  const say = useWords(exchangeWords)
  return (
    <ol className={css.steps}>
      {steps.toReversed().map((step) => (
        <li key={`${step.at} ${step.kind}`}>
          <div className={css.stepHead}>
            <b>{say.code('step', step.kind)}</b>
            <span className={css.note}>
              {instant(step.at)} · {nameOf(step.by)}
            </span>
          </div>
          {step.note}
        </li>
      ))}
    </ol>
  )
}
