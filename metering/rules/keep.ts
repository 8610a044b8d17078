/** Which of several readings is kept where there is room for one: registers before none, then nearest to the close. */
import type { Registers } from '../contract.ts'
import { distanceFromClose } from './intervals.ts'
import { joinTold, type Told } from './told.ts'

type Keepable = {
  pointId: number
  installationId: number
  startMs: number
  measuredMs: number
  quality: 0 | 1
  told: Told
  registers: Registers
}

/** Readings of one meter at one instant are one reading told in parts, or told twice. */
export function keepOnePerInstant<T extends Keepable>(readings: readonly T[]): T[] {
  return keepOne(readings, ({ installationId, measuredMs }) => [installationId, measuredMs], joinReadings)
}

export function keepOnePerInterval<T extends Keepable>(readings: readonly T[]): T[] {
  return keepOne(
    readings,
    ({ pointId, startMs }) => [pointId, startMs],
    (first, second) => (isBetter(second, first) ? second : first),
  )
}

function keepOne<T>(
  readings: readonly T[],
  keyOf: (reading: T) => [of: number, ms: number],
  choose: (first: T, second: T) => T,
): T[] {
  const byOwner = new Map<number, Map<number, T>>()
  for (const reading of readings) {
    const [owner, ms] = keyOf(reading)
    const kept = byOwner.get(owner) ?? new Map<number, T>()
    byOwner.set(owner, kept)
    const first = kept.get(ms)
    kept.set(ms, first ? choose(first, reading) : reading)
  }
  return [...byOwner.values()].flatMap((kept) => [...kept.values()])
}

const freezeRank = { month: 3, day: 2, curve: 1 } as const

function joinReadings<T extends Keepable>(first: T, second: T): T {
  const told = joinTold(first.told, second.told)
  const freezes = [first, second].flatMap((reading) => reading.told.seldom?.freeze ?? [])
  const freeze = freezes.sort((a, b) => freezeRank[b] - freezeRank[a])[0]
  const seldom = freeze ? { ...told.seldom, freeze } : told.seldom
  return { ...first, told: { ...told, seldom }, registers: { ...second.registers, ...first.registers } }
}

function isBetter(one: Keepable, other: Keepable): boolean {
  const counts = ({ registers }: Keepable) => registers.importTotal !== undefined || registers.exportTotal !== undefined
  if (counts(one) !== counts(other)) return counts(one)
  return distanceFromClose(one.measuredMs) < distanceFromClose(other.measuredMs)
}
