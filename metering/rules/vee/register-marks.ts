/** A register's readings on the marks of a grid, with what is doubtful about them. From the rules in `registers`. */
import { unwrapRegister } from '../intervals.ts'
import {
  endsOf,
  type HeldValue,
  type RegisterBreak,
  type RegisterLimits,
  type RegisterPoint,
  type Settlement,
  settleRegister,
  stepBetween,
} from '../registers.ts'
import type { RuleSettings } from './parameters.ts'
import type { Finding, RuleId } from './series.ts'

/** Readings in order of time; of two for one instant the one that came first is first. */
export function settleTold(
  channel: string,
  points: readonly RegisterPoint[],
  limits: RegisterLimits,
  settings: ReadonlyMap<RuleId, RuleSettings>,
): { points: RegisterPoint[]; breaks: RegisterBreak[]; findings: Finding[] } {
  const settled = settleInParts(points, limits)
  const kept = [...settled.accepted, ...settled.confirmed.flatMap(endsOf)].sort((a, b) => a.atMs - b.atMs)
  return { points: kept, breaks: settled.breaks, findings: tellDoubts(channel, settled, settings, limits.maximumW) }
}

/** Zeros before the first value are true where the register can have counted on from them, as a new meter's does. */
function settleInParts(points: readonly RegisterPoint[], limits: RegisterLimits): Settlement {
  const first = points.findIndex((point) => point.wh > 0)
  const [zero, value] = [points[first - 1], points[first]]
  const isTrue = !zero || !value || stepBetween(zero, value, limits) === 'forward'
  const settled = settleRegister({ base: undefined, held: [], arrivals: isTrue ? points : points.slice(first), limits })
  if (!isTrue) settled.rejected.push(...points.slice(0, first))
  return settled
}

function tellDoubts(
  channel: string,
  settled: Settlement,
  settings: ReadonlyMap<RuleId, RuleSettings>,
  maximumW: number,
): Finding[] {
  const findings: Finding[] = []
  const doubtful = [...settled.rejected, ...settled.held].sort((a, b) => a.atMs - b.atMs)
  const [first, final] = [doubtful[0], doubtful.at(-1)]
  const glitch = settings.get('register-glitch')
  if (glitch && first && final) {
    const span = { fromMs: first.atMs, toMs: (final.untilMs ?? final.atMs) + 1, count: countOf(doubtful) }
    findings.push({
      rule: 'register-glitch',
      severity: glitch.severity,
      channel,
      ...span,
      value: first.wh,
      expected: null,
      unit: 'Wh',
    })
  }
  for (const each of settled.breaks) findings.push(...tellBreak(channel, each, settings, maximumW))
  return findings
}

function countOf(values: readonly HeldValue[]): number {
  return values.reduce((sum, { times = 1 }) => sum + times, 0)
}

/**
 * A register that begins again at 0 shows what it can have counted since; one that shows anything else is another
 * meter's, whose exchange nobody reported.
 */
export function tellBreak(
  channel: string,
  { kind, before, after }: RegisterBreak,
  settings: ReadonlyMap<RuleId, RuleSettings>,
  maximumW: number,
): Finding[] {
  const limits = { modulusWh: Number.POSITIVE_INFINITY, maximumW }
  const isFromZero = stepBetween({ atMs: before.atMs, wh: 0 }, after, limits) === 'forward'
  const rule: RuleId = kind === 'reset' && !isFromZero ? 'silent-exchange' : `register-${kind}`
  const setting = settings.get(rule)
  if (!setting) return []
  const span = { fromMs: before.atMs, toMs: after.atMs, count: 1 }
  return [{ rule, severity: setting.severity, channel, ...span, value: after.wh, expected: before.wh, unit: 'Wh' }]
}

export type Marks = {
  /** Register at the start of each interval and at the end of the last, breaks added back, in whole Wh; `NaN` in a gap. */
  wh: Float64Array
  /** Intervals that touch a span over which the true energy is not known. */
  isUnknown: (index: number) => boolean
}

/** By linear interpolation between readings at most `spanMs` apart; a reading within `graceMs` stands for the mark. */
export function registerAtMarks(
  history: { points: readonly RegisterPoint[]; breaks: readonly RegisterBreak[]; modulusWh: number },
  grid: { startMs: number; stepMs: number; count: number },
  { spanMs, graceMs }: { spanMs: number; graceMs: number },
): Marks {
  const { points, unknown } = unwrapRegister(history.points, history.breaks, history.modulusWh)
  const wh = new Float64Array(grid.count + 1).fill(Number.NaN)
  let next = 0
  for (let index = 0; index <= grid.count; index++) {
    const atMs = grid.startMs + index * grid.stepMs
    while (next < points.length && (points[next]?.atMs ?? 0) <= atMs) next++
    wh[index] = valueAt(points[next - 1], points[next], atMs, spanMs, graceMs)
  }
  return {
    wh,
    isUnknown: (index) => {
      const fromMs = grid.startMs + index * grid.stepMs
      return unknown.some((span) => span.fromMs < fromMs + grid.stepMs && span.toMs > fromMs)
    },
  }
}

function valueAt(
  before: RegisterPoint | undefined,
  after: RegisterPoint | undefined,
  atMs: number,
  spanMs: number,
  graceMs: number,
): number {
  if (before?.atMs === atMs) return Math.round(before.wh)
  if (before && after && after.atMs - before.atMs <= spanMs) {
    return Math.round(before.wh + ((after.wh - before.wh) * (atMs - before.atMs)) / (after.atMs - before.atMs))
  }
  if (after && after.atMs - atMs <= graceMs) return Math.round(after.wh)
  if (before && atMs - before.atMs <= graceMs) return Math.round(before.wh)
  return Number.NaN
}
