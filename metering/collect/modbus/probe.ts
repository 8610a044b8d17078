import { findProfile, listProfileNames } from '../../profiles/all.ts'
import type { Profile } from '../../profiles/profile.ts'
import { decodeAnswers } from '../../rules/decode.ts'
import type { Sample } from '../../rules/probe/candidates.ts'
import { bestFit, type Fit, fitProfile, listVariants, readSamples } from '../../rules/probe/known.ts'
import type { Verdict } from '../../rules/probe/plausible.ts'
import { type FoundField, solveLayout } from '../../rules/probe/solve.ts'
import { widthOf } from '../../rules/words.ts'
import { BusFault } from '../lines/fault.ts'
import type { Line } from '../lines/line.ts'
import { readUnit } from './meter.ts'
import { blocksOf, type Range, Scanner } from './scan.ts'

const GENTLE_GAP_MS = 10

export type ProbeOptions = {
  /** Models to try first; all that are known, the site's among them, unless told. */
  known?: readonly Profile[]
  /** Registers beside the usual ones. */
  ranges?: readonly Range[]
  /** How many looks, and how far apart: energy must have counted on for its scale to be sure. */
  samples: number
  everyMs: number
  /** Silence before each request. */
  minGapMs?: number
  nowMs: () => number
  sleep: (ms: number) => Promise<void>
  /** Told what is done, for a person who waits. */
  report?: (line: string) => void
}

export type ProbeResult = {
  /** The known model that the meter is, or whose layout it has in another order or one address off. */
  known: { profile: string; is: 'same' | 'variant'; checks: Verdict[] } | null
  fields: FoundField[]
  /** A profile that a site can use once somebody has compared it with the meter's document; null where nothing was found. */
  draft: Profile | null
  requests: number
}

/**
 * Finds out how an unknown Modbus meter is read, by reading only. Says first whether a known model fits; else looks for
 * numbers that belong together as volts, amperes, watts, hertz and kWh must. Throws `BusFault` where nobody answers.
 */
export async function probeMeter(line: Line, unit: number, options: ProbeOptions): Promise<ProbeResult> {
  const scanner = new Scanner(line, unit, options.minGapMs ?? GENTLE_GAP_MS)
  const known = options.known ?? listProfileNames().flatMap((name) => findProfile(name) ?? [])
  options.report?.(`trying ${known.length} known models`)
  const same = await findKnown(line, unit, scanner, known)
  if (same) {
    const { profile, checks } = same
    return {
      known: { profile: profile.name, is: 'same', checks },
      fields: [],
      draft: profile,
      requests: scanner.requests,
    }
  }
  for (const functionCode of [4, 3] as const) {
    options.report?.(`scanning registers with function ${functionCode}`)
    const words = await scanner.scan(functionCode, options.ranges ?? [])
    const blocks = blocksOf(words, scanner.blockLimit)
    if (blocks.length === 0) continue
    options.report?.(`${words.size} registers answered; ${options.samples} looks, ${options.everyMs} ms apart`)
    const samples = await scanner.sample(functionCode, blocks, {
      times: options.samples,
      wait: () => options.sleep(options.everyMs),
      nowMs: options.nowMs,
    })
    const found = findVariant(samples, known, functionCode) ?? findLayout(samples, functionCode)
    if (!found) continue
    const limits = { blockLimit: scanner.blockLimit, maxHole: scanner.refusesHoles ? 0 : 8 }
    return { ...found, draft: toDraft(found.draft, limits, unit), requests: scanner.requests }
  }
  return { known: null, fields: [], draft: null, requests: scanner.requests }
}

/** Only models whose first voltage register shows a voltage are read in full. */
async function findKnown(
  line: Line,
  unit: number,
  scanner: Scanner,
  known: readonly Profile[],
): Promise<Fit | undefined> {
  const fits: Fit[] = []
  const shown = new Map<Profile, number>()
  for (const profile of known) {
    const voltage = profile.fields.find(({ reading }) => reading === 'uV[0]')
    if (!voltage) continue
    const words = await scanner.read(profile.functionCode, { address: voltage.address, count: widthOf(voltage.type) })
    if (typeof words === 'string') continue
    const { reading } = decodeAnswers(profile, [{ address: voltage.address, words }])
    if (!((reading.uV?.[0] ?? 0) > 50 && (reading.uV?.[0] ?? 0) < 280)) continue
    const whole = await line
      .hold('on-demand', () => readUnit(line, unit, profile, 1))
      .catch((fault: unknown) => {
        if (!(fault instanceof BusFault)) throw fault
        return undefined
      })
    const fit = whole && fitProfile(profile, [{ atMs: 0, values: whole.values }])
    if (!fit || whole.unread.length > profile.fields.length / 4) continue
    fits.push(fit)
    shown.set(profile, profile.fields.length - whole.unread.length)
  }
  return bestFit(fits, (profile) => shown.get(profile) ?? 0)
}

type Found = Pick<ProbeResult, 'known' | 'fields'> & { draft: Profile }

function findVariant(samples: readonly Sample[], known: readonly Profile[], functionCode: 3 | 4): Found | undefined {
  const fits = listVariants(known, functionCode).flatMap(
    (profile) => fitProfile(profile, readSamples(profile, samples)) ?? [],
  )
  const count = (profile: Profile) => profile.fields.length - unreadOf(profile, samples).length
  const fit = bestFit(
    fits.filter(({ right }) => right >= 4),
    count,
  )
  if (!fit) return undefined
  const unread = new Set(unreadOf(fit.profile, samples))
  const draft = { ...fit.profile, fields: fit.profile.fields.filter(({ reading }) => !unread.has(reading)) }
  return { known: { profile: fit.profile.name, is: 'variant', checks: fit.checks }, fields: [], draft }
}

function unreadOf(profile: Profile, samples: readonly Sample[]): string[] {
  const { words } = samples.at(-1) ?? { words: new Map<number, number>() }
  const isThere = (address: number, width: number) =>
    Array.from({ length: width }).every((_, at) => words.has(address + at))
  return profile.fields.filter(({ address, type }) => !isThere(address, widthOf(type))).map(({ reading }) => reading)
}

function findLayout(samples: readonly Sample[], functionCode: 3 | 4): Found | undefined {
  const layout = solveLayout(samples)
  if (!layout) return undefined
  const draft: Profile = {
    name: 'draft',
    vendor: 'unknown',
    model: 'unknown',
    document: 'found by dianhu meter probe, to be compared with the document of the maker',
    functionCode,
    order: layout.order,
    blockLimit: 2,
    maxHole: 0,
    minGapMs: 0,
    side: 'secondary',
    energyDigits: 6,
    fields: layout.fields.map(({ reading, address, type, scale }) => ({ reading, address, type, scale })),
  }
  return { known: null, fields: layout.fields, draft }
}

function toDraft(profile: Profile, limits: { blockLimit: number; maxHole: number }, unit: number): Profile {
  const { frame: _, ...layout } = profile
  return { ...layout, ...limits, blockLimit: Math.min(125, Math.max(2, limits.blockLimit)), name: `draft-unit-${unit}` }
}
