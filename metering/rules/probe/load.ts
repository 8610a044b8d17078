/** Finds the volts, amperes and watts of an unknown meter: of all numbers in its registers, those that belong together. From practice. */
import { type Candidate, type Kind, type Quantity, scales, widthOfKind } from './candidates.ts'
import { isNear, isPossiblePower, isVoltage, voltageBands } from './plausible.ts'

/** A number with the scale that is tried for it; `values` in each sample. */
export type Scaled = { candidate: Candidate; scale: number; weight: number; values: readonly number[] }

/** One phase or three: registers of one kind one after the other, under one scale. */
export type Run = { phases: readonly Scaled[]; weight: number }

export type Load = {
  u: Run
  i: Run
  p: Run | undefined
  /** Of all phases together. */
  total: Scaled | undefined
  factor: Scaled | undefined
  /** Watts rose and fell with amperes between the looks. */
  moves: boolean
  score: number
  /** How usual the scales of amperes and watts are, apart from what the registers say. */
  prior: number
}

/** Different registers that are looked at further for one set of voltages. */
const PLACES = 3

const OPTIONS = 10
const FARTHEST = 256
const LARGEST_A = 400

/** Voltages with the currents and powers that fit them, under every scale under which they do. */
export function findLoads(candidates: readonly Candidate[]): Load[] {
  const byPlace = placesOf(candidates)
  const kept = findVoltages(candidates)
  const currents = listRuns(candidates, byPlace, 'i', (values) => values.every((a) => a >= 0 && a <= LARGEST_A))
  const powers = listRuns(candidates, byPlace, 'p', (values) => values.every((w) => Math.abs(w) < 1e6))
  const totals = powers.filter((run) => !isThreePhase(run)).flatMap(({ phases }) => phases)
  const factors = scaledFor(candidates, 'pf').filter(({ values }) => values.every((pf) => Math.abs(pf) <= 1.001))
  return kept.flatMap((u) => findLoadsOf(u, { currents, powers, totals, factors }))
}

/** The likeliest voltages of one net: three phases, and single ones. */
export function findVoltages(candidates: readonly Candidate[]): Run[] {
  const voltages = listRuns(candidates, placesOf(candidates), 'u', areVoltages)
  return [...topOf(voltages.filter(isThreePhase)), ...topOf(voltages.filter((run) => !isThreePhase(run)))]
}

export function registersOf({ candidate: { address, kind } }: Scaled): number[] {
  return Array.from({ length: widthOfKind(kind) }, (_, at) => address + at)
}

export function scaledFor(candidates: readonly Candidate[], quantity: Quantity): Scaled[] {
  return candidates.flatMap((candidate) =>
    (scales[quantity][candidate.kind] ?? []).map(([scale, weight]) => ({
      candidate,
      scale,
      weight,
      values: candidate.raw.map((raw) => readAs(quantity, candidate.kind, raw) * scale),
    })),
  )
}

/** Only power and its factor have a sign. */
function readAs(quantity: Quantity, kind: Kind, raw: number): number {
  if (raw >= 0 || quantity === 'p' || quantity === 'pf') return raw
  return kind === 'i16' ? raw + 2 ** 16 : kind === 'i32' ? raw + 2 ** 32 : raw
}

const placeOf = (address: number, kind: Kind) => address * 8 + ['f32', 'i16', 'i32', 'i64', 'f64'].indexOf(kind)
const placesOf = (candidates: readonly Candidate[]) =>
  new Map(candidates.map((candidate) => [placeOf(candidate.address, candidate.kind), candidate]))
const isLit = ({ values }: Scaled) => values.some((value) => value !== 0)
const isThreePhase = ({ phases }: Run) => phases.length === 3
const topOf = (runs: Run[]) => runs.sort((a, b) => b.weight - a.weight).slice(0, OPTIONS)

