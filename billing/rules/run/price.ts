// Decides the shape of a price that a bill is rated on: figures of one version that hold throughout some days.
import type { PriceComponent, SurchargeFacts } from '../bill/facts.ts'
import type { Day } from '../periods.ts'
import type { Tier } from '../tiers.ts'

export type Minimum =
  | { method: 'amount'; yuanPerMonth: string }
  | { method: 'energy'; kwhPerMonth: number; priceYuanPerKwh: string }

export type LandedPrice = {
  versionId: number
  priceCode: string
  version: string
  validFrom: Day
  validTo: Day
  tariffSystem: 'single' | 'two-part' | 'residential-tier'
  timeOfUse: boolean
  /** Whose timetables tell its periods; null: those of no province. */
  timetable: { region: string; tariffSystem: LandedPrice['tariffSystem'] } | null
  accumulation: 'annual' | 'monthly' | null
  household: { thresholdPersons: number; bumpKwhPerMonth: number } | null
  /** Empty unless the price has tiers. */
  tiers: Tier[]
  /** The energy is bought by agency: in the market the sheet takes its place. */
  isBought: boolean
  /** Empty where the price has tiers. */
  components: PriceComponent[]
  surcharges: SurchargeFacts[]
  capacityYuanPerKvaMonth: string | null
  demandYuanPerKwMonth: string | null
  /** 两部制负荷率激励: the demand price is multiplied from so many kWh a month for each kVA. */
  highLoad: { kwhPerKva: number; demandFactor: string; clause: string } | null
  /** 保底电费: the least for a month. */
  minimum: Minimum | null
  clause: string
  /** Why these days have no price, such as a month of agency prices that nobody entered. */
  fault: Record<string, unknown> | null
}

/** Bought energy is multiplied for who left the market (退市). */
export type MarketExit = { energyMultiple: string; basis: string }
export type PricesOf = (priceCode: string, from: Day, to: Day, exit?: MarketExit | null) => LandedPrice[]

export function isInForce({ validFrom, validTo }: LandedPrice, day: Day): boolean {
  return validFrom <= day && day < validTo
}
