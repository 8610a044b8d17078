// Decides which lines of a bill the free energy of a household on an allowance takes back (低保、五保免费电量).
import { rateAllowance } from '../allowance.ts'
import type { RatedLine } from '../lines.ts'
import { type Allowance, type AllowanceRule, factOn } from './facts.ts'

/** From the first tier upwards, each line at the price that it was charged at. `lines` are those of the bill so far. */
export function allowanceLines(facts: {
  lines: RatedLine[]
  months: number
  allowances: Allowance[]
  rules: AllowanceRule[]
  day: string
}): (RatedLine & { segment: null })[] {
  const allowance = factOn(facts.allowances, facts.day)
  const rule =
    allowance &&
    factOn(
      facts.rules.filter(({ kind }) => kind === allowance.kind),
      facts.day,
    )
  if (!rule) return []
  const charged = facts.lines
    .filter(({ item }) => item.startsWith('tier-'))
    .map(({ item, quantity: energyKwh, price: priceYuanPerKwh }) => ({ item, energyKwh, priceYuanPerKwh }))
  const { lines } = rateAllowance({ ...rule, months: facts.months, charged })
  return lines.map((line) => ({ ...line, segment: null }))
}
