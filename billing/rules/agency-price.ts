// Decides the price at which an agency customer buys, from the monthly parts (代理购电到户电价).
import { type Exact, exact, roundHalfUp } from './money.ts'
import type { PricePeriod } from './price-period.ts'

export const priceParts = ['energy', 'loss', 'transmission', 'systemOperation', 'funds'] as const
export type PricePart = (typeof priceParts)[number]

export type AgencyPriceFacts = {
  /** Yuan for one kWh. */
  parts: Record<PricePart, string>
  /** Null: one price for all hours. */
  coefficients: Partial<Record<PricePeriod, string>> | null
  floatedParts: PricePart[]
  energyMultiple: string | null
  decimals: number
}
export type AgencyPrices = {
  parts: Record<PricePart, string>
  pricesYuanPerKwh: Partial<Record<PricePeriod | 'total', string>>
}

/** The multiple is taken before the coefficient; each landed price is rounded once. */
export function landPrices({
  parts,
  coefficients,
  floatedParts,
  energyMultiple,
  decimals,
}: AgencyPriceFacts): AgencyPrices {
  const charged = {
    ...parts,
    energy: exact(parts.energy)
      .times(energyMultiple ?? 1)
      .toFixed(),
  }
  const sumOf = (names: readonly PricePart[]) => names.reduce((sum, name) => sum.plus(charged[name]), exact(0))
  const floated = sumOf(floatedParts)
  const fixed = sumOf(priceParts.filter((name) => !floatedParts.includes(name)))
  const landed = (coefficient: string): string => print(floated.times(coefficient).plus(fixed), decimals)
  const prices = coefficients
    ? Object.fromEntries(Object.entries(coefficients).map(([period, coefficient]) => [period, landed(coefficient)]))
    : { total: landed('1') }
  return { parts: charged, pricesYuanPerKwh: prices }
}

function print(price: Exact, decimals: number): string {
  return roundHalfUp(price, decimals).toFixed()
}
