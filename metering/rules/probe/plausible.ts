/** Whether a reading can be that of an electricity meter: 230, 100 or 57.7 V, 50 or 60 Hz, P = U · I · cos φ, phases that add up. From practice. */
import type { MeterValues } from '../../mqtt-contract.ts'

export type Check = 'voltage' | 'frequency' | 'power' | 'factor' | 'sum' | 'energy'
export type Verdict = { check: Check; is: 'right' | 'wrong' | 'absent' }

/** Phase voltages that meters are made for, with what a bad net and a wrong tap do to them. */
export const voltageBands: readonly [least: number, most: number][] = [
  [50.5, 65],
  [88, 116],
  [176, 277],
]

export function isVoltage(value: number): boolean {
  return voltageBands.some(([least, most]) => value >= least && value <= most)
}

export function isFrequency(value: number): boolean {
  return (value > 48.5 && value < 51.5) || (value > 58.5 && value < 61.5)
}

/** Readings are taken one after the other and rounded: what belongs together is apart by no more than this. */
const TOLERANCE = 0.04

export function isNear(a: number, b: number, tolerance = TOLERANCE): boolean {
  return Math.abs(a - b) <= Math.max(Math.abs(a), Math.abs(b)) * tolerance + 1e-6
}

export function judgeReading(values: MeterValues): Verdict[] {
  const u = numbers(values.uV)
  const i = numbers(values.iA)
  const p = values.pPhaseW ? numbers(values.pPhaseW) : []
  const pW = values.pW ?? p.reduce((sum, each) => sum + each, 0)
  const apparent = u.reduce((sum, each, phase) => sum + each * (i[phase] ?? 0), 0)
  const lit = u.filter((each) => each > 1)
  return [
    verdict('voltage', u.length > 0, lit.length > 0 && lit.every(isVoltage)),
    verdict('frequency', values.fHz !== undefined, isFrequency(values.fHz ?? 0)),
    verdict('power', apparent > 5 && pW !== 0, isPossiblePower(pW, apparent)),
    verdict(
      'factor',
      apparent > 5 && Boolean(values.pf),
      isNear(Math.abs(pW), apparent * Math.abs(values.pf ?? 0), 0.1),
    ),
    verdict('sum', p.length === 3 && values.pW !== undefined && Math.abs(pW) > 5, isNear(sumOf(p), values.pW ?? 0)),
  ]
}

/** How far phases are from their sum and watts from volts times amperes times factor, as a share of the power. */
export function residualOf(values: MeterValues): number {
  const pW = values.pW ?? 0
  const phases = numbers(values.pPhaseW)
  const apparent = numbers(values.uV).reduce((sum, each, phase) => sum + each * (values.iA?.[phase] ?? 0), 0)
  const ofSum = phases.length === 3 ? Math.abs(sumOf(phases) - pW) : 0
  const ofFactor = values.pf === undefined ? 0 : Math.abs(Math.abs(pW) - apparent * Math.abs(values.pf))
  return (ofSum + ofFactor) / Math.max(1, Math.abs(pW))
}

/** Less than this may be one step of a coarse register. */
const ENERGY_STEP_WH = 200

/** Whether import and export together counted on between two readings as their power says. */
export function judgeEnergy(first: MeterValues, latest: MeterValues, hours: number): Verdict {
  const counted = (latest.importWh ?? 0) + (latest.exportWh ?? 0) - (first.importWh ?? 0) - (first.exportWh ?? 0)
  const expected = ((Math.abs(first.pW ?? 0) + Math.abs(latest.pW ?? 0)) / 2) * hours
  const isThere = latest.importWh !== undefined && expected > ENERGY_STEP_WH
  return verdict('energy', isThere, Math.abs(counted - expected) <= expected * 0.3 + ENERGY_STEP_WH)
}

/** Fewer than a fifth of the apparent power, or more than all of it, is no power of these volts and amperes. */
export function isPossiblePower(pW: number, apparentVa: number): boolean {
  return Math.abs(pW) <= apparentVa * 1.03 + 1 && Math.abs(pW) >= apparentVa * 0.2
}

function verdict(check: Check, isThere: boolean, isRight: boolean): Verdict {
  return { check, is: isThere ? (isRight ? 'right' : 'wrong') : 'absent' }
}

function numbers(phases: readonly (number | null)[] | undefined): number[] {
  return (phases ?? []).map((each) => each ?? 0)
}

function sumOf(values: number[]): number {
  return values.reduce((sum, each) => sum + each, 0)
}
