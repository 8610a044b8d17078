import type { TableColumnsType } from 'antd'
import { Link } from 'react-router'
import { RolePills } from '../../people/pages/grants.tsx'
import { withQuery } from '../../web/kit/api.ts'
import { useChoices } from '../../web/kit/choices.ts'
import { DataTable } from '../../web/kit/data-table.tsx'
import { addDays, civilDay, instant, quantity } from '../../web/kit/format.ts'
import lists from '../../web/kit/lists.module.css'
import { Page, Panel, Pill } from '../../web/kit/parts.tsx'
import { useResource } from '../../web/kit/resource.ts'
import { Empty, Shown } from '../../web/kit/states.tsx'
import { useWords } from '../../web/kit/words.ts'
import type { Reveals } from '../contract.ts'
import css from './audit.module.css'
import { DayRange } from './days.tsx'
import { auditWords } from './words.ts'

type Looker = Reveals['items'][number]
const MONTH_DAYS = 30

/** 敏感信息查看: by person, those far above their colleagues first. */
export default function AuditReveals() {
  const say = useWords(auditWords)
  const [chosen, choose] = useChoices(['from', 'to'])
  const to = chosen.to || civilDay(new Date())
  const from = chosen.from || addDays(to, -MONTH_DAYS)
  const found = useResource<Reveals>(withQuery('/api/audit/reveals', { from, to }), { keep: true })
  const columns = useColumns({ from, to })
  return (
    <Page title={say('reveals.title')} lead={say('reveals.lead')} refreshing={found.refreshing}>
      <Panel flush label={say('reveals.title')}>
        <div className={lists.bar}>
          <DayRange from={from} to={to} choose={choose} />
        </div>
        <Shown
          of={found}
          rows={8}
          isEmpty={({ items }) => items.length === 0}
          empty={<Empty title={say('reveals.none')} />}
        >
          {({ items, rule }) => (
            <>
              <DataTable
                rowKey={({ who }) => who.username}
                columns={columns}
                items={items}
                width={1000}
                pageSize={50}
                head={0}
              />
              <p className={`${lists.note} ${css.foot}`}>
                {say('reveals.rule', { multiple: rule.multiple, least: rule.least, basis: rule.basis })}
                {!rule.confirmed && say('reveals.unconfirmed')}
              </p>
            </>
          )}
        </Shown>
      </Panel>
    </Page>
  )
}

function useColumns(days: { from: string; to: string }): TableColumnsType<Looker> {
  const say = useWords(auditWords)
  return [
    {
      title: say('reveals.person'),
      render: (_, { who, unit, roles }) => (
        <>
          <b>{who.name}</b>
          <div className={lists.note}>{[who.username, unit].filter(Boolean).join(' · ')}</div>
          <RolePills roles={roles} />
        </>
      ),
    },
    {
      title: say('reveals.mark'),
      width: 110,
      render: (_, { isOutlier }) => (
        <Pill tone={isOutlier ? 'bad' : 'calm'}>{say(isOutlier ? 'reveals.outlier' : 'reveals.usual')}</Pill>
      ),
    },
    {
      title: say('reveals.total'),
      width: 220,
      render: (_, { total, phones, papers, downloads }) => (
        <>
          <b>{quantity(total)}</b>
          <div className={lists.note}>{say('reveals.split', { phones, papers, downloads })}</div>
        </>
      ),
    },
    { title: say('reveals.median'), width: 120, align: 'right', render: (_, { median }) => quantity(median, 1) },
    { title: say('reveals.reasons'), width: 100, align: 'right', render: (_, { withReason }) => quantity(withReason) },
    { title: say('reveals.latest'), width: 150, render: (_, { latestAt }) => instant(latestAt) },
    {
      title: '',
      width: 100,
      render: (_, { who }) => (
        <Link to={withQuery('/office/audit-trail', { who: who.username, group: 'reveal', ...days })}>
          {say('reveals.see')}
        </Link>
      ),
    },
  ]
}