/** Single numbers, and three in a row of which each passes and at least one is not zero. */
function listRuns(
  candidates: readonly Candidate[],
  byPlace: ReadonlyMap<number, Candidate>,
  quantity: Quantity,
  passes: (values: readonly number[]) => boolean,
): Run[] {
  return scaledFor(candidates, quantity).flatMap((first) => {
    if (!passes(first.values)) return []
    const { address, kind, raw } = first.candidate
    const width = widthOfKind(kind)
    const others = [1, 2].map((phase) => {
      const next = byPlace.get(placeOf(address + phase * width, kind))
      // A phase without load is no candidate by itself, and belongs to the run all the same.
      const candidate = next ?? { address: address + phase * width, kind, raw: raw.map(() => 0) }
      return { ...first, candidate, values: candidate.raw.map((each) => readAs(quantity, kind, each) * first.scale) }
    })
    const single: Run = { phases: [first], weight: first.weight }
    const isRun = others.every(({ values }) => passes(values))
    return isRun ? [single, { phases: [first, ...others], weight: first.weight }] : [single]
  })
}

function areVoltages(values: readonly number[]): boolean {
  return values.every(isVoltage)
}

type Parts = { currents: Run[]; powers: Run[]; totals: Scaled[]; factors: Scaled[] }

/** The registers that fit these voltages best as currents and powers, in every scale in which they do: energy decides. */
function findLoadsOf(u: Run, { currents, powers, totals, factors }: Parts): Load[] {
  if (!areOfOneNet(u)) return []
  const taken = new Set(u.phases.flatMap(registersOf))
  const isApart = (run: Run) =>
    run.phases.length === u.phases.length && run.phases.every((each) => registersOf(each).every((at) => !taken.has(at)))
  const near = (run: Run) => Math.abs(addressOf(run) - addressOf(u)) <= FARTHEST
  const ofSamePhases = powers.filter(isApart)
  const byRegisters = new Map<string, Load[]>()
  for (const i of currents.filter((run) => near(run) && isApart(run))) {
    const apparent = apparentOf(u, i)
    if (apparent.some((va) => va < 5)) continue
    for (const p of ofSamePhases) {
      if (!arePowersOf(p, u, i) || overlap(p, i)) continue
      const load = rate({ u, i, p, apparent }, totals, factors)
      const registers = registersOfLoad(load)
      byRegisters.set(registers, [...(byRegisters.get(registers) ?? []), load])
    }
  }
  const best = (loads: readonly Load[]) => Math.max(...loads.map(({ score }) => score))
  return [...byRegisters.values()]
    .toSorted((a, b) => best(b) - best(a))
    .slice(0, PLACES)
    .flat()
}

/** Which registers a load is in; the same under every scale. */
export function registersOfLoad({ u, i, p }: Pick<Load, 'u' | 'i' | 'p'>): string {
  return [u, i, p]
    .map((run) => `${run?.phases.length}${run?.phases[0]?.candidate.kind}@${run ? addressOf(run) : ''}`)
    .join(' ')
}

export function areOfOneNet({ phases }: Run): boolean {
  const [first] = phases
  const band = voltageBands.find(([least, most]) => (first?.values[0] ?? 0) >= least && (first?.values[0] ?? 0) <= most)
  if (!band) return false
  const isIn = (value: number) => value >= band[0] && value <= band[1] && isNear(value, first?.values[0] ?? 0, 0.12)
  return phases.every(({ values }) => values.every(isIn))
}

function apparentOf(u: Run, i: Run): number[] {
  const [first] = u.phases
  return (first?.values ?? []).map((_, sample) =>
    u.phases.reduce(
      (sum, { values }, phase) => sum + (values[sample] ?? 0) * Math.abs(i.phases[phase]?.values[sample] ?? 0),
      0,
    ),
  )
}

function arePowersOf(p: Run, u: Run, i: Run): boolean {
  return p.phases.every(({ values }, phase) =>
    values.every((w, sample) => {
      const va = (u.phases[phase]?.values[sample] ?? 0) * Math.abs(i.phases[phase]?.values[sample] ?? 0)
      return va < 5 ? Math.abs(w) < 10 : isPossiblePower(w, va)
    }),
  )
}

