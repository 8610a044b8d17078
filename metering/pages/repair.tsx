import { Link, useParams } from 'react-router'
import { DataTable } from '../../app/web/kit/data-table.tsx'
import { instant, kilowattHours } from '../../app/web/kit/format.ts'
import { useLiveReload } from '../../app/web/kit/live.ts'
import { type Fact, Facts, Page, Panel, Pill, type Tone } from '../../app/web/kit/parts.tsx'
import { useResource } from '../../app/web/kit/resource.ts'
import { Shown } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { RepairDetail, RepairRow } from '../contract-collection.ts'
import { useActorName } from './actor-name.ts'
import css from './collection.module.css'
import { collectionWords } from './collection-words.ts'
import { spanText } from './exception-parts.tsx'
import { useOperator } from './operator.ts'
import { ReadNow } from './read-now.tsx'
import { RepairActions } from './repair-actions.tsx'
import { AlarmsOfOrder } from './repair-alarms.tsx'
import { repairWords } from './repair-words.ts'
import { OpenExchange } from './store/open-exchange.tsx'
import { TerminalFile } from './terminal-file.tsx'
import { validationWords } from './validation-words.ts'

const tones: Record<RepairRow['status'], Tone> = { open: 'bad', assigned: 'warn', closed: 'good' }

export default function Repair() {
  const say = useWords(repairWords)
  const cause = useWords(collectionWords)
  const { orderId } = useParams()
  const detail = useResource<RepairDetail>(`/api/metering/repairs/${orderId}`, { keep: true })
  useLiveReload(['repair.changed', 'alarm.cleared', 'alarm.repeated'], detail.reload, 500)
  const order = detail.data?.order
  const mayWork = useOperator() && order !== undefined && order.status !== 'closed'
  return (
    <Page
      back={{ to: '/grid/collection/repairs', text: say('order.back') }}
      title={say('order.title', { no: order?.orderNo ?? '' })}
      actions={
        order && (
          <>
            <Pill tone={tones[order.status]}>{say(`status.${order.status}`)}</Pill>
            {order.pointId !== null && order.place === 'meter' && mayWork && (
              <OpenExchange
                pointId={order.pointId}
                repairOrderId={order.orderId}
                because={`${order.orderNo} ${cause.code('cause', order.cause)}`}
              />
            )}
            {order.pointId !== null && mayWork && <ReadNow large pointId={order.pointId} done={detail.reload} />}
          </>
        )
      }
    >
      <Shown of={detail} rows={10}>
        {(shown) => (
          <div className={css.top}>
            <div className={css.stack}>
              <Panel title={say('order.facts')}>
                <OrderFacts order={shown.order} />
              </Panel>
              {mayWork && (
                <Panel label={say('act.close')}>
                  <RepairActions order={shown.order} done={detail.reload} />
                </Panel>
              )}
              <Panel title={say('order.steps')}>
                <Steps steps={shown.steps} />
              </Panel>
            </div>
            <div className={css.stack}>
              {shown.alarms.length > 0 && (
                <Panel title={say('order.alarms')}>
                  <AlarmsOfOrder alarms={shown.alarms} order={shown.order} />
                </Panel>
              )}
              {shown.findings.length > 0 && (
                <Panel title={say('order.findings')}>
                  <Findings findings={shown.findings} />
                </Panel>
              )}
              <Panel flush title={say('order.gaps')}>
                <Gaps gaps={shown.gaps} />
              </Panel>
              {shown.order.terminalId !== null && ['file', 'terminal', 'meter'].includes(shown.order.place) && (
                <TerminalFile terminalId={shown.order.terminalId} />
              )}
            </div>
          </div>
        )}
      </Shown>
    </Page>
  )
}

