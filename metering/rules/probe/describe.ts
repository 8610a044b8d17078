/** Says what was found in an unknown meter's registers, how sure it is and why. From practice. */
import type { FieldType } from '../../profiles/profile.ts'
import type { Kind } from './candidates.ts'
import { type Load, powerAt, type Scaled } from './load.ts'
import { isNear } from './plausible.ts'

export type FoundField = {
  /** Name in the MQTT contract. */
  reading: string
  address: number
  type: FieldType
  scale: number
  /** What it shows in the latest sample, in the unit of its name. */
  value: number
  /** 0 to 1. */
  confidence: number
  because: string
}

/** `trust` is 1 where enough else speaks for the load, and less where it may be chance or in another scale. */
export function describeLoad(load: Load, isCounted: boolean, trust: number): FoundField[] {
  const { u, i, p, total, factor, moves } = load
  const isThree = u.phases.length === 3
  const proven = (total ? 0.15 : 0) + (factor ? 0.2 : 0) + (isCounted ? 0.1 : 0) + (moves ? 0.1 : 0)
  const because = [
    'P fits U · I',
    ...(total ? ['phases add up to the total'] : []),
    ...(factor ? ['the power factor is P ÷ (U · I)'] : []),
    ...(isCounted ? ['a register counts on so'] : []),
    moves ? 'watts move with amperes' : 'nothing moved between the looks',
  ].join('; ')
  const base = (isThree ? 0.6 : 0.45) + proven
  const field = toField(because, Math.min(0.98, base) * trust)
  const fields = [
    ...u.phases.map((each, phase) => field(each, `uV[${phase}]`)),
    ...i.phases.map((each, phase) => field(each, `iA[${phase}]`)),
  ]
  if (isThree) fields.push(...(p?.phases ?? []).map((each, phase) => field(each, `pPhaseW[${phase}]`)))
  const whole = isThree ? total : p?.phases[0]
  if (whole) fields.push(field(whole, 'pW'))
  if (factor) fields.push(field(factor, 'pf'))
  return fields
}

export function describeRest(
  load: Load,
  frequency: Scaled | undefined,
  energy: Scaled | undefined,
  trust: number,
): FoundField[] {
  const fields: FoundField[] = []
  if (frequency) fields.push(describeFrequency(frequency, trust))
  if (energy) {
    const steps = ((energy.values.at(-1) ?? 0) - (energy.values[0] ?? 0)) / stepOf(energy)
    const confidence = (steps >= 10 ? 0.9 : steps >= 3 ? 0.6 : 0.35) * trust
    const reading = powerAt(load, 0) < 0 ? 'exportWh' : 'importWh'
    fields.push(toField('counts on as the power says', confidence)(energy, reading))
  }
  return fields
}

export function describeFrequency(frequency: Scaled, trust: number): FoundField {
  const confidence = isNear(frequency.values[0] ?? 0, 50, 0.01) ? 0.9 : 0.7
  return toField('the frequency of the net', confidence * trust)(frequency, 'fHz')
}

const unsigned: Record<Kind, FieldType> = {
  f32: 'float32',
  i16: 'uint16',
  i32: 'uint32',
  i64: 'uint64',
  f64: 'float64',
}
const signed: Record<Kind, FieldType> = { ...unsigned, i16: 'int16', i32: 'int32', i64: 'int64' }

export function toField(because: string, confidence: number): (each: Scaled, reading: string) => FoundField {
  return ({ candidate, scale, values }, reading) => {
    const hasSign = /^(p|q)/i.test(reading) || values.some((value) => value < 0)
    const type = (hasSign ? signed : unsigned)[candidate.kind]
    const value = Number((values.at(-1) ?? 0).toPrecision(7))
    return {
      reading,
      address: candidate.address,
      type,
      scale,
      value,
      confidence: Number(confidence.toFixed(2)),
      because,
    }
  }
}

/** The least that a register can move, in Wh. */
export function stepOf({ candidate: { kind, raw }, scale }: Scaled): number {
  if (kind === 'f32') return Math.max(1e-9, Math.abs(raw.at(-1) ?? 0) * 2 ** -23) * scale
  return kind === 'f64' ? 1e-6 * scale : scale
}
