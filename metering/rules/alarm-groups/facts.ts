// What the grouping of alarms is told, and what it answers.
import type { CauseName, GroupLevel } from './causes.ts'

/** Dated (`alarm_group_rule`); `…Permille` are shares, `proofs` is how many meters must have told of lost supply itself. */
export type GroupFigures = {
  windowMs: number
  /** What fell silent did so at most so long after it was heard last. */
  silenceMs: number
  proofs: number
  districtPoints: number
  districtPermille: number
  feederDistricts: number
  feederPermille: number
  substationFeeders: number
  substationPermille: number
  voltageWindowMs: number
  voltagePoints: number
  voltagePermille: number
  recoveredPermille: number
}

/** An alarm that is open. `points`: for which it speaks, of a terminal those behind it. */
export type OpenAlarm = {
  alarmId: number
  kind: string
  atMs: number
  isTerminal: boolean
  points: number[]
  districtId: number | null
  feederId: number | null
  substationId: number | null
  /** By which group it is covered already. */
  groupId: number | null
}

/** `points`: of how many one could hear at all. */
export type District = { districtId: number; feederId: number | null; substationId: number | null; points: number }

/** A group that is open. `fromMs`: what began earlier is none of it. */
export type HeldGroup = { groupId: number; cause: CauseName; level: GroupLevel; placeId: number; fromMs: number }

export type Group = {
  cause: CauseName
  level: GroupLevel
  placeId: number
  kind: string
  /** Of the group that is open there already. */
  heldId: number | null
  fromMs: number
  memberIds: number[]
  /** Smaller groups that are part of it from now on. */
  absorbedIds: number[]
}

export type Grouping = {
  groups: Group[]
  /** Silent meters by the alarm of the terminal that explains them. */
  byTerminal: { alarmId: number; terminalAlarmId: number }[]
  /** Groups that nothing stands for any more. */
  goneIds: number[]
}
