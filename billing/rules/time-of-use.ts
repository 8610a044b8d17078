// Decides the energy of each time-of-use period from a meter's registers (CONTRACT §15.1, energy of a segment 1–2).
import { type PricePeriod, pricePeriods, registerOfPeriod } from './price-period.ts'

export type PeriodVerdict =
  | { ok: true; energyWhByPeriod: Partial<Record<PricePeriod, number>>; mismatchWh: number }
  | { ok: false; because: 'PERIOD_REGISTERS_MISSING' | 'PERIODS_EXCEED_TOTAL' | 'PERIOD_WITHOUT_PRICE' }

/**
 * Energy of each priced period.
 * A single priced period without a register is the total less the others; two of them cannot be told apart.
 * Energy in a period that has no price is refused, never given away.
 */
export function splitByPeriod(
  energyWhByRole: Partial<Record<string, number>>,
  pricedPeriods: PricePeriod[],
): PeriodVerdict {
  const read = pricePeriods.filter((period) => energyWhByRole[registerOfPeriod[period]] !== undefined)
  const unpriced = read.filter((period) => !pricedPeriods.includes(period) && energyWhByRole[registerOfPeriod[period]])
  if (unpriced.length > 0) return { ok: false, because: 'PERIOD_WITHOUT_PRICE' }

  const energyWhByPeriod: Partial<Record<PricePeriod, number>> = {}
  for (const period of pricedPeriods) {
    const energyWh = energyWhByRole[registerOfPeriod[period]]
    if (energyWh !== undefined) energyWhByPeriod[period] = energyWh
  }
  const sumWh = Object.values(energyWhByPeriod).reduce((sum, energyWh) => sum + energyWh, 0)
  const totalWh = energyWhByRole.importTotal
  const unread = pricedPeriods.filter((period) => energyWhByPeriod[period] === undefined)
  const [remainder, ...others] = unread
  if (remainder === undefined) {
    return { ok: true, energyWhByPeriod, mismatchWh: totalWh === undefined ? 0 : totalWh - sumWh }
  }
  if (others.length > 0 || totalWh === undefined) return { ok: false, because: 'PERIOD_REGISTERS_MISSING' }
  if (totalWh < sumWh) return { ok: false, because: 'PERIODS_EXCEED_TOTAL' }
  energyWhByPeriod[remainder] = totalWh - sumWh
  return { ok: true, energyWhByPeriod, mismatchWh: 0 }
}
