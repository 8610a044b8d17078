import type { TableColumnsType } from 'antd'
import type { ReactNode } from 'react'
import { DataTable, type TableOf } from './data-table.tsx'
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
  /** Of all pages, where the server counts them. */
  total?: number | string | undefined
  selection?: TableOf<Item>['selection']
  head?: number
  open?: TableOf<Item>['open']
}

/** A list of the office, page by page: loading, empty, failed, or a table with its foot. */
export function PagedTable<Item extends object>(props: Props<Item>) {
  const { of, rowKey, columns, width, empty, rows = 8, total, selection, head, open } = props
  return (
    <Shown of={of.first} rows={rows} isEmpty={() => of.items.length === 0} empty={empty}>
      {() => (
        <>
          <DataTable
            rowKey={rowKey}
            columns={columns}
            items={of.items}
            width={width}
            all={of.all}
            open={open}
            {...(selection ? { selection } : {})}
            {...(head === undefined ? {} : { head })}
          />
          <MorePages of={of} total={total} />
        </>
      )}
    </Shown>
  )
}