function OrderFacts({ order }: { order: RepairRow }) {
  const nameOf = useActorName()
  const say = useWords(repairWords)
  const cause = useWords(collectionWords)
  const { days = [], points, reason } = order.because as { days?: string[]; points?: number; reason?: string }
  const proof = order.proof as { measuredAt?: string; importWh?: number } | null
  const name = order.accountName ?? order.pointNo ?? order.terminalName ?? '—'
  const items: Fact[] = [
    {
      label: say('col.where'),
      value: order.pointId === null ? name : <Link to={`/grid/meters/${order.pointId}`}>{name}</Link>,
    },
    { label: say('col.cause'), value: `${cause(`place.${order.place}`)} · ${cause.code('cause', order.cause)}` },
    { label: say('col.asset'), value: order.assetNo ?? '—' },
    {
      label: say('col.terminal'),
      value:
        order.terminalId === null ? '—' : <Link to={`/grid/terminals/${order.terminalId}`}>{order.terminalName}</Link>,
    },
    { label: say('order.days'), value: days.map((day) => day.slice(5)).join('、') || '—' },
    { label: say('order.points', { count: points ?? 1 }), value: order.districtName ?? '—' },
    { label: say('col.opened'), value: `${instant(order.openedAt)} ${nameOf(order.openedBy)}` },
    { label: say('col.assigned'), value: order.assignedTo ?? '—' },
  ]
  if (order.address) items.push({ label: say('order.address'), value: order.address, wide: true })
  items.push({
    label: say('order.basis'),
    value: reason ?? say('order.basis.rule', { count: days.length }),
    wide: true,
  })
  if (proof?.measuredAt) {
    const text = say('order.proof.text', { at: instant(proof.measuredAt), kwh: kilowattHours(proof.importWh) })
    items.push({ label: say('order.proof'), value: text, wide: true })
  }
  return (
    <>
      {order.reopened > 0 && <Pill tone="warn">{say('order.reopened', { count: order.reopened })}</Pill>}
      <Facts items={items} width={150} />
    </>
  )
}

function Steps({ steps }: { steps: RepairDetail['steps'] }) {
  const nameOf = useActorName()
  const say = useWords(repairWords)
  const cause = useWords(collectionWords)
  return (
    <ol className={css.steps}>
      {steps.map((step, order) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: steps are only ever added behind the others.
        <li key={order}>
          <div className={css.stepHead}>
            <b>{say.code('step', step.kind)}</b>
            <span className={css.note}>
              {instant(step.at)} {nameOf(step.by)}
            </span>
          </div>
          {step.note && <div>{step.note}</div>}
          {typeof step.detail.cause === 'string' && (
            <div className={css.note}>{cause.code('cause', step.detail.cause)}</div>
          )}
          {typeof step.detail.because === 'string' && (
            <div className={css.note}>{cause.code('because', step.detail.because)}</div>
          )}
        </li>
      ))}
    </ol>
  )
}

function Findings({ findings }: Pick<RepairDetail, 'findings'>) {
  const say = useWords(validationWords)
  return (
    <ul className={css.steps}>
      {findings.map((finding) => (
        <li key={finding.findingId}>
          <Link to={`/grid/exceptions/${encodeURIComponent(finding.key)}`}>{say.code('rule', finding.rule)}</Link>
          <div className={css.note}>
            {finding.accountName} {spanText(finding)}
          </div>
        </li>
      ))}
    </ul>
  )
}

function Gaps({ gaps }: { gaps: RepairDetail['gaps'] }) {
  const say = useWords(collectionWords)
  return (
    <DataTable
      rowKey={(gap) => `${gap.day} ${gap.item}`}
      items={gaps}
      width={380}
      head={0}
      columns={[
        { title: say('day.label'), width: 70, render: (_, gap) => gap.day.slice(5) },
        { title: say('item.label'), width: 80, render: (_, gap) => say(`item.${gap.item}`) },
        { title: say('col.gap'), width: 100, align: 'right', render: (_, gap) => `${gap.remaining} / ${gap.missing}` },
        {
          title: say('col.rereading'),
          render: (_, gap) =>
            gap.status === 'filled' ? say('gap.filled') : gap.because ? say.code('because', gap.because) : '—',
        },
      ]}
    />
  )
}
