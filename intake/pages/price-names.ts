import type { z } from 'zod'
import { useResource } from '../../app/web/kit/resource.ts'
import { useLanguage } from '../../app/web/kit/words.ts'
import type { applicabilityList } from '../../billing/price-book/contract.ts'

/** What each price is called; asked only where a code is to be shown. */
export function usePriceNames(isNeeded: boolean): Map<string, string> {
  const [language] = useLanguage()
  const prices = useResource<z.infer<typeof applicabilityList>>(isNeeded ? '/api/billing/prices/applicability' : null)
  return new Map(prices.data?.items.map(({ priceCode, name }) => [priceCode, name[language]]))
}
