import { Button, Input, type TableColumnsType } from 'antd'
import { Link } from 'react-router'
import type { z } from 'zod'
import { withQuery } from '../../app/web/kit/api.ts'
import { useChoices } from '../../app/web/kit/choices.ts'
import { DataTable } from '../../app/web/kit/data-table.tsx'
import { civilDay } from '../../app/web/kit/format.ts'
import { useNow } from '../../app/web/kit/now.ts'
import { Page, Panel, Pill } from '../../app/web/kit/parts.tsx'
import { useResource } from '../../app/web/kit/resource.ts'
import { Empty, Shown } from '../../app/web/kit/states.tsx'
import { useLanguage, useWords } from '../../app/web/kit/words.ts'
import type { applicationList } from '../contract.ts'
import type { statistics } from '../statistics/contract.ts'
import css from './case.module.css'
import { clerkWords } from './clerk-words.ts'
import { DuePill, StatusPill } from './due.tsx'
import { UnitFilter } from './hands/unit-filter.tsx'

type Statistics = z.infer<typeof statistics>
type Row = Statistics['rows'][number]
type Figure = keyof Row['counts']
const outcomes: Figure[] = ['handed-in', 'accepted', 'archived', 'refused', 'withdrawn', 'in-time', 'late']
const ages: Figure[] = ['open-5', 'open-20', 'open-older']
const HOME = '/office/application-statistics'

/** 业扩统计: what was done by kind, unit and month; every figure opens the applications behind it. */
export default function ApplicationStatistics() {
  const say = useWords(clerkWords)
  const month = civilDay(new Date(useNow(60_000))).slice(0, 7)
  const [asked, choose] = useChoices(['from', 'to', 'figure', 'kind', 'organisationId', 'unit'])
  const months = { from: asked.from || month, to: asked.to || asked.from || month }
  // The unit of a figure is its row's; that of the page is kept for the way back.
  const { unit, ...behind } = asked
  const shown = { ...months, organisationId: unit }
  const found = useResource<Statistics>(asked.figure ? null : withQuery('/api/intake/statistics', shown), {
    keep: true,
  })
  if (asked.figure) return <Behind query={{ ...behind, ...months }} back={withQuery(HOME, { ...months, unit })} />
  return (
    <Page
      title={say('stats.title')}
      lead={say('stats.lead')}
      refreshing={found.refreshing}
      actions={
        <>
          <Button href={withQuery('/api/intake/statistics/book', shown)}>{say('stats.book')}</Button>
          <Button href={withQuery('/api/intake/statistics/export', shown)}>{say('stats.export')}</Button>
        </>
      }
    >
      <div className={css.column}>
        <Panel flush label={say('stats.title')}>
          <div className={css.filters}>
            {(['from', 'to'] as const).map((name) => (
              <Input
                key={name}
                type="month"
                style={{ width: 160 }}
                aria-label={say(`stats.${name}`)}
                value={months[name]}
                onChange={(event) => choose({ [name]: event.target.value })}
              />
            ))}
            <UnitFilter value={unit} choose={(next) => choose({ unit: next })} />
          </div>
          <Shown
            of={found}
            rows={6}
            isEmpty={({ rows }) => rows.length === 0}
            empty={<Empty title={say('stats.none')} next={say('stats.none.next')} />}
          >
            {({ rows }) => <Rows rows={rows} unit={unit} />}
          </Shown>
        </Panel>
        {found.data && found.data.steps.length > 0 && <Steps steps={found.data.steps} />}
      </div>
    </Page>
  )
}

function Rows({ rows, unit }: { rows: Row[]; unit: string }) {
  const say = useWords(clerkWords)
  const [language] = useLanguage()
  const toColumn = (figure: Figure) => ({
    title: say(`figure.${figure}`),
    width: 66,
    align: 'right' as const,
    render: (_: unknown, row: Row) => <Count row={row} figure={figure} unit={unit} />,
  })
  const columns: TableColumnsType<Row> = [
    { title: say('col.month'), width: 80, dataIndex: 'month' },
    { title: say('col.kind'), render: (_, row) => row.kindTitle[language] },
    { title: say('col.unit'), width: 120, dataIndex: 'unit' },
    ...outcomes.map(toColumn),
    {
      title: say('col.kept'),
      width: 84,
      align: 'right',
      render: (_, { inTimePercent: kept }) =>
        kept === null ? '—' : <Pill tone={kept >= 95 ? 'good' : kept >= 80 ? 'warn' : 'bad'}>{`${kept} %`}</Pill>,
    },
    ...ages.map(toColumn),
  ]
  const keyOf = ({ month, organisationId, kind }: Row) => `${month}/${organisationId}/${kind}`
  return <DataTable rowKey={keyOf} columns={columns} items={rows} width={1080} pageSize={50} head={1} />
}

function Count({ row, figure, unit }: { row: Row; figure: Figure; unit: string }) {
  const { month, organisationId, kind } = row
  const count = row.counts[figure]
  if (count === 0) return <span className={css.note}>0</span>
  return <Link to={withQuery(HOME, { from: month, to: month, figure, kind, organisationId, unit })}>{count}</Link>
}

function Steps({ steps }: Pick<Statistics, 'steps'>) {
  const say = useWords(clerkWords)
  const [language] = useLanguage()
  return (
    <Panel flush title={say('stats.steps')}>
      <DataTable
        rowKey="step"
        items={steps}
        width={360}
        columns={[
          { title: say('stats.step'), render: (_, { title }) => title[language] },
          { title: say('stats.count'), width: 100, align: 'right', dataIndex: 'count' },
          { title: say('stats.days'), width: 120, align: 'right', dataIndex: 'workingDays' },
        ]}
      />
    </Panel>
  )
}

function Behind({ query, back }: { query: Record<string, string>; back: string }) {
  const say = useWords(clerkWords)
  const [language] = useLanguage()
  const found = useResource<z.infer<typeof applicationList>>(withQuery('/api/intake/statistics/applications', query))
  return (
    <Page
      title={`${say('stats.behind')} · ${say.code('figure', query.figure ?? '')}`}
      lead={query.from === query.to ? query.from : `${query.from} – ${query.to}`}
      back={{ to: back, text: say('stats.back') }}
      actions={<Button href={withQuery('/api/intake/statistics/applications/book', query)}>{say('stats.book')}</Button>}
    >
      <Panel flush label={say('stats.behind')}>
        <Shown of={found} rows={6}>
          {({ items }) => (
            <DataTable
              rowKey="id"
              items={items}
              width={720}
              pageSize={50}
              head={0}
              columns={[
                {
                  title: say('col.kind'),
                  render: (_, item) => (
                    <>
                      <Link to={`/office/applications/${item.id}`}>{item.applicantName}</Link>
                      <div className={css.note}>
                        {item.applicationNo} · {item.kindTitle[language]}
                      </div>
                    </>
                  ),
                },
                { title: say('col.unit'), width: 150, dataIndex: 'organisationName' },
                { title: '', width: 120, render: (_, { status }) => <StatusPill status={status} /> },
                { title: '', width: 160, render: (_, { nextDue }) => nextDue && <DuePill clock={nextDue} /> },
              ]}
            />
          )}
        </Shown>
      </Panel>
    </Page>
  )
}
