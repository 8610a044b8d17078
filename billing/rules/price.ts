// Decides what a price code costs on a day or in a month: parts, funds, base prices, tiers (发改价格〔2021〕1439号, 发改办价格〔2021〕809号).
import { addDays, addMonths } from '../../db/time.ts'
import type { PriceComponent, PriceMinimum, PriceSurcharge } from '../price-book/contract.ts'
import { exact } from './money.ts'
import { type PricePeriod, pricePeriods } from './price-period.ts'
import type { Household, Tier } from './tiers.ts'
import { seasonOf, type Timetable, timetableOn } from './timetable.ts'

type Code = PriceComponent['component']
export type PeriodPrices = Partial<Record<PricePeriod | 'total', string>>
export type AgencyPrice = {
  region: string
  month: string
  component: Exclude<Code, 'transmission'>
  yuanPerKwh: string
  official: boolean
}

/** A version of the book with the days on which it counts. */
export type PricedVersion = {
  id: number
  priceCode: string
  version: string
  validFrom: string
  validTo: string | null
  official: boolean
  legalBasis: string
  sourceUrl: string | null
  tariffSystem: 'single' | 'two-part' | 'residential-tier'
  timeOfUse: boolean
  accumulation: 'annual' | 'monthly' | null
  household: Omit<Household, 'persons'> | null
  tiers: Tier[]
  components: PriceComponent[]
  surcharges: PriceSurcharge[]
  capacityYuanPerKvaMonth: string | null
  demandYuanPerKwMonth: string | null
  highLoad: { kwhPerKva: number; demandFactor: string } | null
  minimum: PriceMinimum | null
  region: string | null
  agency: { region: string; multiplier: string } | null
}

export type PriceBook = { versions: PricedVersion[]; agency: AgencyPrice[]; timetables: Timetable[] }

type Priced = {
  ok: true
  versionId: number
  version: string
  tariffSystem: PricedVersion['tariffSystem']
  timeOfUse: boolean
  components: { code: Code; prices: PeriodPrices; inPowerFactorBase: boolean }[]
  surcharges: PriceSurcharge[]
  capacityYuanPerKvaMonth: string | null
  demandYuanPerKwMonth: string | null
  highLoad: PricedVersion['highLoad']
  minimum: PriceMinimum | null
  tiers: Tier[]
  accumulation: PricedVersion['accumulation']
  household: PricedVersion['household']
  clause: string
  sourceUrl: string | null
  /** False where any figure in it serves the demo only. */
  official: boolean
}
type PriceRefusal = {
  ok: false
  because: 'NO_PRICE' | 'CHANGE_INSIDE_MONTH' | 'AGENCY_PRICE_MISSING' | 'NO_TIMETABLE'
  detail: Record<string, unknown>
}
export type PriceVerdict = Priced | PriceRefusal

/** Prices keep eight places, as the published tables and the contract do. */
const PLACES = 8

/** What a code costs on a day, or in a month throughout which its figures stay the same. */
export function priceFor(
  book: PriceBook,
  ask: ({ priceCode: string; day: string } | { priceCode: string; month: string }) & {
    /** Of the bought energy, for who left the market; a code that has a multiple of its own keeps the larger. */
    energyMultiple?: string | undefined
  },
): PriceVerdict {
  const { priceCode } = ask
  const [from, to] =
    'day' in ask ? [ask.day, addDays(ask.day, 1)] : [`${ask.month}-01`, addMonths(`${ask.month}-01`, 1)]
  const ofCode = book.versions.filter((version) => version.priceCode === priceCode)
  const touching = ofCode.filter(
    (version) => version.validFrom < to && (version.validTo === null || from < version.validTo),
  )
  const [version, ...others] = touching
  if (!version) return refuse('NO_PRICE', { priceCode })
  const isPartial = from < version.validFrom || (version.validTo !== null && version.validTo < to)
  if (others.length > 0)
    return refuse('CHANGE_INSIDE_MONTH', { priceCode, versions: touching.map((each) => each.version) })
  if (isPartial) return refuse('NO_PRICE', { priceCode, validFrom: version.validFrom, validTo: version.validTo })
  const parts = assembleParts(book, version, from.slice(0, 7), ask.energyMultiple ?? '1')
  if (!parts.ok) return parts
  const floated = floatParts(book, version, parts.components, from, to)
  return floated.ok ? describe(version, floated.components, parts.official) : floated
}

