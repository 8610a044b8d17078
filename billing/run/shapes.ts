import { startOfDay } from '../../db/time.ts'
import type { Segment } from '../rules/continuity.ts'
import type { ParkReason, ParkStage } from '../rules/parking.ts'
import type { CheckRule, Hit } from '../rules/run/checks.ts'
import type { CurveCoverage } from '../rules/run/curve.ts'
import type { Cut } from '../rules/run/cut.ts'
import type { EnergyByRole } from '../rules/run/energy.ts'
import type { AccountFacts, AllowanceRule } from '../rules/run/facts.ts'
import type { Tolerance } from '../rules/run/market.ts'
import type { PowerFactorDuty } from '../rules/run/missing-facts.ts'
import type { PricesOf } from '../rules/run/price.ts'
import type { Timetable } from '../rules/timetable.ts'
import type { NewBill } from '../sql/bills.ts'
import type { BilledEnds, DueRule } from '../sql/facts.ts'
import type { Ledger } from '../sql/ledgers.ts'
import type { UsagePort } from '../usage.ts'

/** What all batches of a run share; read once, so that one run rates by one price book. */
export type Shared = {
  billMonth: string
  findUsages: UsagePort
  pricesOf: PricesOf
  timetables: Timetable[]
  dueRules: DueRule[]
  allowanceRules: AllowanceRule[]
  powerFactorDuties: PowerFactorDuty[]
  checkRules: CheckRule[]
  marketTolerances: Tolerance[]
}

export type BatchInput = Shared & {
  accountIds: number[]
  runId: number | null
  /** A trial shows what would be billed before anybody has reviewed it. */
  isTrial?: boolean
  /** A forecast of a month that is not over does without the sheets of the market, which come after it. */
  isForecast?: boolean
  /** A final bill ends at this instant instead of at the reading day. */
  finalAt?: Date
}

/** One account on its way through a batch. */
export type Case = {
  ledger: Ledger
  period: { from: string; to: string }
  facts: AccountFacts
  cuts: Cut[]
  billedEnds: BilledEnds
  /** Settled within the month (分次结算): energy only, until the month's bill replaces it. */
  isInterim: boolean
  /** On which day each point's demand was the largest, as far as metering knows. */
  demandDays: Map<number, string>
}

/** What the meters answered for one cut. */
export type CollectedCut = {
  segments: Segment[]
  quality: string
  own: EnergyByRole | null
  others: Map<number, EnergyByRole>
  /** Where period registers could not tell and the load curve did. */
  curve: CurveCoverage | null
}
export type Parked = { because: ParkReason; detail: Record<string, unknown>; stage: ParkStage }
export type CaseVerdict<Value> = { ok: true; value: Value } | ({ ok: false } & Parked)

export type CheckedBill = { bill: NewBill; hits: Hit[]; isHeld: boolean }
export type MadeBill = CheckedBill & { billId: number }
export type NewParking = Parked & { accountId: number }
export type BatchOutcome = { issued: MadeBill[]; held: MadeBill[]; parked: NewParking[]; notDue: number }

export function park(stage: ParkStage, because: ParkReason, detail: Record<string, unknown> = {}) {
  return { ok: false as const, because, detail, stage }
}

/** The instants between which a cut is metered. */
export function spanOf({ point, from, to }: Cut, { period, ledger }: Case, { finalAt }: Pick<BatchInput, 'finalAt'>) {
  const start = (from === period.from && ledger.begunAt) || startOfDay(from)
  return {
    from: point.readFrom && point.readFrom > start ? point.readFrom : start,
    to: to === period.to && finalAt ? finalAt : startOfDay(to),
  }
}
