import { Segmented } from 'antd'
import { withQuery } from '../../../app/web/kit/api.ts'
import { useChoices } from '../../../app/web/kit/choices.ts'
import { DataTable } from '../../../app/web/kit/data-table.tsx'
import { addDays, civilDay, fixed } from '../../../app/web/kit/format.ts'
import { Figure, Page, Panel } from '../../../app/web/kit/parts.tsx'
import { useResource } from '../../../app/web/kit/resource.ts'
import { Empty, Shown } from '../../../app/web/kit/states.tsx'
import { useLanguage, useWords } from '../../../app/web/kit/words.ts'
import type { QualityResults } from '../../quality/contract.ts'
import css from './quality.module.css'
import { qualityWords } from './words.ts'

const spans = ['30', '90', '365']

export default function ResultsPage() {
  const say = useWords(qualityWords)
  const [{ days }, choose] = useChoices(['days'])
  const span = spans.includes(days) ? days : '30'
  const to = addDays(civilDay(new Date()), 1)
  const query = { from: addDays(to, -Number(span)), to }
  const resource = useResource<QualityResults>(withQuery('/api/callcenter/quality-results', query), { keep: true })
  return (
    <Page title={say('results')} back={{ to: '/desk/quality', text: say('back') }} refreshing={resource.refreshing}>
      <div className={css.stack}>
        <Segmented
          value={span}
          options={spans.map((value) => ({ value, label: say('results.days', { count: value }) }))}
          onChange={(value) => choose({ days: value })}
        />
        <Shown
          of={resource}
          isEmpty={({ team }) => team === null}
          empty={<Empty title={say('results.none')} next={say('results.none.next')} />}
        >
          {(results) => <Results results={results} />}
        </Shown>
      </div>
    </Page>
  )
}

type Counted = QualityResults['agents'][number]

function Results({ results: { team, agents, weeks, items } }: { results: QualityResults }) {
  const say = useWords(qualityWords)
  const [language] = useLanguage()
  const counts = [
    { title: say('sheets'), width: 90, align: 'right' as const, dataIndex: 'sheets' },
    { title: say('passed'), width: 90, align: 'right' as const, dataIndex: 'passed' },
    { title: say('fatal'), width: 90, align: 'right' as const, dataIndex: 'fatal' },
    {
      title: say('col.mean'),
      width: 90,
      align: 'right' as const,
      render: (_: unknown, { mean }: Pick<Counted, 'mean'>) => fixed(mean, 1),
    },
  ]
  return (
    <>
      {team && (
        <Panel label={say('team')}>
          <div className={css.figures}>
            <Figure label={say('team')} value={fixed(team.mean, 1)} />
            <Figure label={say('sheets')} value={team.sheets} />
            <Figure label={say('passed')} value={team.passed} />
            <Figure label={say('fatal')} value={team.fatal} tone={team.fatal > 0 ? 'bad' : 'calm'} />
          </div>
        </Panel>
      )}
      <Panel flush title={say('byAgent')}>
        <DataTable
          rowKey="agent"
          columns={[{ title: say('col.agent'), dataIndex: 'agent' }, ...counts]}
          items={agents}
          width={560}
        />
      </Panel>
      <Panel flush title={say('byItem')}>
        <DataTable
          rowKey="code"
          columns={[
            { title: say('col.item'), render: (_, { titleZh, titleEn }) => (language === 'zh' ? titleZh : titleEn) },
            {
              title: say('col.share'),
              width: 110,
              align: 'right',
              render: (_, { share }) => `${fixed(share * 100, 1)}%`,
            },
            {
              title: say('col.lost'),
              width: 110,
              align: 'right',
              render: (_, { missed }) => say('times', { count: missed }),
            },
          ]}
          items={items}
          width={520}
        />
      </Panel>
      <Panel flush title={say('byWeek')}>
        <DataTable
          rowKey="weekOn"
          columns={[{ title: say('col.week'), dataIndex: 'weekOn' }, ...counts]}
          items={weeks}
          width={560}
        />
      </Panel>
    </>
  )
}
