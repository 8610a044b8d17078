/** Reads the layout of an unknown meter out of its registers: which numbers are volts, amperes, watts, hertz and kWh. From practice. */
import type { ByteOrder } from '../../profiles/profile.ts'
import { type Candidate, listCandidates, type Sample } from './candidates.ts'
import { describeLoad, describeRest, type FoundField, stepOf } from './describe.ts'
import {
  addressOf,
  findLoads,
  type Load,
  powerAt,
  registersOf,
  registersOfLoad,
  type Scaled,
  scaledFor,
} from './load.ts'
import { isFrequency, isNear } from './plausible.ts'

/** One way to read the scales, and what speaks for it or against it. */
export type ScaleHypothesis = { iA: number; pW: number; importWh: number | null; because: string }

export type Layout = {
  order: ByteOrder
  fields: FoundField[]
  score: number
  /** 0 to 1, of volts, amperes and watts together. */
  confidence: number
  /** Whether more speaks for amperes and watts than chance gives. */
  isProven: boolean
  scales: { taken: ScaleHypothesis; others: ScaleHypothesis[] } | null
}

/** No meter has counted more; a 64-bit number that is put together from strangers has. */
const LARGEST_WH = 5e9
/** A meter that has counted a million kWh is rare. */
const RARE_WH = 1e9
/** Scales that are more usual than others by less than this might as well be the others. */
const CLEAR = 2
/** Sum, factor, movement, energy: of so many independent proofs a load needs one more than chance gives. */
const PROOFS = 2

const WELL_COUNTED = 5

const orders: readonly ByteOrder[] = ['ABCD', 'CDAB', 'BADC', 'DCBA']

/** The likeliest layout over the four orders of bytes; undefined where nothing belongs together. */
export function solveLayout(samples: readonly Sample[]): Layout | undefined {
  return orders.flatMap((order) => solveOrder(samples, order) ?? []).toSorted((a, b) => b.score - a.score)[0]
}

type Guess = { load: Load; frequency: Scaled | undefined; energy: Scaled | undefined; score: number }

function solveOrder(samples: readonly Sample[], order: ByteOrder): Layout | undefined {
  const candidates = listCandidates(samples, order, ['f32', 'i16', 'i32'])
  const loads = findLoads(candidates)
  if (loads.length === 0) return undefined
  const frequencies = scaledFor(candidates, 'f').filter(({ values }) => values.every(isFrequency))
  const rising = findRising(listCandidates(samples, order, ['f32', 'i32', 'i64', 'f64']))
  const guesses = loads.map((load) => complete(samples, load, frequencies, rising))
  const alike = [...Map.groupBy(guesses, ({ load }) => registersOfLoad(load)).values()]
  return alike.map((same) => decide(same, order)).toSorted((a, b) => b.score - a.score)[0]
}

function complete(
  samples: readonly Sample[],
  load: Load,
  frequencies: readonly Scaled[],
  rising: readonly Scaled[],
): Guess {
  const parts = [...load.u.phases, ...load.i.phases, ...(load.p?.phases ?? []), load.total, load.factor]
  const taken = new Set(parts.flatMap((part) => (part ? registersOf(part) : [])))
  const isFree = (each: Scaled) => registersOf(each).every((at) => !taken.has(at))
  const frequency = nearestFrequency(frequencies.filter(isFree), addressOf(load.u))
  for (const register of frequency ? registersOf(frequency) : []) taken.add(register)
  const energy = findEnergy(samples, load, rising, isFree)
  const score =
    load.score + (frequency ? 3 + frequency.weight / 2 : 0) + (energy ? 4 + energy.weight / 2 + sizeOf(energy) : 0)
  return { load, frequency, energy, score }
}

export function nearestFrequency(frequencies: readonly Scaled[], at: number): Scaled | undefined {
  return bestOf(
    frequencies,
    (each) =>
      each.weight + (isNear(each.values[0] ?? 0, 50, 0.01) ? 3 : 0) - Math.abs(each.candidate.address - at) / 50,
  )
}

