/**
 * Lays readings, as they came, on an even grid, and says what was wrong with their instants: told twice, out of order,
 * off the grid, at another interval. From practice (VEE).
 */
import type { RuleSettings } from './parameters.ts'
import { type Finding, limitOf, type RuleId } from './series.ts'

/** Values of one channel in the order of arrival. */
export type Told = { atMs: number[]; values: number[] }
export type Arranged = { atMs: number[]; values: number[]; findings: Finding[] }

/** In order of time, each instant once: of values told for one instant the first stays. */
export function arrangeTold(
  channel: string,
  { atMs, values }: Told,
  settings: ReadonlyMap<RuleId, RuleSettings>,
): Arranged {
  const order = atMs.map((_, index) => index)
  const disorder = countDisorder(atMs)
  if (disorder > 0) order.sort((a, b) => (atMs[a] ?? 0) - (atMs[b] ?? 0) || a - b)
  const arranged: Arranged = { atMs: [], values: [], findings: [] }
  const twins: { at: number; value: number; first: number }[] = []
  for (const place of order) {
    const [at = 0, value = Number.NaN] = [atMs[place], values[place]]
    if (at === arranged.atMs.at(-1)) {
      const first = arranged.values.at(-1) ?? Number.NaN
      if (Number.isNaN(first)) arranged.values[arranged.values.length - 1] = value
      else if (!Number.isNaN(value)) twins.push({ at, value, first })
    } else {
      arranged.atMs.push(at)
      arranged.values.push(value)
    }
  }
  arranged.findings.push(...tellTwins(channel, twins, settings), ...tellDisorder(channel, arranged, disorder, settings))
  return arranged
}

/** One step of the coarsest register: values of one instant that are no further apart are one reading told twice. */
const TWIN_WH = 1_000

/**
 * A register's values in order of time. Of twins the first stays; of values for one instant that are further apart, such
 * as a false zero beside the true one, the register's course decides.
 */
export function arrangeRegister(
  channel: string,
  { atMs, values }: Told,
  settings: ReadonlyMap<RuleId, RuleSettings>,
): Arranged {
  const order = atMs.map((_, index) => index).sort((a, b) => (atMs[a] ?? 0) - (atMs[b] ?? 0) || a - b)
  const arranged: Arranged = { atMs: [], values: [], findings: [] }
  const twins: { at: number; value: number; first: number }[] = []
  for (const place of order) {
    const [at = 0, value = Number.NaN] = [atMs[place], values[place]]
    const since = arranged.atMs.indexOf(at, Math.max(0, arranged.atMs.length - 4))
    const told = since < 0 ? [] : arranged.values.slice(since)
    const first = told.find((other) => Math.abs(other - value) <= TWIN_WH)
    if (first !== undefined) twins.push({ at, value, first })
    else {
      arranged.atMs.push(at)
      arranged.values.push(value)
    }
  }
  const disorder = countDisorder(atMs)
  arranged.findings.push(...tellTwins(channel, twins, settings), ...tellDisorder(channel, arranged, disorder, settings))
  return arranged
}

function countDisorder(atMs: readonly number[]): number {
  let disorder = 0
  for (let index = 1; index < atMs.length; index++) if ((atMs[index] ?? 0) < (atMs[index - 1] ?? 0)) disorder++
  return disorder
}

function tellTwins(
  channel: string,
  twins: { at: number; value: number; first: number }[],
  settings: ReadonlyMap<RuleId, RuleSettings>,
): Finding[] {
  const setting = settings.get('duplicate')
  if (!setting || twins.length === 0) return []
  const toleranceWh = limitOf(setting.limits, 'toleranceWh')
  const differing = twins.filter(({ value, first }) => Math.abs(value - first) > toleranceWh)
  const same = twins.filter((twin) => !differing.includes(twin))
  const tell = (list: typeof twins, severity: Finding['severity']): Finding[] => {
    const [first, final] = [list[0], list.at(-1)]
    if (!first || !final) return []
    const span = { fromMs: first.at, toMs: final.at + 1, count: list.length }
    return [{ rule: 'duplicate', severity, channel, ...span, value: first.value, expected: first.first, unit: 'Wh' }]
  }
  return [...tell(same, setting.severity), ...tell(differing, 'warning')]
}

