import { Button } from 'antd'
import { DataTable } from '../../web/kit/data-table.tsx'
import { Panel } from '../../web/kit/parts.tsx'
import { useWords } from '../../web/kit/words.ts'
import type { BringingItem, BringingReport } from '../contract.ts'
import css from './bringing.module.css'
import { bringingWords } from './words.ts'

const PAGE = 50

export function Faults({ item }: { item: BringingItem }) {
  const say = useWords(bringingWords)
  const { faults, faultCount } = item.report
  const download = (
    <Button href={`/api/bringing/bringings/${item.id}/faults.csv`} download size="small">
      {say('csv')}
    </Button>
  )
  return (
    <Panel flush title={`${say('faults')} ${faultCount}`} extra={download}>
      <DataTable
        rowKey={({ row, column, message }) => `${row} ${column} ${message}`}
        pageSize={PAGE}
        width={720}
        items={faults}
        columns={[
          { title: say('row'), width: 70, align: 'right', dataIndex: 'row' },
          { title: say('column'), width: 130, dataIndex: 'column' },
          { title: say('fault'), dataIndex: 'message', className: css.long ?? '' },
          { title: say('advice'), dataIndex: 'advice', className: css.long ?? '' },
        ]}
      />
      {faultCount > faults.length && <p className={css.more}>{say('more', { count: faultCount - faults.length })}</p>}
    </Panel>
  )
}

/** The source beside the customer file. */
export function Totals({ totals }: Pick<BringingReport, 'totals'>) {
  const say = useWords(bringingWords)
  return (
    <Panel flush title={say('totals')}>
      <DataTable
        rowKey="what"
        width={480}
        items={totals}
        columns={[
          { title: say('what'), dataIndex: 'what' },
          { title: say('source'), align: 'right', dataIndex: 'source' },
          { title: say('inFile'), align: 'right', render: (_, { file }) => file ?? '–' },
          {
            title: say('compared'),
            width: 140,
            render: (_, { source, file }) => say(file === null ? 'pending' : file === source ? 'same' : 'unlike'),
          },
        ]}
      />
    </Panel>
  )
}

export function Differences({ report }: { report: BringingReport }) {
  const say = useWords(bringingWords)
  const { differences, differenceCount } = report
  return (
    <Panel flush title={`${say('differences')} ${differenceCount}`}>
      <DataTable
        rowKey={({ row, column }) => `${row} ${column}`}
        pageSize={PAGE}
        width={720}
        items={differences}
        columns={[
          { title: say('row'), width: 70, align: 'right', dataIndex: 'row' },
          { title: say('column'), width: 130, dataIndex: 'column' },
          { title: say('before'), dataIndex: 'before', className: css.long ?? '' },
          { title: say('after'), dataIndex: 'after', className: css.long ?? '' },
          {
            title: say('handling'),
            width: 180,
            render: (_, { isChanged, mayChange }) =>
              say(isChanged ? 'handling.changed' : mayChange ? 'handling.kept' : 'handling.application'),
          },
        ]}
      />
      {differenceCount > differences.length && (
        <p className={css.more}>{say('more', { count: differenceCount - differences.length })}</p>
      )}
    </Panel>
  )
}
