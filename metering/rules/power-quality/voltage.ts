/** Whether a supply voltage was within its limits and for how long: GB/T 12325-2008; the composite index as the grid companies count it. */
import type { VoltageLimit } from './limits.ts'
import { phaseUnbalancePercent } from './unbalance.ts'

export const QUARTER_MINUTES = 15
export const DAY_MINUTES = 1_440
/** A voltage at its limit is within it, whatever its last digit became on the way. */
export const TOLERANCE_V = 0.001

/** `phase`: between a phase and neutral. `line`: between phases, as a three-wire meter shows them (Uab, 0, Ucb). */
export type Wiring = 'phase' | 'line'

/** What a point's voltages are held against; of a meter's own values, before its voltage transformers. */
export type VoltageBasis = {
  nominalV: number
  wiring: Wiring
  /** Voltage transformers: primary over secondary. */
  pt: number
  upperPercent: number
  lowerPercent: number
  /** Of the nominal: below it a phase carries no supply. */
  deadPercent: number
}

/** What the meter shows at 100 %. A low-voltage three-phase supply is 220/380 V: its phases are held against 220 V. */
export function referenceV({ nominalV, wiring, pt }: Pick<VoltageBasis, 'nominalV' | 'wiring' | 'pt'>): number {
  if (wiring === 'line') return nominalV / pt
  const phaseV = nominalV <= 1_000 ? 220 : nominalV / Math.sqrt(3)
  return phaseV / pt
}

/** One quarter hour's voltages as the meter shows them; `null` or absent: not told. */
export type VoltageReading = { atMs: number; uV: readonly (number | null | undefined)[] }

export type Extreme = { volts: number; atMs: number }

export type VoltageTime = {
  /** Quarter hours with a live voltage; what is missing was not monitored, and never counts as good. */
  monitoredMin: number
  overMin: number
  underMin: number
  /** Of both: one phase over while another is under. */
  bothMin: number
  /** All phases dead: an outage, not an under-voltage. */
  deadMin: number
  /** Some phases dead and others not; the others are judged. */
  lostMin: number
}

export type VoltageSummary = VoltageTime & {
  /** Primary volts. */
  most: Extreme | null
  least: Extreme | null
  /** Of the quarter hours' unbalance, in %; null where fewer than three phases live. */
  unbalances: number[]
}

/** A quarter hour is over where its highest live phase is, and under where its lowest is. */
export function summariseVoltage(readings: readonly VoltageReading[], basis: VoltageBasis): VoltageSummary {
  const reference = referenceV(basis)
  const bounds = {
    upper: reference * (1 + basis.upperPercent / 100) + TOLERANCE_V,
    lower: reference * (1 + basis.lowerPercent / 100) - TOLERANCE_V,
    dead: (reference * basis.deadPercent) / 100,
  }
  const summary: VoltageSummary = {
    ...{ monitoredMin: 0, overMin: 0, underMin: 0, bothMin: 0, deadMin: 0, lostMin: 0 },
    ...{ most: null, least: null, unbalances: [] },
  }
  for (const { atMs, uV } of readings) {
    const told = phasesOf(uV, basis)
    if (told.length === 0) continue
    const live = told.filter((volts) => volts >= bounds.dead)
    if (live.length === 0) {
      summary.deadMin += QUARTER_MINUTES
      continue
    }
    const [high, low] = [Math.max(...live), Math.min(...live)]
    const [over, under] = [high > bounds.upper, low < bounds.lower]
    summary.monitoredMin += QUARTER_MINUTES
    if (over) summary.overMin += QUARTER_MINUTES
    if (under) summary.underMin += QUARTER_MINUTES
    if (over && under) summary.bothMin += QUARTER_MINUTES
    if (live.length < told.length) summary.lostMin += QUARTER_MINUTES
    if (!summary.most || high * basis.pt > summary.most.volts) summary.most = { volts: high * basis.pt, atMs }
    if (!summary.least || low * basis.pt < summary.least.volts) summary.least = { volts: low * basis.pt, atMs }
    if (basis.wiring === 'phase' && live.length === 3) summary.unbalances.push(phaseUnbalancePercent(live))
  }
  return summary
}

/** A single-phase meter has one; what a three-wire one shows in the middle is no voltage. */
function phasesOf(uV: VoltageReading['uV'], { nominalV, wiring }: VoltageBasis): number[] {
  const those = nominalV <= 220 && wiring === 'phase' ? [uV[0]] : wiring === 'line' ? [uV[0], uV[2]] : uV.slice(0, 3)
  return those.filter((volts): volts is number => typeof volts === 'number')
}

/** 合格率, in %: 1 − (time over + time under) ÷ monitored time; null where nothing was monitored. */
export function qualifiedPercent(time: Pick<VoltageTime, 'monitoredMin' | 'overMin' | 'underMin' | 'bothMin'>) {
  if (time.monitoredMin === 0) return null
  return 100 * (1 - (time.overMin + time.underMin - time.bothMin) / time.monitoredMin)
}

/** 95 % probability value: of all values in falling order the first 5 % are left out, and the greatest of the rest stays. */
export function ninetyFifth(values: readonly number[]): number | null {
  const falling = values.toSorted((a, b) => b - a)
  return falling[Math.floor(falling.length * 0.05)] ?? null
}

/** At 35 kV and more: deviations of opposite signs add up, of the same sign the larger counts. */
export function isWithinSpan(
  { mostPercent, leastPercent }: { mostPercent: number; leastPercent: number },
  { spanPercent }: Pick<VoltageLimit, 'spanPercent'>,
): boolean {
  if (spanPercent === null) return true
  const isAcross = mostPercent > 0 && leastPercent < 0
  const span = isAcross ? mostPercent - leastPercent : Math.max(Math.abs(mostPercent), Math.abs(leastPercent))
  return span <= spanPercent
}

/** A: substation buses. B: 35 kV and more, and special supply. C: 10 kV users. D: the low-voltage network. */
export type MonitorClass = 'A' | 'B' | 'C' | 'D'
export const monitorClasses: readonly MonitorClass[] = ['A', 'B', 'C', 'D']

export type Composite = {
  /** In %; null where class A, or B, C and D together, have no point with a monitored minute. */
  percent: number | null
  /** Classes without any: of B, C and D the others are averaged, and the figure says so. */
  missing: MonitorClass[]
}

/** 综合电压合格率 = 0.5 A + 0.5 (B + C + D) / 3. */
export function compositeOf(rates: Partial<Record<MonitorClass, number | null>>): Composite {
  const missing = monitorClasses.filter((each) => rates[each] === undefined || rates[each] === null)
  const users = (['B', 'C', 'D'] as const).flatMap((each) => rates[each] ?? [])
  const { A: buses } = rates
  if (buses === undefined || buses === null || users.length === 0) return { percent: null, missing }
  return { percent: 0.5 * buses + (0.5 * users.reduce((sum, rate) => sum + rate, 0)) / users.length, missing }
}