type Part = PriceComponent

function assembleParts(book: PriceBook, version: PricedVersion, month: string, least: string) {
  const { agency } = version
  if (!agency) return { ok: true as const, components: version.components, official: version.official }
  const codes = ['energy', 'line-loss', 'system-operation'] as const
  const rows = codes.map((code) =>
    book.agency.find((row) => row.region === agency.region && row.month === month && row.component === code),
  )
  const missing = codes.filter((_, position) => rows[position] === undefined)
  if (missing.length > 0) {
    return refuse('AGENCY_PRICE_MISSING', { region: agency.region, month, components: missing })
  }
  const bought = rows.flatMap((row): Part[] => {
    if (!row) return []
    const own = exact(agency.multiplier).gt(least) ? agency.multiplier : least
    const multiplier = row.component === 'energy' ? own : '1'
    return [
      {
        component: row.component,
        pricesYuanPerKwh: { total: toPrice(exact(row.yuanPerKwh).times(multiplier)) },
        floated: version.timeOfUse && row.component !== 'system-operation',
        inPowerFactorBase: true,
      },
    ]
  })
  return {
    ok: true as const,
    components: [...bought, ...version.components],
    official: version.official && rows.every((row) => row?.official),
  }
}

/** A floated price times each period's coefficient; a price that does not float is the same in every period. */
function floatParts(book: PriceBook, version: PricedVersion, parts: Part[], from: string, to: string) {
  if (!version.timeOfUse) return { ok: true as const, components: parts }
  const given = pricePeriods.filter((period) =>
    parts.some(({ pricesYuanPerKwh }) => pricesYuanPerKwh[period] !== undefined),
  )
  if (!parts.some(({ floated }) => floated)) {
    return { ok: true as const, components: parts.map((part) => spread(part, given, {})) }
  }
  const timetables = book.timetables.filter(
    ({ region, tariffSystem }) => region === version.region && tariffSystem === version.tariffSystem,
  )
  const timetable = timetableOn(timetables, from)
  const season = timetable && seasonOf(timetable, from)
  if (!timetable || !season) return refuse('NO_TIMETABLE', { region: version.region, day: from })
  if (timetable.validTo !== null && timetable.validTo < to) {
    return refuse('CHANGE_INSIDE_MONTH', { region: version.region, day: timetable.validTo })
  }
  const periods = pricePeriods.filter((period) => season.coefficients[period] !== undefined)
  return { ok: true as const, components: parts.map((part) => spread(part, periods, season.coefficients)) }
}

function spread(part: Part, periods: PricePeriod[], coefficients: Partial<Record<PricePeriod, string>>): Part {
  const { total } = part.pricesYuanPerKwh
  if (total === undefined) return part
  const pricesYuanPerKwh = Object.fromEntries(
    periods.map((period) => [period, part.floated ? toPrice(exact(total).times(coefficients[period] ?? '1')) : total]),
  )
  return { ...part, pricesYuanPerKwh }
}

function describe(version: PricedVersion, components: Part[], official: boolean): Priced {
  const { id, priceCode: _, validFrom: __, validTo: ___, legalBasis, region: ____, agency: _____, ...rest } = version
  return {
    ok: true,
    ...rest,
    versionId: id,
    clause: legalBasis,
    official,
    components: components.map(({ component, pricesYuanPerKwh, inPowerFactorBase }) => ({
      code: component,
      prices: pricesYuanPerKwh,
      inPowerFactorBase,
    })),
  }
}

/** What a kWh costs in each period with all parts and funds (到户电价). */
export function landedPrices({ components, surcharges }: Pick<Priced, 'components' | 'surcharges'>): PeriodPrices {
  const funds = surcharges.reduce((sum, { priceYuanPerKwh }) => sum.plus(priceYuanPerKwh), exact(0))
  const landed: PeriodPrices = {}
  for (const period of ['total', ...pricePeriods] as const) {
    const priced = components.filter(({ prices }) => prices[period] !== undefined)
    if (priced.length === 0) continue
    landed[period] = toPrice(priced.reduce((sum, { prices }) => sum.plus(prices[period] ?? '0'), funds))
  }
  return landed
}

function toPrice(yuan: ReturnType<typeof exact>): string {
  return yuan.toDecimalPlaces(PLACES).toFixed()
}

function refuse(because: PriceRefusal['because'], detail: Record<string, unknown>): PriceRefusal {
  return { ok: false, because, detail }
}
