import { useCallback, useEffect, useState } from 'react'
import { find, withQuery } from './api.ts'
import { type Resource, useResource } from './resource.ts'

export type Pages<Page, Item> = {
  first: Resource<Page>
  items: Item[]
  /** Fetches the following page; absent on the last one. */
  more: (() => void) | undefined
  busy: boolean
}

type Rest<Item> = { items: Item[]; cursor: string | null | undefined }

/** A list read page by page, each page named by the cursor that the one before it gave. */
export function usePages<Page extends { nextCursor: string | null }, Item>(
  path: string | null,
  itemsOf: (page: Page) => Item[],
): Pages<Page, Item> {
  const first = useResource<Page>(path, { keep: true })
  const [rest, setRest] = useState<Rest<Item>>({ items: [], cursor: undefined })
  const [busy, setBusy] = useState(false)
  const firstPage = first.data
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new first page makes the pages behind it stale.
  useEffect(() => setRest({ items: [], cursor: undefined }), [firstPage])

  const cursor = rest.cursor === undefined ? firstPage?.nextCursor : rest.cursor
  const more = useCallback(async () => {
    if (!path || !cursor) return
    setBusy(true)
    try {
      const page = await find<Page>(joinCursor(path, cursor))
      setRest((old) => ({ items: [...old.items, ...itemsOf(page)], cursor: page.nextCursor }))
    } finally {
      setBusy(false)
    }
  }, [path, cursor, itemsOf])
  return {
    first,
    items: [...(firstPage ? itemsOf(firstPage) : []), ...rest.items],
    more: cursor ? more : undefined,
    busy,
  }
}

function joinCursor(path: string, cursor: string): string {
  const [base = '', query = ''] = path.split('?')
  return withQuery(base, { ...Object.fromEntries(new URLSearchParams(query)), cursor })
}
