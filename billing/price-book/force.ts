import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { publish } from '../../db/events.ts'
import { cutDays, isOverlapping } from '../rules/price-days.ts'
import { closeValidity, insertValidity, insertVersionEnd, listValidities, lockPriceCode } from '../sql/price-days.ts'
import { insertPriceFigures, listVersionRows } from '../sql/prices.ts'
import type { PriceDocument, PublicationInput } from './contract.ts'

/**
 * Enters a version's figures and its days. Whatever counted on those days is closed as known from now and keeps its
 * other days; what was known before stays on record.
 */
export async function putIntoForce(
  ctx: Ctx,
  document: PriceDocument,
  pastChange: NonNullable<PublicationInput['pastChange']> | null,
): Promise<{ versionId: number; superseded: string[] }> {
  const { priceCode, validFrom, validTo, version, legalBasis } = document
  await lockPriceCode(ctx, priceCode)
  const days = { from: validFrom, to: validTo }
  const overlapped = (await listValidities(ctx, priceCode)).filter((each) => isOverlapping(each, days))
  const versionId = await insertPriceFigures(ctx, document)
  for (const { id, versionId: oldId, from, to } of overlapped) {
    await closeValidity(ctx, id)
    for (const left of cutDays({ from, to }, days))
      await insertValidity(ctx, { versionId: oldId, priceCode, days: left })
    await insertVersionEnd(ctx, { versionId: oldId, byVersionId: versionId, reason: null })
  }
  await insertValidity(ctx, { versionId, priceCode, days })
  const superseded = overlapped.map((each) => each.version)
  await recordAudit(ctx, {
    action: 'price.published',
    subject: `price:${version}`,
    detail: { validFrom, validTo, legalBasis, superseded, pastChange },
  })
  await publish(ctx, 'price.published', { versionId, priceCode, validFrom, validTo, pastChange })
  return { versionId, superseded }
}

/** Takes a version out of force as known from now; false where it is not in force. Days of another do not come back. */
export async function endVersion(ctx: Ctx, version: string, reason: string | null): Promise<boolean> {
  const [known] = await listVersionRows(ctx, version)
  if (!known) return false
  await lockPriceCode(ctx, known.priceCode)
  const open = (await listValidities(ctx, known.priceCode)).filter((each) => each.version === version)
  for (const { id } of open) await closeValidity(ctx, id)
  if (open.length > 0) await insertVersionEnd(ctx, { versionId: known.id, byVersionId: null, reason })
  return open.length > 0
}
