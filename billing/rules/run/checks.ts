// Decides what is conspicuous in a rated bill before it is issued (核算审核), and what most likely caused it.
import { daysBetween } from '../../../db/time.ts'
import type { MarketDifference } from './market.ts'

export const checkCodes = [
  'energy-jump',
  'energy-drop',
  'amount-jump',
  'zero-use',
  'estimated',
  'negative',
  'load-factor',
  'demand-over-capacity',
  'power-factor-low',
  'register-mismatch',
  'market-energy',
  'first-bill',
  'price-changed',
  'large-amount',
  'credit',
  'duplicate',
  'no-address',
  'arrears',
  'repeated',
  'no-contact',
] as const
export type CheckCode = (typeof checkCodes)[number]

/** Suspected causes, the likeliest first: a group of hits is decided by its cause. */
export const causes = [
  'estimated-reading',
  'meter-exchange',
  'price-change',
  'long-period',
  'previous-bill',
  'season',
  'file',
  'use',
] as const
export type Cause = (typeof causes)[number]

/** As the table of rules has it: figures may be changed by a site, dated by who changed them. */
export type CheckRule = {
  code: CheckCode
  stage: 'rated' | 'issuing'
  parameters: Record<string, number>
  holds: boolean
}
export type Hit = { rule: CheckCode; cause: Cause; figures: Record<string, number | string>; holds: boolean }

export type BilledBefore = {
  billMonth: string
  from: string
  to: string
  energyKwh: number
  totalYuan: number
  priceVersionIds: number[]
}
export type CheckFacts = {
  billMonth: string
  from: string
  to: string
  energyKwh: number
  totalYuan: number
  priceVersionIds: number[]
  priceCodes: string[]
  quality: string
  meters: number
  points: number
  contractCapacityKva: number
  demandKw: number | null
  powerFactor: number | null
  mismatchKwh: number
  /** The market's sheets against what is charged; null outside of the market. */
  market: MarketDifference | null
  hasAddress: boolean
  address?: string
  hasContact?: boolean
  creditYuan: number
  /** Debts past their due day, and what of them is open. */
  overdueBills?: number
  overdueYuan?: number
  /** Energy from estimated readings, and of curves that were estimated, over all; left out: by the quality. */
  estimatedShare?: number
  /** Bills of earlier months, newest first, and that of the same month a year ago. */
  before: BilledBefore[]
  /** Months of standing bills of which some day is billed again. */
  overlapping: string[]
}

type Found = Record<string, number | string> | null
type Check = (facts: CheckFacts, parameters: Record<string, number>) => Found

