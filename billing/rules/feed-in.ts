// Decides what the utility pays for energy that a customer feeds in (上网电费: 自发自用余电上网、全额上网).
import { rateCharge } from './charge-line.ts'
import { difference, fraction, fractionToNumber } from './fraction.ts'
import { sumYuan } from './money.ts'

export type FeedInFacts = {
  mode: 'surplus' | 'full'
  exportedKwh: number
  generatedKwh: number | null
  priceYuanPerKwh: string
  /** For each kWh generated, whoever uses it; null: none. */
  subsidyYuanPerKwh: string | null
  clause: string
}

/** Positive amounts are the customer's. */
export function rateFeedIn({ mode, exportedKwh, generatedKwh, clause, ...prices }: FeedInFacts) {
  const exported = fraction(exportedKwh)
  const generated = generatedKwh === null ? null : fraction(generatedKwh)
  const unit = 'kWh'
  const energy = rateCharge({ item: 'feed-in', quantity: exported, unit, price: prices.priceYuanPerKwh, clause })
  const subsidy =
    generated && prices.subsidyYuanPerKwh !== null
      ? [rateCharge({ item: 'generation-subsidy', quantity: generated, unit, price: prices.subsidyYuanPerKwh, clause })]
      : []
  const fields = {
    exportedKwh: fractionToNumber(exported),
    generatedKwh: generated && fractionToNumber(generated),
    selfUsedKwh: generated && mode === 'surplus' ? fractionToNumber(difference(generated, exported)) : null,
    energyYuan: energy.amountYuan,
    subsidyYuan: sumYuan(subsidy.map(({ amountYuan }) => amountYuan)),
  }
  return { fields, lines: [energy, ...subsidy] }
}
