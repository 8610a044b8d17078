// Decides how a bill line explains itself: quantity × price with its formula and clause (CONTRACT §1.6).
import { type Exact, exact, quantityToNumber, roundToFen, unroundedToText, yuanToText } from './money.ts'

export type RatedLine = {
  item: string
  quantity: number
  unit: string
  /** Yuan for one unit. */
  price: string
  unroundedYuan: string
  amountYuan: string
  formula: string
  clause: string
}

/**
 * One line of energy at one price.
 * The quantity comes as numerator ÷ divisor and is divided last, so that thirds and twelfths stay exact at half a fen.
 */
export function rateEnergyLine(line: {
  item: string
  numeratorKwh: Exact
  divisor: Exact
  priceYuanPerKwh: string
  clause: string
}): RatedLine {
  const quantity = quantityToNumber(line.numeratorKwh.div(line.divisor))
  const yuan = line.numeratorKwh.times(line.priceYuanPerKwh).div(line.divisor)
  const amountYuan = yuanToText(roundToFen(yuan))
  return {
    item: line.item,
    quantity,
    unit: 'kWh',
    price: line.priceYuanPerKwh,
    unroundedYuan: unroundedToText(yuan),
    amountYuan,
    formula: `${exact(quantity).toFixed()} kWh × ${line.priceYuanPerKwh} = ${amountYuan}`,
    clause: line.clause,
  }
}
