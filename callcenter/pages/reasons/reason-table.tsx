import type { TableColumnsType } from 'antd'
import { DataTable } from '../../../app/web/kit/data-table.tsx'
import { fixed } from '../../../app/web/kit/format.ts'
import { useWords } from '../../../app/web/kit/words.ts'
import { type Reason, type ReasonGroup, reasonFormulas } from '../../reasons/contract.ts'
import { percent, useReasonName } from './names.ts'
import type { Chosen } from './orders-panel.tsx'
import css from './reasons.module.css'
import { reasonWords } from './words.ts'

/** Each count leads to the orders that it counts. */
export function ReasonTable(props: { reasons: Reason[]; by: ReasonGroup; choose: (of: Chosen) => void }) {
  const { reasons, by, choose } = props
  const say = useWords(reasonWords)
  const nameOf = useReasonName()
  const columns: TableColumnsType<Reason> = [
    {
      title: say(`col.${by}`),
      render: (_, row) =>
        by === 'category' || row.count === 0 ? (
          nameOf(by, row)
        ) : (
          <button
            type="button"
            className={css.link}
            onClick={() => choose({ by, key: row.key, name: nameOf(by, row) })}
          >
            {nameOf(by, row)}
          </button>
        ),
    },
    { title: say('col.count'), width: 80, align: 'right', dataIndex: 'count' },
    ...reasonFormulas.map((formula) => ({
      title: say(`formula.${formula}`),
      width: 110,
      align: 'right' as const,
      render: (_: unknown, { figures }: Reason) => {
        const figure = figures[formula]
        if (formula === 'satisfaction') return figure === null ? '—' : fixed(figure, 2)
        return percent(figure, formula === 'month' || formula === 'year')
      },
    })),
    { title: say('col.rated'), width: 80, align: 'right', dataIndex: 'rated' },
  ]
  return <DataTable rowKey="key" columns={columns} items={reasons} width={1080} pageSize={50} head={0} />
}
