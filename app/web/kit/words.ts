import i18next from 'i18next'
import { initReactI18next, useTranslation } from 'react-i18next'

export type Language = 'zh' | 'en'
type Pairs = Record<string, readonly [zh: string, en: string]>
export type Words<Key extends string = string> = { name: string; pairs: Record<Key, readonly [zh: string, en: string]> }
type Values = Record<string, string | number | undefined>
export type Say<Key extends string> = {
  (key: Key, values?: Values): string
  /** The word for a code that came from the server; a code nobody has translated is shown as it is. */
  code: (prefix: string, code: string) => string
}

const STORED = 'dianhu.language'
const registered = new Set<string>()

/** Each word stands beside its translation, so that neither language can miss one. */
export function defineWords<const P extends Pairs>(name: string, pairs: P): Words<keyof P & string> {
  return { name, pairs }
}

export async function startWords(): Promise<void> {
  const language = storedLanguage()
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'zh',
    resources: {},
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  })
}

export function useWords<Key extends string>(words: Words<Key>): Say<Key> {
  register(words)
  const { t: translate, i18n } = useTranslation(words.name)
  const t = translate as unknown as (key: string, values?: Values) => string
  const say = (key: Key, values: Values = {}) => t(key, values)
  return Object.assign(say, {
    code: (prefix: string, code: string) =>
      i18n.exists(`${prefix}.${code}`, { ns: words.name }) ? t(`${prefix}.${code}`) : code,
  })
}

/** What an error code means, from whichever department's words explain it. */
export function findErrorWord(code: string): string | undefined {
  const name = [...registered].find((ns) => i18next.exists(`error.${code}`, { ns }))
  return name === undefined ? undefined : i18next.t(`error.${code}`, { ns: name })
}

export function useLanguage(): [Language, (language: Language) => void] {
  const { i18n } = useTranslation()
  return [i18n.language === 'en' ? 'en' : 'zh', choose]
}

function choose(language: Language): void {
  try {
    localStorage.setItem(STORED, language)
  } catch {
    // A browser that forbids storage still switches for this visit.
  }
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
  void i18next.changeLanguage(language)
}

function storedLanguage(): Language {
  try {
    return localStorage.getItem(STORED) === 'en' ? 'en' : 'zh'
  } catch {
    return 'zh'
  }
}

function register(words: Words): void {
  if (registered.has(words.name)) return
  registered.add(words.name)
  const entries = Object.entries(words.pairs)
  i18next.addResourceBundle('zh', words.name, Object.fromEntries(entries.map(([key, pair]) => [key, pair[0]])))
  i18next.addResourceBundle('en', words.name, Object.fromEntries(entries.map(([key, pair]) => [key, pair[1]])))
}
