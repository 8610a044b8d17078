import type { TableColumnsType } from 'antd'
import { Link } from 'react-router'
import type { z } from 'zod'
import { withQuery } from '../../../app/web/kit/api.ts'
import { DataTable } from '../../../app/web/kit/data-table.tsx'
import { instant } from '../../../app/web/kit/format.ts'
import { useLiveReload } from '../../../app/web/kit/live.ts'
import { PagedTable } from '../../../app/web/kit/paged-table.tsx'
import { usePages } from '../../../app/web/kit/pages.ts'
import { Page, Panel } from '../../../app/web/kit/parts.tsx'
import { useResource } from '../../../app/web/kit/resource.ts'
import { Empty, Shown } from '../../../app/web/kit/states.tsx'
import { useLanguage, useWords } from '../../../app/web/kit/words.ts'
import type { ApplicationSummary, applicationList } from '../../contract.ts'
import type { migrationList } from '../../hands/contract.ts'
import css from '../case.module.css'
import { DuePill } from '../due.tsx'
import { handWords } from './words.ts'

type List = z.infer<typeof applicationList>
type Migrations = z.infer<typeof migrationList>
const itemsOf = (page: List) => page.items

/** What a manager is waited for with. */
export default function Waiting() {
  const say = useWords(handWords)
  const escalated = usePages<List, ApplicationSummary>(
    withQuery('/api/intake/applications', { status: 'open', escalated: 'true', sort: 'due', limit: 50 }),
    itemsOf,
  )
  const migrations = useResource<Migrations>('/api/intake/migrations')
  useLiveReload(['application.step-completed', 'application.archived'], escalated.first.reload, 2_000)
  const escalatedColumns = useEscalatedColumns()
  const migrationColumns = useMigrationColumns()
  return (
    <Page title={say('waiting.title')} lead={say('waiting.lead')} refreshing={escalated.first.refreshing}>
      <div className={css.column}>
        <Panel flush title={say('waiting.migrations')}>
          <Shown
            of={migrations}
            rows={2}
            isEmpty={({ items }) => items.length === 0}
            empty={<Empty title={say('waiting.migrations.none')} />}
          >
            {({ items }) => (
              <DataTable rowKey="applicationNo" items={items} columns={migrationColumns} width={720} head={0} />
            )}
          </Shown>
        </Panel>
        <Panel flush title={say('waiting.escalated')}>
          <PagedTable
            of={escalated}
            rowKey="id"
            columns={escalatedColumns}
            width={820}
            head={0}
            empty={<Empty title={say('waiting.escalated.none')} next={say('waiting.escalated.next')} />}
          />
        </Panel>
      </div>
    </Page>
  )
}

function useEscalatedColumns(): TableColumnsType<ApplicationSummary> {
  const say = useWords(handWords)
  const [language] = useLanguage()
  return [
    {
      title: say('col.application'),
      render: (_, item) => (
        <>
          <Link to={`/office/applications/${item.id}`}>{item.applicantName}</Link>
          <div className={css.note}>
            {item.applicationNo} · {item.kindTitle[language]}
          </div>
        </>
      ),
    },
    {
      title: say('col.step'),
      width: 190,
      render: (_, { openSteps }) => openSteps.map(({ title }) => title[language]).join('、'),
    },
    { title: say('col.unit'), width: 150, dataIndex: 'organisationName' },
    { title: say('col.due'), width: 160, render: (_, { nextDue }) => nextDue && <DuePill clock={nextDue} /> },
    {
      title: '',
      width: 180,
      render: (_, { escalatedAt }) => (
        <span className={css.note}>{say('waiting.at', { at: instant(escalatedAt) })}</span>
      ),
    },
  ]
}

function useMigrationColumns(): TableColumnsType<Migrations['items'][number]> {
  const say = useWords(handWords)
  const [language] = useLanguage()
  return [
    {
      title: say('col.application'),
      render: (_, item) => (
        <>
          <Link to={`/office/applications/${item.applicationId}`}>{item.applicantName}</Link>
          <div className={css.note}>
            {item.applicationNo} · {item.kindTitle[language]}
          </div>
        </>
      ),
    },
    {
      title: say('col.asked'),
      width: 170,
      render: (_, { fromVersion: from, toVersion: to }) => say('migration.from', { from, to }),
    },
    {
      title: '',
      width: 300,
      render: (_, { askedBy, reason, isMine, askedAt }) => (
        <>
          <div>{say('migration.by', { name: askedBy, reason })}</div>
          <span className={css.note}>
            {instant(askedAt)}
            {!isMine && ` · ${say('migration.others')}`}
          </span>
        </>
      ),
    },
  ]
}
