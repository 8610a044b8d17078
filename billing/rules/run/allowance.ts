// Decides the free energy of a household on an allowance (低保、五保免费电量): lines that take back what it was charged.
import { type RatedLine, rateLine } from '../lines.ts'
import { exact } from '../money.ts'
import { type Allowance, type AllowanceRule, factOn } from './facts.ts'

/**
 * So many kWh a month, from the cheapest tier upwards and never more than was used, at the prices that they were charged at.
 * `lines` are those of the bill so far.
 */
export function allowanceLines(facts: {
  lines: (RatedLine & { segment: number | null })[]
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
  let left = exact(rule.freeKwhPerMonth).times(facts.months)
  const taken: (RatedLine & { segment: null })[] = []
  for (const line of facts.lines) {
    if (!line.item.startsWith('tier-') || left.isZero()) continue
    const quantity = exact(line.quantity)
    const freeKwh = quantity.lt(left) ? quantity : left
    left = left.minus(freeKwh)
    const item = `allowance-${line.item}`
    taken.push({
      ...rateLine({ item, quantity: freeKwh.neg(), unit: 'kWh', price: line.price, clause: rule.clause }),
      segment: null,
    })
  }
  return taken
}
