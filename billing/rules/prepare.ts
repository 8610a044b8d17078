// Decides whether an account can be billed for a period: one metered point and one price in force throughout.
import type { ParkReason } from './parking.ts'
import { type Day, monthsCovered, tierYearOf } from './periods.ts'

export type PointFacts = { pointId: number; priceCode: string | null; readFrom: Date | null }
export type DatedPrice = {
  priceCode: string
  validFrom: Day
  validTo: Day | null
  accumulation: 'annual' | 'monthly' | null
}

const LONGEST_CYCLE_MONTHS = 2

export type Preparation<Price> =
  | { ok: true; pointId: number; readFrom: Date; price: Price }
  | { ok: false; because: ParkReason; detail: Record<string, unknown> }

export function prepareBill<Price extends DatedPrice>(facts: {
  billMonth: string
  from: Day
  to: Day
  /** One entry for each term of each settlement point that touches the period. */
  points: PointFacts[]
  prices: Price[]
}): Preparation<Price> {
  const [point] = facts.points
  if (!point) return refuse('NO_POINT')
  if (facts.points.some(({ pointId }) => pointId !== point.pointId)) return refuse('SEVERAL_POINTS')
  if (point.readFrom === null) return refuse('NO_METER')
  const codes = [...new Set(facts.points.map(({ priceCode }) => priceCode))]
  if (codes.length > 1) return refuse('CHANGE_INSIDE_PERIOD', { priceCodes: codes })
  const touching = facts.prices.filter(
    (price) =>
      price.priceCode === point.priceCode &&
      price.validFrom < facts.to &&
      (price.validTo === null || facts.from < price.validTo),
  )
  const [price] = touching
  if (!price) return refuse('NO_PRICE', { priceCode: point.priceCode })
  if (touching.length > 1) return refuse('CHANGE_INSIDE_PERIOD', { priceCode: point.priceCode })
  if (facts.from < price.validFrom || (price.validTo !== null && price.validTo < facts.to)) {
    return refuse('NO_PRICE', { priceCode: point.priceCode, validFrom: price.validFrom, validTo: price.validTo })
  }
  if (price.accumulation === 'annual' && isCrossingTierYear(facts)) {
    return refuse('CHANGE_INSIDE_PERIOD', { periodFrom: facts.from, billMonth: facts.billMonth })
  }
  return { ok: true, pointId: point.pointId, readFrom: point.readFrom, price }
}

/** Two months are the longest reading cycle: its bill month decides the tier year. More than that is billed in parts. */
function isCrossingTierYear({ from, billMonth }: { from: Day; billMonth: string }): boolean {
  return tierYearOf(from) !== tierYearOf(billMonth) && monthsCovered(from, billMonth) > LONGEST_CYCLE_MONTHS
}

function refuse(because: ParkReason, detail: Record<string, unknown> = {}) {
  return { ok: false as const, because, detail }
}
