// Decides what a bill is rated from and what a rating says (CONTRACT §15); a bill run and the calculation share it.
import type { CapacityFacts, RatedCapacity } from '../capacity-charge.ts'
import type { DemandFacts, RatedDemand } from '../demand-charge.ts'
import type { RuleEdition } from '../editions.ts'
import type { RatedLine } from '../lines.ts'
import type { Exact } from '../money.ts'
import type { PowerFactorStandard } from '../power-factor.ts'
import type { EnergyPeriod } from '../price-period.ts'
import type { MarketSheet } from '../run/facts.ts'
import type { Household, RatedTier, Tier } from '../tiers.ts'

export type EnergyByPeriod = Partial<Record<EnergyPeriod, Exact>>
export type EnergyRounding = 'none' | 'whole'

export type BillFacts = {
  ruleEdition: RuleEdition
  cycleStartDay: number
  /** Half-open civil days. */
  period: { from: string; to: string }
  /** In any order and over any days: several metering points of one account have segments of their own over the same days. */
  segments: SegmentFacts[]
  energyRounding: EnergyRounding
  baseCharge: BaseChargeFacts | null
  /** Where the price of it or how it is charged changes inside the period, in order: what holds from a day on. */
  laterBaseCharges?: { from: string; baseCharge: BaseChargeFacts }[]
  /** Without a base charge, as the meters are off (暂拆). */
  unchargedDays?: { from: string; to: string }[]
  residentialTier: ResidentialTierFacts | null
  /** Energy that the retail market settles: its segments have no energy price of their own. */
  market?: MarketFacts
  surcharges: SurchargeFacts[]
}

export type MarketFacts = {
  /** Positions of the segments whose energy the sheets settle. */
  segments: number[]
  sheets: MarketSheet[]
}

export type SegmentFacts = {
  from: string
  to: string
  tariffSystem: 'single' | 'two-part' | 'residential-tier'
  /** For the bill to show; `metered` is multiplied already. */
  multiplier: Exact
  metered: MeteredFacts
  transformerLoss: LossFacts | null
  /** 线损, in percent of the metered energy. */
  lineLoss?: { percent: Exact; reactivePercent: Exact }
  lossAllocation: 'proportional' | 'flat'
  /** Empty for residential tiers. */
  prices: PriceComponent[]
  allocations: AllocationFacts[]
  powerFactorStandard: PowerFactorStandard | null
  clause?: string
}

/** kWh and kvarh by register, after the multiplier. A register that does not exist is left out, never 0. */
export type MeteredFacts = {
  activeKwh: EnergyByPeriod
  reactiveForwardKvarh?: Exact
  reactiveReverseKvarh?: Exact
}

export type LossFacts = {
  capacityKva: Exact
  ironLossKwhPerMonth: Exact
  ironLossKvarhPerMonth: Exact
  /** null: by capacity. */
  copperLossPercent: Exact | null
  reactiveCopperFactor: Exact
  /** What flowed through where others took of it behind the meter, and copper is lost on; else the metered energy. */
  throughKwh?: Exact
}

/** One part of the price (energy, line loss, transmission …): `{ total }`, or by period. */
export type PriceComponent = {
  /** Its lines are `<code>-<period>`. */
  code: string
  prices: Partial<Record<EnergyPeriod, string>>
  inPowerFactorBase: boolean
  clause?: string
}

export type AllocationFacts = {
  name: string
  quantity: { method: 'fixed'; energyKwh: Exact } | { method: 'ratio'; ratioPercent: Exact }
  priceYuanPerKwh: string
  /** null: `flat` with time-of-use prices, else `total`. */
  fromPeriod: EnergyPeriod | 'proportional' | null
  inPowerFactorBase: boolean
  clause?: string
}

export type ResidentialTierFacts = {
  accumulation: 'monthly' | 'annual'
  tiers: Tier[]
  months: number
  accumulatedBeforeKwh: Exact
  serviceMonths: number
  household: Household | null
  clause?: string
}

/** Period, cycles and edition are the bill's. */
export type BaseChargeFacts = (
  | ({ method: 'capacity' } & Pick<
      CapacityFacts,
      'priceYuanPerKvaMonth' | 'units' | 'interlockGroups' | 'capacityRounding'
    >)
  | ({ method: 'demand' } & Pick<DemandFacts, 'mode' | 'priceYuanPerKwMonth' | 'feeders'>)
) & { clause?: string }

export type SurchargeFacts = { code: string; name?: string; priceYuanPerKwh: string; clause?: string }

/** Where a line comes from, so that a bill page can open it. Positions are those of the facts. */
export type LineSource = {
  segment?: number
  period?: EnergyPeriod
  component?: string
  allocation?: number
  /** From 0. */
  tier?: number
  cycle?: number
  feeder?: number
  powerFactorGroup?: number
  surcharge?: number
  /** Position of the sheet. */
  sheet?: number
}
export type BillLine = RatedLine & { source: LineSource }

export type RatedSegment = {
  from: string
  to: string
  days: number
  multiplier: Exact
  /** As metered, without loss. */
  activeKwh: Exact
  /** As charged, after loss and allocations. */
  energyByPeriodKwh: EnergyByPeriod
  /** Forward, reverse and loss. */
  reactiveKvarh: Exact
  /** Of transformers and line. */
  lossKwh: Exact
  lossKvarh: Exact
  lineLossKwh: Exact
  registerMismatchKwh: Exact
  /** null for residential tiers. */
  energyYuan: string | null
}

export type RatedPowerFactorGroup = {
  standard: PowerFactorStandard
  activeKwh: Exact
  reactiveKvarh: Exact
  /** null without active energy. */
  powerFactor: number | null
  ratePercent: number
  baseYuan: string
  adjustmentYuan: string
}

export type BillCharges = {
  baseYuan: string
  energyYuan: string
  energyByPeriodYuan: Partial<Record<EnergyPeriod, string>>
  allocationsYuan: string
  powerFactorAdjustmentYuan: string
  surchargesYuan: string
  surchargeYuan: Record<string, string>
}

export type Notice = { code: string; path: string; message: string }

export type Rating = {
  ok: true
  segments: RatedSegment[]
  energyKwh: Exact
  energyByPeriodKwh: EnergyByPeriod
  reactiveKvarh: Exact
  powerFactorGroups: RatedPowerFactorGroup[]
  charges: BillCharges
  baseCharge: ({ method: 'capacity' } & RatedCapacity) | ({ method: 'demand' } & RatedDemand) | null
  tiers: RatedTier[] | null
  accumulatedAfterKwh: number | null
  averagePriceYuanPerKwh: string | null
  lines: BillLine[]
  totalYuan: string
  notices: Notice[]
}

/** `path` is that of the facts (`segments.0.prices.0.valley`). */
export type RatingIssue = { path: string; code: RatingIssueCode; message: string }
export type RatingIssueCode =
  | 'ACTIVE_ENERGY_MISSING'
  | 'PERIODS_EXCEED_TOTAL'
  | 'PERIOD_WITHOUT_PRICE'
  | 'ALLOCATION_PERIOD_UNKNOWN'
  | 'ALLOCATION_EXCEEDS_ENERGY'
  | 'TIER_PRICE_MISSING'
  | 'TIERS_MISSING'
  | 'BASE_CHARGE_MISSING'
  | 'DEMAND_NOT_OFFERED'
  | 'DEMAND_OVER_SEVERAL_CYCLES'
export type RatingRefusal = { ok: false; issues: RatingIssue[] }
