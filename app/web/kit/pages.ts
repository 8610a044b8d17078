import { useEffect, useState } from 'react'
import { type ApiError, find, withQuery } from './api.ts'
import { type Resource, useResource, useSubmit } from './resource.ts'

export type Pages<Page, Item> = {
  first: Resource<Page>
  items: Item[]
  /** Fetches the following page; absent on the last one. */
  more: (() => void) | undefined
  /** Every item, the pages that were not asked for yet with them. */
  all: () => Promise<Item[]>
  busy: boolean
  /** Why the following page did not come. */
  error: ApiError | undefined
}

/** As many as a workbook takes. */
const MOST_ITEMS = 20_000

type Rest<Item> = { items: Item[]; cursor: string | null | undefined }

/** A list read page by page, each page named by the cursor that the one before it gave. */
export function usePages<Page extends { nextCursor: string | null }, Item>(
  path: string | null,
  itemsOf: (page: Page) => Item[],
): Pages<Page, Item> {
  const first = useResource<Page>(path, { keep: true })
  const [rest, setRest] = useState<Rest<Item>>({ items: [], cursor: undefined })
  const firstPage = first.data
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new first page makes the pages behind it stale.
  useEffect(() => setRest({ items: [], cursor: undefined }), [firstPage])

  const cursor = rest.cursor === undefined ? firstPage?.nextCursor : rest.cursor
  const next = useSubmit(async (from: { path: string; cursor: string }) => {
    const page = await find<Page>(joinCursor(from.path, from.cursor))
    setRest((old) => ({ items: [...old.items, ...itemsOf(page)], cursor: page.nextCursor }))
  })
  const more = path && cursor ? () => void next.submit({ path, cursor }) : undefined
  const items = firstPage ? [...itemsOf(firstPage), ...rest.items] : []
  const all = async () => {
    const found = [...items]
    for (let next = path && cursor; path && next && found.length < MOST_ITEMS; ) {
      const page = await find<Page>(joinCursor(path, next))
      found.push(...itemsOf(page))
      next = page.nextCursor
    }
    return found
  }
  return { first, items, more, all, busy: next.busy, error: next.error }
}

function joinCursor(path: string, cursor: string): string {
  const [base = '', query = ''] = path.split('?')
  return withQuery(base, { ...Object.fromEntries(new URLSearchParams(query)), cursor })
}
