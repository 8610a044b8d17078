/** Whether an unknown meter is one that is known: its own profile, or the layout of one in another order or one address off. */
import type { MeterValues } from '../../mqtt-contract.ts'
import type { ByteOrder, Profile } from '../../profiles/profile.ts'
import { decodeAnswers } from '../decode.ts'
import type { Sample } from './candidates.ts'
import { judgeEnergy, judgeReading, residualOf, type Verdict } from './plausible.ts'

export type Fit = { profile: Profile; checks: Verdict[]; right: number; residual: number }

const orders: readonly ByteOrder[] = ['ABCD', 'CDAB', 'BADC', 'DCBA']
/** Volts and one more must be right, and nothing wrong. */
const ENOUGH = 3

export type TimedReading = { atMs: number; values: MeterValues }

/** Undefined where something is wrong, or too little is there to tell. */
export function fitProfile(profile: Profile, readings: readonly TimedReading[]): Fit | undefined {
  const verdicts = readings.map(({ values }) => judgeReading(values))
  const checks = (verdicts[0] ?? []).map(({ check }, index): Verdict => {
    const all = verdicts.map((each) => each[index]?.is)
    return { check, is: all.find((is) => is === 'wrong') ?? all.find((is) => is === 'right') ?? 'absent' }
  })
  const [first, latest] = [readings[0], readings.at(-1)]
  if (first && latest) checks.push(judgeEnergy(first.values, latest.values, (latest.atMs - first.atMs) / 3_600_000))
  const right = checks.filter(({ is }) => is === 'right').length
  if (checks.some(({ is }) => is === 'wrong') || right < ENOUGH) return undefined
  return checks.find(({ check }) => check === 'voltage')?.is === 'right'
    ? { profile, checks, right, residual: residualOf(latest?.values ?? {}) }
    : undefined
}

const SAME_RESIDUAL = 1e-4

/**
 * The better of two fits: more checks right, then sums that are more exact (a float that is put together from halves of
 * two is nearly right), then more of its fields shown.
 */
export function bestFit(fits: readonly Fit[], shown: (profile: Profile) => number): Fit | undefined {
  const exactness = (a: Fit, b: Fit) =>
    Math.abs(a.residual - b.residual) > SAME_RESIDUAL ? a.residual - b.residual : 0
  return fits.toSorted((a, b) => b.right - a.right || exactness(a, b) || shown(b.profile) - shown(a.profile))[0]
}

/** Known layouts as another firmware may have them: every order of bytes, and addresses counted from 1 or moved the other way. */
export function listVariants(known: readonly Profile[], functionCode: 3 | 4): Profile[] {
  return known.flatMap((profile) =>
    orders.flatMap((order) =>
      [0, -1, 1].map((shift) => ({
        ...profile,
        functionCode,
        order,
        fields: profile.fields
          .map((field) => ({ ...field, address: field.address + shift }))
          .filter(({ address }) => address >= 0),
      })),
    ),
  )
}

/** What the profile makes of the samples. */
export function readSamples(profile: Profile, samples: readonly Sample[]): TimedReading[] {
  return samples.map(({ atMs, words }) => {
    const answers = [...words].map(([address, word]) => ({ address, words: [word] }))
    return { atMs, values: decodeAnswers(profile, joinAnswers(answers)).reading }
  })
}

/** Single registers side by side become one answer, as fields of several registers want them. */
function joinAnswers(single: { address: number; words: number[] }[]): { address: number; words: number[] }[] {
  const joined: { address: number; words: number[] }[] = []
  for (const { address, words } of single.toSorted((a, b) => a.address - b.address)) {
    const open = joined.at(-1)
    if (open && open.address + open.words.length === address) open.words.push(...words)
    else joined.push({ address, words: [...words] })
  }
  return joined
}
