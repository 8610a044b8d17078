import { DataTable } from '../../web/kit/data-table.tsx'
import { Panel } from '../../web/kit/parts.tsx'
import { useResource } from '../../web/kit/resource.ts'
import { Shown } from '../../web/kit/states.tsx'
import { useWords } from '../../web/kit/words.ts'
import type { BringingRows } from '../contract.ts'
import css from './bringing.module.css'
import { bringingWords } from './words.ts'

const PAGE = 20
const COLUMN_WIDTH = 130

/** What waits, row by row: whoever releases it answers for it. */
export function Rows({ id }: { id: number }) {
  const say = useWords(bringingWords)
  const rows = useResource<BringingRows>(`/api/bringing/bringings/${id}/rows`)
  return (
    <Panel flush title={say('rows.title')}>
      <Shown of={rows} rows={5}>
        {({ titles, rows: shown, count }) => (
          <>
            <DataTable
              rowKey="row"
              pageSize={PAGE}
              width={70 + titles.length * COLUMN_WIDTH}
              items={shown}
              columns={[
                { title: say('row'), width: 70, align: 'right', dataIndex: 'row' },
                ...titles.map((title, n) => ({
                  title,
                  width: COLUMN_WIDTH,
                  className: css.long ?? '',
                  render: (_: unknown, { cells }: BringingRows['rows'][number]) => cells[n],
                })),
              ]}
            />
            {count > shown.length && <p className={css.more}>{say('more', { count: count - shown.length })}</p>}
          </>
        )}
      </Shown>
    </Panel>
  )
}
