import { Button, Segmented } from 'antd'
import { useState } from 'react'
import { Link, useParams, useSearchParams } from 'react-router'
import { withQuery } from '../../app/web/kit/api.ts'
import { Facts, Page, Panel } from '../../app/web/kit/parts.tsx'
import { useResource } from '../../app/web/kit/resource.ts'
import { hasRole, useUser } from '../../app/web/kit/session.tsx'
import { Shown } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { SectionRow } from '../sections/shapes.ts'
import grid from './grid.module.css'
import { rhythmOf } from './reading-sections.tsx'
import { readingWords } from './reading-words.ts'
import { SectionDialog } from './section-dialog.tsx'
import { SectionPointsPanel } from './section-points.tsx'

export default function ReadingSection() {
  const say = useWords(readingWords)
  const mayChange = hasRole(useUser(), ['district-manager', 'manager'])
  const { sectionId } = useParams()
  const [query, setQuery] = useSearchParams()
  const [changing, setChanging] = useState(false)
  const which = query.get('which') === 'all' ? 'all' : 'now'
  const path = `/api/metering/sections/${sectionId}`
  const section = useResource<SectionRow>(path)
  return (
    <Page
      back={{ to: '/grid/reading/sections', text: say('tab.sections') }}
      title={say('section.title', { no: section.data?.sectionNo ?? '' })}
      actions={mayChange && section.data && <Button onClick={() => setChanging(true)}>{say('sections.change')}</Button>}
    >
      <Shown of={section} rows={8}>
        {(shown) => (
          <div className={grid.column}>
            <Panel>
              <Facts
                width={130}
                items={[
                  { label: say('section.organisation'), value: shown.organisation },
                  { label: say('col.manager'), value: shown.manager },
                  { label: say('col.day'), value: say('rhythm.day', { day: shown.readingDay }) },
                  { label: say('col.rhythm'), value: say(rhythmOf(shown)) },
                  { label: say('col.points'), value: shown.points },
                  {
                    label: say('tab.plans'),
                    value: <Link to={`/grid/reading?section=${shown.sectionId}`}>{say('tab.plans')}</Link>,
                  },
                  { label: say('col.districts'), value: shown.districts.join('、') || '—', wide: true },
                ]}
              />
            </Panel>
            <SectionPointsPanel
              title={say('section.members')}
              path={withQuery(`${path}/points`, { which })}
              empty={say('section.empty')}
              changed={section.reload}
              extra={
                <Segmented
                  value={which}
                  onChange={(value) => setQuery({ which: value }, { replace: true })}
                  options={[
                    { value: 'now', label: say('section.now') },
                    { value: 'all', label: say('section.all') },
                  ]}
                />
              }
            />
            <SectionDialog open={changing} section={shown} close={() => setChanging(false)} done={section.reload} />
          </div>
        )}
      </Shown>
    </Page>
  )
}
