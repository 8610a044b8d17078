// Decides how the difference of two bills of one account splits into causes that sum to it, to the fen.
import type { BillChanges } from '../bill-contract.ts'
import { groupOf, type LineGroup } from './line-group.ts'
import { splitItem } from './line-title.ts'
import { type Exact, exact, roundToFen, yuanToText, zero } from './money.ts'

export type BilledLine = { item: string; quantity: number; unit: string; price: string | null; amountYuan: string }
export type Billed = {
  billMonth: string
  days: number
  energyKwh: number
  energyByPeriodKwh: Partial<Record<string, number>>
  powerFactor: number | null
  demandKw: number | null
  totalYuan: string
  lines: BilledLine[]
}
export type ChangeCode = BillChanges['parts'][number]['code']
export type ChangePart = { code: ChangeCode; amountYuan: string }
export type ChangeFacts = {
  earlier: Billed
  later: Billed
  /** What the earlier price list asks for an item, for those that the earlier bill did not need. */
  listedYuan: Partial<Record<string, string>>
}

/**
 * Energy is rated anew one step after the other, each step on what the one before left: the days of the later bill (days),
 * its energy a day (use), its spread over the periods (period-shift), over the tiers (tier), its prices (price). The rest
 * is compared as it stands: base charge; the adjustment by power factor, split into what its own rate changed
 * (power-factor) and what it follows of the amounts that it is taken of (adjusted-amount); amounts of the market's sheet
 * that no energy has; minimum; allowance; other. Rounding goes
 * with the largest step. Parts of nothing are left out.
 */
export function splitChange(facts: ChangeFacts): ChangePart[] {
  const { earlier, later } = facts
  const difference = exact(later.totalYuan).minus(earlier.totalYuan)
  const parts = new Map<ChangeCode, Exact>(splitEnergy(facts))
  parts.set('base-charge', differenceOf(facts, 'base'))
  for (const [code, amount] of splitAdjustment(facts)) parts.set(code, amount)
  parts.set('market', differenceOf(facts, 'market'))
  parts.set('minimum', differenceOf(facts, 'minimum'))
  parts.set('allowance', differenceOf(facts, 'allowance'))
  const named = [...parts.values()].reduce((sum, amount) => sum.plus(amount), zero)
  parts.set('other', difference.minus(named))
  return [...parts].flatMap(([code, amount]) =>
    amount.isZero() ? [] : [{ code, amountYuan: yuanToText(roundToFen(amount)) }],
  )
}

export type LineKind = Exclude<LineGroup, 'fund'>

const KWH = 'kWh'

/** Funds are charged on energy and go with it, as does what the market settled by energy. */
export function kindOf({ item, unit }: Pick<BilledLine, 'item' | 'unit'>): LineKind {
  const group = groupOf(item)
  if (group === 'market') return unit === KWH ? 'energy' : 'market'
  return group === 'fund' ? 'energy' : group
}

function linesOf({ lines }: Billed, kind: LineKind): BilledLine[] {
  return lines.filter((line) => kindOf(line) === kind)
}

function differenceOf({ earlier, later }: ChangeFacts, kind: LineKind): Exact {
  return amountOf(linesOf(later, kind)).minus(amountOf(linesOf(earlier, kind)))
}

function amountOf(lines: BilledLine[]): Exact {
  return lines.reduce((sum, { amountYuan }) => sum.plus(amountYuan), zero)
}

/** Before each line was rounded. */
function exactOf(lines: BilledLine[]): Exact {
  return lines.reduce(
    (sum, { quantity, price, amountYuan }) => sum.plus(price === null ? amountYuan : exact(quantity).times(price)),
    zero,
  )
}

function quantityOf(lines: BilledLine[]): Exact {
  return lines.reduce((sum, { quantity }) => sum.plus(quantity), zero)
}

