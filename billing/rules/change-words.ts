// Decides how a customer is told why two bills differ: each part in figures, and one sentence.
import { addMonths } from '../../db/time.ts'
import { type Billed, type BilledLine, type ChangeCode, type ChangePart, kindOf } from './bill-change.ts'
import { groupOf } from './line-group.ts'
import { splitItem, titleOfItem } from './line-title.ts'
import { exact, sumYuan, yuanToText } from './money.ts'
import { type PricePeriod, pricePeriods } from './price-period.ts'

export type Words = { zh: string; en: string }

/** What is behind a part: `日均用电 20 → 25 kWh`. */
export function describePart(code: ChangeCode, earlier: Billed, later: Billed): Words {
  return writers[code](earlier, later)
}

type Writer = (earlier: Billed, later: Billed) => Words

const writers: Record<ChangeCode, Writer> = {
  days: (one, other) => ({
    zh: `计费天数 ${one.days} → ${other.days} 天`,
    en: `days billed ${one.days} → ${other.days}`,
  }),
  use: (one, other) => {
    const [before, after] = [perDay(one), perDay(other)]
    return { zh: `日均用电 ${before} → ${after} kWh`, en: `energy a day ${before} → ${after} kWh` }
  },
  'period-shift': describeShift,
  tier: (one, other) => {
    const [before, after] = [higherTiers(one), higherTiers(other)]
    return { zh: `第二档及以上电量 ${before} → ${after} kWh`, en: `energy above tier 1 ${before} → ${after} kWh` }
  },
  price: describePrices,
  'base-charge': (one, other) => {
    const [before, after] = [amountOf(one, 'base'), amountOf(other, 'base')]
    const demand = describeDemand(one, other)
    return {
      zh: `基本电费 ${before} → ${after} 元${demand.zh}`,
      en: `base charge ${before} → ${after} yuan${demand.en}`,
    }
  },
  'power-factor': (one, other) => {
    const [before, after] = [one.powerFactor?.toFixed(2) ?? '—', other.powerFactor?.toFixed(2) ?? '—']
    return { zh: `功率因数 ${before} → ${after}`, en: `power factor ${before} → ${after}` }
  },
  'adjusted-amount': () => ({
    zh: '力调电费随电费增减',
    en: 'the power-factor adjustment follows the amounts',
  }),
  market: (one, other) => {
    const [before, after] = [amountOf(one, 'market'), amountOf(other, 'market')]
    return {
      zh: `零售市场结算的其他费用 ${before} → ${after} 元`,
      en: `other amounts of the market ${before} → ${after} yuan`,
    }
  },
  minimum: (one, other) => {
    const [before, after] = [amountOf(one, 'minimum'), amountOf(other, 'minimum')]
    return { zh: `保底电费 ${before} → ${after} 元`, en: `minimum charge ${before} → ${after} yuan` }
  },
  allowance: (one, other) => {
    const [before, after] = [amountOf(one, 'allowance'), amountOf(other, 'allowance')]
    return { zh: `免费电量减免 ${before} → ${after} 元`, en: `allowance ${before} → ${after} yuan` }
  },
  other: (one, other) => {
    const [before, after] = [amountOf(one, 'other'), amountOf(other, 'other')]
    if (before === after) return { zh: '逐行取整的尾差', en: 'rounding of lines' }
    return { zh: `其他费用 ${before} → ${after} 元`, en: `other charges ${before} → ${after} yuan` }
  },
}

const periodWords: Record<PricePeriod, Words> = {
  sharp: { zh: '尖峰', en: 'sharp' },
  peak: { zh: '峰段', en: 'peak' },
  flat: { zh: '平段', en: 'flat' },
  valley: { zh: '谷段', en: 'valley' },
  deepValley: { zh: '深谷', en: 'deep-valley' },
}

/** The period whose share moved most. */
function describeShift(earlier: Billed, later: Billed): Words {
  const shares = pricePeriods.map((period) => ({ period, before: share(earlier, period), after: share(later, period) }))
  const [moved] = shares.toSorted((a, b) => Math.abs(b.after - b.before) - Math.abs(a.after - a.before))
  if (!moved) return { zh: '', en: '' }
  const [before, after] = [moved.before.toFixed(1), moved.after.toFixed(1)]
  const word = periodWords[moved.period]
  return { zh: `${word.zh}用电占比 ${before}% → ${after}%`, en: `share of ${word.en} energy ${before}% → ${after}%` }
}

function share({ energyByPeriodKwh }: Billed, period: PricePeriod): number {
  const all = Object.values(energyByPeriodKwh).reduce<number>((sum, energy) => sum + (energy ?? 0), 0)
  return all === 0 ? 0 : ((energyByPeriodKwh[period] ?? 0) / all) * 100
}

