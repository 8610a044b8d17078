// Decides the parts of a bill: a point's days are cut wherever its price, its figures or the account's terms change.
import type { ParkReason } from '../parking.ts'
import { type Day, monthsCovered, tierYearOf } from '../periods.ts'
import { type AccountFacts, type AccountTerm, type Dated, type Edge, factOn, type PointFacts } from './facts.ts'
import { exitOn, isInMarket, marketDates, withoutEnergy } from './market.ts'
import { isInForce, type LandedPrice, type MarketExit, type PricesOf } from './price.ts'

export type Cut = {
  point: PointFacts
  from: Day
  to: Day
  price: LandedPrice
  term: AccountTerm
  /** The market's sheet settles its energy. */
  isInMarket: boolean
  /** What is taken of the point's energy. */
  children: Edge[]
  /** The edge by which a point without a meter has its energy, with everything else that is taken of the parent. */
  share: { edge: Edge; siblings: Edge[] } | null
  /** Points of the above whose period registers do not count by the timetable of these days. */
  laggingIds: number[]
}
export type Refused = { ok: false; because: ParkReason; detail: Record<string, unknown> }
export type CutVerdict = { ok: true; cuts: Cut[] } | Refused

const LONGEST_CYCLE_MONTHS = 2

type Question = {
  billMonth: string
  from: Day
  to: Day
  cycleStartDay: number
  facts: AccountFacts
  pricesOf: PricesOf
}

/** Every settlement point's days, cut at each change, in order of point and day. */
export function cutBill(question: Question): CutVerdict {
  const { facts, from, to } = question
  if (facts.openCases.length > 0) return refuse('CASE_IN_PROGRESS', { cases: facts.openCases })
  if (facts.points.length === 0) return refuse('NO_POINT')
  const cuts: Cut[] = []
  for (const point of facts.points) {
    const isChild = facts.edges.some(({ childPointId }) => childPointId === point.pointId)
    if (point.readFrom === null && !isChild) return refuse('NO_METER', { pointNo: point.pointNo })
    const own = cutPoint(point, question)
    if (!own.ok) return own
    cuts.push(...own.cuts)
  }
  return isTieredAcrossYears(cuts, question)
    ? refuse('CHANGE_INSIDE_PERIOD', { periodFrom: from, periodTo: to })
    : { ok: true, cuts }
}

function cutPoint(point: PointFacts, { facts, from, to, pricesOf }: Question): CutVerdict {
  const codes = point.terms.map(({ priceCode }) => priceCode)
  const prices = new Map(codes.flatMap((code) => (code === null ? [] : [[code, pricesOf(code, from, to)]])))
  const priceOn = pricesInMarket(facts, (code, exit) => pricesOf(code, from, to, exit))
  const near = facts.edges.filter(({ parentPointId, childPointId }) =>
    [parentPointId, childPointId].includes(point.pointId),
  )
  const edges = edgesOfDays(
    [
      ...[...point.terms, ...facts.terms, ...near, ...marketDates(facts.market.terms)],
      ...[...prices.values()].flat().map(datesOf),
      ...(point.lineLosses ?? []),
      ...[...point.lags, ...near.flatMap(({ lags }) => lags)],
    ],
    from,
    to,
  )
  const cuts: Cut[] = []
  for (const [position, start] of edges.entries()) {
    const end = edges[position + 1]
    if (end === undefined) break
    const term = factOn(facts.terms, start)
    const code = factOn(point.terms, start)?.priceCode ?? null
    // Before its own first day a point counts nothing.
    if (!factOn(point.terms, start)) continue
    const price = code === null ? undefined : priceOn(code, start)
    if (price?.fault) return refuse('NO_PRICE', { priceCode: code, day: start, ...price.fault })
    if (!term || !price) return refuse('NO_PRICE', { priceCode: code, day: start, pointNo: point.pointNo })
    const taken = edgesOn(facts.edges, point, start)
    const laggingIds = price.timeOfUse ? laggingOn(point, taken, start) : []
    const isSettled = price.isBought && isInMarket(facts.market.terms, start)
    const days = { from: start, to: end, isInMarket: isSettled }
    const next = { point, ...days, price, term, ...taken, laggingIds }
    const latest = cuts.at(-1)
    if (latest && isContinued(latest, next)) latest.to = end
    else cuts.push(next)
  }
  return cuts.length > 0
    ? { ok: true, cuts }
    : refuse('NO_PRICE', { priceCode: codes[0] ?? null, pointNo: point.pointNo })
}