const checks: Record<CheckCode, Check> = {
  'energy-jump': (facts, { factor = 3, floorKwhPerDay = 10 }) => {
    const usual = usualPerDay(facts)
    const now = facts.energyKwh / daysOf(facts)
    return usual !== null && now > floorKwhPerDay && now > usual * factor
      ? { usual: round(usual), now: round(now) }
      : null
  },
  'energy-drop': (facts, { factor = 0.2, floorKwhPerDay = 10 }) => {
    const usual = usualPerDay(facts)
    const now = facts.energyKwh / daysOf(facts)
    const isDrop = usual !== null && usual > floorKwhPerDay && now < usual * factor && facts.energyKwh !== 0
    return isDrop ? { usual: round(usual), now: round(now) } : null
  },
  'amount-jump': (facts, { factor = 3, floorYuan = 500 }) => {
    const recent = recentOf(facts)
    if (recent.length === 0 || facts.totalYuan < floorYuan) return null
    const usual = recent.reduce((sum, each) => sum + each.totalYuan / daysOf(each), 0) / recent.length
    const now = facts.totalYuan / daysOf(facts)
    return now > usual * factor ? { usual: round(usual), now: round(now) } : null
  },
  'zero-use': (facts, { floorKwhPerDay = 1 }) => {
    const usual = usualPerDay(facts)
    return facts.energyKwh === 0 && usual !== null && usual >= floorKwhPerDay ? { usual: round(usual) } : null
  },
  estimated: ({ quality, estimatedShare }, { percent = 0 }) => {
    const sharePercent = round((estimatedShare ?? (quality === 'estimated' ? 1 : 0)) * 100)
    return sharePercent > percent ? { quality, sharePercent } : null
  },
  negative: ({ energyKwh, totalYuan }) => (energyKwh < 0 || totalYuan < 0 ? { energyKwh, totalYuan } : null),
  'load-factor': (facts, { maximum = 1 }) => {
    const possible = facts.contractCapacityKva * 24 * daysOf(facts)
    const share = possible > 0 ? facts.energyKwh / possible : 0
    return share > maximum ? { loadFactor: round(share), capacityKva: facts.contractCapacityKva } : null
  },
  'demand-over-capacity': ({ demandKw, contractCapacityKva }, { factor = 1 }) =>
    demandKw !== null && demandKw > contractCapacityKva * factor
      ? { demandKw: round(demandKw), capacityKva: contractCapacityKva }
      : null,
  'power-factor-low': ({ powerFactor }, { minimum = 0.6 }) =>
    powerFactor !== null && powerFactor < minimum ? { powerFactor } : null,
  'register-mismatch': ({ mismatchKwh, energyKwh }, { percent = 1, floorKwh = 5 }) =>
    Math.abs(mismatchKwh) > Math.max(floorKwh, (Math.abs(energyKwh) * percent) / 100)
      ? { mismatchKwh: round(mismatchKwh) }
      : null,
  'market-energy': ({ market }) => {
    if (!market || market.agrees) return null
    const { agrees: _, ...figures } = market
    return figures
  },
  'first-bill': ({ before }) => (before.length === 0 ? {} : null),
  'price-changed': ({ priceCodes }) => (priceCodes.length > 1 ? { priceCodes: priceCodes.join() } : null),
  'large-amount': ({ totalYuan }, { yuan = 500_000 }) => (totalYuan >= yuan ? { totalYuan } : null),
  credit: (facts, { yuan = 20_000, multiple = 12 }) => {
    const { creditYuan, totalYuan } = facts
    // A bill that is small for once makes no credit too large.
    const billYuan = Math.max(totalYuan, usualYuan(facts) ?? 0)
    return creditYuan > yuan && creditYuan > billYuan * multiple ? { creditYuan, billYuan: round(billYuan) } : null
  },
  duplicate: ({ overlapping }) => (overlapping.length > 0 ? { months: overlapping.join() } : null),
  'no-address': ({ hasAddress, address }, { leastLength = 3 }): Found => {
    if (!hasAddress) return {}
    const isNamed = address === undefined || (address.trim().length >= leastLength && !placeholder.test(address.trim()))
    return isNamed ? null : { address: address ?? '' }
  },
  arrears: (facts, { bills = 2, factor = 1.5, floorYuan = 200 }) => {
    const { overdueBills = 0, overdueYuan = 0, totalYuan } = facts
    const usual = usualYuan(facts)
    const isHigh = totalYuan >= floorYuan && usual !== null && totalYuan > usual * factor
    return overdueBills > bills && isHigh ? { overdueBills, overdueYuan, totalYuan, usual: round(usual ?? 0) } : null
  },
  repeated: (facts, { bills = 1, floorKwh = 100 }) => {
    const { quality, energyKwh, totalYuan } = facts
    if (quality !== 'measured' || energyKwh < floorKwh) return null
    const same = recentOf(facts)
      .slice(0, bills)
      .find((each) => each.energyKwh === energyKwh && each.totalYuan === totalYuan)
    return same ? { month: same.billMonth, energyKwh, totalYuan } : null
  },
  'no-contact': ({ hasContact, totalYuan }, { yuan = 5000 }) =>
    hasContact === false && totalYuan >= yuan ? { totalYuan } : null,
}

