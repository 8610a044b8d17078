import { Button } from 'antd'
import { useState } from 'react'
import { instant } from '../../app/web/kit/format.ts'
import { Panel, Pill } from '../../app/web/kit/parts.tsx'
import { useLanguage, useWords } from '../../app/web/kit/words.ts'
import type { CallerFile, Contact } from '../contract.ts'
import type { WorkOrder } from '../orders/contract.ts'
import { identityWords } from './call/identity-words.ts'
import css from './desk.module.css'
import { orderName } from './orders/order-names.ts'
import { OrderClocks, OrderStatus } from './orders/order-parts.tsx'
import { type Chosen, OrderStepDialog } from './orders/order-step-dialog.tsx'
import { orderWords } from './orders/words.ts'
import { TimelineView } from './timeline-view.tsx'
import { deskWords } from './words.ts'

type Orders = { file: CallerFile; contact: Contact | null; openOrder: () => void; reload: () => void }

export function FileOrders({ file, contact, openOrder, reload }: Orders) {
  const say = useWords(deskWords)
  const [urged, setUrged] = useState<Chosen>()
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
        <Order key={order.id} order={order} urge={() => urge(order)} />
      ))}
      <OrderStepDialog chosen={urged} close={() => setUrged(undefined)} done={reload} />
    </Panel>
  )
}

function Order({ order, urge }: { order: WorkOrder; urge: () => void }) {
  const say = useWords(orderWords)
  const [language] = useLanguage()
  return (
    <div className={css.order}>
      <div className={css.orderTop}>
        <b>{orderName(order, language)}</b>
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

/** What else is going on: applications, alarms, and all that has happened. */
export function FileEvents({ file, accountNo }: { file: CallerFile; accountNo: string }) {
  const say = useWords(deskWords)
  const identity = useWords(identityWords)
  const needs = file.identity?.withheld.find(({ field }) => field === 'history')?.needs
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
      {applications.length > 0 && (
        <Panel title={say('file.applications')}>
          {applications.map((application) => (
            <div key={application.applicationNo} className={css.orderTop}>
              <b>{application.step}</b>
              <span className={css.note}>
                {application.applicationNo}{' '}
                {application.dueAt && `· ${say('file.caseDue', { day: application.dueAt.slice(0, 10) })}`}
              </span>
            </div>
          ))}
        </Panel>
      )}
      <Panel title={say('file.timeline')}>
        {needs ? (
          <Pill tone="warn">{identity('needs.level', { level: identity(`level.${needs}`) })}</Pill>
        ) : (
          <TimelineView first={file.timeline} accountNo={accountNo} />
        )}
      </Panel>
    </>
  )
}
