import { Drawer } from 'antd'
import { useEffect, useState } from 'react'
import { Link } from 'react-router'
import { useActorName } from '../../../app/web/kit/actor-name.ts'
import { withQuery } from '../../../app/web/kit/api.ts'
import { instant } from '../../../app/web/kit/format.ts'
import { Facts, Pill } from '../../../app/web/kit/parts.tsx'
import { useResource } from '../../../app/web/kit/resource.ts'
import { Shown } from '../../../app/web/kit/states.tsx'
import { useLanguage, useWords } from '../../../app/web/kit/words.ts'
import type { OrderLink, OrderRecord, WorkOrder } from '../../orders/contract.ts'
import { handlerTitles } from '../../orders/kinds/contract.ts'
import { HandInOfOrder } from '../hand-ins/hand-in-parts.tsx'
import { MattersOfOrder } from '../matters/matter-parts.tsx'
import { ClockPauses } from './clock-pauses.tsx'
import { Merger } from './merger.tsx'
import { OnSite } from './on-site.tsx'
import { OrderAnswers } from './order-fields.tsx'
import { orderName } from './order-names.ts'
import { OrderClocks, OrderStatus } from './order-parts.tsx'
import { OrderProof } from './order-proof.tsx'
import { OrderTasks } from './order-tasks.tsx'
import css from './orders.module.css'
import { RatedOf } from './rated.tsx'
import { orderWords } from './words.ts'

/** One order: what was said, what was promised, and all that was done. `base`: below which address it is read. */
export function OrderDrawer({
  order,
  close,
  done,
  base = '/api/callcenter/work-orders',
}: {
  order: NamedOrder | undefined
  close: () => void
  done: () => void
  base?: string
}) {
  const [language] = useLanguage()
  const [read, setRead] = useState<WorkOrder>()
  const { kind, subkind } = (read?.workOrderNo === order?.workOrderNo ? read : undefined) ?? order ?? {}
  const name = kind && subkind ? orderName({ kind, subkind }, language) : ''
  return (
    <Drawer
      open={order !== undefined}
      onClose={close}
      title={order && `${name} ${order.workOrderNo}`}
      size={560}
      destroyOnHidden
    >
      {order && (
        <Record
          key={`${order.workOrderNo}-${order.version ?? ''}`}
          path={`${base}/${order.workOrderNo}/record`}
          told={setRead}
          done={done}
          base={base}
        />
      )}
    </Drawer>
  )
}

/** By its number alone where nothing else is known of it, as an address names it. */
export type NamedOrder = Pick<OrderLink, 'workOrderNo'> & Partial<OrderLink> & { version?: number }

type Reading = { path: string; base: string; told: (order: WorkOrder) => void; done: () => void }

function Record({ path, base, told, done }: Reading) {
  const record = useResource<OrderRecord>(path)
  const [linked, setLinked] = useState<NamedOrder>()
  const order = record.data?.order
  useEffect(() => {
    if (order) told(order)
  }, [order, told])
  const changed = () => {
    record.reload()
    done()
  }
  return (
    <Shown of={record} rows={8}>
      {(shown) => (
        <>
          <Parts of={shown} changed={changed} open={setLinked} />
          <OrderDrawer base={base} order={linked} close={() => setLinked(undefined)} done={changed} />
        </>
      )}
    </Shown>
  )
}

type Shows = { of: OrderRecord; changed: () => void; open: (order: NamedOrder) => void }

function Parts({ of: { order, handIn, rated, acts, alerts, proofs }, changed, open }: Shows) {
  const say = useWords(orderWords)
  return (
    <div className={css.record}>
      <div className={css.marks}>
        <OrderStatus order={order} />
        <OrderClocks clocks={order.clocks} />
      </div>
      {order.status === 'finished' && !order.steps.includes('closure') && (
        <p className={css.when}>{say(order.isCalledBack ? 'finished.callBack' : 'finished.close')}</p>
      )}
      <MattersOfOrder matters={order.matters} />
      {handIn && <HandInOfOrder of={handIn} />}
      {rated && <RatedOf of={rated} open={open} />}
      <ClockPauses order={order} done={changed} />
      <Merger order={order} done={changed} />
      <OrderFacts order={order} open={open} />
      <OrderTasks order={order} done={changed} />
      <OrderAnswers form={order.form} />
      <section>
        <h3 className={css.head}>{say('proof.title')}</h3>
        {proofs.length === 0 && <p className={css.when}>{say('order.limits.none')}</p>}
        {proofs.map((proof) => (
          <OrderProof key={`${proof.clock}-${proof.round}`} proof={proof} />
        ))}
        {alerts.map(({ clock, level, at }) => (
          <div key={`${clock}-${level}-${at}`}>
            <Pill tone={level === 'warning' ? 'warn' : 'bad'}>{say(`level.${level}`)}</Pill> {say(`clock.${clock}`)}
            <span className={css.when}>{instant(at)}</span>
          </div>
        ))}
      </section>
      <Acts acts={acts} />
    </div>
  )
}

function OrderFacts({ order, open }: { order: WorkOrder } & Pick<Shows, 'open'>) {
  const say = useWords(orderWords)
  const [language] = useLanguage()
  const { customerName, accountNo, estimatedAt, result, complainedUnit, complainedPerson, repeatOf, mergedInto } = order
  const against = [complainedUnit, complainedPerson].filter(Boolean).join(' · ')
  return (
    <Facts
      width={150}
      items={[
        { label: say('order.description'), value: order.description, wide: true },
        { label: say('col.customer'), value: [customerName, accountNo].filter(Boolean).join(' · ') || say('none') },
        { label: say('order.address'), value: order.address },
        { label: say('order.handler'), value: `${order.organisation} · ${handlerTitles[order.handler][language]}` },
        ...(against ? [{ label: say('order.against'), value: against }] : []),
        ...(mergedInto
          ? [
              {
                label: say('order.mergedInto'),
                value: <Link to={withQuery('/desk/orders', { order: mergedInto })}>{mergedInto}</Link>,
              },
            ]
          : []),
        ...(repeatOf
          ? [
              {
                label: say('order.repeatOf'),
                value: (
                  <button type="button" className={css.name} onClick={() => open({ workOrderNo: repeatOf })}>
                    {repeatOf}
                  </button>
                ),
              },
            ]
          : []),
        ...(estimatedAt ? [{ label: say('step.estimatedAt'), value: instant(estimatedAt) }] : []),
        ...(result ? [{ label: say('order.result'), value: result, wide: true }] : []),
      ]}
    />
  )
}

function Acts({ acts }: Pick<OrderRecord, 'acts'>) {
  const say = useWords(orderWords)
  const actor = useActorName()
  return (
    <section>
      <h3 className={css.head}>{say('order.acts')}</h3>
      <ol className={css.acts}>
        {acts.map(({ at, by, act, note, outcome, contactNo, onSite }) => (
          <li key={`${at}-${act}`}>
            <b>{say.code('step', act)}</b>
            {outcome && ` · ${say(`outcome.${outcome}`)}`}
            <span className={css.when}>
              {instant(at)} {actor(by)}
            </span>
            {contactNo && <span className={css.when}>{say('act.contact', { no: contactNo })}</span>}
            {onSite && <OnSite at={at} of={onSite} />}
            {note && <p>{note}</p>}
          </li>
        ))}
      </ol>
    </section>
  )
}
