// Decides what is missing to the least that a contract promises (保底电费), by energy or by amount, for the days of a period.
import { rateCharge } from './charge-line.ts'
import { splitIntoCycles } from './cycles.ts'
import type { RuleEdition } from './editions.ts'
import {
  difference,
  type Fraction,
  fraction,
  fractionToExact,
  fractionToNumber,
  one,
  product,
  signOf,
  sum,
  zero,
} from './fraction.ts'
import { roundToFen, yuanToText } from './money.ts'

type Period = { from: string; to: string }
export type MinimumFacts =
  | { method: 'energy'; minimumKwhPerMonth: number; usedKwh: number; priceYuanPerKwh: string }
  | { method: 'amount'; minimumYuanPerMonth: string; chargedYuan: string }

/** Left out: one whole month. */
export function monthsIn(period: Period | undefined, cycleStartDay: number, ruleEdition: RuleEdition): Fraction {
  if (!period) return one
  const shares = splitIntoCycles(period, cycleStartDay, ruleEdition).map(({ share }) => share)
  return sum(shares.map(({ numerator, divisor }) => fraction(numerator, divisor)))
}

export function rateMinimum(facts: MinimumFacts, months: Fraction, clause: string) {
  const months_ = fractionToNumber(months)
  if (facts.method === 'energy') {
    const minimum = product(facts.minimumKwhPerMonth, months)
    const short = shortfall(minimum, fraction(facts.usedKwh))
    const price = facts.priceYuanPerKwh
    return {
      fields: { months: months_, minimumKwh: fractionToNumber(minimum), shortfallKwh: fractionToNumber(short) },
      lines: isNone(short) ? [] : [rateCharge({ item: 'minimum-charge', quantity: short, unit: 'kWh', price, clause })],
    }
  }
  const minimum = roundToFen(fractionToExact(product(facts.minimumYuanPerMonth, months)))
  const short = shortfall(fraction(minimum), fraction(facts.chargedYuan))
  const price = fractionToExact(short)
  return {
    fields: { months: months_, minimumYuan: yuanToText(minimum), shortfallYuan: yuanToText(price) },
    lines: isNone(short)
      ? []
      : [rateCharge({ item: 'minimum-charge', quantity: fraction(1), unit: 'item', price, clause })],
  }
}

function shortfall(minimum: Fraction, reached: Fraction): Fraction {
  const short = difference(minimum, reached)
  return signOf(short) > 0 ? short : zero
}

function isNone(short: Fraction): boolean {
  return signOf(short) === 0
}
