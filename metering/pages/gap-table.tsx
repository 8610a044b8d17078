import { Button, type TableColumnsType } from 'antd'
import { Link } from 'react-router'
import { withQuery } from '../../app/web/kit/api.ts'
import { clock } from '../../app/web/kit/format.ts'
import { PagedTable } from '../../app/web/kit/paged-table.tsx'
import { usePages } from '../../app/web/kit/pages.ts'
import { Panel, Pill, type Tone } from '../../app/web/kit/parts.tsx'
import { Empty } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { CollectionBy, CollectionItem, GapList, GapRow } from '../contract-collection.ts'
import { collectionWords } from './collection-words.ts'
import grid from './grid.module.css'

const tones: Record<GapRow['status'], Tone> = { open: 'warn', filled: 'good', 'given-up': 'bad' }
const itemsOf = (page: GapList) => page.gaps

/** The points that missed any of a day, of one group or of all. */
export function GapTable({
  item,
  day,
  by,
  chosen,
  clear,
}: {
  item: CollectionItem
  day: string
  by: CollectionBy
  chosen: string | null
  clear: () => void
}) {
  const say = useWords(collectionWords)
  const of = chosen === null ? {} : { by, key: chosen }
  const pages = usePages<GapList, GapRow>(withQuery('/api/metering/gaps', { item, day, ...of, limit: 50 }), itemsOf)
  return (
    <Panel
      flush
      title={say('gaps.title')}
      extra={
        chosen !== null && (
          <Button size="small" onClick={clear}>
            {say('gaps.all')}
          </Button>
        )
      }
    >
      <PagedTable
        of={pages}
        rowKey="gapId"
        columns={useColumns()}
        width={960}
        empty={<Empty title={say('gaps.none')} />}
      />
    </Panel>
  )
}

function useColumns(): TableColumnsType<GapRow> {
  const say = useWords(collectionWords)
  return [
    {
      title: say('col.point'),
      render: (_, gap) => (
        <>
          <Link to={`/grid/meters/${gap.pointId}`}>{gap.accountName ?? gap.pointNo}</Link>
          <div className={grid.note}>{gap.accountNo ?? gap.districtName}</div>
        </>
      ),
    },
    { title: say('col.asset'), render: (_, gap) => <span className={grid.mono}>{gap.assetNo ?? '—'}</span> },
    { title: say('col.terminal'), render: (_, gap) => <span className={grid.mono}>{gap.terminalName ?? '—'}</span> },
    { title: say('col.cause'), width: 140, render: (_, gap) => say.code('cause', gap.cause) },
    { title: say('col.gap'), width: 110, align: 'right', render: (_, gap) => `${gap.remaining} / ${gap.due}` },
    { title: say('col.rereading'), width: 230, render: (_, gap) => <Rereading gap={gap} /> },
    {
      title: say('col.order'),
      width: 100,
      render: (_, gap) =>
        gap.orderId === null ? '—' : <Link to={`/grid/collection/repairs/${gap.orderId}`}>{say('tab.repairs')}</Link>,
    },
  ]
}

function Rereading({ gap }: { gap: GapRow }) {
  const say = useWords(collectionWords)
  const text =
    gap.status === 'open'
      ? say('gap.open', { attempts: gap.attempts, at: clock(gap.nextAt) })
      : say(`gap.${gap.status}`)
  return (
    <>
      <Pill tone={tones[gap.status]}>{text}</Pill>
      {gap.because && <div className={grid.note}>{say.code('because', gap.because)}</div>}
    </>
  )
}
