// Decides on which days of a period a price code costs the same, and what: months and seasons are told apart where it matters.
import { addMonths, startOfMonth } from '../../../db/time.ts'
import { type PriceBook, type PricedVersion, priceFor } from '../price.ts'
import type { LandedPrice, MarketExit, Minimum, PricesOf } from './price.ts'

/** A book's prices for a bill run: what a code costs on given days is the same object whenever it is asked. */
export function pricesOfBook(book: PriceBook): PricesOf {
  const landed = new Map<string, LandedPrice[]>()
  return (priceCode, from, to, exit = null) => {
    const key = `${priceCode}|${from}|${to}|${exit?.energyMultiple ?? ''}`
    const known = landed.get(key) ?? landPrices(book, priceCode, from, to, exit)
    landed.set(key, known)
    return known
  }
}

/** The price of every day of `[from, to)` that has one, in order; neighbours that cost the same are one. */
export function landPrices(
  book: PriceBook,
  priceCode: string,
  from: string,
  to: string,
  exit: MarketExit | null = null,
): LandedPrice[] {
  const landed: LandedPrice[] = []
  for (const version of book.versions.filter((each) => each.priceCode === priceCode)) {
    const first = version.validFrom > from ? version.validFrom : from
    const last = version.validTo !== null && version.validTo < to ? version.validTo : to
    if (first >= last) continue
    const days = isMonthly(version) ? edgesOf(book, version, first, last) : [first]
    for (const [position, day] of days.entries()) {
      landed.push(landDay({ book, version, exit }, day, days[position + 1] ?? last))
    }
  }
  return landed.sort((one, other) => one.validFrom.localeCompare(other.validFrom)).reduce(join, [])
}

function isMonthly({ agency, timeOfUse, components }: PricedVersion): boolean {
  return agency !== null || (timeOfUse && components.some(({ floated }) => floated))
}

/** First days of months, and of timetables, inside the version's days. */
function edgesOf(book: PriceBook, { region }: PricedVersion, first: string, last: string): string[] {
  const edges = [first]
  for (let day = addMonths(startOfMonth(first), 1); day < last; day = addMonths(day, 1)) edges.push(day)
  const changes = book.timetables
    .filter((each) => each.region === region)
    .flatMap(({ validFrom, validTo }) => (validTo === null ? [validFrom] : [validFrom, validTo]))
  return [...new Set([...edges, ...changes.filter((day) => first < day && day < last)])].sort()
}

type Landing = { book: PriceBook; version: PricedVersion; exit: MarketExit | null }

function landDay({ book, version, exit }: Landing, validFrom: string, validTo: string): LandedPrice {
  const multiple = exit && version.agency ? exit.energyMultiple : undefined
  const verdict = priceFor(book, { priceCode: version.priceCode, day: validFrom, energyMultiple: multiple })
  const { id: versionId, priceCode, tariffSystem, timeOfUse, region } = version
  const timetable = timeOfUse && region !== null ? { region, tariffSystem } : null
  const isBought = version.agency !== null
  const common = {
    versionId,
    priceCode,
    version: version.version,
    validFrom,
    validTo,
    tariffSystem,
    timeOfUse,
    timetable,
    isBought,
  }
  if (!verdict.ok) return { ...nothing, ...common, fault: { because: verdict.because, ...verdict.detail } }
  const { accumulation, household, tiers, surcharges, capacityYuanPerKvaMonth, demandYuanPerKwMonth, clause } = verdict
  return {
    ...{ ...common, accumulation, household, tiers, surcharges, capacityYuanPerKvaMonth, demandYuanPerKwMonth, clause },
    components:
      tiers.length > 0
        ? []
        : verdict.components.map((part) =>
            multiple && part.code === 'energy'
              ? { ...part, clause: `${exit?.basis};自愿退出市场按代理购电价格的 ${multiple} 倍` }
              : part,
          ),
    minimum: minimumOf(verdict.minimum),
    highLoad: verdict.highLoad && { ...verdict.highLoad, clause },
    fault: null,
  }
}

function minimumOf(minimum: PricedVersion['minimum']): Minimum | null {
  if (!minimum) return null
  const { yuanPerMonth, kwhPerMonth, priceYuanPerKwh } = minimum
  if (yuanPerMonth !== null) return { method: 'amount', yuanPerMonth }
  return kwhPerMonth !== null && priceYuanPerKwh !== null ? { method: 'energy', kwhPerMonth, priceYuanPerKwh } : null
}

const nothing = {
  ...{
    accumulation: null,
    household: null,
    tiers: [],
    components: [],
    surcharges: [],
    highLoad: null,
    minimum: null,
    clause: '',
  },
  ...{ capacityYuanPerKvaMonth: null, demandYuanPerKwMonth: null },
}

/** What goes on as it was is the same price still. */
function join(joined: LandedPrice[], next: LandedPrice): LandedPrice[] {
  const latest = joined.at(-1)
  if (!latest || latest.validTo !== next.validFrom || figuresOf(latest) !== figuresOf(next)) return [...joined, next]
  return [...joined.slice(0, -1), { ...latest, validTo: next.validTo }]
}

function figuresOf({ validFrom: _, validTo: __, ...figures }: LandedPrice): string {
  return JSON.stringify(figures)
}