function rate(found: { u: Run; i: Run; p: Run; apparent: number[] }, totals: Scaled[], factors: Scaled[]): Load {
  const { u, i, p, apparent } = found
  const sums = apparent.map((_, sample) => p.phases.reduce((sum, { values }) => sum + (values[sample] ?? 0), 0))
  const isSum = ({ values }: Scaled) => values.every((w, sample) => isNear(w, sums[sample] ?? 0, 0.02))
  const taken = new Set([...u.phases, ...i.phases, ...p.phases].flatMap(registersOf))
  const isFree = (each: Scaled) => registersOf(each).every((at) => !taken.has(at))
  const [power] = p.phases
  const total =
    u.phases.length === 3
      ? nearest(
          totals.filter((each) => isSum(each) && isFree(each)),
          power,
        )
      : undefined
  const isFactor = ({ values }: Scaled) =>
    values.every((pf, sample) => isNear(Math.abs(pf) * (apparent[sample] ?? 0), Math.abs(sums[sample] ?? 0), 0.03))
  const factor = nearest(
    factors.filter((each) => isFactor(each) && isFree(each)),
    power,
  )
  const moves = moveTogether(i, p)
  const score =
    u.weight +
    i.weight +
    p.weight +
    (u.phases.length === 3 ? 2 + 2 * p.phases.filter(isLit).length : 0) +
    (total ? 5 : 0) +
    (factor ? 4 + factor.weight / 2 : 0) +
    (moves ? 6 : 0) +
    (u.phases.every(({ values }) => new Set(values).size > 1) ? 2 : 0) +
    alike(u, i, p) +
    tidiness([...u.phases, ...i.phases, ...p.phases]) -
    rarity(i)
  return { u, i, p, total, factor, moves, score, prior: i.weight + p.weight - rarity(i) }
}

function moveTogether(i: Run, p: Run): boolean {
  const [a] = i.phases
  const [w] = p.phases
  if (!a || !w) return false
  const moves = Math.max(...a.values) > Math.min(...a.values) * 1.02
  const share = a.values.map((amperes, sample) => (w.values[sample] ?? 0) / (amperes || 1))
  return moves && share.every((each) => isNear(each, share[0] ?? 0, 0.03))
}

/** Meters on mains or behind current transformers see up to some 60 A; ten times as much is more likely another scale. */
function rarity(i: Run): number {
  const most = Math.max(...i.phases.flatMap(({ values }) => values))
  return 3 * Math.max(0, Math.log10(most / 60))
}

/** Makers keep to one kind of number and to places near each other. */
function alike(u: Run, i: Run, p: Run): number {
  const kinds = new Set([u, i, p].map((run) => run.phases[0]?.candidate.kind))
  const spread = Math.abs(addressOf(i) - addressOf(u)) + Math.abs(addressOf(p) - addressOf(u))
  return (kinds.size === 1 ? 1 : 0) + Math.max(0, 1 - spread / 100)
}

/** A number of two registers begins at an even place more often than not, and its second word says something too. */
function tidiness(fields: readonly Scaled[]): number {
  const wide = fields.filter(({ candidate }) => widthOfKind(candidate.kind) > 1)
  const floats = fields.filter(({ candidate }) => candidate.kind === 'f32')
  return (
    0.5 * shareOf(wide, ({ candidate }) => candidate.address % 2 === 0) +
    shareOf(floats, ({ candidate }) => candidate.raw.some((value) => !hasEmptyTail(value)))
  )
}

/** Whether a float has nothing in its low word: so looks one that was put together from halves of two. */
function hasEmptyTail(value: number): boolean {
  const view = new DataView(new ArrayBuffer(4))
  view.setFloat32(0, value)
  return view.getUint16(2) === 0
}

function shareOf(fields: readonly Scaled[], passes: (field: Scaled) => boolean): number {
  return fields.length === 0 ? 0 : fields.filter(passes).length / fields.length
}

function overlap(a: Run, b: Run): boolean {
  const taken = new Set(a.phases.flatMap(registersOf))
  return b.phases.some((each) => registersOf(each).some((at) => taken.has(at)))
}

export function addressOf({ phases }: Run): number {
  return phases[0]?.candidate.address ?? 0
}

/** Of equals the one of the same kind and scale as its fellow, then the one nearest to it. */
function nearest(found: Scaled[], fellow: Scaled | undefined): Scaled | undefined {
  const rank = ({ candidate, scale, weight }: Scaled) => {
    const isAlike = candidate.kind === fellow?.candidate.kind && scale === fellow.scale
    return (isAlike ? 10 : 0) + weight - Math.abs(candidate.address - (fellow?.candidate.address ?? 0)) / 100
  }
  return found.toSorted((a, b) => rank(b) - rank(a))[0]
}

export function powerAt({ p, total }: Load, sample: number): number {
  return total?.values[sample] ?? (p?.phases ?? []).reduce((sum, { values }) => sum + (values[sample] ?? 0), 0)
}
