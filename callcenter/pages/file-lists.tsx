import { Button } from 'antd'
import { useState } from 'react'
import { instant } from '../../app/web/kit/format.ts'
import { Panel, Pill } from '../../app/web/kit/parts.tsx'
import { useUser } from '../../app/web/kit/session.tsx'
import { useLanguage, useWords } from '../../app/web/kit/words.ts'
import type { CallerFile, Contact } from '../contract.ts'
import type { DoneOrder, WorkOrder } from '../orders/contract.ts'
import { identityWords } from './call/identity-words.ts'
import css from './desk.module.css'
import { needsOf } from './file/guarded-button.tsx'
import { OpenApplications } from './file/open-applications.tsx'
import { fileWords } from './file/words.ts'
import { orderName } from './orders/order-names.ts'
import { OrderClocks, OrderStatus } from './orders/order-parts.tsx'
import { type Chosen, OrderStepDialog } from './orders/order-step-dialog.tsx'
import { orderWords } from './orders/words.ts'
import { TimelineView } from './timeline-view.tsx'
import { deskWords } from './words.ts'

type Show = (workOrderNo: string) => void
type Orders = {
  file: CallerFile
  contact: Contact | null
  /** Writes a new one. */
  openOrder: () => void
  show: Show
  reload: () => void
}

export function FileOrders({ file, contact, openOrder, show, reload }: Orders) {
  const say = useWords(deskWords)
  const [urged, setUrged] = useState<Chosen>()
  const needs = needsOf(file, 'history')
  // What he wrote himself he knows.
  const { name: reader } = useUser()
  const urge = (order: WorkOrder) => setUrged({ order, step: 'urge', ...(contact ? { contactId: contact.id } : {}) })
  const button = (
    <Button size="small" type="primary" onClick={openOrder}>
      {say('order.open')}
      <span className={css.key}>{say('key.order')}</span>
    </Button>
  )
  return (
    <Panel title={say('file.orders')} extra={button}>
      {file.openOrders.length === 0 && <p className={css.note}>{say('file.orders.none')}</p>}
      {file.openOrders.map((order) => (
        <Order
          key={order.id}
          order={order}
          needs={order.openedBy === reader ? undefined : needs}
          show={show}
          urge={() => urge(order)}
        />
      ))}
      {file.doneOrders.known && <DoneOrders of={file.doneOrders.value} show={show} />}
      <OrderStepDialog chosen={urged} close={() => setUrged(undefined)} done={reload} />
    </Panel>
  )
}

type Line = { order: WorkOrder; needs: ReturnType<typeof needsOf>; show: Show; urge: () => void }

function Order({ order, needs, show, urge }: Line) {
  const say = useWords(orderWords)
  const identity = useWords(identityWords)
  const [language] = useLanguage()
  return (
    <div className={css.order}>
      <div className={css.orderTop}>
        {needs ? (
          <>
            <b>{orderName(order, language)}</b>
            <Pill tone="warn">{identity('needs.level', { level: identity(`level.${needs}`) })}</Pill>
          </>
        ) : (
          <button type="button" className={css.link} onClick={() => show(order.workOrderNo)}>
            <b>{orderName(order, language)}</b>
          </button>
        )}
        <OrderStatus order={order} />
        <OrderClocks clocks={order.clocks} />
        {order.steps.includes('urge') && (
          <Button size="small" onClick={urge}>
            {say('step.urge')}
          </Button>
        )}
      </div>
      <div className={css.clamp} title={order.description}>
        {order.description}
      </div>
      <div className={css.note}>
        {order.workOrderNo} · {instant(order.openedAt)} · {order.organisation}
      </div>
    </div>
  )
}

function DoneOrders({ of, show }: { of: DoneOrder[]; show: Show }) {
  const say = useWords(fileWords)
  const words = useWords(orderWords)
  const [language] = useLanguage()
  if (of.length === 0) return null
  return (
    <details className={css.done}>
      <summary>{say('orders.done', { count: of.length })}</summary>
      {of.map((order) => (
        <div key={order.id} className={css.orderTop}>
          <button type="button" className={css.link} onClick={() => show(order.workOrderNo)}>
            {orderName(order, language)}
          </button>
          <Pill tone="calm">{words(`order.status.${order.status}`)}</Pill>
          <span className={css.note}>
            {order.workOrderNo} · {instant(order.openedAt)}
          </span>
        </div>
      ))}
    </details>
  )
}

type Events = { file: CallerFile; accountNo: string; show: Show; openBill: (id: number) => void }

/** What else is going on: applications, alarms, and all that has happened. */
export function FileEvents({ file, accountNo, show, openBill }: Events) {
  const say = useWords(deskWords)
  const identity = useWords(identityWords)
  const needs = needsOf(file, 'history')
  const applications = file.openApplications.known ? file.openApplications.value : []
  const alarms = file.openAlarms.known ? file.openAlarms.value : []
  return (
    <>
      {alarms.length > 0 && (
        <Panel title={say('file.alarms')}>
          {alarms.map((alarm) => (
            <div key={alarm.id} className={css.orderTop}>
              <Pill tone="bad">{alarm.message}</Pill>
              <span className={css.note}>{instant(alarm.raisedAt)}</span>
            </div>
          ))}
        </Panel>
      )}
      {applications.length > 0 && <OpenApplications of={applications} />}
      <Panel title={say('file.timeline')}>
        {needs ? (
          <Pill tone="warn">{identity('needs.level', { level: identity(`level.${needs}`) })}</Pill>
        ) : (
          <TimelineView
            first={file.timeline}
            accountNo={accountNo}
            openOrder={show}
            openBill={needsOf(file, 'money') ? undefined : openBill}
          />
        )}
      </Panel>
    </>
  )
}
