import { useWords } from '../../../app/web/kit/words.ts'
import type { PriceMinimum } from '../../price-book/contract.ts'
import { priceWords } from './words.ts'

/** `每月 300 元`: the least that a price asks for. */
export function Minimum({ of }: { of: PriceMinimum }) {
  const say = useWords(priceWords)
  const { yuanPerMonth: yuan, kwhPerMonth: kwh, priceYuanPerKwh: price } = of
  return yuan === null ? say('minimum.energy', { kwh: kwh ?? 0, price: price ?? '' }) : say('minimum.amount', { yuan })
}