function splitEnergy(facts: ChangeFacts): [ChangeCode, Exact][] {
  const { earlier, later } = facts
  const [before, after] = [linesOf(earlier, 'energy'), linesOf(later, 'energy')]
  const changed = amountOf(after).minus(amountOf(before))
  const [start, end] = [exactOf(before), exactOf(after)]
  const isComparable = earlier.energyKwh > 0 && later.energyKwh >= 0 && earlier.days > 0
  if (!isComparable) return [['use', changed]]
  const onDays = start.times(later.days).div(earlier.days)
  const onUse = start.times(later.energyKwh).div(earlier.energyKwh)
  const { shift, tier } = spreadOf(before, after, facts.listedYuan)
  const onPeriods = onUse.plus(shift)
  const onTiers = onPeriods.plus(tier)
  const steps = [start, onDays, onUse, onPeriods, onTiers, end].map(roundToFen)
  const codes: ChangeCode[] = ['days', 'use', 'period-shift', 'tier', 'price']
  const parts = codes.map((code, n): [ChangeCode, Exact] => [code, (steps[n + 1] ?? zero).minus(steps[n] ?? zero)])
  return withRounding(parts, changed)
}

/** What the lines' own rounding adds goes with the largest part. */
function withRounding(parts: [ChangeCode, Exact][], changed: Exact): [ChangeCode, Exact][] {
  const left = parts.reduce((rest, [, amount]) => rest.minus(amount), changed)
  const largest = parts.reduce((one, other) => (other[1].abs().gt(one[1].abs()) ? other : one))
  if (largest[1].isZero()) return parts
  return parts.map(([code, amount]) => [code, code === largest[0] ? amount.plus(left) : amount])
}

/** A family is a part of the price, all tiers being one: its energy may spread otherwise over periods and tiers. */
function familyOf({ item }: BilledLine): string {
  const { code } = splitItem(item)
  return code.startsWith('tier-') ? 'tier' : code
}

const periodOf = ({ item }: BilledLine) => splitItem(item).period ?? 'total'
const isByPeriod = (lines: BilledLine[]) => lines.some((line) => periodOf(line) !== 'total')

function spreadOf(before: BilledLine[], after: BilledLine[], listedYuan: ChangeFacts['listedYuan']) {
  const [old, fresh] = [Map.groupBy(before, familyOf), Map.groupBy(after, familyOf)]
  let [shift, tier] = [zero, zero]
  for (const [family, lines] of fresh) {
    const earlier = old.get(family) ?? []
    const energyBefore = quantityOf(earlier)
    if (energyBefore.lte(0) || isByPeriod(earlier) !== isByPeriod(lines)) continue
    const atKeys = lines.reduce((sum, line) => sum.plus(atOldPrice(line, earlier, listedYuan)), zero)
    const atPeriods = [...Map.groupBy(lines, periodOf)].reduce((sum, [period, ofPeriod]) => {
      const same = earlier.filter((line) => periodOf(line) === period)
      const average = averageOf(same)
      const amounts = ofPeriod.map((line) => atOldPrice(line, earlier, listedYuan))
      return average ? sum.plus(quantityOf(ofPeriod).times(average)) : amounts.reduce((all, one) => all.plus(one), sum)
    }, zero)
    const atAverage = quantityOf(lines).times(exactOf(earlier).div(energyBefore))
    shift = shift.plus(atPeriods).minus(atAverage)
    tier = tier.plus(atKeys).minus(atPeriods)
  }
  return { shift, tier }
}

function atOldPrice(line: BilledLine, earlier: BilledLine[], listedYuan: ChangeFacts['listedYuan']): Exact {
  const billed = averageOf(earlier.filter(({ item }) => item === line.item))
  const price = billed ?? listedYuan[line.item] ?? line.price
  return price === null ? exact(line.amountYuan) : exact(line.quantity).times(price)
}

function averageOf(lines: BilledLine[]): Exact | null {
  const energy = quantityOf(lines)
  return energy.lte(0) ? null : exactOf(lines).div(energy)
}

/** The quantity of an adjustment is the amount that it is taken of, its price the rate. */
function splitAdjustment(facts: ChangeFacts): [ChangeCode, Exact][] {
  const before = linesOf(facts.earlier, 'adjustment')
  const changed = differenceOf(facts, 'adjustment')
  const base = quantityOf(before)
  const rate = base.isZero() ? zero : exactOf(before).div(base)
  const followed = roundToFen(rate.times(quantityOf(linesOf(facts.later, 'adjustment')).minus(base)))
  return [
    ['power-factor', changed.minus(followed)],
    ['adjusted-amount', followed],
  ]
}
