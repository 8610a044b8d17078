import { Segmented, type TableColumnsType } from 'antd'
import { Link, useSearchParams } from 'react-router'
import { withQuery } from '../../app/web/kit/api.ts'
import { civilDay, instant, quantity } from '../../app/web/kit/format.ts'
import { PagedTable } from '../../app/web/kit/paged-table.tsx'
import { usePages } from '../../app/web/kit/pages.ts'
import { Page, Panel } from '../../app/web/kit/parts.tsx'
import { Empty } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { StandIn, StandInList } from '../vee/shapes.ts'
import { StatusPill } from './register-sheet-parts.tsx'
import css from './validation.module.css'
import { validationWords } from './validation-words.ts'

const itemsOf = (page: StandInList) => page.standIns
const statuses = ['proposed', 'approved', 'refused'] as const

/** Registers that no meter gave: estimated ones that wait for approval first. */
export default function Registers() {
  const say = useWords(validationWords)
  const [query, setQuery] = useSearchParams()
  const status = query.get('status') ?? ''
  const pages = usePages<StandInList, StandIn>(withQuery('/api/metering/register-exceptions', { status }), itemsOf)
  const columns: TableColumnsType<StandIn> = [
    { title: say('col.status'), width: 100, render: (_, row) => <StatusPill status={row.status} /> },
    {
      title: say('col.kind'),
      width: 120,
      render: (_, row) => <Link to={`/grid/registers/${row.standInId}`}>{say(`standIn.${row.kind}`)}</Link>,
    },
    { title: say('col.readingDay'), width: 110, render: (_, row) => civilDay(row.standsFor) },
    {
      title: say('col.customer'),
      render: (_, row) => (
        <>
          {row.accountName ?? row.pointNo}
          <div className={css.mono}>{row.accountNo}</div>
        </>
      ),
    },
    { title: say('col.asset'), render: (_, row) => <span className={css.mono}>{row.assetNo}</span> },
    {
      title: say('col.total'),
      align: 'right',
      render: (_, row) => quantity((row.registers.importTotal ?? 0) / 1000, 2),
    },
    { title: say('col.proposed'), width: 190, render: (_, row) => `${row.proposedByName} ${instant(row.proposedAt)}` },
  ]
  return (
    <Page
      title={say('registers.title')}
      lead={say('registers.lead')}
      actions={
        <Segmented
          value={status}
          onChange={(value) => setQuery(value === '' ? {} : { status: value }, { replace: true })}
          options={[
            { value: '', label: say('registers.all') },
            ...statuses.map((value) => ({ value, label: say(`status.${value}`) })),
          ]}
        />
      }
    >
      <Panel flush label={say('registers.title')}>
        <PagedTable
          of={pages}
          rowKey="standInId"
          columns={columns}
          width={860}
          empty={<Empty title={say('registers.none')} next={say('registers.none.next')} />}
        />
      </Panel>
    </Page>
  )
}
