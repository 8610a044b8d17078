import { App, Button, type TableColumnType } from 'antd'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { type ExportedFile, MOST_ROWS, type ShownList } from '../../exports/contract.ts'
import { write } from './api.ts'
import css from './data-table.module.css'
import { useSubmit } from './resource.ts'
import { findErrorWord, useWords } from './words.ts'
import { kitWords } from './words-kit.ts'

type Props<Item> = {
  columns: TableColumnType<Item>[]
  items: Item[]
  /** Those of every page; without it those that are shown. */
  all?: (() => Promise<Item[]>) | undefined
  cellOf: (column: TableColumnType<Item>, item: Item, index: number) => ReactNode
  titleOf: (column: TableColumnType<Item>) => ReactNode
}

/** What a list shows, as a workbook: its cells are laid out once more, unseen, and read as they are read on the screen. */
export function ExportButton<Item extends object>(props: Props<Item>) {
  const say = useWords(kitWords)
  const { message } = App.useApp()
  const [laid, setLaid] = useState<Item[]>()
  const file = useSubmit((list: ShownList) => write<ExportedFile>('PUT', '/api/exports', list))
  const start = async () => {
    try {
      setLaid(((await props.all?.()) ?? props.items).slice(0, MOST_ROWS))
    } catch {
      message.error(say('export.failed'))
    }
  }
  const finish = async (columns: string[], rows: string[][]) => {
    setLaid(undefined)
    const title = document.title.split(' · ')[0] ?? document.title
    const made = await file.submit({ path: window.location.pathname, title, columns, rows })
    if (made) save(made.value)
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: each failure is told once.
  useEffect(() => {
    if (file.error) message.error(findErrorWord(file.error.code) ?? file.error.message)
  }, [file.error])
  return (
    <div className={css.foot}>
      <Button type="text" size="small" loading={laid !== undefined || file.busy} onClick={start}>
        {say('export')}
      </Button>
      {laid && <Laid {...props} items={laid} done={finish} />}
    </div>
  )
}

type LaidProps<Item> = Props<Item> & { done: (columns: string[], rows: string[][]) => void }

function Laid<Item extends object>({ columns, items, cellOf, titleOf, done }: LaidProps<Item>) {
  const table = useRef<HTMLTableElement>(null)
  // What can be done with a row is nothing to keep.
  const kept = columns.filter((column) => titleOf(column) !== '' && column.key !== 'acts')
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is read once, when it is there.
  useEffect(() => {
    const [head = [], ...rows] = [...(table.current?.rows ?? [])].map((row) => [...row.cells].map(readText))
    done(head, rows)
  }, [])
  return (
    <table ref={table} hidden>
      <thead>
        <tr>
          {kept.map((column, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: columns stay where they are.
            <th key={at}>{titleOf(column)}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {items.map((item, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows stay where they are.
          <tr key={index}>
            {kept.map((column, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: columns stay where they are.
              <td key={at}>{cellOf(column, item, index)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** Texts of a cell that stand apart on the screen stand apart in the file. */
function readText(cell: HTMLElement): string {
  const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT)
  const texts: string[] = []
  while (walker.nextNode()) texts.push(walker.currentNode.textContent?.trim() ?? '')
  return texts.filter((text) => text !== '').join(' ')
}

function save({ name, base64 }: ExportedFile): void {
  const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0))
  const url = URL.createObjectURL(new Blob([bytes]))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}
