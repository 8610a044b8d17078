// Decides how quotients are kept: numerator and divisor, divided last, so that thirds stay exact at half a fen (CONTRACT §1.5).
import { type Exact, exact, quantityToNumber } from './money.ts'

export type Fraction = { numerator: Exact; divisor: Exact }

export function fraction(numerator: number | string | Exact, divisor: number | string | Exact = 1): Fraction {
  return { numerator: exact(numerator), divisor: exact(divisor) }
}

export const zero = fraction(0)
export const one = fraction(1)

export function product(...factors: (Fraction | number | string | Exact)[]): Fraction {
  return factors.map(toFraction).reduce((left, right) => ({
    numerator: left.numerator.times(right.numerator),
    divisor: left.divisor.times(right.divisor),
  }))
}

export function quotient(left: Fraction, right: Fraction): Fraction {
  return { numerator: left.numerator.times(right.divisor), divisor: left.divisor.times(right.numerator) }
}

export function sum(terms: Fraction[]): Fraction {
  return terms.reduce(
    (left, right) =>
      left.divisor.eq(right.divisor)
        ? { numerator: left.numerator.plus(right.numerator), divisor: left.divisor }
        : {
            numerator: left.numerator.times(right.divisor).plus(right.numerator.times(left.divisor)),
            divisor: left.divisor.times(right.divisor),
          },
    zero,
  )
}

export function difference(left: Fraction, right: Fraction): Fraction {
  return sum([left, product(right, -1)])
}

/** -1, 0 or 1. */
export function signOf({ numerator, divisor }: Fraction): number {
  return numerator.isZero() ? 0 : numerator.isNegative() === divisor.isNegative() ? 1 : -1
}

export function compare(left: Fraction, right: Fraction): number {
  return signOf(difference(left, right))
}

export function fractionToExact({ numerator, divisor }: Fraction): Exact {
  return numerator.div(divisor)
}

/** A quantity as results show it: six places, and never minus zero. */
export function fractionToNumber(value: Fraction): number {
  return quantityToNumber(fractionToExact(value)) + 0
}

function toFraction(value: Fraction | number | string | Exact): Fraction {
  return typeof value === 'object' && 'divisor' in value ? value : fraction(value)
}
