import type { Profile } from '../../profiles/profile.ts'
import { decodeAnswers } from '../../rules/decode.ts'
import { fitIdle, rankIdle } from '../../rules/probe/idle.ts'
import { bestFit, fitProfile, type TimedReading } from '../../rules/probe/known.ts'
import { nameFields } from '../../rules/probe/name-fields.ts'
import { widthOf } from '../../rules/words.ts'
import { BusFault } from '../lines/fault.ts'
import type { Line } from '../lines/line.ts'
import { readUnit } from './meter.ts'
import type { ProbeOptions, ProbeResult } from './probe.ts'
import type { Scanner } from './scan.ts'

type Known = Omit<ProbeResult, 'requests' | 'draft'> & { draft: Profile }
type Shown = { profile: Profile; first: TimedReading; fields: number }

/** What is said of a layout that only a net's voltage and frequency speak for. */
export const likelyWords = (name: string) => ({
  confidence: 0.4,
  because: `looks like ${name}; cannot be proven without load`,
})

/**
 * The known model that fits as it is; where no load flows, the likeliest of those that are not contradicted. Only models
 * whose first voltage register shows a voltage are read in full.
 */
export async function findKnown(
  line: Line,
  unit: number,
  scanner: Scanner,
  known: readonly Profile[],
  options: ProbeOptions,
): Promise<Known | undefined> {
  const shown: Shown[] = []
  const read = async (profile: Profile) => {
    const atMs = options.nowMs()
    const whole = await line
      .hold('on-demand', () => readUnit(line, unit, profile, 1, options.timeoutMs))
      .catch((fault: unknown) => {
        if (!(fault instanceof BusFault)) throw fault
        return undefined
      })
    scanner.requests += whole?.answers.length ?? 1
    return whole && { atMs, values: whole.values, unread: whole.unread.length }
  }
  const seen = new Map<string, Promise<boolean>>()
  for (const profile of known) {
    if (!(await showsVoltage(scanner, profile, seen))) continue
    const first = await read(profile)
    if (!first || first.unread > profile.fields.length / 4) continue
    shown.push({ profile, first, fields: profile.fields.length - first.unread })
  }
  const countShown = (profile: Profile) => shown.find((each) => each.profile === profile)?.fields ?? 0
  const fits = shown.flatMap(({ profile, first }) => fitProfile(profile, [{ ...first, atMs: 0 }]) ?? [])
  const fit = bestFit(fits, countShown)
  if (fit) {
    const { profile, checks } = fit
    const words = { confidence: 0.98, because: `this is ${profile.name}` }
    const values = shown.find((each) => each.profile === profile)?.first.values ?? {}
    return {
      known: { profile: profile.name, is: 'same', checks, others: [] },
      fields: nameFields(profile, values, words),
      draft: profile,
      ...words,
      scales: null,
    }
  }
  const idle = shown.filter(({ profile, first }) => fitIdle(profile, [first]))
  if (idle.length === 0) return undefined
  options.report?.('no load flows; looking once more')
  await options.sleep(options.everyMs)
  return findIdle(idle, read, countShown)
}

async function findIdle(
  idle: readonly Shown[],
  read: (profile: Profile) => Promise<TimedReading | undefined>,
  countShown: (profile: Profile) => number,
): Promise<Known | undefined> {
  const looks = new Map<Profile, TimedReading[]>()
  for (const { profile, first } of idle) {
    const second = await read(profile)
    looks.set(profile, second ? [first, second] : [])
  }
  const fits = idle.flatMap(({ profile }) => fitIdle(profile, looks.get(profile) ?? []) ?? [])
  const [best, ...others] = rankIdle(fits, countShown)
  if (!best) return undefined
  const { profile, checks } = best
  const words = likelyWords(profile.name)
  return {
    known: { profile: profile.name, is: 'likely', checks, others: others.map((each) => each.profile.name) },
    fields: nameFields(profile, looks.get(profile)?.at(-1)?.values ?? {}, words),
    draft: profile,
    ...words,
    scales: null,
  }
}

/** Models that have their first voltage in the same place share the question. */
function showsVoltage(scanner: Scanner, profile: Profile, seen: Map<string, Promise<boolean>>): Promise<boolean> {
  const voltage = profile.fields.find(({ reading }) => reading === 'uV[0]')
  if (!voltage) return Promise.resolve(false)
  const place = JSON.stringify([profile.functionCode, profile.order, voltage])
  const known = seen.get(place)
  if (known) return known
  const look = async () => {
    const words = await scanner.read(profile.functionCode, { address: voltage.address, count: widthOf(voltage.type) })
    if (typeof words === 'string') return false
    const { reading } = decodeAnswers(profile, [{ address: voltage.address, words }])
    return (reading.uV?.[0] ?? 0) > 50 && (reading.uV?.[0] ?? 0) < 280
  }
  const looked = look()
  seen.set(place, looked)
  return looked
}
