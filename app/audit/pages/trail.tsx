import { Button, Popover, Select, type TableColumnsType } from 'antd'
import { Link } from 'react-router'
import { withQuery } from '../../web/kit/api.ts'
import { useChoices } from '../../web/kit/choices.ts'
import { instant } from '../../web/kit/format.ts'
import lists from '../../web/kit/lists.module.css'
import { PagedTable } from '../../web/kit/paged-table.tsx'
import { usePages } from '../../web/kit/pages.ts'
import { Page, Panel, Pill } from '../../web/kit/parts.tsx'
import { SearchBox } from '../../web/kit/search-box.tsx'
import { Empty } from '../../web/kit/states.tsx'
import { useLanguage, useWords } from '../../web/kit/words.ts'
import { type AuditEntry, auditGroupNames, type Entries } from '../contract.ts'
import css from './audit.module.css'
import { DayRange } from './days.tsx'
import { Detail } from './detail.tsx'
import { auditWords } from './words.ts'

const names = ['who', 'about', 'group', 'from', 'to'] as const
const itemsOf = (page: Entries) => page.items

/** 审计记录: who did what to what, searched. */
export default function AuditTrail() {
  const say = useWords(auditWords)
  const [language] = useLanguage()
  const [chosen, choose] = useChoices(names)
  const pages = usePages<Entries, AuditEntry>(withQuery('/api/audit/entries', chosen), itemsOf)
  const columns = useColumns()
  const none = (
    <Empty
      title={say('trail.none')}
      next={say('trail.none.next')}
      action={
        <Button onClick={() => choose({ who: null, about: null, group: null, from: null, to: null })}>
          {say('trail.clear')}
        </Button>
      }
    />
  )
  return (
    <Page title={say('trail.title')} lead={say('trail.lead')} refreshing={pages.first.refreshing}>
      <Panel flush label={say('trail.title')}>
        <div className={lists.bar}>
          <SearchBox value={chosen.who} label={say('trail.who')} search={(who) => choose({ who })} />
          <SearchBox value={chosen.about} label={say('trail.about')} search={(about) => choose({ about })} />
          <Select
            aria-label={say('trail.group')}
            value={chosen.group}
            onChange={(group) => choose({ group })}
            options={[
              { value: '', label: say('trail.group.all') },
              ...Object.entries(auditGroupNames).map(([value, pair]) => {
                return { value, label: pair[language === 'zh' ? 0 : 1] }
              }),
            ]}
          />
          <DayRange from={chosen.from} to={chosen.to} choose={choose} />
        </div>
        <PagedTable of={pages} rowKey="id" columns={columns} width={900} head={1} rows={12} empty={none} />
      </Panel>
    </Page>
  )
}

function useColumns(): TableColumnsType<AuditEntry> {
  const say = useWords(auditWords)
  const [language] = useLanguage()
  return [
    { title: say('trail.at'), width: 150, render: (_, { at }) => <span className={css.when}>{instant(at)}</span> },
    {
      title: say('trail.act'),
      render: (_, { who, onBehalfOf, said }) => (
        <>
          <span title={who.username}>
            <b>{who.name}</b>
          </span>{' '}
          {said[language]}
          {onBehalfOf.map(({ username, name }) => (
            <div key={username} className={lists.note}>
              {say('trail.for', { name })}
            </div>
          ))}
        </>
      ),
    },
    {
      title: say('trail.group'),
      width: 130,
      render: (_, { group }) => auditGroupNames[group][language === 'zh' ? 0 : 1],
    },
    { title: say('trail.reason'), width: 200, render: (_, { reason }) => reason ?? '' },
    {
      title: say('trail.state'),
      width: 90,
      render: (_, { isSealed }) => (
        <Pill tone={isSealed ? 'good' : 'calm'}>{say(isSealed ? 'trail.sealed' : 'trail.unsealed')}</Pill>
      ),
    },
    {
      title: '',
      width: 120,
      render: (_, { to, detail }) => (
        <>
          {to && <Link to={to}>{say('trail.open')}</Link>}{' '}
          {Object.keys(detail).length > 0 && (
            <Popover trigger="click" title={say('trail.detail')} content={<Detail of={detail} />}>
              <Button size="small" type="link">
                {say('trail.detail')}
              </Button>
            </Popover>
          )}
        </>
      ),
    },
  ]
}
