import type { Role } from '../../db/context.ts'
import type { Column, Said } from '../../db/parameters/set.ts'

export const two = {
  how: 'two',
  drafts: ['billing', 'accountant', 'manager'] as Role[],
  releases: ['accountant', 'manager'] as Role[],
} as const

const classes: Record<string, Said> = {
  residential: { zh: '居民生活', en: 'Residential' },
  agricultural: { zh: '农业生产', en: 'Agricultural' },
  commercial: { zh: '工商业及其他', en: 'Commercial and other' },
}
export const accountClass: Column = {
  name: 'account_class',
  title: { zh: '用电类别', en: 'Class' },
  type: 'code',
  words: classes,
}
