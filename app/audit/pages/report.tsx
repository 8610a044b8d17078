import { Button, type TableColumnsType } from 'antd'
import { Link } from 'react-router'
import { withQuery } from '../../web/kit/api.ts'
import { useChoices } from '../../web/kit/choices.ts'
import { DataTable } from '../../web/kit/data-table.tsx'
import { civilDay, quantity } from '../../web/kit/format.ts'
import lists from '../../web/kit/lists.module.css'
import { Figure, Page, Panel } from '../../web/kit/parts.tsx'
import { useResource } from '../../web/kit/resource.ts'
import { Shown } from '../../web/kit/states.tsx'
import { useLanguage, useWords } from '../../web/kit/words.ts'
import type { Report } from '../contract.ts'
import css from './audit.module.css'
import { DayRange } from './days.tsx'
import { type PeriodName, periodOf } from './periods.ts'
import { auditWords } from './words.ts'

const names: PeriodName[] = ['month', 'latestMonth', 'quarter', 'latestQuarter']
type Count = Report['groups'][number]
type Doer = Report['people'][number]

/** 审计报告: a month or a quarter on one page. */
export default function AuditReport() {
  const say = useWords(auditWords)
  const [chosen, choose] = useChoices(['from', 'to'])
  const today = civilDay(new Date())
  const usual = periodOf('month', today)
  const days = { from: chosen.from || usual.from, to: chosen.to || usual.to }
  const found = useResource<Report>(withQuery('/api/audit/report', days), { keep: true })
  const fileOf = (format: string) => withQuery('/api/audit/report/export', { ...days, format })
  return (
    <Page
      title={say('report.title')}
      lead={say('report.lead')}
      refreshing={found.refreshing}
      actions={
        <>
          <Button href={fileOf('xlsx')}>{say('report.xlsx')}</Button>
          <Button type="primary" href={fileOf('pdf')}>
            {say('report.pdf')}
          </Button>
        </>
      }
    >
      <div className={lists.stack}>
        <Panel flush label={say('report.title')}>
          <div className={lists.bar}>
            <DayRange {...days} choose={choose} />
            {names.map((name) => (
              <Button key={name} onClick={() => choose(periodOf(name, today))}>
                {say(`report.${name}`)}
              </Button>
            ))}
          </div>
        </Panel>
        <Shown of={found} rows={14}>
          {(report) => <Whole report={report} />}
        </Shown>
      </div>
    </Page>
  )
}

function Whole({ report }: { report: Report }) {
  const say = useWords(auditWords)
  const { from, to, chain, total, reveals } = report
  const counts = useCounts()
  const people = usePeople({ from, to })
  const outliers = reveals.filter(({ isOutlier }) => isOutlier).length
  return (
    <>
      <Panel>
        <div className={css.figures}>
          <Figure
            label={say('report.total')}
            value={quantity(total)}
            to={withQuery('/office/audit-trail', { from, to })}
          />
          <Figure
            label={say('report.chain')}
            value={chain.brokenOn ? say('report.chain.broken', { day: chain.brokenOn }) : say('report.chain.whole')}
            tone={chain.brokenOn ? 'bad' : 'good'}
            to={withQuery('/office/audit-chain', { from, to })}
          />
          <Figure
            label={say('report.sealed')}
            value={quantity(chain.sealed)}
            note={say('report.open', { count: chain.open })}
          />
          <Figure
            label={say('report.outliers')}
            value={quantity(outliers)}
            tone={outliers > 0 ? 'bad' : 'calm'}
            to={withQuery('/office/audit-reveals', { from, to })}
          />
        </div>
      </Panel>
      <div className={css.halves}>
        <Panel flush title={say('report.notable')}>
          <DataTable rowKey="action" columns={counts} items={report.notable} width={320} head={0} />
        </Panel>
        <Panel flush title={say('report.groups')}>
          <DataTable rowKey={({ title }) => title.en} columns={counts} items={report.groups} width={320} head={0} />
        </Panel>
      </div>
      <Panel flush title={say('report.people')}>
        <DataTable rowKey={({ who }) => who.username} columns={people} items={report.people} width={520} head={0} />
      </Panel>
    </>
  )
}

function useCounts(): TableColumnsType<Count> {
  const say = useWords(auditWords)
  const [language] = useLanguage()
  return [
    { title: say('report.thing'), render: (_, { title }) => title[language] },
    { title: say('report.count'), width: 110, align: 'right', render: (_, { count }) => quantity(count) },
  ]
}

function usePeople(days: { from: string; to: string }): TableColumnsType<Doer> {
  const say = useWords(auditWords)
  return [
    {
      title: say('reveals.person'),
      render: (_, { who }) => (
        <>
          <b>{who.name}</b> <span className={lists.note}>{who.username}</span>
        </>
      ),
    },
    { title: say('unit'), width: 200, dataIndex: 'unit' },
    { title: say('report.count'), width: 110, align: 'right', render: (_, { count }) => quantity(count) },
    {
      title: '',
      width: 110,
      render: (_, { who }) => (
        <Link to={withQuery('/office/audit-trail', { who: who.username, ...days })}>{say('reveals.see')}</Link>
      ),
    },
  ]
}