function describePrices(earlier: Billed, later: Billed): Words {
  const changes = later.lines.flatMap((line) => {
    const before = earlier.lines.find(({ item }) => item === line.item)
    if (kindOf(line) !== 'energy' || !before || before.price === null || line.price === null) return []
    if (exact(before.price).eq(line.price)) return []
    return { item: line.item, before: before.price, after: line.price }
  })
  const [first] = changes
  const moved = describeMarket(earlier, later)
  if (moved) return moved
  if (!first) return { zh: '用电类别或各计量点用电比例变化', en: 'price class or the mix of metering points changed' }
  const title = titleOfItem(first.item)
  const more = changes.length > 1 ? { zh: '等', en: ' and others' } : { zh: '', en: '' }
  return {
    zh: `${title.zh}单价 ${first.before} → ${first.after} 元${more.zh}`,
    en: `price of ${title.en} ${first.before} → ${first.after} yuan${more.en}`,
  }
}

/** Into the retail market, or out of it: another seller's price in the place of the agency's. */
function describeMarket(earlier: Billed, later: Billed): Words | null {
  const [before, after] = [earlier, later].map(({ lines }) => lines.some(({ item }) => groupOf(item) === 'market'))
  if (before === after) return null
  return after
    ? { zh: '电能量改按零售市场结算单计价', en: 'energy is now priced by the sheet of the retail market' }
    : { zh: '电能量改按代理购电计价', en: 'energy is now bought by agency' }
}

function describeDemand(earlier: Billed, later: Billed): Words {
  if (earlier.demandKw === null || later.demandKw === null) return { zh: '', en: '' }
  const [before, after] = [shown(earlier.demandKw), shown(later.demandKw)]
  return { zh: `(最大需量 ${before} → ${after} kW)`, en: ` (maximum demand ${before} → ${after} kW)` }
}

function amountOf({ lines }: Billed, kind: ReturnType<typeof kindOf>): string {
  return sumYuan(lines.filter((line) => kindOf(line) === kind).map(({ amountYuan }) => amountYuan))
}

function perDay({ energyKwh, days }: Billed): string {
  return shown(days > 0 ? energyKwh / days : 0)
}

function higherTiers({ lines }: Billed): string {
  const higher = (line: BilledLine) => /^tier-[2-9]$/.test(splitItem(line.item).code)
  return shown(lines.filter(higher).reduce((sum, { quantity }) => sum + quantity, 0))
}

function shown(value: number): string {
  return exact(value).toDecimalPlaces(2).toFixed()
}

type Told = ChangePart & { words: Words }
const LEAST_SHARE = 0.2
const REASONS = 2

/** `比上月多 86.38 元:主要因为日均用电 20 → 25 kWh(多 80.00 元)`. */
export function describeChange(facts: {
  against: 'previous' | 'last-year'
  earlier: Billed
  later: Billed
  parts: Told[]
}): Words {
  const { earlier, later, parts } = facts
  const difference = exact(later.totalYuan).minus(earlier.totalYuan)
  const versus = versusOf(facts)
  const sizeable = parts
    .filter(({ amountYuan }) => exact(amountYuan).abs().gte(difference.abs().times(LEAST_SHARE)))
    .toSorted((a, b) => exact(b.amountYuan).abs().cmp(exact(a.amountYuan).abs()))
  const isAlong = ({ amountYuan }: Told) => difference.isNegative() === exact(amountYuan).isNegative()
  if (difference.isZero()) {
    const because = join(sizeable.slice(0, REASONS))
    if (!because) return { zh: `与${versus.zh}相同`, en: `The same as ${versus.en}` }
    return { zh: `与${versus.zh}相同:${because.zh},正好抵消`, en: `The same as ${versus.en}: ${because.en} offset` }
  }
  const way = difference.isNegative() ? { zh: '少', en: 'less' } : { zh: '多', en: 'more' }
  const amount = yuanToText(difference.abs())
  const along = join(sizeable.filter(isAlong).slice(0, REASONS))
  const against = join(sizeable.filter((part) => !isAlong(part)).slice(0, 1))
  return {
    zh: `比${versus.zh}${way.zh} ${amount} 元${along ? `:主要因为${along.zh}` : ''}${against ? `;同时${against.zh}` : ''}`,
    en: `${amount} yuan ${way.en} than ${versus.en}${along ? `, mainly because of ${along.en}` : ''}${against ? `; against it ${against.en}` : ''}`,
  }
}

function versusOf({ against, earlier, later }: { against: string; earlier: Billed; later: Billed }): Words {
  if (against === 'last-year') return { zh: '去年同月', en: 'the same month last year' }
  const isMonthBefore = addMonths(`${later.billMonth}-01`, -1).slice(0, 7) === earlier.billMonth
  return isMonthBefore ? { zh: '上月', en: 'last month' } : { zh: '上期', en: 'the bill before' }
}

function join(parts: Told[]): Words | null {
  if (parts.length === 0) return null
  const each = parts.map(({ words, amountYuan }) => {
    const amount = exact(amountYuan)
    const size = yuanToText(amount.abs())
    return {
      zh: `${words.zh}(${amount.isNegative() ? '少' : '多'} ${size} 元)`,
      en: `${words.en} (${amount.isNegative() ? '−' : '+'}${size})`,
    }
  })
  return { zh: each.map(({ zh }) => zh).join('、'), en: each.map(({ en }) => en).join(', ') }
}
