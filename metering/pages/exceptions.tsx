import { Segmented, Select, type TableColumnsType } from 'antd'
import { Link } from 'react-router'
import { withQuery } from '../../app/web/kit/api.ts'
import { useChoices } from '../../app/web/kit/choices.ts'
import { DataTable } from '../../app/web/kit/data-table.tsx'
import { quantity } from '../../app/web/kit/format.ts'
import { useLiveReload } from '../../app/web/kit/live.ts'
import { PagedTable } from '../../app/web/kit/paged-table.tsx'
import { usePages } from '../../app/web/kit/pages.ts'
import { Page, Panel, Pill } from '../../app/web/kit/parts.tsx'
import { type Resource, useResource } from '../../app/web/kit/resource.ts'
import { Empty, Shown } from '../../app/web/kit/states.tsx'
import { useLanguage, useWords } from '../../app/web/kit/words.ts'
import type { ExceptionGroup, ExceptionList, RuleList, RuleRow } from '../vee/exception-shapes.ts'
import { basisIn, FaultPill, spanText } from './exception-parts.tsx'
import grid from './grid.module.css'
import css from './validation.module.css'
import { validationWords } from './validation-words.ts'

const itemsOf = (page: ExceptionList) => page.groups

const views = ['open', 'site', 'rules'] as const

export default function Exceptions() {
  const say = useWords(validationWords)
  const [wanted, choose] = useChoices(['view', 'rule'])
  const view = views.find((each) => each === wanted.view) ?? 'open'
  const path = withQuery('/api/metering/exceptions', { rule: wanted.rule, state: view === 'site' ? view : '' })
  const pages = usePages<ExceptionList, ExceptionGroup>(path, itemsOf)
  const rules = useResource<RuleList>('/api/metering/validation-rules', { keep: true })
  useLiveReload(
    ['readings.accepted', 'repair.changed'],
    () => {
      pages.first.reload()
      rules.reload()
    },
    15_000,
  )
  const { open = 0, atSite = 0, waiting = 0 } = pages.first.data ?? {}
  const waits = waiting > 0 ? say('exceptions.waiting', { days: quantity(waiting) }) : ''
  return (
    <Page
      title={say('exceptions.title')}
      lead={pages.first.data && say('exceptions.count', { open, atSite, waiting: waits })}
      actions={
        <Segmented
          aria-label={say('exceptions.title')}
          value={view}
          onChange={(value) => choose({ view: value === 'open' ? '' : value })}
          options={views.map((value) => ({ value, label: say(`exceptions.${value}`) }))}
        />
      }
    >
      {view === 'rules' ? (
        <Rules of={rules} />
      ) : (
        <Groups
          of={pages}
          view={view}
          rules={rules.data?.rules ?? []}
          rule={wanted.rule}
          choose={(rule) => choose({ rule })}
        />
      )}
    </Page>
  )
}

type GroupsOf = {
  of: ReturnType<typeof usePages<ExceptionList, ExceptionGroup>>
  view: 'open' | 'site'
  rules: RuleRow[]
  rule: string
  choose: (rule: string) => void
}

function Groups({ of, view, rules, rule, choose }: GroupsOf) {
  const say = useWords(validationWords)
  const all = view === 'site' ? 'exceptions.site.none' : 'exceptions.none'
  return (
    <Panel flush label={say('exceptions.title')}>
      <div className={grid.filters}>
        <Select
          aria-label={say('col.rule')}
          className={grid.choice ?? ''}
          style={{ minWidth: 200 }}
          allowClear
          placeholder={say('col.rule')}
          value={rule || undefined}
          onChange={(value = '') => choose(value)}
          options={rules
            .filter((each) => each.open > 0 || each.rule === rule)
            .map((each) => ({ value: each.rule, label: `${say.code('rule', each.rule)} ${quantity(each.open)}` }))}
        />
      </div>
      <PagedTable
        of={of}
        rowKey="key"
        columns={useGroupColumns(rules)}
        width={900}
        empty={<Empty title={say(rule ? 'exceptions.none.filtered' : all)} next={say(`${all}.next`)} />}
      />
    </Panel>
  )
}

function useGroupColumns(rules: RuleRow[]): TableColumnsType<ExceptionGroup> {
  const say = useWords(validationWords)
  const precisionOf = (rule: string) => rules.find((each) => each.rule === rule)?.precision ?? null
  return [
    { title: say('col.severity'), width: 80, render: (_, group) => <FaultPill severity={group.severity} /> },
    {
      title: say('col.rule'),
      render: (_, group) => (
        <>
          <Link to={`/grid/exceptions/${encodeURIComponent(group.key)}`}>{say.code('rule', group.rule)}</Link>
          <Precision of={precisionOf(group.rule)} />
        </>
      ),
    },
    { title: say('col.day'), width: 110, dataIndex: 'day' },
    {
      title: say('col.place'),
      render: (_, group) => (
        <>
          <span className={css.mono}>{group.terminalName ?? '—'}</span>
          <div className={css.note}>{group.districtName}</div>
        </>
      ),
    },
    {
      title: say('col.points'),
      width: 90,
      align: 'right',
      render: (_, group) =>
        say('points.of', { points: group.points, all: Math.max(group.points, group.pointsOfTerminal) }),
    },
    {
      title: say('col.cause'),
      width: 130,
      render: (_, group) => <Pill tone="calm">{say(`cause.${group.cause}`)}</Pill>,
    },
    { title: say('col.span'), width: 190, render: (_, group) => spanText(group) },
  ]
}

/** How often people found the rule right: what it says is worth so much. */
function Precision({ of: precision }: { of: number | null }) {
  const say = useWords(validationWords)
  if (precision === null) return null
  return <div className={css.note}>{say('precision.of', { percent: quantity(precision * 100, 0) })}</div>
}

function Rules({ of: rules }: { of: Resource<RuleList> }) {
  const say = useWords(validationWords)
  const [language] = useLanguage()
  const columns: TableColumnsType<RuleRow> = [
    { title: say('col.rule'), width: 170, render: (_, row) => say.code('rule', row.rule) },
    { title: say('col.severity'), width: 80, render: (_, row) => <FaultPill severity={row.severity} /> },
    {
      title: say('col.open'),
      width: 80,
      align: 'right',
      render: (_, { open, rule }) =>
        open > 0 ? <Link to={withQuery('/grid/exceptions', { rule })}>{quantity(open)}</Link> : 0,
    },
    { title: say('col.decided'), width: 120, align: 'right', render: (_, row) => `${row.upheld} / ${row.accepted}` },
    {
      title: say('col.precision'),
      width: 150,
      align: 'right',
      render: (_, row) =>
        row.precision === null ? (
          <span className={css.note}>{say('precision.none')}</span>
        ) : (
          `${quantity(row.precision * 100, 0)}%`
        ),
    },
    {
      title: say('col.limits'),
      render: (_, row) => (
        <span className={css.limits}>
          {row.limits
            .filter(({ value }) => value !== 0)
            .map(({ name, value, unit }) => (
              <span key={name}>
                <span className={css.note}>{say.code('limit', name)}</span> {quantity(value, 3)}{' '}
                {say.code('unit', unit)}
              </span>
            ))}
        </span>
      ),
    },
    { title: say('col.basis'), render: (_, row) => <span className={css.note}>{basisIn(language, row.basis)}</span> },
  ]
  return (
    <Panel flush label={say('exceptions.rules')}>
      <Shown of={rules} rows={12}>
        {(list) => <DataTable rowKey="rule" columns={columns} items={list.rules} width={1000} head={0} />}
      </Shown>
    </Panel>
  )
}
