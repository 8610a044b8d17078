/**
 * Decides whether a register can show a value, given what it showed before: counters lie by glitch, rollover, reset
 * and replacement. From practice; the bound is service rating × time.
 */

export type RegisterPoint = { atMs: number; wh: number }
export type RegisterLimits = {
  /** The value at which the register begins again at 0. */
  modulusWh: number
  /** What the meter can pass at most, in W, with its margin. */
  maximumW: number
}
export type RegisterBreak = { kind: 'rollover' | 'reset' | 'jump'; before: RegisterPoint; after: RegisterPoint }
export type Step = 'forward' | 'rollover' | 'drop' | 'jump'

/** One step of the coarsest register in use, a counter of whole kWh. */
const COARSEST_STEP_WH = 1000
/** A register that began again cannot have run further than this share of its range since it was seen last. */
const ROLLOVER_SHARE = 0.1
const HOUR_MS = 3_600_000

/** Rated maximum current on every phase at 220 V, with a fifth to spare for voltage and overload. */
export function maximumPowerW(meter: { phases: number; maximumCurrentA: number }): number {
  return meter.phases * 220 * meter.maximumCurrentA * 1.2
}

export function modulusWh(digits: number): number {
  return 10 ** digits * 1000
}

export function stepBetween(before: RegisterPoint, after: RegisterPoint, limits: RegisterLimits): Step {
  const boundWh = (limits.maximumW * Math.max(0, after.atMs - before.atMs)) / HOUR_MS + COARSEST_STEP_WH
  const gainWh = after.wh - before.wh
  if (gainWh >= 0) return gainWh <= boundWh ? 'forward' : 'jump'
  const overTopWh = gainWh + limits.modulusWh
  const topped = after.wh < limits.modulusWh && overTopWh <= boundWh && overTopWh <= limits.modulusWh * ROLLOVER_SHARE
  // Two readings of one instant cannot stand on both sides of the top.
  return topped && after.atMs > before.atMs ? 'rollover' : 'drop'
}

export type Settlement = {
  accepted: RegisterPoint[]
  /** Held before and now known to be true. */
  confirmed: RegisterPoint[]
  held: RegisterPoint[]
  rejected: RegisterPoint[]
  breaks: RegisterBreak[]
  base: RegisterPoint | undefined
}

/**
 * Takes arrivals in order of time. What cannot follow from the base is held; the next reading that follows from the
 * base rejects it as a glitch, one that has counted on from it confirms it as a reset or a jump. A value that merely
 * stays (false zeros, a stuck word) confirms nothing.
 */
export function settleRegister(facts: {
  base: RegisterPoint | undefined
  held: readonly RegisterPoint[]
  arrivals: readonly RegisterPoint[]
  limits: RegisterLimits
}): Settlement {
  const result: Settlement = {
    accepted: [],
    confirmed: [],
    held: [...facts.held],
    rejected: [],
    breaks: [],
    base: facts.base,
  }
  for (const arrival of facts.arrivals) takeArrival(result, arrival, facts.limits)
  return result
}

function takeArrival(state: Settlement, arrival: RegisterPoint, limits: RegisterLimits): void {
  const { base } = state
  const step = base ? stepBetween(base, arrival, limits) : 'forward'
  if (step === 'forward' || step === 'rollover') {
    if (base && step === 'rollover') state.breaks.push({ kind: 'rollover', before: base, after: arrival })
    accept(state, arrival, limits)
    return
  }
  const witness = state.held.findLast((point) => confirms(point, arrival, limits))
  if (!witness || !base) {
    if (!state.held.some((point) => isSame(point, arrival))) state.held.push(arrival)
    return
  }
  state.breaks.push({ kind: witness.wh < base.wh ? 'reset' : 'jump', before: base, after: witness })
  state.confirmed.push(witness)
  state.held = state.held.filter((point) => point !== witness)
  accept(state, arrival, limits)
}

/**
 * The new base decides about what was held before it; what was held for a later instant is looked at again. A register
 * without a start value gets its first base from a value that is not 0, since 0 is what a glitch shows.
 */
function accept(state: Settlement, arrival: RegisterPoint, limits: RegisterLimits): void {
  state.accepted.push(arrival)
  if (state.base || arrival.wh > 0) state.base = arrival
  if (state.held.length === 0) return
  state.rejected.push(...state.held.filter((point) => point.atMs <= arrival.atMs))
  const later = state.held.filter((point) => point.atMs > arrival.atMs).sort((a, b) => a.atMs - b.atMs)
  state.held = []
  for (const point of later) {
    if (state.base && stepBetween(state.base, point, limits) === 'forward') {
      state.confirmed.push(point)
      state.base = point
    } else state.held.push(point)
  }
}

function confirms(held: RegisterPoint, arrival: RegisterPoint, limits: RegisterLimits): boolean {
  return arrival.atMs > held.atMs && arrival.wh > held.wh && stepBetween(held, arrival, limits) === 'forward'
}

function isSame(one: RegisterPoint, other: RegisterPoint): boolean {
  return one.atMs === other.atMs && one.wh === other.wh
}

/**
 * A value that comes after newer ones must fit between its neighbours; where these are parted by a break, it must
 * follow from the one or lead to the other.
 */
export function fitsBetween(
  before: RegisterPoint | undefined,
  point: RegisterPoint,
  after: RegisterPoint | undefined,
  limits: RegisterLimits,
): boolean {
  const follows = !before || isOn(stepBetween(before, point, limits))
  const leads = !after || isOn(stepBetween(point, after, limits))
  const parted = before && after && !isOn(stepBetween(before, after, limits))
  return parted ? follows || leads : follows && leads
}

function isOn(step: Step): boolean {
  return step === 'forward' || step === 'rollover'
}
