// Decides how a bill line explains itself: quantity × price with its formula and clause (CONTRACT §1.6).
import { type Exact, quantityToNumber, roundQuantity, roundToFen, unroundedToText, yuanToText } from './money.ts'

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

/** One line of a quantity at one price, rounded once. `about` names it, `quantityFormula` says how the quantity came about. */
export function rateLine(line: {
  item: string
  quantity: Exact
  unit: string
  price: string
  clause: string
  about?: string
  quantityFormula?: string
}): RatedLine {
  const { item, unit, price, clause } = line
  const quantity = roundQuantity(line.quantity)
  const yuan = line.quantity.times(price)
  const amountYuan = yuanToText(roundToFen(yuan))
  const about = line.about === undefined ? '' : `${line.about}: `
  const shown = line.quantityFormula === undefined ? '' : `${line.quantityFormula} = `
  return {
    item,
    quantity: quantityToNumber(quantity),
    unit,
    price,
    unroundedYuan: unroundedToText(yuan),
    amountYuan,
    formula: `${about}${shown}${quantity.toFixed()} ${unit} × ${price} = ${amountYuan}`,
    clause,
  }
}

export function rateEnergyLine(line: {
  item: string
  quantityKwh: Exact
  priceYuanPerKwh: string
  clause: string
  about?: string
}): RatedLine {
  const { quantityKwh: quantity, priceYuanPerKwh: price, ...rest } = line
  return rateLine({ ...rest, quantity, unit: 'kWh', price })
}
