// Decides whether a demand customer uses his transformers well enough for the lower demand price (需量电价九折).
import { compare, fraction, fractionToNumber, quotient } from './fraction.ts'
import { exact } from './money.ts'

export type HighLoadFacts = {
  priceYuanPerKwMonth: string
  energyKwh: number
  contractCapacityKva: number
  /** Null: no rule in force in this month. */
  terms: { leastKwhPerKvaMonth: number; priceShare: string } | null
}

export function decideDemandPrice({ priceYuanPerKwMonth, energyKwh, contractCapacityKva, terms }: HighLoadFacts) {
  const load = quotient(fraction(energyKwh), fraction(contractCapacityKva))
  const applies = terms !== null && compare(load, fraction(terms.leastKwhPerKvaMonth)) >= 0
  return {
    kwhPerKvaMonth: fractionToNumber(load),
    thresholdKwhPerKvaMonth: terms?.leastKwhPerKvaMonth ?? null,
    applies,
    priceYuanPerKwMonth: applies ? exact(priceYuanPerKwMonth).times(terms.priceShare).toFixed() : priceYuanPerKwMonth,
  }
}
