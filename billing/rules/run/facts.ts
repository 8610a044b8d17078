// Decides the names of what a bill run knows of an account before it rates: the customer file's dated facts (CONTRACT §15).
import type { SheetLine } from '../market-settlement.ts'
import type { Day } from '../periods.ts'

export type Dated = { from: Day; to: Day | null }

export type AccountClass = 'residential' | 'agricultural' | 'commercial'
export type AccountTerm = Dated & {
  accountClass: AccountClass
  parts: 'single' | 'two'
  baseCharge: 'capacity' | 'contract-demand' | 'actual-demand' | null
  powerFactorStandard: '0.90' | '0.85' | '0.80' | null
  /** Not adjusted although of its size, as somebody decided. */
  powerFactorExempt?: boolean
  contractCapacityKva: number
  householdPersons: number | null
  status: 'active' | 'paused' | 'removed' | 'closed'
}

export type PointTerm = Dated & { priceCode: string | null }
export type DemandTerm = Dated & { contractDemandKw: number }
/** Loss data of a transformer whose loss the point bears, and how it stood. */
export type BorneTransformer = Dated & {
  states: TransformerUnit['states']
  capacityKva: number
  ironLossKwhPerMonth: number
  ironLossKvarhPerMonth: number
  copperLossPercent: number | null
  reactiveCopperFactor: number
}

/** 线损 in percent of what the point metered. */
export type LineLoss = Dated & { percent: number; reactivePercent: number }

export type PointFacts = {
  pointId: number
  pointNo: string
  /** Since when a meter counts there; null: none ever did. */
  readFrom: Date | null
  terms: PointTerm[]
  demandTerms: DemandTerm[]
  transformers: BorneTransformer[]
  lineLosses?: LineLoss[]
  /** Days on which period registers of its meter count by an earlier timetable (时段未调整). */
  lags: Dated[]
}

export type TransformerState = 'in-use' | 'hot-standby' | 'paused' | 'cold-standby' | 'exchanged'
export type TransformerUnit = {
  id: string
  capacityKva: number
  inServiceSince: Day | null
  interlockGroup: number | null
  interlockRunning: number | null
  states: (Dated & { state: TransformerState; agreedUntil?: Day | null })[]
}

/** A part of the parent's energy that goes elsewhere: to a child's point, or to another price on the same bill. */
export type Edge = Dated & {
  id: number
  parentPointId: number
  childPointId: number | null
  method: 'metered-child' | 'fixed-quantity' | 'fixed-ratio'
  /** kWh a month, or percent; null for a metered child. */
  quantity: number | null
  priceCode: string | null
  inPowerFactorBase: boolean
  /** Of the points that it names. */
  lags: (Dated & { pointId: number })[]
}

export type Allowance = Dated & { kind: 'low-income' | 'destitute' }
export type AllowanceRule = Dated & { kind: Allowance['kind']; freeKwhPerMonth: number; clause: string }

/** Days in the retail market (零售市场). `leftHow` is null while it goes on. */
export type MarketTerm = Dated & {
  retailer: string
  leftHow: 'own-will' | 'otherwise' | null
  /** Since when the account is another customer's than the one who left. */
  nextOwnerFrom: Day | null
}
/** 零售市场结算单: what the market settled of a month, as it printed it. */
export type MarketSheet = {
  month: string
  sheetNo: string
  retailer: string
  lines: (SheetLine & { name: string })[]
}

export type AccountFacts = {
  terms: AccountTerm[]
  points: PointFacts[]
  units: TransformerUnit[]
  edges: Edge[]
  allowances: Allowance[]
  market: { terms: MarketTerm[]; sheets: MarketSheet[] }
  /** Cases in progress (在途) that hold the account back. */
  openCases: string[]
}

/** The first of several dated facts that holds on a day. */
export function factOn<Fact extends Dated>(facts: Fact[], day: Day): Fact | undefined {
  return facts.find(({ from, to }) => from <= day && (to === null || day < to))
}
