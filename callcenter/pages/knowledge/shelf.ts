import { useTranslation } from 'react-i18next'
import type { Shelf } from '../../knowledge/contract.ts'

export type Branch = { code: string; title: string; articles: number; isTwig: boolean }

/** The tree of categories in order, each named in the reader's language; a branch counts what lies below it. */
export function useCategories(shelf: Shelf | undefined) {
  const { i18n } = useTranslation()
  const categories = shelf?.categories ?? []
  const nameOf = ({ titleZh, titleEn }: Shelf['categories'][number]) => (i18n.language === 'en' ? titleEn : titleZh)
  const branches: Branch[] = categories.map((each) => ({
    code: each.code,
    title: nameOf(each),
    articles: categories
      .filter(({ code, parent }) => code === each.code || parent === each.code)
      .reduce((sum, { articles }) => sum + articles, 0),
    isTwig: each.parent !== null,
  }))
  const options = branches.map(({ code, title, isTwig }) => ({ value: code, label: isTwig ? `　${title}` : title }))
  const titleOf = (code: string) => branches.find((branch) => branch.code === code)?.title ?? code
  return { branches, options, titleOf }
}
