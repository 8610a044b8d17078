// Decides how money is rounded: once for each line, half away from zero, to fen (四舍五入; CONTRACT §1.5).
import { Decimal } from 'decimal.js'

const Wide = Decimal.clone({ precision: 60, rounding: Decimal.ROUND_HALF_UP, toExpNeg: -30, toExpPos: 30 })

export type Exact = Decimal

/** Reads a number by its shortest decimal notation: 5953.8 is exactly 5953.8. */
export function exact(value: number | string | Exact): Exact {
  return value instanceof Wide ? value : new Wide(value)
}

export const zero = exact(0)

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

/** What is left over; what only division left is nothing. */
export function settledDifference(left: Exact, right: Exact): Exact {
  const rest = left.minus(right)
  return isSettledZero(rest) ? zero : rest
}

/** The one place where yuan become fen. */
export function roundToFen(yuan: Exact): Exact {
  return roundHalfUp(yuan, 2)
}

/** `-27.90`, `0.00`: yuan with two places, for an amount that is rounded already. */
export function yuanToText(yuan: Exact): string {
  return (yuan.isZero() ? zero : yuan).toFixed(2)
}

/** The unrounded twin of an amount, to ten places: far below what a fen could feel. */
export function unroundedToText(yuan: Exact): string {
  return yuan.toDecimalPlaces(10).toFixed()
}

/** Adds amounts that are rounded already, as whole fen. */
export function sumYuan(amounts: string[]): string {
  const fen = amounts.reduce((sum, amount) => sum + toFen(amount), 0n)
  const digits = (fen < 0n ? -fen : fen).toString().padStart(3, '0')
  return `${fen < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

function toFen(amountYuan: string): bigint {
  const [yuan = '', fen = ''] = amountYuan.split('.')
  if (fen.length > 2) throw new Error(`not rounded to fen: ${amountYuan}`)
  return BigInt(yuan + fen.padEnd(2, '0'))
}

/** Quantities leave a calculation with six places. */
export function roundQuantity(quantity: Exact): Exact {
  return roundHalfUp(quantity, 6)
}

/** Never minus zero. */
export function quantityToNumber(quantity: Exact): number {
  return roundQuantity(quantity).toNumber() + 0
}

/** Wh as registers count them to exact kWh. */
export function whToKwh(energyWh: number): Exact {
  return exact(energyWh).div(1000)
}
