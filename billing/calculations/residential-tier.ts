import { z } from 'zod'
import type { Issue } from '../../db/refusal.ts'
import { residentialTierClause } from '../rules/editions.ts'
import { sumYuan } from '../rules/money.ts'
import { pricePeriods } from '../rules/price-period.ts'
import { type RatedTier, rateTiers } from '../rules/tiers.ts'
import { amount, byPeriod, price, type Result, ruleEdition, toResultLine } from './shapes.ts'

const months = z.number().int().min(1).max(12)

export const residentialTierInput = z.strictObject({
  ruleEdition: ruleEdition.default('2024'),
  accumulation: z.enum(['monthly', 'annual']),
  tiers: z
    .array(
      z.strictObject({
        upToKwh: amount.gt(0).nullable(),
        priceYuanPerKwh: price.optional(),
        touPricesYuanPerKwh: byPeriod(price).optional(),
      }),
    )
    .min(1),
  energyKwh: amount.optional(),
  energyByPeriodKwh: byPeriod(amount).optional(),
  months: months.default(1),
  accumulatedBeforeKwh: amount.optional(),
  serviceMonths: months.optional(),
  household: z
    .strictObject({
      persons: z.number().int().min(1).max(1e12),
      thresholdPersons: z.number().int().min(1).max(1e12).default(5),
      bumpKwhPerMonth: amount.default(100),
    })
    .optional(),
})
type Input = z.infer<typeof residentialTierInput>

/** As part of a bill, whose segments bring the energy. */
export const residentialTierPart = residentialTierInput.omit({
  ruleEdition: true,
  energyKwh: true,
  energyByPeriodKwh: true,
})

/** What single fields cannot say of themselves. Works on any part that is well formed, so that all is told at once. */
export function checkResidentialTier(input: Partial<Input>): Issue[] {
  return [...checkEnergy(input), ...checkResidentialTierPart(input)]
}

export function checkResidentialTierPart(input: Partial<Input>): Issue[] {
  return [...checkTiers(input), ...checkAccumulation(input)]
}

function checkTiers({ tiers }: Partial<Input>): Issue[] {
  if (!Array.isArray(tiers)) return []
  return tiers.flatMap((tier, position) => {
    const path = `tiers.${position}.upToKwh`
    const limit = tier?.upToKwh
    const isLast = position === tiers.length - 1
    if (isLast && typeof limit === 'number') return [{ path, message: 'the last tier is open: null' }]
    if (!isLast && limit === null) return [{ path, message: 'only the last tier is open' }]
    const previous = tiers[position - 1]?.upToKwh
    if (typeof limit === 'number' && typeof previous === 'number' && limit <= previous) {
      return [{ path, message: 'limits ascend' }]
    }
    return []
  })
}

function checkEnergy(input: Partial<Input>): Issue[] {
  const { energyKwh, energyByPeriodKwh, tiers } = input
  if (energyKwh === undefined && energyByPeriodKwh === undefined) {
    return [{ path: 'energyKwh', message: 'give energyKwh or energyByPeriodKwh' }]
  }
  if (energyKwh !== undefined && energyByPeriodKwh !== undefined) {
    return [{ path: 'energyByPeriodKwh', message: 'give energyKwh or energyByPeriodKwh, not both' }]
  }
  if (!Array.isArray(tiers)) return []
  if (energyKwh !== undefined) {
    return tiers.flatMap((tier, n) =>
      tier?.priceYuanPerKwh === undefined
        ? [{ path: `tiers.${n}.priceYuanPerKwh`, message: 'a price is required' }]
        : [],
    )
  }
  const periods = pricePeriods.filter((period) => energyByPeriodKwh?.[period] !== undefined)
  if (periods.length === 0) return [{ path: 'energyByPeriodKwh', message: 'at least one period is required' }]
  return tiers.flatMap((tier, n) => {
    const path = `tiers.${n}.touPricesYuanPerKwh`
    if (tier?.touPricesYuanPerKwh === undefined) return [{ path, message: 'prices by period are required' }]
    return periods
      .filter((period) => energyByPeriodKwh?.[period] && tier.touPricesYuanPerKwh?.[period] === undefined)
      .map((period) => ({ path: `${path}.${period}`, message: 'this period has energy and needs a price' }))
  })
}

function checkAccumulation({ accumulation, accumulatedBeforeKwh, serviceMonths }: Partial<Input>): Issue[] {
  if (accumulation === 'annual' && accumulatedBeforeKwh === undefined) {
    return [{ path: 'accumulatedBeforeKwh', message: 'required for annual accumulation' }]
  }
  if (accumulation !== 'monthly') return []
  const issues: Issue[] = []
  if (accumulatedBeforeKwh !== undefined) issues.push({ path: 'accumulatedBeforeKwh', message: 'only for annual' })
  if (serviceMonths !== undefined) issues.push({ path: 'serviceMonths', message: 'only for annual accumulation' })
  return issues
}

export function calculateResidentialTier(
  input: Input,
): Result & { tiers: RatedTier[]; accumulatedAfterKwh: number | null } {
  const rated = rateTiers({
    accumulation: input.accumulation,
    tiers: input.tiers,
    energyKwh: input.energyKwh ?? input.energyByPeriodKwh ?? 0,
    months: input.months,
    accumulatedBeforeKwh: input.accumulatedBeforeKwh ?? 0,
    serviceMonths: input.serviceMonths ?? 12,
    household: input.household ?? null,
    clause: residentialTierClause,
  })
  const lines = rated.lines.map(toResultLine)
  return {
    kind: 'residential-tier',
    ruleEdition: input.ruleEdition,
    tiers: rated.tiers,
    accumulatedAfterKwh: rated.accumulatedAfterKwh,
    lines,
    totalYuan: sumYuan(lines.map((line) => line.amountYuan)),
    notices: [],
  }
}
