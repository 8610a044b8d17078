// Decides the basic charge by maximum demand (需量电费; CONTRACT §3).
import type { Share } from './cycles.ts'
import type { RuleEdition } from './editions.ts'
import type { RatedLine } from './lines.ts'
import type { Exact } from './money.ts'

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
