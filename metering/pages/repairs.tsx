import { Segmented, type TableColumnsType } from 'antd'
import { Link, useSearchParams } from 'react-router'
import { withQuery } from '../../app/web/kit/api.ts'
import { instant } from '../../app/web/kit/format.ts'
import { useLiveReload } from '../../app/web/kit/live.ts'
import { PagedTable } from '../../app/web/kit/paged-table.tsx'
import { usePages } from '../../app/web/kit/pages.ts'
import { Page, Panel, Pill, type Tone } from '../../app/web/kit/parts.tsx'
import { Empty } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { RepairList, RepairRow } from '../contract-collection.ts'
import css from './collection.module.css'
import { CollectionTabs } from './collection-tabs.tsx'
import { collectionWords } from './collection-words.ts'
import grid from './grid.module.css'
import { repairWords } from './repair-words.ts'

const statuses = ['under-way', 'closed', 'all'] as const
const places = ['terminal', 'channel', 'meter', 'file', 'clock', 'data', 'supply'] as const
const tones: Record<RepairRow['status'], Tone> = { open: 'bad', assigned: 'warn', closed: 'good' }
const itemsOf = (page: RepairList) => page.orders

export default function Repairs() {
  const say = useWords(repairWords)
  const cause = useWords(collectionWords)
  const [query, setQuery] = useSearchParams()
  const status = query.get('status') ?? 'under-way'
  const place = query.get('place') ?? ''
  const path = withQuery('/api/metering/repairs', { status, place: place || null })
  const pages = usePages<RepairList, RepairRow>(path, itemsOf)
  useLiveReload(['repair.changed'], pages.first.reload, 1_000)
  const underWay = pages.first.data?.underWay ?? []
  const total = underWay.reduce((sum, each) => sum + each.orders, 0)
  const choose = (name: string, value: string) => {
    const next = new URLSearchParams(query)
    if (value) next.set(name, value)
    else next.delete(name)
    setQuery(next, { replace: true })
  }
  const countOf = (name: string) => underWay.find((each) => each.place === name)?.orders ?? 0
  return (
    <Page title={say('title')} lead={pages.first.data && say('lead', { count: total })}>
      <CollectionTabs />
      <Panel flush label={say('title')}>
        <div className={grid.filters}>
          <Segmented
            aria-label={say('col.status')}
            value={status}
            onChange={(value) => choose('status', value)}
            options={statuses.map((value) => ({ value, label: say(`status.${value}`) }))}
          />
          <div className={css.wide}>
            <Segmented
              aria-label={say('col.place')}
              value={place}
              onChange={(value) => choose('place', value)}
              options={[
                { value: '', label: say('status.all') },
                ...places.map((value) => ({ value, label: `${cause(`place.${value}`)} ${countOf(value)}` })),
              ]}
            />
          </div>
        </div>
        <PagedTable
          of={pages}
          rowKey="orderId"
          columns={useColumns()}
          width={1060}
          rows={10}
          empty={<Empty title={say('none')} next={say('none.next')} />}
        />
      </Panel>
    </Page>
  )
}

function useColumns(): TableColumnsType<RepairRow> {
  const say = useWords(repairWords)
  const cause = useWords(collectionWords)
  return [
    {
      title: say('col.order'),
      width: 120,
      render: (_, order) => (
        <Link className={grid.mono} to={`/grid/collection/repairs/${order.orderId}`}>
          {order.orderNo}
        </Link>
      ),
    },
    {
      title: say('col.status'),
      width: 110,
      render: (_, order) => <Pill tone={tones[order.status]}>{say(`status.${order.status}`)}</Pill>,
    },
    { title: say('col.place'), width: 80, render: (_, order) => cause(`place.${order.place}`) },
    { title: say('col.cause'), width: 140, render: (_, order) => cause.code('cause', order.cause) },
    {
      title: say('col.where'),
      render: (_, order) => (
        <>
          {order.accountName ?? order.pointNo ?? order.terminalName}
          <div className={grid.note}>{order.districtName}</div>
        </>
      ),
    },
    { title: say('col.asset'), render: (_, order) => <span className={grid.mono}>{order.assetNo ?? '—'}</span> },
    { title: say('col.opened'), width: 150, render: (_, order) => instant(order.openedAt) },
    { title: say('col.assigned'), width: 110, render: (_, order) => order.assignedTo ?? '—' },
  ]
}
