// Decides the one price of a kilowatt-hour where nobody reads periods or tiers (无表用电).
import { exact } from './money.ts'
import type { PriceVerdict } from './price.ts'

type Flat = { priceYuanPerKwh: string; surcharges: { code: string; name: string; priceYuanPerKwh: string }[] }

/** Null where it is by periods, tiers or parts. */
export function flatPrice({
  tariffSystem,
  timeOfUse,
  components,
  surcharges,
}: Extract<PriceVerdict, { ok: true }>): Flat | null {
  if (tariffSystem !== 'single' || timeOfUse) return null
  const totals = components.map(({ prices }) => prices.total)
  if (totals.length === 0 || totals.includes(undefined)) return null
  const sum = totals.reduce((total, price) => total.plus(price ?? '0'), exact('0'))
  return {
    priceYuanPerKwh: sum.toFixed(),
    surcharges: surcharges.map(({ code, name, priceYuanPerKwh }) => ({ code, name, priceYuanPerKwh })),
  }
}
