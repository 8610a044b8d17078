/**
 * Decides whether a register can show a value, given what it showed before: counters lie by glitch, rollover, reset
 * and replacement. From practice; the bound is service rating × time.
 */

export type RegisterPoint = { atMs: number; wh: number }
/** The latest true value; `sinceMs`: when the register showed it first, where it has stood still since. */
export type RegisterBase = RegisterPoint & { sinceMs?: number }
/** A value that could not follow; `untilMs`, `times`: shown again unchanged, until then and so often in all. */
export type HeldValue = RegisterPoint & { untilMs?: number; times?: number }
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
/** So many different values in a row that none confirms are noise: the oldest is given up. */
const HELD_AT_MOST = 50
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
  confirmed: HeldValue[]
  held: HeldValue[]
  rejected: HeldValue[]
  breaks: RegisterBreak[]
  base: RegisterBase | undefined
}

/**
 * Takes arrivals in order of time. What cannot follow from the base is held; the next reading that follows from the
 * base rejects it as a glitch, one that has counted on from it confirms it as a reset or a jump. A value that merely
 * stays (false zeros, a stuck word) confirms nothing, however long it stays.
 */
export function settleRegister(facts: {
  base: RegisterBase | undefined
  held: readonly HeldValue[]
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
  const newest = state.held.at(-1)
  if (base && newest?.wh === arrival.wh && arrival.wh !== base.wh) {
    if (arrival.atMs > untilOf(newest)) state.held.splice(-1, 1, shownAgain(newest, arrival.atMs))
    return
  }
  const step = base ? stepBetween(base, arrival, limits) : 'forward'
  if (step === 'forward' || step === 'rollover') {
    if (base && step === 'rollover') state.breaks.push({ kind: 'rollover', before: pointOf(base), after: arrival })
    accept(state, arrival, limits)
    return
  }
  const witness = state.held.findLast((value) => confirms(value, arrival, limits))
  if (!witness || !base) {
    hold(state, arrival)
    return
  }
  state.breaks.push(...breakAt(base, pointOf(witness), limits))
  state.confirmed.push(witness)
  state.held = state.held.filter((value) => value !== witness)
  accept(state, arrival, limits)
}

/**
 * The energy across is known all the same where the register had stood still for long enough to have counted it: a
 * terminal that told the same reading again and again, and then the true one.
 */
function breakAt(base: RegisterBase, witness: RegisterPoint, limits: RegisterLimits): RegisterBreak[] {
  const before = pointOf(base)
  const step = stepBetween({ ...before, atMs: base.sinceMs ?? base.atMs }, witness, limits)
  if (step === 'forward') return []
  return [{ kind: step === 'drop' ? 'reset' : step, before, after: witness }]
}

function hold(state: Settlement, arrival: RegisterPoint): void {
  if (state.held.some((value) => isWithin(value, arrival))) return
  state.held.push(arrival)
  if (state.held.length > HELD_AT_MOST) state.rejected.push(...state.held.splice(0, 1))
}

/**
 * The new base decides about what was held before it; what was held for a later instant is looked at again. A register
 * without a start value gets its first base from a value that is not 0, since 0 is what a glitch shows.
 */
function accept(state: Settlement, arrival: RegisterPoint, limits: RegisterLimits): void {
  state.accepted.push(arrival)
  if (state.base || arrival.wh > 0) state.base = baseAfter(state.base, arrival)
  if (state.held.length === 0) return
  state.rejected.push(...state.held.filter((value) => value.atMs <= arrival.atMs))
  const later = state.held.filter((value) => value.atMs > arrival.atMs).sort((a, b) => a.atMs - b.atMs)
  state.held = []
  for (const value of later) {
    if (state.base && stepBetween(state.base, value, limits) === 'forward') {
      state.confirmed.push(value)
      for (const point of endsOf(value)) state.base = baseAfter(state.base, point)
    } else state.held.push(value)
  }
}

function baseAfter(base: RegisterBase | undefined, { atMs, wh }: RegisterPoint): RegisterBase {
  if (base?.wh !== wh) return { atMs, wh }
  return base.atMs === atMs ? base : { atMs, wh, sinceMs: base.sinceMs ?? base.atMs }
}

function confirms(held: HeldValue, arrival: RegisterPoint, limits: RegisterLimits): boolean {
  const latest = { atMs: untilOf(held), wh: held.wh }
  return arrival.atMs > latest.atMs && arrival.wh > held.wh && stepBetween(latest, arrival, limits) === 'forward'
}

function untilOf({ atMs, untilMs }: HeldValue): number {
  return untilMs ?? atMs
}

function shownAgain(value: HeldValue, untilMs: number): HeldValue {
  return { ...value, untilMs, times: (value.times ?? 1) + 1 }
}

function pointOf({ atMs, wh }: RegisterPoint): RegisterPoint {
  return { atMs, wh }
}

/** What stood still is known at both ends. */
export function endsOf({ atMs, wh, untilMs }: HeldValue): RegisterPoint[] {
  return untilMs === undefined
    ? [{ atMs, wh }]
    : [
        { atMs, wh },
        { atMs: untilMs, wh },
      ]
}

export function isWithin(value: HeldValue, point: RegisterPoint): boolean {
  return value.wh === point.wh && point.atMs >= value.atMs && point.atMs <= untilOf(value)
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
