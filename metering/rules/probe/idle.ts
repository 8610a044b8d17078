/** What can be said of a meter through which nothing flows: its net, and which known layouts it does not contradict. From practice. */
import type { Profile } from '../../profiles/profile.ts'
import { listCandidates, type Sample } from './candidates.ts'
import { describeFrequency, toField } from './describe.ts'
import type { TimedReading } from './known.ts'
import { addressOf, areOfOneNet, findVoltages, type Run, registersOf, scaledFor } from './load.ts'
import { isFrequency, judgeReading, type Verdict } from './plausible.ts'
import { type Layout, nearestFrequency } from './solve.ts'

export type IdleFit = { profile: Profile; checks: Verdict[]; darkPhases: number }

const IDLE_A = 0.05
const IDLE_W = 10
/** Nothing but a net's voltage and frequency speaks for it. */
const CONFIDENCE = 0.4

/**
 * Whether a layout shows a net's voltage and frequency, no current and no power, and energy that does not fall; undefined
 * where anything else. A meter under load is told by more than that.
 */
export function fitIdle(profile: Profile, readings: readonly TimedReading[]): IdleFit | undefined {
  const isWanted = (reading: string) => profile.fields.some((field) => field.reading === reading)
  const verdicts = readings.map(({ values }) => judgeReading(values))
  const isRight = (check: Verdict['check']) =>
    verdicts.every((each) => each.some((verdict) => verdict.check === check && verdict.is === 'right'))
  const energies = readings.map(({ values }) => values.importWh)
  const isMonotonic = energies.every((wh, at) => wh !== undefined && wh >= (energies[at - 1] ?? 0))
  const isIdle = readings.every(
    ({ values }) =>
      (values.iA ?? [Number.NaN]).every((each) => Math.abs(each ?? 0) <= IDLE_A) &&
      [values.pW ?? 0, ...(values.pPhaseW ?? [])].every((each) => Math.abs(each ?? 0) <= IDLE_W) &&
      Math.abs(values.pf ?? 0) <= 1.001,
  )
  if (!isRight('voltage') || (isWanted('fHz') && !isRight('frequency')) || !isIdle || !isMonotonic) return undefined
  if (verdicts.flat().some(({ is }) => is === 'wrong')) return undefined
  const checks: Verdict[] = [...(verdicts[0] ?? []), { check: 'energy', is: 'absent' }]
  const volts = readings[0]?.values.uV ?? []
  return { profile, checks, darkPhases: volts.filter((each) => (each ?? 0) < 1).length }
}

/** Those that show most, best first: every phase has its voltage, then more of their registers are there. */
export function rankIdle(fits: readonly IdleFit[], shown: (profile: Profile) => number): IdleFit[] {
  return fits.toSorted((a, b) => a.darkPhases - b.darkPhases || shown(b.profile) - shown(a.profile))
}

/** Volts and hertz of a meter whose amperes and watts nothing proves. */
export function solveNet(samples: readonly Sample[]): Layout | undefined {
  const layouts = (['ABCD', 'CDAB', 'BADC', 'DCBA'] as const).flatMap((order) => {
    const candidates = listCandidates(samples, order, ['f32', 'i16', 'i32'])
    const frequencies = scaledFor(candidates, 'f').filter(({ values }) => values.every(isFrequency))
    return findVoltages(candidates)
      .filter(areOfOneNet)
      .flatMap((u): Layout[] => {
        const taken = new Set(u.phases.flatMap(registersOf))
        const free = frequencies.filter((each) => registersOf(each).every((at) => !taken.has(at)))
        const frequency = nearestFrequency(free, addressOf(u))
        if (!frequency) return []
        const field = toField('the voltage of a net', CONFIDENCE)
        const fields = [
          ...u.phases.map((each, phase) => field(each, `uV[${phase}]`)),
          describeFrequency(frequency, CONFIDENCE),
        ]
        const isAlike = frequency.candidate.kind === u.phases[0]?.candidate.kind
        const score = weightOf(u) + frequency.weight + (isAlike ? 2 : 0)
        return [{ order, fields, score, confidence: CONFIDENCE, isProven: false, scales: null }]
      })
  })
  return layouts.toSorted((a, b) => b.score - a.score)[0]
}

/** A net's voltages differ a little from one another and from one look to the next. */
function weightOf({ phases, weight }: Run): number {
  const differ = new Set(phases.flatMap(({ values }) => values)).size > 1
  return weight + (phases.length === 3 ? 3 : 0) + (differ ? 2 : 0)
}
