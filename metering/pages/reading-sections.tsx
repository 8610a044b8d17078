import { Button, type TableColumnsType } from 'antd'
import { useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import { withQuery } from '../../app/web/kit/api.ts'
import { PagedTable } from '../../app/web/kit/paged-table.tsx'
import { usePages } from '../../app/web/kit/pages.ts'
import { Page, Panel } from '../../app/web/kit/parts.tsx'
import { SearchBox } from '../../app/web/kit/search-box.tsx'
import { hasRole, useUser } from '../../app/web/kit/session.tsx'
import { Empty } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { SectionList, SectionRow } from '../sections/shapes.ts'
import grid from './grid.module.css'
import { ReadingTabs } from './reading-tabs.tsx'
import { readingWords } from './reading-words.ts'
import { SectionDialog } from './section-dialog.tsx'
import { SectionPointsPanel } from './section-points.tsx'

const itemsOf = (page: SectionList) => page.sections

export default function ReadingSections() {
  const say = useWords(readingWords)
  const mayChange = hasRole(useUser(), ['district-manager', 'manager'])
  const [query, setQuery] = useSearchParams()
  const [making, setMaking] = useState(false)
  const q = query.get('q') ?? ''
  const pages = usePages<SectionList, SectionRow>(withQuery('/api/metering/sections', { q }), itemsOf)
  const unplaced = pages.first.data?.unplaced ?? 0
  return (
    <Page
      title={say('tab.sections')}
      lead={pages.first.data && say('sections.lead', { count: unplaced })}
      actions={mayChange && <Button onClick={() => setMaking(true)}>{say('sections.new')}</Button>}
    >
      <ReadingTabs />
      <div className={grid.column}>
        {unplaced > 0 && (
          <SectionPointsPanel
            title={say('unplaced.title')}
            path="/api/metering/unplaced-points"
            empty={say('unplaced.none')}
            changed={pages.first.reload}
          />
        )}
        <Panel flush label={say('tab.sections')}>
          <div className={grid.filters}>
            <SearchBox
              value={q}
              label={say('sections.find')}
              search={(words) => setQuery(words ? { q: words } : {}, { replace: true })}
            />
          </div>
          <PagedTable
            of={pages}
            rowKey="sectionId"
            columns={useColumns()}
            width={860}
            head={0}
            empty={<Empty title={say('sections.none')} next={say('sections.none.next')} />}
          />
        </Panel>
      </div>
      <SectionDialog open={making} close={() => setMaking(false)} done={pages.first.reload} />
    </Page>
  )
}

function useColumns(): TableColumnsType<SectionRow> {
  const say = useWords(readingWords)
  return [
    {
      title: say('col.section'),
      width: 130,
      render: (_, row) => (
        <Link className={grid.mono} to={`/grid/reading/sections/${row.sectionId}`}>
          {row.sectionNo}
        </Link>
      ),
    },
    { title: say('section.organisation'), render: (_, row) => <Cut text={row.organisation} /> },
    { title: say('col.manager'), render: (_, row) => <Cut text={row.manager} /> },
    { title: say('col.day'), width: 110, render: (_, row) => say('rhythm.day', { day: row.readingDay }) },
    { title: say('col.rhythm'), width: 110, render: (_, row) => say(rhythmOf(row)) },
    { title: say('col.districts'), render: (_, row) => <Cut text={row.districts.join('、') || '—'} /> },
    { title: say('col.points'), width: 80, align: 'right', render: (_, row) => row.points },
  ]
}

function Cut({ text }: { text: string }) {
  return (
    <span className={grid.ellipsis} title={text}>
      {text}
    </span>
  )
}

export function rhythmOf({ months, oddMonths }: Pick<SectionRow, 'months' | 'oddMonths'>) {
  if (months === 1) return 'rhythm.1'
  return oddMonths ? 'rhythm.odd' : 'rhythm.2'
}
