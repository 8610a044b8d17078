// Decides the basic charge by transformer capacity (容量电费; CONTRACT §2).
import type { RuleEdition } from './editions.ts'
import type { RatedLine } from './lines.ts'
import type { Exact } from './money.ts'

export type UnitState = {
  from: string
  /** null: no end yet. */
  to: string | null
  state: 'in-use' | 'hot-standby' | 'paused' | 'cold-standby' | 'exchanged'
}
export type CapacityUnit = { id: string; capacityKva: Exact; inServiceSince?: string | null; states: UnitState[] }
export type InterlockGroup = { unitIds: string[]; maxRunning: number }

export type CapacityFacts = {
  ruleEdition: RuleEdition
  cycleStartDay: number
  period: { from: string; to: string }
  /** The days that are charged at all; null: every day of the period. They may overlap. */
  chargedDays: { from: string; to: string }[] | null
  priceYuanPerKvaMonth: string
  units: CapacityUnit[]
  interlockGroups: InterlockGroup[]
  capacityRounding: 'none' | 'whole-kva'
  clause?: string
}

export type RatedCycle = { from: string; to: string; days: number; billableKva: number; amountYuan: string }
export type RatedCapacity = {
  cycles: RatedCycle[]
  units: { id: string; chargedDays: number }[]
  /** One for each cycle with billable capacity; `cycle` is its position. */
  lines: (RatedLine & { cycle: number })[]
  notices: { code: 'PAUSE_UNDER_15_DAYS'; path: string; message: string }[]
}