function tellDisorder(
  channel: string,
  { atMs }: Arranged,
  disorder: number,
  settings: ReadonlyMap<RuleId, RuleSettings>,
): Finding[] {
  const setting = settings.get('clock')
  if (!setting || disorder === 0) return []
  const span = { fromMs: atMs[0] ?? 0, toMs: (atMs.at(-1) ?? 0) + 1, count: disorder }
  return [{ rule: 'clock', severity: 'info', channel, ...span, value: disorder, expected: 0, unit: 'readings' }]
}

/** The distance that most neighbours keep; undefined where there are too few. */
export function findStepMs(atMs: readonly number[]): number | undefined {
  const seen = new Map<number, number>()
  for (let index = 1; index < atMs.length; index++) {
    const step = (atMs[index] ?? 0) - (atMs[index - 1] ?? 0)
    // Seconds of a schedule vary, its minutes do not.
    const rounded = step < 60_000 ? step : Math.round(step / 60_000) * 60_000
    if (rounded > 0) seen.set(rounded, (seen.get(rounded) ?? 0) + 1)
  }
  return [...seen].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0]?.[0]
}

export type OnGrid = { startMs: number; count: number; values: Float64Array; findings: Finding[] }

/** Interval values keyed by their start; one that is off the grid goes to the interval in which it lies, and is told. */
export function layOnGrid(
  channel: string,
  { atMs, values }: Pick<Arranged, 'atMs' | 'values'>,
  grid: { startMs: number; stepMs: number; count: number },
  settings: ReadonlyMap<RuleId, RuleSettings>,
): OnGrid {
  const { startMs, stepMs, count } = grid
  const laid = new Float64Array(count).fill(Number.NaN)
  const off: number[] = []
  for (let index = 0; index < atMs.length; index++) {
    const distance = (atMs[index] ?? 0) - startMs
    const place = Math.floor(distance / stepMs)
    if (place < 0 || place >= count) continue
    if (distance - place * stepMs > Math.min(stepMs * 0.1, 60_000)) off.push(atMs[index] ?? 0)
    const value = values[index] ?? Number.NaN
    if (Number.isNaN(laid[place])) laid[place] = value
  }
  const findings = tellSizes(channel, atMs, stepMs, settings)
  const clock = settings.get('clock')
  if (clock && off.length > limitOf(clock.limits, 'offGrid') && findings.length === 0) {
    const span = { fromMs: off[0] ?? 0, toMs: (off.at(-1) ?? 0) + 1, count: off.length }
    findings.push({
      rule: 'clock',
      severity: clock.severity,
      channel,
      ...span,
      value: off.length,
      expected: 0,
      unit: 'readings',
    })
  }
  return { startMs, count, values: laid, findings }
}

/** Where readings keep another distance for long, the interval was set differently: none of them is missing. */
function tellSizes(
  channel: string,
  atMs: readonly number[],
  stepMs: number,
  settings: ReadonlyMap<RuleId, RuleSettings>,
): Finding[] {
  const setting = settings.get('interval-size')
  if (!setting) return []
  const least = limitOf(setting.limits, 'leastIntervals')
  const found: Finding[] = []
  for (let index = 1; index < atMs.length; ) {
    const size = (atMs[index] ?? 0) - (atMs[index - 1] ?? 0)
    const first = index
    while (index < atMs.length && Math.abs((atMs[index] ?? 0) - (atMs[index - 1] ?? 0) - size) <= stepMs * 0.05) index++
    if (Math.abs(size - stepMs) > stepMs * 0.05 && index - first >= least) {
      const span = { fromMs: atMs[first - 1] ?? 0, toMs: atMs[index - 1] ?? 0, count: index - first }
      found.push({
        rule: 'interval-size',
        severity: setting.severity,
        channel,
        ...span,
        value: size / 60_000,
        expected: stepMs / 60_000,
        unit: 'min',
      })
    }
  }
  return found
}
