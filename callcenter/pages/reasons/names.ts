import { useLanguage, useWords } from '../../../app/web/kit/words.ts'
import type { contactCategories } from '../../contract.ts'
import { type Handler, handlerTitles, type OrderKind } from '../../orders/kinds/contract.ts'
import type { Reason, ReasonGroup } from '../../reasons/contract.ts'
import { orderName } from '../orders/order-names.ts'
import { deskWords } from '../words.ts'

/** What a row of the analysis is called. */
export function useReasonName(): (by: ReasonGroup, of: Pick<Reason, 'key' | 'name'>) => string {
  const desk = useWords(deskWords)
  const [language] = useLanguage()
  return (by, { key, name }) => {
    if (by === 'unit') return name ?? key
    if (by === 'handler') return handlerTitles[key as Handler]?.[language] ?? key
    if (by === 'category') return desk(`category.${key as (typeof contactCategories)[number]}`)
    const [kind = '', subkind = ''] = key.split('~')
    return orderName({ kind: kind as OrderKind, subkind }, language)
  }
}

/** 12.3 %, with its sign where it is a change; — where it is not known. */
export function percent(share: number | null, isChange = false): string {
  if (share === null) return '—'
  const sign = isChange && share > 0 ? '+' : ''
  return `${sign}${(share * 100).toFixed(1)}%`
}
