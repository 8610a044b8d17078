import { useLanguage } from '../../web/kit/words.ts'

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
