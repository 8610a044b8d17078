// Decides the basic charge by maximum demand (需量电费; CONTRACT §3).
import type { Share } from './cycles.ts'
import { demandFigures, editionFigures, type RuleEdition } from './editions.ts'
import { type RatedLine, rateLine } from './lines.ts'
import { type Exact, exact, quantityToNumber, sumYuan, zero } from './money.ts'

export type DemandFeeder = {
  id: string
  /** Needed in mode `contract`. */
  contractDemandKw?: Exact | null
  actualDemandKw: Exact
  /** Needed in mode `contract`. */
  installedCapacityKva?: Exact | null
}

export type DemandFacts = {
  ruleEdition: RuleEdition
  mode: 'contract' | 'actual'
  priceYuanPerKwMonth: string
  feeders: DemandFeeder[]
  monthShare: Share
  clause?: string
}

export type RatedFeeder = {
  id: string
  contractDemandKw: number | null
  overrunKw: number
  billingDemandKw: number
  amountYuan: string
}
export type RatedDemand = {
  feeders: RatedFeeder[]
  monthShare: number
  /** `feeder` is its position. */
  lines: (RatedLine & { feeder: number })[]
  notices: { code: 'DEMAND_BELOW_40_PERCENT' | 'DEMAND_OVER_105_PERCENT'; path: string; message: string }[]
}

/** Each feeder is computed alone: what one leaves unused does not help another. */
export function rateDemand(facts: DemandFacts): RatedDemand {
  const rated = facts.feeders.map((feeder, position) => rateFeeder(facts, feeder, position))
  const { numerator, divisor } = facts.monthShare
  return {
    feeders: rated.map(({ feeder }) => feeder),
    monthShare: quantityToNumber(exact(numerator).div(divisor)),
    lines: rated.flatMap(({ lines }) => lines),
    notices: rated.flatMap(({ notices }) => notices),
  }
}

type RatedOne = Pick<RatedDemand, 'lines' | 'notices'> & { feeder: RatedFeeder }

function rateFeeder(facts: DemandFacts, feeder: DemandFeeder, position: number): RatedOne {
  const { priceYuanPerKwMonth: price } = facts
  if (facts.mode === 'actual') {
    const line = rateKw(facts, 'demand-actual', feeder.actualDemandKw, price)
    return {
      feeder: {
        id: feeder.id,
        contractDemandKw: null,
        overrunKw: 0,
        billingDemandKw: quantityToNumber(feeder.actualDemandKw),
        amountYuan: line.amountYuan,
      },
      lines: [{ ...line, feeder: position }],
      notices: [],
    }
  }
  const { contractKw, isRaised, overrunKw } = decideDemand(feeder)
  const lines = [rateKw(facts, 'demand-contract', contractKw, price)]
  const { overrunMultiple } = demandFigures
  if (overrunKw.gt(0)) {
    lines.push(rateKw(facts, 'demand-overrun', overrunKw, exact(price).times(overrunMultiple).toFixed()))
  }
  return {
    feeder: {
      id: feeder.id,
      contractDemandKw: quantityToNumber(contractKw),
      overrunKw: quantityToNumber(overrunKw),
      billingDemandKw: quantityToNumber(overrunKw.times(overrunMultiple).plus(contractKw)),
      amountYuan: sumYuan(lines.map(({ amountYuan }) => amountYuan)),
    },
    lines: lines.map((line) => ({ ...line, feeder: position })),
    notices: noticeDemand(isRaised, overrunKw.gt(0), `feeders.${position}`),
  }
}

/** Between which bounds a contract demand is judged: 40 % of the capacity, and 105 % of what is charged. */
export function demandBounds(
  feeder: DemandFeeder,
): { contractKw: number; leastKw: number; toleratedKw: number } | null {
  if (feeder.contractDemandKw == null) return null
  const { contractKw } = decideDemand(feeder)
  return {
    contractKw: quantityToNumber(exact(feeder.contractDemandKw)),
    leastKw: leastDemandKw(feeder.installedCapacityKva ?? 0),
    toleratedKw: quantityToNumber(contractKw.times(demandFigures.tolerated)),
  }
}

/** What a contract demand is charged as at least, in kW of a capacity in kVA. */
export function leastDemandKw(capacityKva: Exact | number): number {
  return quantityToNumber(exact(capacityKva).times(demandFigures.leastShareOfCapacity))
}

/** The tolerated 105 % are taken of the contract after the 40 % rule. */
function decideDemand(feeder: DemandFeeder): { contractKw: Exact; isRaised: boolean; overrunKw: Exact } {
  const agreedKw = exact(feeder.contractDemandKw ?? 0)
  const leastKw = exact(feeder.installedCapacityKva ?? 0).times(demandFigures.leastShareOfCapacity)
  const isRaised = agreedKw.lt(leastKw)
  const contractKw = isRaised ? leastKw : agreedKw
  const toleratedKw = contractKw.times(demandFigures.tolerated)
  const { actualDemandKw } = feeder
  const overrunKw = actualDemandKw.gt(toleratedKw) ? actualDemandKw.minus(toleratedKw) : zero
  return { contractKw, isRaised, overrunKw }
}

function rateKw(facts: DemandFacts, item: string, demandKw: Exact, price: string): RatedLine {
  const { numerator, divisor } = facts.monthShare
  return rateLine({
    item,
    quantity: demandKw.times(numerator).div(divisor),
    unit: 'kW·month',
    price,
    clause: facts.clause ?? editionFigures[facts.ruleEdition].clauses.demand,
    quantityFormula: numerator === divisor ? undefined : `${demandKw.toFixed()} × ${numerator}/${divisor}`,
  })
}

function noticeDemand(isRaised: boolean, isOver: boolean, path: string): RatedDemand['notices'] {
  const notices: RatedDemand['notices'] = []
  const raised = '合同最大需量低于变压器及高压电动机容量的 40%,按 40% 计收'
  if (isRaised) notices.push({ code: 'DEMAND_BELOW_40_PERCENT', path, message: raised })
  const over = '最大需量超过合同值的 105%,超过部分加一倍计收'
  if (isOver) notices.push({ code: 'DEMAND_OVER_105_PERCENT', path, message: over })
  return notices
}
