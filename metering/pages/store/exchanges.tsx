import { Segmented, type TableColumnsType } from 'antd'
import { Link } from 'react-router'
import { withQuery } from '../../../app/web/kit/api.ts'
import { useChoices } from '../../../app/web/kit/choices.ts'
import { instant } from '../../../app/web/kit/format.ts'
import { useLiveReload } from '../../../app/web/kit/live.ts'
import { PagedTable } from '../../../app/web/kit/paged-table.tsx'
import { usePages } from '../../../app/web/kit/pages.ts'
import { Page, Panel, Pill, type Tone } from '../../../app/web/kit/parts.tsx'
import { SearchBox } from '../../../app/web/kit/search-box.tsx'
import { Empty } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { ExchangeList, ExchangeOrder } from '../../store/exchange-shapes.ts'
import collection from '../collection.module.css'
import grid from '../grid.module.css'
import { exchangeWords } from './exchange-words.ts'
import { Rotation } from './rotation.tsx'

const statuses = ['under-way', 'open', 'assigned', 'submitted', 'archived', 'withdrawn'] as const
export const exchangeTones: Record<ExchangeOrder['status'], Tone> = {
  open: 'bad',
  assigned: 'warn',
  submitted: 'brand',
  archived: 'good',
  withdrawn: 'calm',
}
const itemsOf = (page: ExchangeList) => page.orders

export default function Exchanges() {
  const say = useWords(exchangeWords)
  const [{ status: chosen, q }, choose] = useChoices(['status', 'q'])
  const status = chosen || 'under-way'
  const pages = usePages<ExchangeList, ExchangeOrder>(withQuery('/api/metering/exchanges', { status, q }), itemsOf)
  useLiveReload(['exchange.changed'], pages.first.reload, 1_000)
  return (
    <Page title={say('title')} actions={<Rotation done={pages.first.reload} />}>
      <Panel flush label={say('title')}>
        <div className={grid.filters}>
          <div className={collection.wide}>
            <Segmented
              aria-label={say('col.status')}
              value={status}
              onChange={(value) => choose({ status: value })}
              options={statuses.map((value) => ({ value, label: say(`status.${value}`) }))}
            />
          </div>
          <SearchBox value={q} label={say('search')} search={(words) => choose({ q: words })} />
        </div>
        <PagedTable
          of={pages}
          rowKey="orderId"
          columns={useColumns()}
          width={1060}
          empty={<Empty title={say('none')} next={say('none.next')} />}
        />
      </Panel>
    </Page>
  )
}

function useColumns(): TableColumnsType<ExchangeOrder> {
  const say = useWords(exchangeWords)
  return [
    {
      title: say('col.order'),
      width: 130,
      render: (_, order) => (
        <Link className={grid.mono} to={`/grid/exchanges/${order.orderId}`}>
          {order.orderNo}
        </Link>
      ),
    },
    {
      title: say('col.status'),
      width: 100,
      render: (_, order) => <Pill tone={exchangeTones[order.status]}>{say(`status.${order.status}`)}</Pill>,
    },
    { title: say('col.origin'), width: 80, render: (_, order) => say(`origin.${order.origin}`) },
    {
      title: say('col.customer'),
      render: (_, order) => (
        <>
          <span className={grid.ellipsis} title={order.accountName ?? ''}>
            {order.accountName ?? order.pointNo}
          </span>
          <span className={`${grid.note} ${grid.ellipsis}`} title={order.address ?? ''}>
            {order.address}
          </span>
        </>
      ),
    },
    { title: say('col.meter'), render: (_, order) => <span className={grid.mono}>{order.assetNo}</span> },
    { title: say('col.installer'), width: 110, render: (_, order) => order.assignedName ?? '—' },
    { title: say('col.opened'), width: 150, render: (_, order) => instant(order.openedAt) },
  ]
}
