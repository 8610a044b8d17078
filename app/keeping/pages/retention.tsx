import type { TableColumnsType } from 'antd'
import { DataTable } from '../../web/kit/data-table.tsx'
import { instant, quantity } from '../../web/kit/format.ts'
import lists from '../../web/kit/lists.module.css'
import { Page, Panel, Pill } from '../../web/kit/parts.tsx'
import { useResource } from '../../web/kit/resource.ts'
import { Shown } from '../../web/kit/states.tsx'
import { useWords } from '../../web/kit/words.ts'
import type { Retention } from '../contract.ts'
import { Holds } from './holds.tsx'
import css from './keeping.module.css'
import { keepingWords } from './words.ts'

type Rule = Retention['rules'][number]

/** 数据保存期限: what is kept for how long, what is over, and accounts that are held. */
export default function RetentionPage() {
  const say = useWords(keepingWords)
  const found = useResource<Retention>('/api/keeping/retention', { keep: true })
  const columns = useColumns()
  return (
    <Page title={say('retention.title')} lead={say('retention.lead')} refreshing={found.refreshing}>
      <div className={lists.stack}>
        <Panel flush label={say('retention.title')}>
          <Shown of={found} rows={10}>
            {({ rules, keptAccounts }) => (
              <>
                <DataTable rowKey="kind" columns={columns} items={rules} width={1000} head={0} />
                <p className={css.foot}>{say('retention.keptAccounts', { count: quantity(keptAccounts) })}</p>
              </>
            )}
          </Shown>
        </Panel>
        <Holds changed={found.reload} />
      </div>
    </Page>
  )
}

function useColumns(): TableColumnsType<Rule> {
  const say = useWords(keepingWords)
  const lasting = ({ figure, unit }: Rule) =>
    unit === 'months' && figure % 12 === 0
      ? say('retention.years', { count: figure / 12 })
      : say(`retention.${unit}`, { count: figure })
  return [
    { title: say('retention.kind'), width: 220, render: (_, { kind }) => <b>{say.code('retention.kind', kind)}</b> },
    {
      title: say('retention.kept'),
      width: 170,
      render: (_, rule) => (
        <>
          {rule.isLeast && `${say('retention.least')} `}
          {lasting(rule)}
          <div className={lists.note}>{say('retention.from', { from: rule.countedFrom })}</div>
        </>
      ),
    },
    { title: say('retention.due'), width: 130, render: (_, rule) => <Due rule={rule} /> },
    {
      title: say('retention.latest'),
      width: 190,
      render: (_, { latest }) =>
        latest ? say('retention.latest.of', { at: instant(latest.at), count: quantity(latest.erased) }) : '—',
    },
    {
      title: say('retention.basis'),
      render: (_, { legalBasis, confirmed }) => (
        <span className={lists.note}>
          {legalBasis}
          {!confirmed && say('retention.unconfirmed')}
        </span>
      ),
    },
  ]
}

function Due({ rule: { due, isMore } }: { rule: Rule }) {
  const say = useWords(keepingWords)
  if (due === null) return <Pill tone="good">{say('retention.due.never')}</Pill>
  if (due === 0) return <Pill tone="calm">{say('retention.due.none')}</Pill>
  return <Pill tone="warn">{say(isMore ? 'retention.due.more' : 'retention.due.rows', { count: quantity(due) })}</Pill>
}
