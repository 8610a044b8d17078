/** Reads the layout of an unknown meter out of its registers: which numbers are volts, amperes, watts, hertz and kWh. From practice. */
import type { ByteOrder, FieldType } from '../../profiles/profile.ts'
import { type Candidate, type Kind, listCandidates, type Sample } from './candidates.ts'
import { findLoads, type Load, registersOf, type Scaled, scaledFor } from './load.ts'
import { isFrequency, isNear } from './plausible.ts'

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

export type Layout = { order: ByteOrder; fields: FoundField[]; score: number }

/** No meter has counted more; a 64-bit number that is put together from strangers has. */
const LARGEST_WH = 5e9

const orders: readonly ByteOrder[] = ['ABCD', 'CDAB', 'BADC', 'DCBA']

/** The likeliest layout over the four orders of bytes; undefined where nothing belongs together. */
export function solveLayout(samples: readonly Sample[]): Layout | undefined {
  return orders.flatMap((order) => solveOrder(samples, order) ?? []).toSorted((a, b) => b.score - a.score)[0]
}

function solveOrder(samples: readonly Sample[], order: ByteOrder): Layout | undefined {
  const candidates = listCandidates(samples, order, ['f32', 'i16', 'i32'])
  const wide = listCandidates(samples, order, ['f32', 'i32', 'i64', 'f64'])
  const layouts = findLoads(candidates).map((load) => complete(samples, order, load, candidates, wide))
  return layouts.toSorted((a, b) => b.score - a.score)[0]
}

function complete(
  samples: readonly Sample[],
  order: ByteOrder,
  load: Load,
  candidates: readonly Candidate[],
  wide: readonly Candidate[],
): Layout {
  const parts = [...load.u.phases, ...load.i.phases, ...(load.p?.phases ?? []), load.total, load.factor]
  const taken = new Set(parts.flatMap((part) => (part ? registersOf(part) : [])))
  const isFree = (each: Scaled) => registersOf(each).every((at) => !taken.has(at))
  const at = load.u.phases[0]?.candidate.address ?? 0
  const frequency = bestOf(
    scaledFor(candidates, 'f').filter((each) => each.values.every(isFrequency) && isFree(each)),
    (each) =>
      each.weight + (isNear(each.values[0] ?? 0, 50, 0.01) ? 3 : 0) - Math.abs(each.candidate.address - at) / 50,
  )
  for (const register of frequency ? registersOf(frequency) : []) taken.add(register)
  const energy = findEnergy(samples, load, wide, isFree)
  const score =
    load.score + (frequency ? 3 + frequency.weight / 2 : 0) + (energy ? 4 + energy.weight / 2 + sizeOf(energy) : 0)
  return { order, score, fields: [...describeLoad(load), ...describeRest(load, frequency, energy)] }
}

/** The register that counts on as the power says it must. */
function findEnergy(
  samples: readonly Sample[],
  load: Load,
  wide: readonly Candidate[],
  isFree: (each: Scaled) => boolean,
): Scaled | undefined {
  const expectedWh = energyOf(samples, load)
  const rising = scaledFor(wide, 'e').filter(({ values }) =>
    values.every((value, sample) => value >= (values[sample - 1] ?? 0) && value <= LARGEST_WH),
  )
  const right = rising.filter((each) => {
    const counted = (each.values.at(-1) ?? 0) - (each.values[0] ?? 0)
    const stepWh = stepOf(each)
    return counted > 0 && Math.abs(counted - expectedWh) <= Math.max(expectedWh * 0.15, stepWh * 1.01) && isFree(each)
  })
  // A count of few steps says little about the scale: the finest that is right says most. One that is put together from
  // halves of two registers has lost its high words: the largest says most.
  return bestOf(
    right,
    (each) => each.weight + sizeOf(each) - 4 * Math.min(1, stepOf(each) / Math.max(expectedWh, 1e-9)),
  )
}

function sizeOf({ values }: Scaled): number {
  return 0.5 * Math.log10(Math.max(1, values.at(-1) ?? 0))
}

function energyOf(samples: readonly Sample[], load: Load): number {
  const watts = samples.map((_, sample) => Math.abs(powerAt(load, sample)))
  return samples.slice(1).reduce((sum, { atMs }, index) => {
    const hours = (atMs - (samples[index]?.atMs ?? atMs)) / 3_600_000
    return sum + (((watts[index] ?? 0) + (watts[index + 1] ?? 0)) / 2) * hours
  }, 0)
}

function powerAt({ p, total }: Load, sample: number): number {
  return total?.values[sample] ?? (p?.phases ?? []).reduce((sum, { values }) => sum + (values[sample] ?? 0), 0)
}

/** The least that a register can move, in Wh. */
function stepOf({ candidate: { kind, raw }, scale }: Scaled): number {
  if (kind === 'f32') return Math.max(1e-9, Math.abs(raw.at(-1) ?? 0) * 2 ** -23) * scale
  return kind === 'f64' ? 1e-6 * scale : scale
}

function describeLoad({ u, i, p, total, factor, moves }: Load): FoundField[] {
  const isThree = u.phases.length === 3
  const proven = (total ? 0.15 : 0) + (factor ? 0.2 : 0)
  const because = [
    'P fits U · I',
    ...(total ? ['phases add up to the total'] : []),
    ...(factor ? ['the power factor is P ÷ (U · I)'] : []),
    moves ? 'watts move with amperes' : 'nothing moved between the looks',
  ].join('; ')
  const base = (isThree ? 0.6 : 0.45) + proven
  const field = toField(because, Math.min(0.98, base) * (moves ? 1 : 0.5))
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

function describeRest(load: Load, frequency: Scaled | undefined, energy: Scaled | undefined): FoundField[] {
  const fields: FoundField[] = []
  const trust = load.moves ? 1 : 0.5
  if (frequency) {
    const confidence = isNear(frequency.values[0] ?? 0, 50, 0.01) ? 0.9 : 0.7
    fields.push(toField('the frequency of the net', confidence * trust)(frequency, 'fHz'))
  }
  if (energy) {
    const steps = ((energy.values.at(-1) ?? 0) - (energy.values[0] ?? 0)) / stepOf(energy)
    const confidence = (steps >= 10 ? 0.9 : steps >= 3 ? 0.6 : 0.35) * trust
    const reading = powerAt(load, 0) < 0 ? 'exportWh' : 'importWh'
    fields.push(toField('counts on as the power says', confidence)(energy, reading))
  }
  return fields
}

const unsigned: Record<Kind, FieldType> = {
  f32: 'float32',
  i16: 'uint16',
  i32: 'uint32',
  i64: 'uint64',
  f64: 'float64',
}
const signed: Record<Kind, FieldType> = { ...unsigned, i16: 'int16', i32: 'int32', i64: 'int64' }

function toField(because: string, confidence: number): (each: Scaled, reading: string) => FoundField {
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

function bestOf(found: readonly Scaled[], rank: (each: Scaled) => number): Scaled | undefined {
  return found.toSorted((a, b) => rank(b) - rank(a))[0]
}
