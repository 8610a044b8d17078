import { Table, type TableColumnsType } from 'antd'
import type { ReactNode } from 'react'
import { MorePages } from './more-pages.tsx'
import type { Pages } from './pages.ts'
import { Shown } from './states.tsx'

type Props<Item> = {
  of: Pages<unknown, Item>
  rowKey: keyof Item & string
  columns: TableColumnsType<Item>
  /** Narrower than this it scrolls sideways inside its panel. */
  width: number
  empty: ReactNode
  /** Lines of the skeleton while the first page is on its way. */
  rows?: number
}

/** A list of the office, page by page: loading, empty, failed, or a table with its foot. */
export function PagedTable<Item extends object>({ of, rowKey, columns, width, empty, rows = 8 }: Props<Item>) {
  return (
    <Shown of={of.first} rows={rows} isEmpty={() => of.items.length === 0} empty={empty}>
      {() => (
        <>
          <Table
            rowKey={rowKey}
            size="small"
            columns={columns}
            dataSource={of.items}
            pagination={false}
            scroll={{ x: width }}
          />
          <MorePages of={of} />
        </>
      )}
    </Shown>
  )
}