/** Of one set of registers the scales that counted energy speaks for; without any that does, the most usual. */
function decide(same: readonly Guess[], order: ByteOrder): Layout {
  const counted = same.filter(({ energy }) => energy)
  const open = counted.length > 0 ? counted : same
  const [best, ...rivals] = open.toSorted((a, b) => usual(b) - usual(a) || b.score - a.score) as [Guess, ...Guess[]]
  const close = rivals.filter((rival) => usual(best) - usual(rival) < CLEAR)
  const { load, frequency, energy } = best
  const proofs = [load.total, load.factor, load.moves, energy, isWellCounted(energy)].filter(Boolean).length
  const hasMoved = load.moves || energy !== undefined
  // Numbers that stand still belong together by chance sooner or later.
  const isStill = Boolean(load.total && load.factor && frequency)
  const isProven = proofs >= PROOFS && (hasMoved || isStill)
  const trust = (isProven ? 1 : 0.8) * (hasMoved ? 1 : 0.5) * (close.length > 0 ? 0.5 : 1)
  const fields = [...describeLoad(load, energy !== undefined, trust), ...describeRest(load, frequency, energy, trust)]
  const others = [
    ...rivals.map((rival) => toHypothesis(rival, close.includes(rival) ? 'as likely' : 'less usual')),
    ...same.filter((guess) => !open.includes(guess)).map((guess) => toHypothesis(guess, 'no register counts on so')),
  ]
  const because = energy ? 'energy counts on as these watts say' : 'the most usual that fits volts times amperes'
  return {
    order,
    score: best.score,
    fields,
    isProven,
    confidence: Math.min(
      1,
      ...fields.filter(({ reading }) => /^(uV|iA|p)/.test(reading)).map((each) => each.confidence),
    ),
    scales: { taken: toHypothesis(best, because), others },
  }
}

/** Energy that counted on by several steps as it must is hardly chance. */
function isWellCounted(energy: Scaled | undefined): boolean {
  return energy !== undefined && (energy.values.at(-1) ?? 0) - (energy.values[0] ?? 0) >= WELL_COUNTED * stepOf(energy)
}

/** How usual the scales are that a guess takes. */
function usual({ load, energy }: Guess): number {
  const isRare = (energy?.values.at(-1) ?? 0) > RARE_WH
  return load.prior + (energy?.weight ?? 0) - (isRare ? CLEAR : 0)
}

function toHypothesis({ load, energy }: Guess, because: string): ScaleHypothesis {
  const [iA, pW] = [load.i, load.p].map((run) => run?.phases[0]?.scale ?? 1) as [number, number]
  return { iA, pW, importWh: energy?.scale ?? null, because }
}

function findRising(wide: readonly Candidate[]): Scaled[] {
  return scaledFor(wide, 'e').filter(
    ({ values }) =>
      (values.at(-1) ?? 0) > (values[0] ?? 0) &&
      values.every((value, sample) => value >= (values[sample - 1] ?? 0) && value <= LARGEST_WH),
  )
}

/** The register that counts on as the power says it must. */
function findEnergy(
  samples: readonly Sample[],
  load: Load,
  rising: readonly Scaled[],
  isFree: (each: Scaled) => boolean,
): Scaled | undefined {
  const expectedWh = energyOf(samples, load)
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
  const wh = values.at(-1) ?? 0
  return 0.5 * Math.log10(Math.max(1, wh)) - (wh > RARE_WH ? CLEAR : 0)
}

function energyOf(samples: readonly Sample[], load: Load): number {
  const watts = samples.map((_, sample) => Math.abs(powerAt(load, sample)))
  return samples.slice(1).reduce((sum, { atMs }, index) => {
    const hours = (atMs - (samples[index]?.atMs ?? atMs)) / 3_600_000
    return sum + (((watts[index] ?? 0) + (watts[index + 1] ?? 0)) / 2) * hours
  }, 0)
}

function bestOf(found: readonly Scaled[], rank: (each: Scaled) => number): Scaled | undefined {
  return found.toSorted((a, b) => rank(b) - rank(a))[0]
}
