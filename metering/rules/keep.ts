/** Which of several readings is kept where there is room for one: registers before none, then nearest to the close. */
import type { Registers } from '../contract.ts'
import type { MeterValues } from '../mqtt-contract.ts'
import { distanceFromClose } from './intervals.ts'

type Keepable = {
  pointId: number
  installationId: number
  startMs: number
  measuredMs: number
  quality: 0 | 1
  values: MeterValues
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
  const values = { ...second.values, ...first.values }
  const freezes = [first.values.freeze, second.values.freeze].filter((freeze) => freeze !== undefined)
  const freeze = freezes.sort((a, b) => freezeRank[b] - freezeRank[a])[0]
  if (freeze) values.freeze = freeze
  return { ...first, values, registers: { ...second.registers, ...first.registers } }
}

function isBetter(one: Keepable, other: Keepable): boolean {
  const counts = ({ registers }: Keepable) => registers.importTotal !== undefined || registers.exportTotal !== undefined
  if (counts(one) !== counts(other)) return counts(one)
  return distanceFromClose(one.measuredMs) < distanceFromClose(other.measuredMs)
}
