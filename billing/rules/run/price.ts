// Decides what a price comes to for a bill: the figures of one version, ready to be rated.
import type { PriceComponent, SurchargeFacts } from '../bill/facts.ts'
import type { Day } from '../periods.ts'
import type { Tier } from '../tiers.ts'

export type LandedPrice = {
  versionId: number
  priceCode: string
  version: string
  validFrom: Day
  validTo: Day | null
  tariffSystem: 'single' | 'two-part' | 'residential-tier'
  timeOfUse: boolean
  accumulation: 'annual' | 'monthly' | null
  household: { thresholdPersons: number; bumpKwhPerMonth: number } | null
  /** Empty unless the price has tiers. */
  tiers: Tier[]
  /** Empty where the price has tiers. */
  components: PriceComponent[]
  surcharges: SurchargeFacts[]
  capacityYuanPerKvaMonth: string | null
  demandYuanPerKwMonth: string | null
  /** 两部制负荷率激励: the demand price is multiplied from so many kWh a month for each kVA. */
  highLoad: { kwhPerKva: number; demandFactor: string; clause: string } | null
  clause: string
}

/** Versions of one price that touch `[from, to)`, oldest first. */
export function versionsTouching(prices: LandedPrice[], from: Day, to: Day): LandedPrice[] {
  return prices
    .filter(({ validFrom, validTo }) => validFrom < to && (validTo === null || from < validTo))
    .sort((one, other) => one.validFrom.localeCompare(other.validFrom))
}
