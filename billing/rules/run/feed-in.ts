// Decides what a plant is paid for a month: its days cut where mode or prices change, a line for each (上网电费; 发改价格〔2013〕1638号).
import { addDays } from '../../../db/time.ts'
import { rateFeedIn } from '../feed-in.ts'
import type { RatedLine } from '../lines.ts'
import { sumYuan, whToKwh } from '../money.ts'
import type { ParkReason } from '../parking.ts'
import type { Day } from '../periods.ts'
import { type Dated, factOn } from './facts.ts'

export type FeedInMode = 'surplus' | 'full'
export type FeedInRegister = 'exportTotal' | 'importTotal'
/** Dated facts of a point that feeds in. */
export type Plant = Dated & {
  pointId: number
  pointNo: string
  mode: FeedInMode
  region: string
  register: FeedInRegister
  generation: { pointId: number; register: FeedInRegister } | null
  subsidyCode: string | null
}
export type FeedInPrice = Dated & { region: string; mode: FeedInMode } & PaidPrice
export type GenerationSubsidy = Dated & { code: string } & PaidPrice
type PaidPrice = { yuanPerKwh: string; official: boolean; clause: string }
export type FeedInBook = { prices: FeedInPrice[]; subsidies: GenerationSubsidy[] }

export type FeedInCut = { from: Day; to: Day; plant: Plant; price: PaidPrice; subsidy: PaidPrice | null }
type Refused = { ok: false; because: ParkReason; detail: Record<string, unknown> }
export type FeedInCuts = { ok: true; cuts: FeedInCut[] } | Refused

/** The days on which any of the plants feeds in, inside `[from, to)`; null where there are none. */
export function feedInDays(plants: Plant[], period: { from: Day; to: Day }): { from: Day; to: Day } | null {
  const within = plants.map((plant) => clip(plant, period)).filter((each) => each !== null)
  const [from] = within.map((each) => each.from).sort()
  const to = within
    .map((each) => each.to)
    .sort()
    .at(-1)
  return from !== undefined && to !== undefined ? { from, to } : null
}

function clip({ from, to }: Dated, period: { from: Day; to: Day }): { from: Day; to: Day } | null {
  const first = from > period.from ? from : period.from
  const last = to !== null && to < period.to ? to : period.to
  return first < last ? { from: first, to: last } : null
}

/**
 * Plants without the days on which the meters were off (暂拆): the day on which they were taken off still counts, and so does
 * that on which they came back.
 */
export function withoutRemovals<P extends Plant>(plants: P[], removals: { from: Day; to: Day | null }[]): P[] {
  return removals.reduce<P[]>((left, { from, to }) => {
    const off = addDays(from, 1)
    return left.flatMap((plant) => {
      if ((plant.to !== null && plant.to <= off) || (to !== null && to <= plant.from)) return [plant]
      return [
        ...(plant.from < off ? [{ ...plant, to: off }] : []),
        ...(to !== null && (plant.to === null || to < plant.to)
          ? [{ ...plant, from: to > plant.from ? to : plant.from }]
          : []),
      ]
    })
  }, plants)
}

/** Up to the first hand-over: what comes behind it is another's, and is settled with the month after. */
export function endAtHandOver(period: { from: Day; to: Day }, handOvers: Day[]): { from: Day; to: Day } {
  const within = handOvers.filter((day) => period.from < day && day < period.to).sort()
  return { from: period.from, to: within[0] ?? period.to }
}

/** Each plant's days, cut wherever what it is paid changes; in order of point and day. */
export function cutFeedIn(plants: Plant[], period: { from: Day; to: Day }, book: FeedInBook): FeedInCuts {
  const cuts: FeedInCut[] = []
  for (const plant of plants) {
    const days = clip(plant, period)
    if (!days) continue
    const prices = book.prices.filter(({ region, mode }) => region === plant.region && mode === plant.mode)
    const subsidies = book.subsidies.filter(({ code }) => code === plant.subsidyCode)
    const edges = edgesOf([...prices, ...subsidies], days)
    for (const [position, from] of edges.entries()) {
      const to = edges[position + 1]
      if (to === undefined) break
      const price = factOn(prices, from)
      if (!price) {
        const { region, mode, pointNo } = plant
        return { ok: false, because: 'NO_PRICE', detail: { region, mode, pointNo, day: from } }
      }
      // A programme that is over pays nothing more.
      cuts.push({ from, to, plant, price, subsidy: factOn(subsidies, from) ?? null })
    }
  }
  return { ok: true, cuts }
}

function edgesOf(dated: Dated[], { from, to }: { from: Day; to: Day }): Day[] {
  const days = dated.flatMap((each) => (each.to === null ? [each.from] : [each.from, each.to]))
  return [...new Set([from, ...days.filter((day) => from < day && day < to), to])].sort()
}

/** After the multiplier. Null: no such meter. */
export type FedIn = { exportedWh: number; generatedWh: number | null }
export type StatementLine = RatedLine & { pointId: number; from: Day; to: Day }
export type RatedStatement = {
  lines: StatementLine[]
  exportedWh: number
  /** Null where a plant has no meter for it. */
  generatedWh: number | null
  totalYuan: string
  official: boolean
}

export function rateStatement(cuts: { cut: FeedInCut; fedIn: FedIn }[]): ({ ok: true } & RatedStatement) | Refused {
  const lines: StatementLine[] = []
  let isAllMetered = true
  let [exportedWh, generatedWh] = [0, 0]
  for (const { cut, fedIn } of cuts) {
    const { plant, from, to, price, subsidy } = cut
    const generated = plant.mode === 'full' ? (fedIn.generatedWh ?? fedIn.exportedWh) : fedIn.generatedWh
    if (generated !== null && generated < fedIn.exportedWh && plant.mode === 'surplus') {
      const detail = { because: 'EXPORT_EXCEEDS_GENERATION', pointNo: plant.pointNo, from, to }
      return { ok: false, because: 'NOT_COMPUTABLE', detail }
    }
    const rated = rateFeedIn({
      mode: plant.mode,
      exportedKwh: whToKwh(fedIn.exportedWh).toNumber(),
      generatedKwh: generated === null ? null : whToKwh(generated).toNumber(),
      priceYuanPerKwh: price.yuanPerKwh,
      subsidyYuanPerKwh: subsidy?.yuanPerKwh ?? null,
      clause: price.clause,
    })
    for (const line of rated.lines) {
      const clause = line.item === 'feed-in' ? price.clause : (subsidy?.clause ?? line.clause)
      lines.push({ ...line, clause, pointId: plant.pointId, from, to })
    }
    exportedWh += fedIn.exportedWh
    generatedWh += generated ?? 0
    isAllMetered &&= generated !== null
  }
  return {
    ok: true,
    lines,
    exportedWh,
    generatedWh: isAllMetered ? generatedWh : null,
    totalYuan: sumYuan(lines.map(({ amountYuan }) => amountYuan)),
    official: cuts.every(({ cut: { price, subsidy } }) => price.official && (subsidy?.official ?? true)),
  }
}
