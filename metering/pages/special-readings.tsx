import { Segmented, type TableColumnsType } from 'antd'
import { Link, useSearchParams } from 'react-router'
import { withQuery } from '../../app/web/kit/api.ts'
import { fixed, instant } from '../../app/web/kit/format.ts'
import { PagedTable } from '../../app/web/kit/paged-table.tsx'
import { usePages } from '../../app/web/kit/pages.ts'
import { Page, Panel, Pill, type Tone } from '../../app/web/kit/parts.tsx'
import { Empty } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { SpecialList, SpecialReading } from '../sections/shapes.ts'
import grid from './grid.module.css'
import { ReadingTabs } from './reading-tabs.tsx'
import { readingWords } from './reading-words.ts'
import { SpecialActions } from './special-actions.tsx'

const itemsOf = (page: SpecialList) => page.specials
const statuses = ['open', 'read', 'accepted', 'cancelled'] as const
const tones: Record<SpecialReading['status'], Tone> = {
  open: 'warn',
  read: 'brand',
  accepted: 'good',
  cancelled: 'calm',
}

export default function SpecialReadings() {
  const say = useWords(readingWords)
  const [query, setQuery] = useSearchParams()
  const status = query.get('status') ?? ''
  const pages = usePages<SpecialList, SpecialReading>(withQuery('/api/metering/special-readings', { status }), itemsOf)
  return (
    <Page title={say('tab.special')}>
      <ReadingTabs />
      <Panel flush label={say('tab.special')}>
        <div className={grid.filters}>
          <Segmented
            value={status}
            onChange={(value) => setQuery(value ? { status: value } : {}, { replace: true })}
            options={[
              { value: '', label: say('special.all') },
              ...statuses.map((value) => ({ value, label: say(`special.status.${value}`) })),
            ]}
          />
        </div>
        <PagedTable
          of={pages}
          rowKey="specialId"
          columns={useColumns(pages.first.reload)}
          width={1080}
          empty={<Empty title={say('special.none')} next={say('special.none.next')} />}
        />
      </Panel>
    </Page>
  )
}

function useColumns(reload: () => void): TableColumnsType<SpecialReading> {
  const say = useWords(readingWords)
  return [
    {
      title: say('col.account'),
      render: (_, row) => (
        <>
          <Link className={grid.ellipsis} title={row.accountName ?? ''} to={`/grid/meters/${row.pointId}`}>
            {row.accountName ?? row.pointNo}
          </Link>
          <span className={`${grid.note} ${grid.ellipsis}`} title={row.address ?? ''}>
            {row.address}
          </span>
        </>
      ),
    },
    {
      title: say('col.cause'),
      render: (_, row) => (
        <>
          {say(`cause.${row.cause}`)}
          <span className={`${grid.note} ${grid.ellipsis}`} title={row.reason}>
            {row.reason}
          </span>
        </>
      ),
    },
    { title: say('special.day'), width: 110, render: (_, row) => row.day },
    { title: say('col.due'), width: 110, render: (_, row) => row.dueOn },
    { title: say('col.way'), width: 90, render: (_, row) => say(`way.${row.way}`) },
    {
      title: say('col.result'),
      width: 170,
      render: (_, row) =>
        row.registers?.importTotal === undefined ? (
          <span className={grid.note}>
            {row.recallAnswer === null
              ? '—'
              : say.code('answer', row.recallAnswer.split(' ')[0]?.replace('asked', 'ASKED') ?? '')}
          </span>
        ) : (
          <>
            {fixed(row.registers.importTotal / 1000, 2)} kWh
            <div className={grid.note}>
              {instant(row.readAt)} {row.readByName}
            </div>
          </>
        ),
    },
    {
      title: say('col.status'),
      width: 90,
      render: (_, row) => <Pill tone={tones[row.status]}>{say(`special.status.${row.status}`)}</Pill>,
    },
    { title: '', width: 210, render: (_, row) => <SpecialActions order={row} done={reload} /> },
  ]
}
