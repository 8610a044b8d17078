import { Button, Checkbox, Table, type TableColumnsType, type TableColumnType } from 'antd'
import { type Key, type MouseEvent, type ReactNode, useState } from 'react'
import css from './data-table.module.css'
import { ExportButton } from './export-button.tsx'
import { useNarrow } from './narrow.ts'
import { useWords } from './words.ts'
import { kitWords } from './words-kit.ts'

export type TableOf<Item> = {
  rowKey: string | ((item: Item) => string)
  /** What can be done with a row has no title, or the key `acts`: on a card it has a line of its own. */
  columns: TableColumnsType<Item>
  items: Item[]
  /** Narrower than this it scrolls sideways inside its panel. */
  width: number
  /** More rows than this are turned over, or shown bit by bit on a phone. */
  pageSize?: number
  /** Which column says what a row is about; else the first that may grow. */
  head?: number
  rowClassName?: (item: Item) => string
  /** A click anywhere on a row of the table opens it; its head holds a button for the keyboard and for cards. */
  open?: ((item: Item) => void) | undefined
  /** `isFree`: whether a row may be chosen. */
  /** Every row of a list that is shown page by page. */
  all?: (() => Promise<Item[]>) | undefined
  selection?: { keys: Key[]; change: (keys: Key[]) => void; isFree?: (item: Item) => boolean }
}

/** So narrow a column at the beginning says how a row stands: it goes beside the head of its card. */
const MARK_WIDTH = 130

/** A table; on a phone a card for each row, since nobody reads a table through a keyhole. */
export function DataTable<Item extends object>(props: TableOf<Item>) {
  const { rowKey, columns, items, width, pageSize, rowClassName, open, selection, all } = props
  const isFree = selection?.isFree ?? (() => true)
  const narrow = useNarrow()
  const cells = columns as TableColumnType<Item>[]
  const foot = items.length > 0 && (
    <ExportButton<Item> columns={cells} items={items} all={all} cellOf={cellOf} titleOf={titleOf} />
  )
  if (narrow) {
    return (
      <>
        <Cards {...props} />
        {foot}
      </>
    )
  }
  return (
    <>
      <Table
        rowKey={rowKey}
        size="small"
        columns={columns}
        dataSource={items}
        pagination={pageSize ? { pageSize, hideOnSinglePage: true, size: 'small', showSizeChanger: false } : false}
        scroll={{ x: width }}
        {...(rowClassName ? { rowClassName } : {})}
        {...(open ? { onRow: (item: Item) => rowOf(() => open(item)) } : {})}
        {...(selection
          ? {
              rowSelection: {
                selectedRowKeys: selection.keys,
                onChange: selection.change,
                getCheckboxProps: (item: Item) => ({ disabled: !isFree(item) }),
              },
            }
          : {})}
      />
      {foot}
    </>
  )
}

const OWN_CLICKS = 'a, button, input, label, [role="menuitem"]'

/** What can be pressed within a row keeps its own click, and who marks words to copy them opens nothing. */
function rowOf(open: () => void) {
  const press = ({ target, currentTarget }: MouseEvent<HTMLElement>) => {
    const isWithin = target instanceof Node && currentTarget.contains(target)
    const isOwn = target instanceof Element && target.closest(OWN_CLICKS)
    if (isWithin && !isOwn && !getSelection()?.toString()) open()
  }
  return { className: css.opens ?? '', onClick: press }
}

function Cards<Item extends object>(props: TableOf<Item>) {
  const { rowKey, columns, items, rowClassName, selection, pageSize = items.length } = props
  const say = useWords(kitWords)
  const [shown, setShown] = useState(pageSize)
  const cells = columns as TableColumnType<Item>[]
  // What a row is about stands in the first column that may grow; the narrow ones before it say how it stands.
  const given = props.head === undefined ? undefined : cells[props.head]
  const head = given ?? cells.find(({ width, title }) => width === undefined && title !== '') ?? cells[0]
  const [first] = cells
  const mark = first !== head && Number(first?.width ?? Infinity) <= MARK_WIDTH ? first : undefined
  const rest = cells.filter((column) => column !== head && column !== mark)
  const keyOf = (item: Item) => String(typeof rowKey === 'string' ? item[rowKey as keyof Item] : rowKey(item))
  const toggle = (key: Key) => {
    const keys = selection?.keys ?? []
    selection?.change(keys.includes(key) ? keys.filter((each) => each !== key) : [...keys, key])
  }
  return (
    <>
      <ul className={css.cards}>
        {items.slice(0, Math.max(shown, pageSize)).map((item, index) => {
          const key = typeof rowKey === 'string' ? (item[rowKey as keyof Item] as Key) : rowKey(item)
          return (
            <li key={keyOf(item)} className={rowClassName?.(item)}>
              <div className={css.head}>
                {selection && (selection.isFree?.(item) ?? true) && (
                  <Checkbox checked={selection.keys.includes(key)} onChange={() => toggle(key)} />
                )}
                <div>{head && cellOf(head, item, index)}</div>
                {mark && <span className={css.mark}>{cellOf(mark, item, index)}</span>}
              </div>
              <dl className={rest.length === 1 ? css.alone : css.facts}>
                {rest.map((column) => (
                  <Cell key={String(titleOf(column))} column={column} item={item} index={index} />
                ))}
              </dl>
            </li>
          )
        })}
      </ul>
      {items.length > Math.max(shown, pageSize) && (
        <Button block type="text" onClick={() => setShown(Math.max(shown, pageSize) + pageSize)}>
          {say('more')}
        </Button>
      )}
    </>
  )
}

function Cell<Item>({ column, item, index }: { column: TableColumnType<Item>; item: Item; index: number }) {
  const title = titleOf(column)
  const value = cellOf(column, item, index)
  // On a card nothing stands under a title that has nothing to say.
  if (value === '' || value === null || value === undefined) return null
  if (title === '' || column.key === 'acts') return value ? <div className={css.acts}>{value}</div> : null
  return (
    <div>
      <dt>{title}</dt>
      <dd>{value}</dd>
    </div>
  )
}

function titleOf<Item>({ title }: TableColumnType<Item>): ReactNode {
  return typeof title === 'function' ? '' : title
}

function cellOf<Item>(column: TableColumnType<Item>, item: Item, index: number): ReactNode {
  const value = column.dataIndex === undefined ? undefined : item[column.dataIndex as keyof Item]
  return (column.render ? column.render(value, item, index) : value) as ReactNode
}
