/** What is conspicuous in a point's register of a reading day, for the review (复核). From practice; limits are dated. */
import type { HowKnown } from './usage.ts'

export type ReviewFlag =
  | 'missing'
  | 'reversed'
  | 'over-capacity'
  | 'zero'
  | 'high'
  | 'low'
  | 'exchanged'
  | 'estimated'
  | 'site'

export const defaultLimits = [
  { name: 'highRatio', from: '2000-01-01', value: 2, unit: '×', basis: 'from practice: doubled' },
  {
    name: 'lowRatio',
    from: '2000-01-01',
    value: 0.4,
    unit: '×',
    basis: 'from practice: less than half, with a margin',
  },
  { name: 'leastDifferenceWh', from: '2000-01-01', value: 60_000, unit: 'Wh', basis: 'from practice: small uses vary' },
  {
    name: 'zeroAfterWh',
    from: '2000-01-01',
    value: 10_000,
    unit: 'Wh',
    basis: 'from practice: an empty home uses less',
  },
  {
    name: 'capacityFactor',
    from: '2000-01-01',
    value: 1,
    unit: '×',
    basis: 'capacity × hours cannot be passed for long',
  },
] as const
export type LimitName = (typeof defaultLimits)[number]['name']
export type ReviewLimits = Record<LimitName, number>

/** In force on a day; what a site has set comes after the defaults. */
export function limitsOn(day: string, own: readonly { name: string; from: string; value: number }[]): ReviewLimits {
  const rows = [...defaultLimits, ...own].filter(({ from }) => from <= day)
  const value = (name: LimitName) =>
    rows
      .filter((row) => row.name === name)
      .toSorted((a, b) => a.from.localeCompare(b.from))
      .at(-1)?.value ?? 0
  return Object.fromEntries(defaultLimits.map(({ name }) => [name, value(name)])) as ReviewLimits
}

/** Primary Wh over a number of days; null where it is not known. */
export type Use = { wh: number | null; days: number }

export type ReviewFacts = {
  use: Use
  before: Use
  yearBefore: Use
  /** The worst end of the period. */
  how: HowKnown | 'missing'
  isExchanged: boolean
  /** The register went back, or energy was exported by a meter that should only import. */
  isReversed: boolean
  capacityKva: number | null
}

/** Most serious first; empty where nobody has to look. */
export function flagReading(facts: ReviewFacts, limits: ReviewLimits): ReviewFlag[] {
  const { use, before, yearBefore, capacityKva } = facts
  const flags: ReviewFlag[] = []
  if (use.wh === null) flags.push('missing')
  if (facts.isReversed) flags.push('reversed')
  if (use.wh !== null && capacityKva !== null) {
    const mostWh = capacityKva * 1000 * 24 * use.days * limits.capacityFactor
    if (use.wh > mostWh) flags.push('over-capacity')
  }
  const usual = expectedWh(use.days, before) ?? expectedWh(use.days, yearBefore)
  if (use.wh === 0 && usual !== null && usual >= limits.zeroAfterWh) flags.push('zero')
  // A summer like the one a year before is not conspicuous, however little spring needed.
  const usuals = [expectedWh(use.days, before), expectedWh(use.days, yearBefore)].filter((wh) => wh !== null)
  if (use.wh && usuals.length > 0) {
    const high = Math.max(...usuals)
    const low = Math.min(...usuals)
    if (use.wh > high * limits.highRatio && use.wh - high >= limits.leastDifferenceWh) flags.push('high')
    if (use.wh < low * limits.lowRatio && low - use.wh >= limits.leastDifferenceWh) flags.push('low')
  }
  if (facts.isExchanged) flags.push('exchanged')
  if (facts.how === 'estimated' || facts.how === 'site') flags.push(facts.how)
  return flags
}

/** Change of use by day in %, null without a use to compare with. */
export function changePercent(use: Use, before: Use): number | null {
  const expected = expectedWh(use.days, before)
  return use.wh === null || !expected ? null : ((use.wh - expected) / expected) * 100
}

function expectedWh(days: number, other: Use): number | null {
  return other.wh === null || other.days <= 0 ? null : (other.wh / other.days) * days
}
