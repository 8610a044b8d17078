import { useLanguage } from '../../web/kit/words.ts'
import type { OneParameter } from '../contract.ts'

/** What the server says in both languages, in the reader's. */
export function useSaid(): (said: { zh: string; en: string }) => string {
  const [language] = useLanguage()
  return (said) => said[language]
}

/** The page of one rule. */
export function pathOf(set: string, key: string): string {
  const path = `/office/parameters/${set}`
  return key === '' ? path : `${path}?key=${encodeURIComponent(key)}`
}

/** A set without a key is one rule, and called as it is. */
export function titleOf({ set, item }: OneParameter, said: ReturnType<typeof useSaid>): string {
  const ofSet = said(set.title)
  return item && said(item.title) !== ofSet ? `${ofSet} · ${said(item.title)}` : ofSet
}
