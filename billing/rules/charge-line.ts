// Decides how the line of a charge explains itself where its quantity is a quotient (CONTRACT §1.5, §1.6).
import { type Fraction, fractionToExact } from './fraction.ts'
import { type RatedLine, rateLine } from './lines.ts'
import type { Exact } from './money.ts'

export type ChargeUnit = 'kWh' | 'kVA·month' | 'kW·month' | 'kW' | 'yuan' | 'day' | 'time' | 'item'

/** `price` may be more exact than a price list would print it: a difference, or an amount times a daily rate. */
export function rateCharge(line: {
  item: string
  quantity: Fraction
  unit: ChargeUnit
  price: string | Exact
  clause: string
}): RatedLine {
  const price = typeof line.price === 'string' ? line.price : line.price.toFixed()
  return rateLine({ ...line, quantity: fractionToExact(line.quantity), price })
}
