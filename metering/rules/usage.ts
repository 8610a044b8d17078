/**
 * Energy of one register over part of a meter's time on a point. A register is taken as it was settled between two owners;
 * else as it was read; where it was not, as a person gave it with another's approval. It is never estimated here.
 */
import { interpolateRegister, nearestRegister, unwrapRegister } from './intervals.ts'
import type { RegisterBreak, RegisterPoint } from './registers.ts'

export type RegisterHistory = {
  /** As the meter showed them, in order of time, with the values that it was put in and taken off with. */
  points: readonly RegisterPoint[]
  breaks: readonly RegisterBreak[]
  modulusWh: number
}

/**
 * `settled`: read at a hand-over, for both owners (过户示数); `site`: read on site with a photo for the reading day;
 * `estimated`: an approved exception (估抄).
 */
export type HowKnown = 'measured' | 'nearest' | StandInKind
export type StandInKind = 'settled' | 'site' | 'estimated'
export type StandInPoint = { wh: number; atMs: number; how: StandInKind }

export type RegisterUse = {
  startWh: number
  endWh: number
  startAtMs: number
  endAtMs: number
  startHow: HowKnown
  endHow: HowKnown
  /** Before CT × PT. */
  energyWh: number
}

/** Undefined where no reading is near enough to one end, or the register did not count on in between. */
export function measureUse(
  history: RegisterHistory,
  period: { fromMs: number; toMs: number; toleranceMs: number },
  standIns: { start?: StandInPoint | undefined; end?: StandInPoint | undefined } = {},
): RegisterUse | undefined {
  const start = endOf(history, period.fromMs, period.toleranceMs, standIns.start)
  const end = endOf(history, period.toMs, period.toleranceMs, standIns.end)
  if (!start || !end || end.atMs < start.atMs) return undefined
  const { points, unknown } = unwrapRegister([start, end], history.breaks, history.modulusWh)
  if (unknown.some((span) => span.fromMs < end.atMs && span.toMs > start.atMs)) return undefined
  const energyWh = (points[1]?.wh ?? 0) - (points[0]?.wh ?? 0)
  // A stand-in that fell behind what was read before it is worth nothing.
  if (energyWh < 0) return undefined
  const how = (each: { how: HowKnown | 'interpolated' }) =>
    each.how === 'interpolated' ? ('nearest' as const) : each.how
  return {
    startWh: start.wh,
    endWh: end.wh,
    startAtMs: start.atMs,
    endAtMs: end.atMs,
    startHow: how(start),
    endHow: how(end),
    energyWh,
  }
}

/** What two owners were settled by holds whatever the meter itself told of that midnight. */
function endOf({ points }: RegisterHistory, atMs: number, toleranceMs: number, standIn: StandInPoint | undefined) {
  return standIn?.how === 'settled' ? standIn : (nearestRegister(points, atMs, toleranceMs) ?? standIn)
}

export type SlotEnergy = { energyWh: number | null; quality: 'measured' | 'interpolated' | 'missing' | 'suspect' }

/** Energy between two marks from the registers round them; null inside a gap. */
export function measureSlot(history: RegisterHistory, fromMs: number, toMs: number): SlotEnergy {
  const { points, unknown } = unwrapRegister(history.points, history.breaks, history.modulusWh)
  if (unknown.some((span) => span.fromMs < toMs && span.toMs > fromMs)) return { energyWh: null, quality: 'suspect' }
  const start = interpolateRegister(points, fromMs)
  const end = interpolateRegister(points, toMs)
  if (!start || !end) return { energyWh: null, quality: 'missing' }
  const measured = start.how === 'measured' && end.how === 'measured'
  return { energyWh: end.wh - start.wh, quality: measured ? 'measured' : 'interpolated' }
}
