// Decides what a bill lacks to the least that its prices ask for (保底电费), month share by cycles.
import { daysBetween } from '../../../db/time.ts'
import { fractionToExact, sum } from '../fraction.ts'
import { groupOf } from '../line-group.ts'
import type { RatedLine } from '../lines.ts'
import { monthsIn, rateMinimum } from '../minimum-charge.ts'
import { type Exact, exact, quantityToNumber, zero } from '../money.ts'
import type { Day } from '../periods.ts'
import { minimumChargeBasis } from '../policies.ts'
import { editionOn } from './edition.ts'
import type { Minimum } from './price.ts'

export type MinimumPart = {
  /** Position of the part on the bill, as its lines name it. */
  segment: number
  from: Day
  to: Day
  minimum: Minimum | null
  clause: string
  chargedKwh: Exact
}
type Line = RatedLine & { segment: number | null }

/**
 * One line for each minimum that the bill's parts have. Days of several points count once; what is charged of the bill as a
 * whole (base charge, power factor, tiers, the market) counts by days. Funds are the state's and allowances a gift: neither
 * reaches a minimum.
 */
export function minimumLines(facts: {
  parts: MinimumPart[]
  lines: Line[]
  period: { from: Day; to: Day }
  cycleStartDay: number
}): Line[] {
  const { parts, period, cycleStartDay } = facts
  const groups = Map.groupBy(parts, ({ minimum }) => JSON.stringify(minimum))
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    if (!first?.minimum) return []
    const stretches = unionOf(group)
    const shares = stretches.map((each) => monthsIn(each, cycleStartDay, editionOn(each.from)))
    const clause = `${first.clause};${minimumChargeBasis}`
    const { lines } = rateMinimum(factsOf(first.minimum, group, stretches, facts), sum(shares), clause)
    const months = fractionToExact(sum(shares)).toDecimalPlaces(6).toFixed()
    return lines.map((line) => ({
      ...line,
      formula: `${tell(first.minimum)} × ${months} 个月(${daysOf(stretches)}/${daysBetween(period.from, period.to)} 天):${line.formula}`,
      segment: group.length === 1 ? first.segment : null,
    }))
  })
}

function factsOf(
  minimum: Minimum,
  group: MinimumPart[],
  stretches: { from: Day; to: Day }[],
  { lines, period }: { lines: Line[]; period: { from: Day; to: Day } },
) {
  if (minimum.method === 'energy') {
    const usedKwh = quantityToNumber(group.reduce((used, { chargedKwh }) => used.plus(chargedKwh), zero))
    const { kwhPerMonth: minimumKwhPerMonth, priceYuanPerKwh } = minimum
    return { method: 'energy' as const, minimumKwhPerMonth, usedKwh, priceYuanPerKwh }
  }
  const own = group.map(({ segment }) => segment)
  const counted = lines.filter(({ item }) => !['fund', 'allowance'].includes(groupOf(item)))
  const ofParts = sumOf(counted.filter(({ segment }) => segment !== null && own.includes(segment)))
  const ofWhole = sumOf(counted.filter(({ segment }) => segment === null))
  const share = ofWhole.times(daysOf(stretches)).div(daysBetween(period.from, period.to))
  const chargedYuan = ofParts.plus(share).toFixed()
  return { method: 'amount' as const, minimumYuanPerMonth: minimum.yuanPerMonth, chargedYuan }
}

function sumOf(lines: Line[]): Exact {
  return lines.reduce((total, { amountYuan }) => total.plus(amountYuan), exact(0))
}

function daysOf(stretches: { from: Day; to: Day }[]): number {
  return stretches.reduce((days, { from, to }) => days + daysBetween(from, to), 0)
}

/** Days that several points share are one. */
function unionOf(parts: { from: Day; to: Day }[]): { from: Day; to: Day }[] {
  const union: { from: Day; to: Day }[] = []
  for (const { from, to } of parts.toSorted((one, other) => one.from.localeCompare(other.from))) {
    const latest = union.at(-1)
    if (!latest || latest.to < from) union.push({ from, to })
    else if (latest.to < to) latest.to = to
  }
  return union
}

function tell(minimum: Minimum | null): string {
  if (!minimum) return ''
  return minimum.method === 'energy' ? `每月保底 ${minimum.kwhPerMonth} kWh` : `每月保底 ${minimum.yuanPerMonth} 元`
}