/** What is written where nobody knew. */
const placeholder = /^(无|不详|未知|待补.*|暂无|测试.*|[-—/?？xX0.]+)$/

/** What one rule explains is not told again by another: an amount that jumps with the energy says nothing new. */
const explainedBy: Partial<Record<CheckCode, CheckCode>> = { 'amount-jump': 'energy-jump' }

export function checkBill(facts: CheckFacts, rules: CheckRule[]): Hit[] {
  const hits = rules.flatMap(({ code, parameters, holds }) => {
    const figures = checks[code](facts, parameters)
    return figures ? [{ rule: code, cause: causeOf(code, facts), figures, holds }] : []
  })
  return hits.filter((hit) => !hits.some(({ rule }) => rule === explainedBy[hit.rule]))
}

const filed: CheckCode[] = [
  'market-energy',
  'no-address',
  'no-contact',
  'arrears',
  'duplicate',
  'credit',
  'first-bill',
  'load-factor',
  'demand-over-capacity',
]
const LONG_PERIOD_DAYS = 40
const SEASON_SPREAD = 1.5

function causeOf(code: CheckCode, facts: CheckFacts): Cause {
  if (filed.includes(code)) return 'file'
  if (facts.quality === 'estimated' || facts.quality === 'site') return 'estimated-reading'
  if (facts.meters > facts.points) return 'meter-exchange'
  const [latest, ...earlier] = recentOf(facts)
  if (
    facts.priceCodes.length > 1 ||
    (latest && !latest.priceVersionIds.some((id) => facts.priceVersionIds.includes(id)))
  )
    return 'price-change'
  if (latest && daysOf(facts) > LONG_PERIOD_DAYS && daysOf(latest) <= LONG_PERIOD_DAYS) return 'long-period'
  const now = facts.energyKwh / daysOf(facts)
  if (latest && earlier.length > 0) {
    const usual = earlier.reduce((sum, each) => sum + each.energyKwh / daysOf(each), 0) / earlier.length
    // What this bill has too much of, the one before had too little of, or the other way round.
    if (isNear((now + latest.energyKwh / daysOf(latest)) / 2, usual)) return 'previous-bill'
  }
  const lastYear = facts.before.find(({ billMonth }) => billMonth === sameMonthLastYear(facts.billMonth))
  if (lastYear && isNear(now, lastYear.energyKwh / daysOf(lastYear))) return 'season'
  return 'use'
}

function isNear(one: number, other: number): boolean {
  return one > 0 && other > 0 && one < other * SEASON_SPREAD && other < one * SEASON_SPREAD
}

function recentOf({ before, billMonth }: CheckFacts): BilledBefore[] {
  return before.filter((each) => each.billMonth !== sameMonthLastYear(billMonth))
}

/** kWh a day of the latest bills; null where there are none. */
function usualPerDay(facts: CheckFacts): number | null {
  const recent = recentOf(facts)
  const days = recent.reduce((sum, each) => sum + daysOf(each), 0)
  return days === 0 ? null : recent.reduce((sum, { energyKwh }) => sum + energyKwh, 0) / days
}

/** Of a bill as long as this one, by the latest ones; null where there are none. */
function usualYuan(facts: CheckFacts): number | null {
  const recent = recentOf(facts)
  const days = recent.reduce((sum, each) => sum + daysOf(each), 0)
  return days === 0 ? null : (recent.reduce((sum, { totalYuan }) => sum + totalYuan, 0) / days) * daysOf(facts)
}

export function sameMonthLastYear(billMonth: string): string {
  return `${Number(billMonth.slice(0, 4)) - 1}${billMonth.slice(4)}`
}

function daysOf({ from, to }: { from: string; to: string }): number {
  return daysBetween(from, to)
}

function round(figure: number): number {
  return Math.round(figure * 100) / 100
}
