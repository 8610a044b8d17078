import { useSearchParams } from 'react-router'

/** What a page shows is named by its address: each choice is a word of it, and none is written where it is empty. */
export function useChoices<Name extends string>(
  names: readonly Name[],
): [Record<Name, string>, (change: Partial<Record<Name, string | null>>) => void] {
  const [query, setQuery] = useSearchParams()
  const chosen = Object.fromEntries(names.map((name) => [name, query.get(name) ?? ''])) as Record<Name, string>
  const choose = (change: Partial<Record<Name, string | null>>) => {
    const next = new URLSearchParams(query)
    for (const [name, value] of Object.entries(change) as [Name, string | null | undefined][]) {
      if (value) next.set(name, value)
      else next.delete(name)
    }
    setQuery(next, { replace: true })
  }
  return [chosen, choose]
}
