import type { Ctx } from '../../db/context.ts'
import { addMonths, civilDay, startOfMonth } from '../../db/time.ts'
import { readPriceBook } from '../prices.ts'
import { landedPrices, type PricedVersion, priceFor } from '../rules/price.ts'
import type { PriceKind } from '../rules/price-document.ts'
import type { PriceDocument, VersionDetail } from './contract.ts'

const LATEST_MONTHS = 24

/** What a kWh costs with all parts in the latest month of which all parts are known; null for tiers, and where none is. */
export async function findLanded(ctx: Ctx, document: PriceDocument, kind: PriceKind): Promise<VersionDetail['landed']> {
  if (kind.tariffSystem === 'residential-tier') return null
  const { tariffSystem, timeOfUse } = kind
  const version: PricedVersion = { ...document, id: 0, tariffSystem, timeOfUse, tiers: [] }
  const book = { ...(await readPriceBook(ctx)), versions: [version] }
  const latest = startOfMonth(civilDay(ctx.now) > document.validFrom ? civilDay(ctx.now) : document.validFrom)
  for (let back = 0; back < LATEST_MONTHS; back++) {
    const month = addMonths(latest, -back).slice(0, 7)
    const verdict = priceFor(book, { priceCode: document.priceCode, month })
    if (verdict.ok) return { month, pricesYuanPerKwh: landedPrices(verdict), official: verdict.official }
  }
  return null
}
