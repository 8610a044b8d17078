import type { TableColumnsType } from 'antd'
import { Link } from 'react-router'
import { DataTable } from '../../web/kit/data-table.tsx'
import { civilDay } from '../../web/kit/format.ts'
import { Pill } from '../../web/kit/parts.tsx'
import { useWords } from '../../web/kit/words.ts'
import type { ParameterItem, ParameterPast } from '../contract.ts'
import css from './parameters.module.css'
import { pathOf, useSaid } from './said.ts'
import { parameterWords } from './words.ts'

const PAGE = 10

export function RuleTable({ set, items }: { set: string; items: ParameterItem[] }) {
  return <DataTable rowKey="key" columns={useColumns(set)} items={items} width={960} pageSize={PAGE} head={0} />
}

function useColumns(set: string): TableColumnsType<ParameterItem> {
  const say = useWords(parameterWords)
  const said = useSaid()
  return [
    {
      title: say('col.what'),
      width: 240,
      render: (_, item) => <Link to={pathOf(set, item.key)}>{said(item.title)}</Link>,
    },
    {
      title: say('col.value'),
      width: 230,
      render: (_, item) => (
        <>
          <Lines of={item} />
          {item.state !== 'holds' && <Pill tone="calm">{say(`is.${item.state}`)}</Pill>}
          {item.next && (
            <div className={css.next}>{say('next', { from: item.next.from, said: said(item.next.said) })}</div>
          )}
          {item.draft && <div className={css.next}>{say('drafted', { by: item.draft.by })}</div>}
        </>
      ),
    },
    { title: say('col.days'), width: 150, render: (_, item) => <Days of={item} /> },
    {
      title: say('col.basis'),
      render: (_, { basis, confirmed }) => (
        <>
          <span className={css.clamp}>{basis}</span>
          {confirmed === false && <Pill tone="warn">{say('unconfirmed')}</Pill>}
        </>
      ),
    },
    { title: say('col.by'), width: 130, render: (_, item) => <ChangedBy of={item} /> },
  ]
}

/** A value part by part; only of a text the beginning. */
export function Lines({ of: { lines }, isWhole }: { of: ParameterPast; isWhole?: boolean }) {
  const said = useSaid()
  return lines.map((line) => (
    <div key={line.zh} className={`${css.value} ${isWhole ? '' : css.clamp}`}>
      {said(line)}
    </div>
  ))
}

export function Days({ of: { from, to } }: { of: ParameterPast }) {
  const say = useWords(parameterWords)
  return <>{to === null ? say('since', { from }) : say('range', { from, to })}</>
}

export function ChangedBy({ of: { by, at } }: { of: ParameterPast }) {
  const say = useWords(parameterWords)
  if (by === null) return <span className={css.note}>{say('shipped')}</span>
  return (
    <>
      {by}
      {at && <div className={css.note}>{civilDay(at)}</div>}
    </>
  )
}
