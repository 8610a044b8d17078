import type { z } from 'zod'
import { withQuery } from '../../app/web/kit/api.ts'
import { useResource } from '../../app/web/kit/resource.ts'
import { useLanguage } from '../../app/web/kit/words.ts'
import type { offeredPrices } from '../offer-contract.ts'

type Asked = Record<string, string | number | undefined>

/** Prices that the server would take, to choose from; `null` while nobody knows yet for whom. */
export function useOfferedPrices(path: string | null, asked: Asked = {}) {
  const [language] = useLanguage()
  const prices = useResource<z.infer<typeof offeredPrices>>(path === null ? null : withQuery(path, asked))
  const options = prices.data?.items.map(({ priceCode, name }) => ({ value: priceCode, label: name[language] }))
  return { loading: prices.loading, options: options ?? [] }
}
