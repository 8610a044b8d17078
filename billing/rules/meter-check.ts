// Decides whether a meter on site runs fast or slow (瓦秒法、脉冲折算; CONTRACT §14).
import {
  compare,
  difference,
  type Fraction,
  fraction,
  fractionToNumber,
  product,
  quotient,
  signOf,
} from './fraction.ts'
import { exact } from './money.ts'

export type Transformers = {
  multiplier?: number | undefined
  ct?: { primaryA: number; secondaryA: number } | undefined
  pt?: { primaryV: number; secondaryV: number } | undefined
}

const directions = ['slow', 'exact', 'fast'] as const
const SECONDS_PER_HOUR = 3600

/** CT × PT; nothing given is a meter connected directly. */
export function multiplierOf({ multiplier, ct, pt }: Transformers): Fraction {
  return product(
    multiplier ?? 1,
    ct ? fraction(ct.primaryA, ct.secondaryA) : 1,
    pt ? fraction(pt.primaryV, pt.secondaryV) : 1,
  )
}

/** `loadKw` is on the primary side. */
export function checkPowerTime(facts: {
  multiplier: Fraction
  constantPerKwh: number
  count: number
  seconds: number
  loadKw: number
  accuracyClass?: number | undefined
}) {
  const { multiplier, constantPerKwh, count, seconds, loadKw, accuracyClass } = facts
  const counted = product(count, SECONDS_PER_HOUR, multiplier)
  const meterPower = quotient(counted, product(constantPerKwh, seconds))
  const error = product(quotient(difference(meterPower, fraction(loadKw)), fraction(loadKw)), 100)
  const size = signOf(error) < 0 ? product(error, -1) : error
  return {
    multiplier: fractionToNumber(multiplier),
    meterPowerKw: fractionToNumber(meterPower),
    expectedSeconds: fractionToNumber(quotient(counted, product(constantPerKwh, loadKw))),
    expectedCount: fractionToNumber(
      quotient(product(loadKw, constantPerKwh, seconds), product(multiplier, SECONDS_PER_HOUR)),
    ),
    errorPercent: fractionToNumber(error),
    direction: directions[signOf(error) + 1] ?? 'exact',
    withinTolerance: accuracyClass === undefined ? null : compare(size, fraction(accuracyClass)) <= 0,
  }
}

export function pulseEnergy(facts: { multiplier: Fraction; constantPerKwh: number; count: number }) {
  const { multiplier, constantPerKwh, count } = facts
  return {
    multiplier: fractionToNumber(multiplier),
    energyKwh: fractionToNumber(quotient(product(count, multiplier), fraction(exact(constantPerKwh)))),
  }
}
