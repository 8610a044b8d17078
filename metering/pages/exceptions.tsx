import { Segmented, type TableColumnsType } from 'antd'
import { Link, useSearchParams } from 'react-router'
import { DataTable } from '../../app/web/kit/data-table.tsx'
import { quantity } from '../../app/web/kit/format.ts'
import { useLiveReload } from '../../app/web/kit/live.ts'
import { PagedTable } from '../../app/web/kit/paged-table.tsx'
import { usePages } from '../../app/web/kit/pages.ts'
import { Page, Panel, Pill } from '../../app/web/kit/parts.tsx'
import { useResource } from '../../app/web/kit/resource.ts'
import { Empty, Shown } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { ExceptionGroup, ExceptionList, RuleList, RuleRow } from '../vee/shapes.ts'
import { FaultPill, spanText } from './exception-parts.tsx'
import css from './validation.module.css'
import { validationWords } from './validation-words.ts'

const itemsOf = (page: ExceptionList) => page.groups

export default function Exceptions() {
  const say = useWords(validationWords)
  const [query, setQuery] = useSearchParams()
  const view = query.get('view') === 'rules' ? 'rules' : 'open'
  const pages = usePages<ExceptionList, ExceptionGroup>('/api/metering/exceptions', itemsOf)
  useLiveReload(['readings.accepted'], pages.first.reload, 15_000)
  const { open = 0, waiting = 0 } = pages.first.data ?? {}
  const waits = waiting > 0 ? say('exceptions.waiting', { count: waiting }) : ''
  return (
    <Page
      title={say('exceptions.title')}
      lead={pages.first.data && say('exceptions.count', { open, waiting: waits })}
      actions={
        <Segmented
          value={view}
          onChange={(value) => setQuery(value === 'rules' ? { view: 'rules' } : {}, { replace: true })}
          options={(['open', 'rules'] as const).map((value) => ({ value, label: say(`exceptions.${value}`) }))}
        />
      }
    >
      {view === 'rules' ? <Rules /> : <Groups of={pages} />}
    </Page>
  )
}

function Groups({ of }: { of: ReturnType<typeof usePages<ExceptionList, ExceptionGroup>> }) {
  const say = useWords(validationWords)
  const columns: TableColumnsType<ExceptionGroup> = [
    { title: say('col.severity'), width: 80, render: (_, group) => <FaultPill severity={group.severity} /> },
    {
      title: say('col.rule'),
      render: (_, group) => (
        <Link to={`/grid/exceptions/${encodeURIComponent(group.key)}`}>{say.code('rule', group.rule)}</Link>
      ),
    },
    { title: say('col.day'), width: 110, dataIndex: 'day' },
    {
      title: say('col.place'),
      render: (_, group) => (
        <>
          <span className={css.mono}>{group.terminalName ?? '—'}</span>
          <div className={css.note}>{group.districtName}</div>
        </>
      ),
    },
    {
      title: say('col.points'),
      width: 90,
      align: 'right',
      render: (_, group) =>
        say('points.of', { points: group.points, all: Math.max(group.points, group.pointsOfTerminal) }),
    },
    {
      title: say('col.cause'),
      width: 130,
      render: (_, group) => <Pill tone="calm">{say(`cause.${group.cause}`)}</Pill>,
    },
    { title: say('col.span'), width: 190, render: (_, group) => spanText(group) },
  ]
  return (
    <Panel flush label={say('exceptions.title')}>
      <PagedTable
        of={of}
        rowKey="key"
        columns={columns}
        width={860}
        empty={<Empty title={say('exceptions.none')} next={say('exceptions.none.next')} />}
      />
    </Panel>
  )
}

function Rules() {
  const say = useWords(validationWords)
  const rules = useResource<RuleList>('/api/metering/validation-rules')
  const columns: TableColumnsType<RuleRow> = [
    { title: say('col.rule'), width: 170, render: (_, row) => say.code('rule', row.rule) },
    { title: say('col.severity'), width: 80, render: (_, row) => <FaultPill severity={row.severity} /> },
    { title: say('col.open'), width: 80, align: 'right', dataIndex: 'open' },
    { title: say('col.decided'), width: 120, align: 'right', render: (_, row) => `${row.upheld} / ${row.accepted}` },
    {
      title: say('col.precision'),
      width: 150,
      align: 'right',
      render: (_, row) =>
        row.precision === null ? (
          <span className={css.note}>{say('precision.none')}</span>
        ) : (
          `${quantity(row.precision * 100, 0)}%`
        ),
    },
    {
      title: say('col.limits'),
      render: (_, row) => (
        <span className={css.limits}>
          {row.limits
            .filter(({ value }) => value !== 0)
            .map(({ name, value, unit }) => (
              <span key={name}>
                <span className={css.note}>{say.code('limit', name)}</span> {quantity(value, 3)}{' '}
                {say.code('unit', unit)}
              </span>
            ))}
        </span>
      ),
    },
    { title: say('col.basis'), render: (_, row) => <span className={css.note}>{row.basis}</span> },
  ]
  return (
    <Panel flush label={say('exceptions.rules')}>
      <Shown of={rules} rows={12}>
        {(list) => <DataTable rowKey="rule" columns={columns} items={list.rules} width={1000} head={0} />}
      </Shown>
    </Panel>
  )
}
