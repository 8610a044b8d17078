import { Button, Checkbox, Segmented, Select, type TableColumnsType } from 'antd'
import { type Key, useState } from 'react'
import { Link, useNavigate, useSearchParams } from 'react-router'
import type { z } from 'zod'
import { withQuery } from '../../app/web/kit/api.ts'
import { instant, quantity } from '../../app/web/kit/format.ts'
import { useLiveReload } from '../../app/web/kit/live.ts'
import { PagedTable } from '../../app/web/kit/paged-table.tsx'
import { usePages } from '../../app/web/kit/pages.ts'
import { Page, Panel, Pill } from '../../app/web/kit/parts.tsx'
import { hasRole, useUser } from '../../app/web/kit/session.tsx'
import { Empty } from '../../app/web/kit/states.tsx'
import { useLanguage, useWords } from '../../app/web/kit/words.ts'
import { type ApplicationSummary, applicationKinds, type applicationList } from '../contract.ts'
import { BatchAcceptance } from './batch-acceptance.tsx'
import css from './case.module.css'
import { clerkWords } from './clerk-words.ts'
import { DuePill, StatusPill } from './due.tsx'
import { UnitFilter } from './hands/unit-filter.tsx'
import { UnreadMessages } from './messages/unread.tsx'
import { intakeWords } from './words.ts'

type List = z.infer<typeof applicationList>
const statuses = ['open', 'archived', 'refused', 'withdrawn'] as const
const workers = ['intake', 'surveyor', 'installer', 'manager'] satisfies ReturnType<typeof useUser>['roles']
const itemsOf = (page: List) => page.items

export default function Applications() {
  const say = useWords(intakeWords)
  const navigate = useNavigate()
  const user = useUser()
  const [query] = useSearchParams()
  const asked = {
    status: query.get('status') ?? 'open',
    kind: query.get('kind'),
    mine: query.get('mine'),
    overdue: query.get('overdue'),
    sort: query.get('sort'),
    escalated: query.get('escalated'),
    organisationId: query.get('organisationId'),
  }
  const pages = usePages<List, ApplicationSummary>(
    withQuery('/api/intake/applications', { ...asked, limit: 50 }),
    itemsOf,
  )
  useLiveReload(
    ['application.submitted', 'application.step-completed', 'application.archived'],
    pages.first.reload,
    1_000,
  )
  const columns = useColumns()
  const [keys, setKeys] = useState<Key[]>([])
  const isClerk = user.roles.includes('intake') && asked.status === 'open'
  const add = user.roles.includes('intake') && (
    <Button type="primary" onClick={() => navigate('/office/applications/new')}>
      {say('mine.apply')}
    </Button>
  )
  return (
    <Page title={say('list.title')} actions={add} refreshing={pages.first.refreshing}>
      {hasRole(user, workers) && <UnreadMessages home="/office/applications" isMine={false} />}
      <Panel flush label={say('list.title')}>
        <Filters {...asked} />
        {isClerk && keys.length > 0 && (
          <BatchAcceptance
            items={pages.items.filter(({ id }) => keys.includes(id))}
            done={() => {
              setKeys([])
              pages.first.reload()
            }}
          />
        )}
        <PagedTable
          of={pages}
          rowKey="id"
          columns={columns}
          width={1000}
          rows={8}
          {...(isClerk ? { selection: { keys, change: setKeys, isFree: isToAccept } } : {})}
          empty={<Empty title={say('list.none')} next={say('list.none.next')} />}
        />
      </Panel>
    </Page>
  )
}

const isToAccept = ({ openSteps }: ApplicationSummary) => openSteps.some(({ step }) => step === 'accept')

type Asked = Record<'kind' | 'mine' | 'overdue' | 'sort' | 'escalated' | 'organisationId', string | null> & {
  status: string
}

function Filters({ status, kind, mine, overdue, sort, escalated, organisationId }: Asked) {
  const say = useWords(intakeWords)
  const tell = useWords(clerkWords)
  const [, setQuery] = useSearchParams()
  const choose = (next: Record<string, string | null | undefined>) =>
    setQuery(withQuery('', { status, kind, mine, overdue, sort, escalated, organisationId, ...next }), {
      replace: true,
    })
  return (
    <div className={css.filters}>
      <Segmented
        value={status}
        onChange={(value) => choose({ status: value, mine: null, overdue: null, sort: null, escalated: null })}
        options={statuses.map((value) => ({ value, label: say(`status.${value}`) }))}
      />
      <Select
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        style={{ minWidth: 200 }}
        aria-label={say('case.kind')}
        placeholder={say('list.kind.any')}
        value={kind}
        onChange={(value) => choose({ kind: value })}
        options={applicationKinds.map((value) => ({ value, label: say(`kind.${value}`) }))}
      />
      <UnitFilter value={organisationId} choose={(unit) => choose({ organisationId: unit })} />
      {status === 'open' && (
        <>
          <Checkbox
            checked={mine === 'true'}
            onChange={(event) => choose({ mine: event.target.checked ? 'true' : null })}
          >
            {say('list.mine')}
          </Checkbox>
          <Checkbox
            checked={overdue === 'true'}
            onChange={(event) => choose({ overdue: event.target.checked ? 'true' : null })}
          >
            {say('list.overdue')}
          </Checkbox>
          <Checkbox
            checked={escalated === 'true'}
            onChange={(event) => choose({ escalated: event.target.checked ? 'true' : null })}
          >
            {tell('list.escalated')}
          </Checkbox>
          <Checkbox
            checked={sort === 'due'}
            onChange={(event) => choose({ sort: event.target.checked ? 'due' : null })}
          >
            {tell('list.byDue')}
          </Checkbox>
        </>
      )}
    </div>
  )
}

function useColumns(): TableColumnsType<ApplicationSummary> {
  const say = useWords(intakeWords)
  const [language] = useLanguage()
  return [
    {
      title: say('col.applicant'),
      width: 190,
      render: (_, item) => (
        <>
          <Link to={`/office/applications/${item.id}`}>{item.applicantName}</Link>
          <div className={css.note}>{item.applicationNo}</div>
        </>
      ),
    },
    {
      title: say('col.address'),
      render: (_, item) => (
        <>
          <span className={css.clamp} title={item.address}>
            {item.address}
          </span>
          <span className={css.note}>
            {item.kindTitle[language]}
            {item.requestedCapacityKw !== null && ` · ${quantity(item.requestedCapacityKw)} kW`}
          </span>
        </>
      ),
    },
    {
      title: say('col.step'),
      width: 170,
      render: (_, item) =>
        item.openSteps.length > 0 ? (
          item.openSteps.map(({ step, title, role }) => (
            <div key={step}>
              {title[language]} <span className={css.note}>{say.code('role', role)}</span>
            </div>
          ))
        ) : (
          <StatusPill status={item.status} />
        ),
    },
    {
      title: say('col.due'),
      width: 170,
      render: (_, item) =>
        item.suspendedFor ? (
          <Pill tone="warn">{say('hold.title')}</Pill>
        ) : (
          item.nextDue && <DuePill clock={item.nextDue} />
        ),
    },
    { title: say('col.submitted'), width: 150, render: (_, item) => instant(item.submittedAt) },
  ]
}
