import { useLanguage, useWords } from '../../../app/web/kit/words.ts'
import type { FollowUp } from '../../follow-up/contract.ts'
import type { OrderKind } from '../../orders/kinds/contract.ts'
import { orderName } from '../orders/order-names.ts'
import { deskWords } from '../words.ts'
import { followUpWords } from './words.ts'

/** What it is about, in a few words. */
export function useAbout(): (of: Pick<FollowUp, 'kind' | 'subkind' | 'category'>) => string {
  const say = useWords(followUpWords)
  const desk = useWords(deskWords)
  const [language] = useLanguage()
  return ({ kind, subkind, category }) =>
    kind !== null
      ? orderName({ kind: kind as OrderKind, subkind: subkind ?? 'other' }, language)
      : category !== null
        ? `${say('category.contact')}·${desk(`category.${category}`)}`
        : say('category.contact')
}