/** The price of a code on a day, as far as the market leaves it: the same object as long as nothing changes. */
function pricesInMarket(
  { market: { terms } }: AccountFacts,
  pricesOf: (code: string, exit: MarketExit | null) => LandedPrice[],
) {
  const landed = new Map<string, LandedPrice[]>()
  const settled = new Map<LandedPrice, LandedPrice>()
  return (code: string, day: Day): LandedPrice | undefined => {
    const exit = exitOn(terms, day)
    const key = `${code}|${exit?.energyMultiple ?? ''}`
    const known = landed.get(key) ?? pricesOf(code, exit)
    landed.set(key, known)
    const price = known.find((each) => isInForce(each, day))
    if (!price?.isBought || !isInMarket(terms, day)) return price
    const rest = settled.get(price) ?? withoutEnergy(price)
    settled.set(price, rest)
    return rest
  }
}

function datesOf({ validFrom, validTo }: LandedPrice): Dated {
  return { from: validFrom, to: validTo }
}

function edgesOn(edges: Edge[], { pointId, readFrom }: PointFacts, day: Day): Pick<Cut, 'children' | 'share'> {
  const holding = edges.filter((edge) => edge.from <= day && (edge.to === null || day < edge.to))
  const own = readFrom === null ? holding.find(({ childPointId }) => childPointId === pointId) : undefined
  const siblings = own ? holding.filter(({ parentPointId }) => parentPointId === own.parentPointId) : []
  return {
    children: holding.filter(({ parentPointId }) => parentPointId === pointId),
    share: own ? { edge: own, siblings } : null,
  }
}

function laggingOn(point: PointFacts, { children, share }: Pick<Cut, 'children' | 'share'>, day: Day): number[] {
  const own = point.lags.map((lag) => ({ ...lag, pointId: point.pointId }))
  const others = [...children, ...(share?.siblings ?? [])].flatMap(({ lags }) => lags)
  const holding = [...own, ...others].filter(({ from, to }) => from <= day && (to === null || day < to))
  return [...new Set(holding.map(({ pointId }) => pointId))]
}

function isContinued(latest: Cut, next: Cut): boolean {
  const idsOf = ({ children, share }: Cut) => [...children, ...(share?.siblings ?? [])].map(({ id }) => id).join()
  return (
    latest.to === next.from &&
    latest.price === next.price &&
    lineLossOf(latest) === lineLossOf(next) &&
    isSameTerm(latest.term, next.term) &&
    idsOf(latest) === idsOf(next) &&
    latest.laggingIds.join() === next.laggingIds.join()
  )
}

function lineLossOf({ point, from }: Cut) {
  return factOn(point.lineLosses ?? [], from)
}

/** Only what a rating feels: another household or customer name cuts nothing. */
function isSameTerm(one: AccountTerm, other: AccountTerm): boolean {
  return (
    one.parts === other.parts &&
    one.powerFactorStandard === other.powerFactorStandard &&
    one.baseCharge === other.baseCharge
  )
}

function edgesOfDays(dated: Dated[], from: Day, to: Day): Day[] {
  const days = dated.flatMap((each) => (each.to === null ? [each.from] : [each.from, each.to]))
  return [...new Set([from, ...days.filter((day) => from < day && day < to), to])].sort()
}

/**
 * Two months are the longest reading cycle: its bill month decides the tier year. More than that, or two sets of monthly
 * limits, is billed in parts.
 */
function isTieredAcrossYears(cuts: Cut[], { from, billMonth, cycleStartDay }: Question): boolean {
  const tiered = cuts.filter(({ price }) => price.accumulation !== null)
  if (
    tiered.some(({ price }) => price.accumulation === 'monthly') &&
    new Set(tiered.map(({ price }) => price)).size > 1
  )
    return true
  return (
    tiered.some(({ price }) => price.accumulation === 'annual') &&
    tierYearOf(from) !== tierYearOf(billMonth) &&
    monthsCovered(from, billMonth, cycleStartDay) > LONGEST_CYCLE_MONTHS
  )
}

function refuse(because: ParkReason, detail: Record<string, unknown> = {}): Refused {
  return { ok: false, because, detail }
}
