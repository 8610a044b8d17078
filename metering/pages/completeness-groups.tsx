import { Button, type TableColumnsType } from 'antd'
import { DataTable } from '../../app/web/kit/data-table.tsx'
import { fixed, quantity } from '../../app/web/kit/format.ts'
import { Empty } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { Completeness } from '../contract-collection.ts'
import css from './collection.module.css'
import { collectionWords } from './collection-words.ts'

type Group = Completeness['groups'][number]
const SHOWN = 20

/** Districts, feeders, terminals, models or causes, the worst first; one opens its points. */
export function CompletenessGroups({
  data,
  chosen,
  choose,
}: {
  data: Completeness
  chosen: string | null
  choose: (key: string) => void
}) {
  const say = useWords(collectionWords)
  const columns = useColumns(data, choose)
  if (data.groups.length === 0) return <Empty title={say('groups.none')} />
  return (
    <DataTable
      rowKey={(group) => group.key ?? ''}
      columns={columns}
      items={data.groups}
      pageSize={SHOWN}
      width={640}
      rowClassName={(group) => (chosen !== null && (group.key ?? '') === chosen ? (css.chosen ?? '') : '')}
    />
  )
}

function useColumns(data: Completeness, choose: (key: string) => void): TableColumnsType<Group> {
  const say = useWords(collectionWords)
  const nameOf = (group: Group) =>
    data.by === 'cause' ? say.code('cause', group.key ?? '') : (group.name ?? say('groups.unnamed'))
  const isCause = data.by === 'cause'
  const name: TableColumnsType<Group> = [
    {
      title: say(`by.${data.by}`),
      render: (_, group) => (
        <Button type="link" size="small" className={css.name ?? ''} onClick={() => choose(group.key ?? '')}>
          {nameOf(group)}
        </Button>
      ),
    },
    { title: say('col.points'), width: 90, align: 'right', render: (_, group) => quantity(group.points) },
  ]
  const rates: TableColumnsType<Group> = [
    {
      title: say('col.rate'),
      width: 160,
      align: 'right',
      render: (_, group) => <Rate part={group.had} due={group.due} />,
    },
    {
      title: say('col.rateNow'),
      width: 160,
      align: 'right',
      render: (_, group) => <Rate part={group.had + group.filled} due={group.due} />,
    },
  ]
  const missing: TableColumnsType<Group> = [
    { title: say('col.missing'), width: 90, align: 'right', render: (_, group) => quantity(group.due - group.had) },
    { title: say('col.filled'), width: 80, align: 'right', render: (_, group) => quantity(group.filled) },
    { title: say('col.stillMissing'), width: 90, align: 'right', render: (_, group) => quantity(group.missingPoints) },
  ]
  return isCause ? [...name, ...missing] : [...name, ...rates, ...missing]
}

function Rate({ part, due }: { part: number; due: number }) {
  const share = due === 0 ? 0 : (part / due) * 100
  const tone = share < 95 ? css.rateBad : share < 99.5 ? css.rateLow : ''
  return (
    <span className={css.rate}>
      <span className={`${css.rateBar} ${tone}`} aria-hidden>
        <span style={{ width: `${share}%` }} />
      </span>
      {fixed(share, 2)}%
    </span>
  )
}
