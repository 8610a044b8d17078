import { useSearchParams } from 'react-router'

const panels = ['bill', 'meter', 'order'] as const
export type Panel = (typeof panels)[number]
/** Which of it is opened: a bill by its id, an order by its number; of meters all. */
export type OpenPanel = { name: Panel; of: string }

/** What is opened of the file in view. It stands in the address, so that another account in view closes it. */
export function usePanel(accountNo: string) {
  const [query, setQuery] = useSearchParams()
  const name = panels.find((each) => query.has(each))
  const isHere = (query.get('account') ?? accountNo) === accountNo
  return {
    panel: name && isHere ? { name, of: query.get(name) ?? '' } : undefined,
    open: (opened: OpenPanel) => setQuery({ account: accountNo, [opened.name]: opened.of }, { replace: true }),
    close: () => setQuery({ account: accountNo }, { replace: true }),
  }
}
