import { Button, type TableColumnsType } from 'antd'
import { useEffect, useRef } from 'react'
import { withQuery } from '../../../app/web/kit/api.ts'
import { DataTable } from '../../../app/web/kit/data-table.tsx'
import { accountNumber, instant } from '../../../app/web/kit/format.ts'
import { Panel } from '../../../app/web/kit/parts.tsx'
import { useResource } from '../../../app/web/kit/resource.ts'
import { Empty, Shown } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { WorkOrder } from '../../orders/contract.ts'
import type { ReasonGroup, ReasonOrders } from '../../reasons/contract.ts'
import { orderWords } from '../orders/words.ts'
import { useReasonName } from './names.ts'
import css from './reasons.module.css'
import { reasonWords } from './words.ts'

export type Chosen = { by: ReasonGroup | 'account'; key: string; name: string }
type Row = ReasonOrders['orders'][number]

/** The orders behind a count; brought into sight when it is chosen. */
export function OrdersPanel({ month, chosen, close }: { month: string; chosen: Chosen; close: () => void }) {
  const say = useWords(reasonWords)
  const { by, key, name } = chosen
  const resource = useResource<ReasonOrders>(withQuery('/api/callcenter/reason-orders', { month, by, key }))
  const place = useRef<HTMLDivElement>(null)
  const isThere = resource.data !== undefined
  useEffect(() => {
    if (isThere) place.current?.scrollIntoView({ block: 'nearest' })
  }, [isThere])
  return (
    <div ref={place}>
      <Panel
        flush
        title={say('orders.title', { name })}
        extra={
          <Button size="small" onClick={close}>
            {say('orders.close')}
          </Button>
        }
      >
        <Shown of={resource} isEmpty={({ orders }) => orders.length === 0} empty={<Empty title={say('none')} />}>
          {({ orders, isMore }) => (
            <>
              <OrderRows orders={orders} />
              {isMore && <p className={css.small}>{say('orders.more')}</p>}
            </>
          )}
        </Shown>
      </Panel>
    </div>
  )
}

function OrderRows({ orders }: { orders: Row[] }) {
  const say = useWords(reasonWords)
  const order = useWords(orderWords)
  const nameOf = useReasonName()
  const columns: TableColumnsType<Row> = [
    { title: say('col.no'), dataIndex: 'workOrderNo' },
    {
      title: say('col.subkind'),
      width: 200,
      render: (_, { kind, subkind }) => nameOf('subkind', { key: `${kind}~${subkind}`, name: null }),
    },
    { title: say('col.unit'), width: 160, dataIndex: 'unit' },
    {
      title: say('col.handler'),
      width: 110,
      render: (_, { handler }) => nameOf('handler', { key: handler, name: null }),
    },
    {
      title: say('col.status'),
      width: 110,
      render: (_, { status }) => order(`order.status.${status as WorkOrder['status']}`),
    },
    {
      title: say('col.account'),
      width: 160,
      render: (_, { accountNo }) => (accountNo ? accountNumber(accountNo) : ''),
    },
    { title: say('col.opened'), width: 150, render: (_, { openedAt }) => instant(openedAt) },
    { title: say('col.score'), width: 70, align: 'right', render: (_, { score }) => score ?? '' },
  ]
  return <DataTable rowKey="workOrderNo" columns={columns} items={orders} width={1080} pageSize={20} />
}
