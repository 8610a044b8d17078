import type { TableColumnsType } from 'antd'
import { DataTable } from '../../../app/web/kit/data-table.tsx'
import { accountNumber, instant } from '../../../app/web/kit/format.ts'
import { useWords } from '../../../app/web/kit/words.ts'
import type { ReasonPage } from '../../reasons/contract.ts'
import { useReasonName } from './names.ts'
import type { Chosen } from './orders-panel.tsx'
import css from './reasons.module.css'
import { reasonWords } from './words.ts'

type Frequent = ReasonPage['frequent'][number]
const keyOf = ({ accountNo, kind, subkind }: Frequent) => `${accountNo}~${kind}~${subkind}`

export function FrequentTable({ frequent, choose }: { frequent: Frequent[]; choose: (of: Chosen) => void }) {
  const say = useWords(reasonWords)
  const nameOf = useReasonName()
  const reasonOf = ({ kind, subkind }: Frequent) => nameOf('subkind', { key: `${kind}~${subkind}`, name: null })
  const columns: TableColumnsType<Frequent> = [
    {
      title: say('col.account'),
      render: (_, row) => (
        <button
          type="button"
          className={css.link}
          onClick={() =>
            choose({ by: 'account', key: keyOf(row), name: `${accountNumber(row.accountNo)} ${reasonOf(row)}` })
          }
        >
          {accountNumber(row.accountNo)}
        </button>
      ),
    },
    { title: say('col.subkind'), width: 220, render: (_, row) => reasonOf(row) },
    { title: say('col.unit'), width: 180, dataIndex: 'unit' },
    { title: say('col.times'), width: 90, align: 'right', dataIndex: 'times' },
    { title: say('col.latest'), width: 160, render: (_, { latestAt }) => instant(latestAt) },
  ]
  return <DataTable rowKey={keyOf} columns={columns} items={frequent} width={820} pageSize={20} />
}
