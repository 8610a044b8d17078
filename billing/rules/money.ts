// Decides how money is rounded: once for each line, half away from zero, to fen (四舍五入; CONTRACT §1.5).
import { Decimal } from 'decimal.js'

const Wide = Decimal.clone({ precision: 60, rounding: Decimal.ROUND_HALF_UP, toExpNeg: -30, toExpPos: 30 })

export type Exact = Decimal

/** Reads a number by its shortest decimal notation: 5953.8 is exactly 5953.8. */
export function exact(value: number | string | Decimal): Exact {
  return new Wide(value)
}

export function isExact(value: unknown): value is Exact {
  return Decimal.isDecimal(value)
}

/** A third of a fen has no end in decimals: what is off by less than this is off by division alone. */
const SETTLED_PLACES = 30

/** Rounds half away from zero; three thirds that make a tie are a tie. */
export function roundHalfUp(value: Exact, places: number): Exact {
  const settled = value.decimalPlaces() > SETTLED_PLACES ? value.toDecimalPlaces(SETTLED_PLACES) : value
  return settled.toDecimalPlaces(places, Decimal.ROUND_HALF_UP)
}

/** Whether a difference is nothing but what division left over. */
export function isSettledZero(value: Exact): boolean {
  return value.isZero() || value.toDecimalPlaces(SETTLED_PLACES).isZero()
}

/** The one place where yuan become fen. */
export function roundToFen(yuan: Exact): Exact {
  return roundHalfUp(yuan, 2)
}

/** `-27.90`, `0.00`: yuan with two places, for an amount that is rounded already. */
export function yuanToText(yuan: Exact): string {
  return (yuan.isZero() ? exact(0) : yuan).toFixed(2)
}

/** The unrounded twin of an amount, to ten places: far below what a fen could feel. */
export function unroundedToText(yuan: Exact): string {
  return yuan.toDecimalPlaces(10).toFixed()
}

export function sumYuan(amounts: string[]): string {
  return yuanToText(amounts.reduce((sum, amount) => sum.plus(amount), exact(0)))
}

/** Quantities leave a calculation with six places, and never as minus zero. */
export function quantityToNumber(quantity: Exact): number {
  return roundHalfUp(quantity, 6).toNumber() + 0
}

/** Wh as registers count them to exact kWh. */
export function whToKwh(energyWh: number): Exact {
  return exact(energyWh).div(1000)
}
