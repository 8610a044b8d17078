import { findProfile, listProfileNames } from '../../profiles/all.ts'
import type { Profile } from '../../profiles/profile.ts'
import type { Sample } from '../../rules/probe/candidates.ts'
import type { FoundField } from '../../rules/probe/describe.ts'
import { fitIdle, rankIdle, solveNet } from '../../rules/probe/idle.ts'
import { bestFit, fitProfile, listVariants, readSamples } from '../../rules/probe/known.ts'
import { nameFields } from '../../rules/probe/name-fields.ts'
import type { Verdict } from '../../rules/probe/plausible.ts'
import { type Layout, solveLayout } from '../../rules/probe/solve.ts'
import { widthOf } from '../../rules/words.ts'
import type { Line } from '../lines/line.ts'
import { blocksOf, type Range } from './places.ts'
import { findKnown, likelyWords } from './probe-known.ts'
import { Scanner } from './scan.ts'

const GENTLE_GAP_MS = 10
/** Enough for the whole address space under both functions of a meter that answers everywhere. */
const SWEEP_BUDGET = 1_500

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
  /** Requests after which nothing new is looked for. */
  budget?: number
  timeoutMs?: number | undefined
  nowMs: () => number
  sleep: (ms: number) => Promise<void>
  /** Told what is done, for a person who waits. */
  report?: (line: string) => void
}

export type ProbeResult = {
  /**
   * The known model that the meter is, whose layout it has in another order or one address off, or which it does not
   * contradict while no load flows; `others` do not either.
   */
  known: { profile: string; is: 'same' | 'variant' | 'likely'; checks: Verdict[]; others: string[] } | null
  fields: FoundField[]
  /** A profile that a site can use once somebody has compared it with the meter's document; null where nothing was found. */
  draft: Profile | null
  /** 0 to 1; below a half nothing proves the draft, and `because` says what is missing. */
  confidence: number
  because: string
  /** Why amperes, watts and energy have these scales and not others. */
  scales: Layout['scales']
  requests: number
}

type Found = Omit<ProbeResult, 'requests' | 'draft'> & { draft: Profile }

/**
 * Finds out how an unknown Modbus meter is read, by reading only. Says first whether a known model fits; else looks for
 * numbers that belong together as volts, amperes, watts, hertz and kWh must, at the usual places first and then everywhere.
 * Throws `BusFault` where nobody answers.
 */
export async function probeMeter(line: Line, unit: number, options: ProbeOptions): Promise<ProbeResult> {
  const { minGapMs = GENTLE_GAP_MS, budget = Number.POSITIVE_INFINITY, timeoutMs } = options
  const scanner = new Scanner(line, unit, { minGapMs, budget, sweepBudget: SWEEP_BUDGET, timeoutMs })
  const known = options.known ?? listProfileNames().flatMap((name) => findProfile(name) ?? [])
  options.report?.(`trying ${known.length} known models`)
  const same = await findKnown(line, unit, scanner, known, options)
  const found = same ?? (await search(scanner, known, options))
  if (!found) return { ...nothing, requests: scanner.requests }
  if (same) return { ...found, requests: scanner.requests }
  const limits = { blockLimit: scanner.blockLimit, maxHole: scanner.refusesHoles ? 0 : 8 }
  return { ...found, draft: toDraft(found.draft, limits, unit), requests: scanner.requests }
}

const nothing = {
  known: null,
  fields: [],
  draft: null,
  confidence: 0,
  because: 'nothing found that belongs together as the values of a meter must',
  scales: null,
}

