import { Button, Select, type TableColumnsType } from 'antd'
import { Link } from 'react-router'
import { withQuery } from '../../app/web/kit/api.ts'
import { useChoices } from '../../app/web/kit/choices.ts'
import { PagedTable } from '../../app/web/kit/paged-table.tsx'
import { usePages } from '../../app/web/kit/pages.ts'
import { Page, Panel } from '../../app/web/kit/parts.tsx'
import { Empty } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { PlanList, PlanRow } from '../sections/shapes.ts'
import grid from './grid.module.css'
import { PlanProgress, PlanState } from './plan-progress.tsx'
import { ReadingTabs } from './reading-tabs.tsx'
import { readingWords } from './reading-words.ts'

const itemsOf = (page: PlanList) => page.plans

export default function ReadingPlans() {
  const say = useWords(readingWords)
  const [{ month, section: sectionId }, choose] = useChoices(['month', 'section'])
  const pages = usePages<PlanList, PlanRow>(withQuery('/api/metering/reading-plans', { month, sectionId }), itemsOf)
  const months = pages.first.data?.months ?? []
  const open = pages.items.filter(({ status }) => status === 'open').length
  return (
    <Page title={say('tab.plans')} lead={pages.first.data && say('plans.lead', { count: pages.items.length, open })}>
      <ReadingTabs />
      <Panel flush label={say('tab.plans')}>
        <div className={grid.filters}>
          <Select
            aria-label={say('month')}
            value={month}
            style={{ minWidth: 140 }}
            onChange={(value) => choose({ month: value })}
            options={[{ value: '', label: say('month.all') }, ...months.map((value) => ({ value, label: value }))]}
          />
          {sectionId && <Button onClick={() => choose({ section: '' })}>{say('plans.allSections')}</Button>}
        </div>
        <PagedTable
          of={pages}
          rowKey="planId"
          columns={useColumns()}
          width={900}
          empty={<Empty title={say('plans.none')} next={say('plans.none.next')} />}
        />
      </Panel>
    </Page>
  )
}

function useColumns(): TableColumnsType<PlanRow> {
  const say = useWords(readingWords)
  return [
    {
      title: say('col.section'),
      render: (_, plan) => (
        <>
          <Link className={grid.mono} to={`/grid/reading/plans/${plan.planId}`}>
            {plan.sectionNo} · {plan.month}
          </Link>
          <div className={`${grid.note} ${grid.ellipsis}`} title={plan.organisation}>
            {plan.organisation}
          </div>
        </>
      ),
    },
    { title: say('col.day'), width: 110, render: (_, plan) => plan.readingDay },
    {
      title: say('col.manager'),
      width: 120,
      render: (_, plan) => (
        <span className={grid.ellipsis} title={plan.manager}>
          {plan.manager}
        </span>
      ),
    },
    { title: say('col.progress'), width: 300, render: (_, plan) => <PlanProgress plan={plan} /> },
    {
      title: say('col.flagged'),
      width: 70,
      align: 'right',
      render: (_, plan) => (plan.flagged > 0 ? <span className={grid.warnText}>{plan.flagged}</span> : 0),
    },
    { title: say('col.reader'), width: 110, render: (_, plan) => plan.readerName ?? '—' },
    {
      title: say('col.status'),
      width: 90,
      render: (_, plan) => <PlanState plan={plan} />,
    },
  ]
}
