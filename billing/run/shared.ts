import type { Ctx } from '../../db/context.ts'
import type { LandedPrice } from '../rules/run/price.ts'
import { listCheckRules } from '../sql/checks.ts'
import { listDueRules } from '../sql/facts.ts'
import { listAllowanceRules } from '../sql/file-facts.ts'
import { listPriceVersions, type PriceVersion } from '../sql/prices.ts'
import type { UsagePort } from '../usage.ts'
import type { Shared } from './shapes.ts'

/** Reads once what all batches of a run share. */
export async function readShared(ctx: Ctx, billMonth: string, findUsages: UsagePort): Promise<Shared> {
  const versions = await listPriceVersions(ctx)
  const byCode = Map.groupBy(versions.map(landedOf), ({ priceCode }) => priceCode)
  return {
    billMonth,
    findUsages,
    pricesOf: (priceCode) => byCode.get(priceCode) ?? [],
    dueRules: await listDueRules(ctx),
    allowanceRules: await listAllowanceRules(ctx),
    checkRules: await listCheckRules(ctx),
  }
}

function landedOf(version: PriceVersion): LandedPrice {
  const { id: versionId, legalBasis: clause, priceYuanPerKwh, touPricesYuanPerKwh } = version
  const prices = touPricesYuanPerKwh ?? (priceYuanPerKwh === null ? {} : { total: priceYuanPerKwh })
  return {
    ...version,
    versionId,
    components: version.tiers.length > 0 ? [] : [{ code: 'energy', prices, inPowerFactorBase: true }],
    surcharges: [],
    capacityYuanPerKvaMonth: null,
    demandYuanPerKwMonth: null,
    highLoad: null,
    clause,
  }
}