/** The first place that proves itself; else the likeliest of what does not. */
async function search(scanner: Scanner, known: readonly Profile[], options: ProbeOptions): Promise<Found | undefined> {
  let weak: Found | undefined
  const places: [what: string, 3 | 4, () => Promise<Map<number, number>>][] = [
    ['scanning registers with', 4, () => scanner.scan(4, options.ranges ?? [])],
    ['scanning registers with', 3, () => scanner.scan(3, options.ranges ?? [])],
    ['sweeping all addresses with', 4, () => scanner.sweep(4, 0.5)],
    ['sweeping all addresses with', 3, () => scanner.sweep(3, 1)],
  ]
  const seen = new Set<string>()
  for (const [what, functionCode, collect] of places) {
    options.report?.(`${what} function ${functionCode}`)
    const words = await collect()
    const blocks = blocksOf(words, scanner.blockLimit)
    const isOld = blocks.every(({ address }) => seen.has(`${functionCode} ${address}`))
    for (const { address } of blocks) seen.add(`${functionCode} ${address}`)
    if (isOld) continue
    options.report?.(`${words.size} registers answered; ${options.samples} looks, ${options.everyMs} ms apart`)
    const samples = await scanner.sample(functionCode, blocks, {
      times: options.samples,
      wait: () => options.sleep(options.everyMs),
      nowMs: options.nowMs,
    })
    const found = findVariant(samples, known, functionCode) ?? findLayout(samples, known, functionCode)
    if (found && found.confidence >= 0.5) return found
    if (found && found.confidence > (weak?.confidence ?? 0)) weak = found
    // A known layout that is not contradicted will not be found better elsewhere.
    if (weak?.known) return weak
  }
  return weak
}

function findVariant(samples: readonly Sample[], known: readonly Profile[], functionCode: 3 | 4): Found | undefined {
  const fits = listVariants(known, functionCode).flatMap(
    (profile) => fitProfile(profile, readSamples(profile, samples)) ?? [],
  )
  const fit = bestFit(
    fits.filter(({ right }) => right >= 4),
    (profile) => countShown(profile, samples),
  )
  if (!fit) return undefined
  const { profile, checks } = fit
  const words = { confidence: 0.9, because: `the layout of ${profile.name}` }
  return { ...asKnown(profile, samples, words), known: { profile: profile.name, is: 'variant', checks, others: [] } }
}

/** What belongs together; with no load only the known layout that is not contradicted, or volts and hertz. */
function findLayout(samples: readonly Sample[], known: readonly Profile[], functionCode: 3 | 4): Found | undefined {
  const layout = solveLayout(samples)
  if (layout?.isProven) return asDraft(layout, functionCode)
  const idle = rankIdle(
    listVariants(known, functionCode).flatMap((profile) => fitIdle(profile, readSamples(profile, samples)) ?? []),
    (profile) => countShown(profile, samples),
  )
  const [first] = idle
  if (first) {
    const { profile, checks } = first
    const others = [...new Set(idle.map((each) => each.profile.name))].filter((name) => name !== profile.name)
    const found = asKnown(profile, samples, likelyWords(profile.name))
    return { ...found, known: { profile: profile.name, is: 'likely', checks, others } }
  }
  const net = solveNet(samples)
  return net && asDraft(net, functionCode)
}

function asKnown(profile: Profile, samples: readonly Sample[], words: { confidence: number; because: string }): Found {
  const unread = new Set(unreadOf(profile, samples))
  const draft = { ...profile, fields: profile.fields.filter(({ reading }) => !unread.has(reading)) }
  const values = readSamples(draft, samples).at(-1)?.values ?? {}
  return { known: null, fields: nameFields(draft, values, words), draft, ...words, scales: null }
}

function countShown(profile: Profile, samples: readonly Sample[]): number {
  return profile.fields.length - unreadOf(profile, samples).length
}

function unreadOf(profile: Profile, samples: readonly Sample[]): string[] {
  const { words } = samples.at(-1) ?? { words: new Map<number, number>() }
  const isThere = (address: number, width: number) =>
    Array.from({ length: width }).every((_, at) => words.has(address + at))
  return profile.fields.filter(({ address, type }) => !isThere(address, widthOf(type))).map(({ reading }) => reading)
}

function asDraft(layout: Layout, functionCode: 3 | 4): Found {
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
  const { fields, confidence, scales } = layout
  return { known: null, fields, draft, confidence, because: wordsOf(layout), scales }
}

function wordsOf({ isProven, confidence }: Layout): string {
  if (!isProven) return 'only volts and hertz are there: amperes, watts and energy cannot be told without load'
  if (confidence >= 0.5) return 'volts, amperes and watts belong together'
  return 'amperes and watts may be ten times off: other scales are as likely, compare with the display'
}

function toDraft(profile: Profile, limits: { blockLimit: number; maxHole: number }, unit: number): Profile {
  const { frame: _, ...layout } = profile
  return { ...layout, ...limits, blockLimit: Math.min(125, Math.max(2, limits.blockLimit)), name: `draft-unit-${unit}` }
}
