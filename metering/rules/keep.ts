/** Which of several readings is kept where there is room for one: registers before none, then nearest to the close. */
import type { Registers } from '../contract.ts'
import type { MeterValues } from '../mqtt-contract.ts'
import { distanceFromClose } from './intervals.ts'

type Keepable = {
  pointId: number
  installationId: number
  startMs: number
  measuredAt: Date
  quality: 0 | 1
  values: MeterValues
  registers: Registers
}

/** Readings of one meter at one instant are one reading told in parts, or told twice. */
export function keepOnePerInstant<T extends Keepable>(readings: readonly T[]): T[] {
  const kept = new Map<string, T>()
  for (const reading of readings) {
    const key = `${reading.installationId} ${reading.measuredAt.getTime()}`
    const first = kept.get(key)
    kept.set(key, first ? joinReadings(first, reading) : reading)
  }
  return [...kept.values()]
}

const freezeRank = { month: 3, day: 2, curve: 1 } as const

function joinReadings<T extends Keepable>(first: T, second: T): T {
  const values = { ...second.values, ...first.values }
  const freezes = [first.values.freeze, second.values.freeze].filter((freeze) => freeze !== undefined)
  const freeze = freezes.sort((a, b) => freezeRank[b] - freezeRank[a])[0]
  if (freeze) values.freeze = freeze
  return { ...first, values, registers: { ...second.registers, ...first.registers } }
}

export function keepOnePerInterval<T extends Keepable>(readings: readonly T[]): T[] {
  const kept = new Map<string, T>()
  for (const reading of readings) {
    const key = `${reading.pointId} ${reading.startMs}`
    const first = kept.get(key)
    if (!first || isBetter(reading, first)) kept.set(key, reading)
  }
  return [...kept.values()]
}

function isBetter(one: Keepable, other: Keepable): boolean {
  const counts = ({ registers }: Keepable) => registers.importTotal !== undefined || registers.exportTotal !== undefined
  if (counts(one) !== counts(other)) return counts(one)
  return distanceFromClose(one.measuredAt.getTime()) < distanceFromClose(other.measuredAt.getTime())
}
