import type { z } from 'zod'
import { recordAudit } from '../db/audit.ts'
import type { Ctx } from '../db/context.ts'
import { transact } from '../db/pool.ts'
import { notFound, Refusal } from '../db/refusal.ts'
import type { priceList } from './contract.ts'
import { type PriceDocument, priceDocument } from './price-book/contract.ts'
import { endVersion, putIntoForce } from './price-book/force.ts'
import type { PriceBook } from './rules/price.ts'
import { isOverlapping } from './rules/price-days.ts'
import { checkPriceDocument } from './rules/price-document.ts'
import { listAgencyPrices } from './sql/agency-prices.ts'
import { listValidities, lockPriceCode } from './sql/price-days.ts'
import { listPriceCodes, listPriceVersions, type PriceCode, type PriceVersion } from './sql/prices.ts'
import { listTimetables } from './sql/timetables.ts'

export async function listPrices(ctx: Ctx): Promise<z.infer<typeof priceList>> {
  const [codes, versions] = await Promise.all([listPriceCodes(ctx), listPriceVersions(ctx)])
  return {
    items: codes.map(({ nameZh, nameEn, ...price }) => ({
      ...price,
      name: { zh: nameZh, en: nameEn },
      versions: versions.filter(({ priceCode }) => priceCode === price.code).map(versionToWire),
    })),
  }
}

function versionToWire({ knownFrom, tiers, ...version }: PriceVersion) {
  return {
    ...version,
    knownFrom: knownFrom.toISOString(),
    tiers: tiers.map(({ upToKwh, priceYuanPerKwh, touPricesYuanPerKwh }, position) => ({
      index: position + 1,
      upToKwh,
      priceYuanPerKwh: priceYuanPerKwh ?? null,
      touPricesYuanPerKwh: touPricesYuanPerKwh ?? null,
    })),
  }
}

export async function findPriceCode(ctx: Ctx, priceCode: string): Promise<PriceCode | undefined> {
  return (await listPriceCodes(ctx)).find(({ code }) => code === priceCode)
}

/** All that prices are decided from, as known now or at an instant: read once, so that one run rates by one book. */
export async function readPriceBook(ctx: Ctx, knownAt: Date | null = null): Promise<PriceBook> {
  const [versions, agency, timetables] = await Promise.all([
    listPriceVersions(ctx, knownAt),
    listAgencyPrices(ctx, knownAt),
    listTimetables(ctx, knownAt),
  ])
  return { versions, agency, timetables }
}

/** The version of a price in force on a civil day, as known now. */
export async function findPriceVersion(
  ctx: Ctx,
  query: { priceCode: string; day: string },
): Promise<PriceVersion | undefined> {
  const versions = await listPriceVersions(ctx)
  return versions.find(
    ({ priceCode, validFrom, validTo }) =>
      priceCode === query.priceCode && validFrom <= query.day && (validTo === null || query.day < validTo),
  )
}

type PlainPrice = Pick<
  PriceVersion,
  | 'priceCode'
  | 'version'
  | 'validFrom'
  | 'validTo'
  | 'official'
  | 'legalBasis'
  | 'sourceUrl'
  | 'accumulation'
  | 'household'
  | 'tiers'
  | 'priceYuanPerKwh'
  | 'touPricesYuanPerKwh'
>

/**
 * Puts a version without parts into the book at once, for a book that nobody bills from yet; returns its id.
 * Refuses with `PRICE_UNKNOWN`, `PRICE_FIGURES_UNFIT` (tiers or periods do not suit the price's kind) or
 * `PRICE_VERSION_OVERLAPS` (another version is in force on one of the days).
 */
export function publishPriceVersion(ctx: Ctx, input: PlainPrice): Promise<number> {
  return transact(ctx, async (inner) => {
    const price = await findPriceCode(inner, input.priceCode)
    if (!price) throw new Refusal('PRICE_UNKNOWN', `电价代码 ${input.priceCode} 不存在`)
    const document = priceToDocument(input)
    const issues = checkPriceDocument(document, price)
    if (issues.length > 0) {
      const message = `电价数据与 ${input.priceCode} 的类型不符,请检查阶梯与分时价`
      throw new Refusal('PRICE_FIGURES_UNFIT', message, { issues })
    }
    await lockPriceCode(inner, input.priceCode)
    const days = { from: input.validFrom, to: input.validTo }
    const overlapping = (await listValidities(inner, input.priceCode)).find((each) => isOverlapping(each, days))
    if (overlapping) {
      throw new Refusal('PRICE_VERSION_OVERLAPS', `与已有版本 ${overlapping.version} 的有效期重叠,请调整起止日期`)
    }
    return (await putIntoForce(inner, document, null)).versionId
  })
}

/** A version that should not have been published: it stays on record as known until now. Refuses with `NOT_FOUND`. */
export function withdrawPriceVersion(ctx: Ctx, version: string): Promise<void> {
  return transact(ctx, async (inner) => {
    if (!(await endVersion(inner, version, null))) throw notFound('电价版本')
    await recordAudit(inner, { action: 'price.withdrawn', subject: `price:${version}` })
  })
}

function priceToDocument({ tiers, priceYuanPerKwh, touPricesYuanPerKwh, ...header }: PlainPrice): PriceDocument {
  const { priceCode, version, validFrom, validTo, official, legalBasis, sourceUrl, accumulation, household } = header
  const pricesOf = (part: { priceYuanPerKwh?: string | null; touPricesYuanPerKwh?: object | null }) =>
    part.touPricesYuanPerKwh ?? (part.priceYuanPerKwh ? { total: part.priceYuanPerKwh } : {})
  const own = pricesOf({ priceYuanPerKwh, touPricesYuanPerKwh })
  return priceDocument.parse({
    ...{ priceCode, version, validFrom, validTo, official, legalBasis, sourceUrl, accumulation, household },
    tiers: tiers.map((tier) => ({ upToKwh: tier.upToKwh, pricesYuanPerKwh: pricesOf(tier) })),
    components: Object.keys(own).length > 0 ? [{ component: 'energy', pricesYuanPerKwh: own }] : [],
  })
}
