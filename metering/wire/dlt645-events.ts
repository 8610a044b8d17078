/**
 * Event records (`03…`), from DL/T 645-2007 appendix A.4; magnet and relay records (35, 1D, 1E) from the State Grid's
 * additions, as met in practice. Read are the counts and when each of the latest happened and ended.
 */
import { readDigits, readTime } from './dlt645-bcd.ts'
import { WireFault } from './dlt645-frame.ts'

export type EventKind = {
  /** Code of the alarm that it raises, as in the MQTT contract; `<code>-end` ends it. */
  code: string
  /** DI3 DI2. */
  group: string
  /** DI1: of each phase, or the one that the record stands under. */
  phases: { di1: string; phase?: 'a' | 'b' | 'c' }[]
  /** Where the counts are (DI1 DI0), how many bytes each has, and whether a time in minutes follows each count. */
  countsUnder: string
  hasMinutes: boolean
  /** Byte at which the end is kept; undefined where the record is of an instant. */
  endAt?: number
}

const abc: EventKind['phases'] = [
  { di1: '01', phase: 'a' },
  { di1: '02', phase: 'b' },
  { di1: '03', phase: 'c' },
]
const byPhase = (group: string, code: string): EventKind => ({
  code,
  group,
  phases: abc,
  countsUnder: '0000',
  hasMinutes: true,
  endAt: 6,
})
const whole = (group: string, code: string, di1 = '00', change: Partial<EventKind> = {}): EventKind => ({
  code,
  group,
  phases: [{ di1 }],
  countsUnder: `${di1}00`,
  hasMinutes: true,
  endAt: 6,
  ...change,
})

export const eventKinds: readonly EventKind[] = [
  byPhase('0301', 'voltage-loss'),
  byPhase('0302', 'voltage-low-recorded'),
  byPhase('0303', 'voltage-high-recorded'),
  byPhase('0304', 'phase-loss'),
  // Between beginning and end stands the current of three bytes.
  whole('0305', 'all-voltage-loss', '00', { endAt: 9 }),
  whole('0306', 'auxiliary-power-loss'),
  whole('0307', 'voltage-sequence'),
  whole('0308', 'current-sequence'),
  whole('0309', 'voltage-unbalance'),
  whole('030A', 'current-unbalance'),
  byPhase('030B', 'current-loss'),
  byPhase('030C', 'overcurrent'),
  byPhase('030D', 'current-break'),
  byPhase('030E', 'reverse-flow'),
  byPhase('030F', 'overload'),
  whole('0311', 'power-off', '00', { hasMinutes: false }),
  instant('0330', 'programmed', '00'),
  instant('0330', 'meter-cleared', '01'),
  instant('0330', 'demand-cleared', '02'),
  instant('0330', 'events-cleared', '03'),
  whole('0330', 'cover-open', '0D', { hasMinutes: false }),
  whole('0330', 'terminal-cover-open', '0E', { hasMinutes: false }),
  whole('0335', 'magnetic-field', '00', { hasMinutes: false }),
  instant('1D00', 'relay-opened', '00'),
  instant('1E00', 'relay-closed', '00'),
]

function instant(group: string, code: string, di1: string): EventKind {
  return { code, group, phases: [{ di1 }], countsUnder: `${di1}00`, hasMinutes: false }
}

/** Identifier of a kind's counts. The relay's records keep them under 01. */
export function countsDi(kind: EventKind): string {
  return kind.group.startsWith('1') ? `${kind.group}0001` : `${kind.group}${kind.countsUnder}`
}

/** Identifier of the record of the latest but `back − 1` event, `back` from 1 to 10. */
export function recordDi(kind: EventKind, di1: string, back: number): string {
  const order = back.toString(16).toUpperCase().padStart(2, '0')
  return kind.group.startsWith('1') ? `${kind.group}01${order}` : `${kind.group}${di1}${order}`
}

export type EventCount = { times: number; minutes: number | null }

/** Counts in the order of the kind's phases; fewer where the meter has fewer phases. Throws `WireFault`. */
export function readEventCounts(kind: EventKind, payload: Uint8Array): EventCount[] {
  const size = kind.hasMinutes ? 6 : 3
  if (payload.length < size) throw new WireFault('too-short', `${payload.length} of ${size} bytes came`)
  const here = Math.min(kind.phases.length, Math.floor(payload.length / size))
  return Array.from({ length: here }, (_, index) => {
    const own = payload.subarray(index * size, (index + 1) * size)
    const minutes = kind.hasMinutes ? Number(readDigits(own.subarray(3, 6))) : null
    return { times: Number(readDigits(own.subarray(0, 3))), minutes }
  })
}

export type EventSpan = { from: Date; to: Date | null }

/** When a recorded event began and, where it is over, ended; undefined for an empty record. Throws `WireFault`. */
export function readEventRecord(kind: EventKind, payload: Uint8Array): EventSpan | undefined {
  if (payload.length < 6) throw new WireFault('too-short', 'an event record begins with its time')
  const from = readTime(payload.subarray(0, 6))
  if (!from) return undefined
  const end = kind.endAt === undefined ? undefined : payload.subarray(kind.endAt, kind.endAt + 6)
  return { from, to: end?.length === 6 ? (readTime(end) ?? null) : null }
}
