// Decides the free energy of households on the minimum living allowance (低保、五保免费电量).
import { rateCharge } from './charge-line.ts'
import { compare, difference, type Fraction, fraction, fractionToNumber, product, sum, zero } from './fraction.ts'
import type { RatedLine } from './lines.ts'

export type AllowanceFacts = {
  freeKwhPerMonth: number
  months: number
  /** What was charged, in the order in which it is taken back. */
  charged: { item: string; energyKwh: number; priceYuanPerKwh: string }[]
  clause: string
}

/** Takes back each line at its own price until the free energy, or the energy used, is at its end. */
export function rateAllowance({ freeKwhPerMonth, months, charged, clause }: AllowanceFacts) {
  const granted = product(freeKwhPerMonth, months)
  let left: Fraction = granted
  const lines: RatedLine[] = []
  for (const { item, energyKwh, priceYuanPerKwh: price } of charged) {
    const used = fraction(energyKwh)
    const free = compare(used, left) < 0 ? used : left
    if (compare(free, zero) === 0) continue
    left = difference(left, free)
    lines.push(rateCharge({ item: `allowance-${item}`, quantity: product(free, -1), unit: 'kWh', price, clause }))
  }
  const fields = {
    grantedKwh: fractionToNumber(granted),
    freeKwh: fractionToNumber(difference(granted, left)),
    unusedKwh: fractionToNumber(left),
    usedKwh: fractionToNumber(sum(charged.map(({ energyKwh }) => fraction(energyKwh)))),
  }
  return { fields, lines }
}
