import type { z } from 'zod'
import { recordAudit } from '../db/audit.ts'
import type { Ctx } from '../db/context.ts'
import { transact } from '../db/pool.ts'
import { notFound, Refusal } from '../db/refusal.ts'
import type { priceList } from './contract.ts'
import {
  closePriceVersion,
  insertPriceVersion,
  listPriceCodes,
  listPriceVersions,
  type NewPriceVersion,
  type PriceCode,
  type PriceVersion,
} from './sql/prices.ts'

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

function versionToWire({
  priceCode: _,
  household: __,
  tariffSystem: ___,
  timeOfUse: ____,
  knownFrom,
  tiers,
  ...version
}: PriceVersion) {
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

/**
 * Adds a version to the price book; returns its id. `legalBasis` says where the figures come from.
 * Refuses with `PRICE_UNKNOWN`, `PRICE_FIGURES_UNFIT` (tiers or periods do not suit the price's kind) or
 * `PRICE_VERSION_OVERLAPS` (another version is in force on one of the days).
 */
export function publishPriceVersion(ctx: Ctx, input: NewPriceVersion): Promise<number> {
  return transact(ctx, async (inner) => {
    const price = (await listPriceCodes(inner)).find(({ code }) => code === input.priceCode)
    if (!price) throw new Refusal('PRICE_UNKNOWN', `电价代码 ${input.priceCode} 不存在`)
    if (!isFitting(price, input)) {
      throw new Refusal('PRICE_FIGURES_UNFIT', `电价数据与 ${input.priceCode} 的类型不符,请检查阶梯与分时价`)
    }
    const overlapping = (await listPriceVersions(inner)).find((version) => isOverlapping(version, input))
    if (overlapping) {
      throw new Refusal('PRICE_VERSION_OVERLAPS', `与已有版本 ${overlapping.version} 的有效期重叠,请调整起止日期`)
    }
    const id = await insertPriceVersion(inner, input)
    await recordAudit(inner, {
      action: 'price.published',
      subject: `price:${input.version}`,
      detail: { validFrom: input.validFrom, validTo: input.validTo, legalBasis: input.legalBasis },
    })
    return id
  })
}

/** A version that should not have been published: it stays on record as known until now. Refuses with `NOT_FOUND`. */
export function withdrawPriceVersion(ctx: Ctx, version: string): Promise<void> {
  return transact(ctx, async (inner) => {
    if ((await closePriceVersion(inner, version)) === 0) throw notFound('电价版本')
    await recordAudit(inner, { action: 'price.withdrawn', subject: `price:${version}` })
  })
}

function isFitting(price: PriceCode, figures: NewPriceVersion): boolean {
  const tiered = price.tariffSystem === 'residential-tier'
  if (tiered !== (figures.accumulation !== null) || tiered !== figures.tiers.length > 0) return false
  if (tiered && figures.tiers.findIndex(({ upToKwh }) => upToKwh === null) !== figures.tiers.length - 1) return false
  const priced = tiered ? figures.tiers : [figures]
  return priced.every((part) => (price.timeOfUse ? part.touPricesYuanPerKwh : part.priceYuanPerKwh))
}

function isOverlapping(version: PriceVersion, input: NewPriceVersion): boolean {
  return (
    version.priceCode === input.priceCode &&
    (input.validTo === null || version.validFrom < input.validTo) &&
    (version.validTo === null || input.validFrom < version.validTo)
  )
}
