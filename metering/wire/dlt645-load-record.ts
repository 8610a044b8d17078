/**
 * Load records (负荷记录, `06nn0000–02`), from DL/T 645-2007 appendix B: `A0 A0 length time group… sum E5`, six groups in
 * fixed order, each closed by AA and empty where the meter does not keep it. What the length counts differs between
 * meters, so that it is not relied on; the record's own sum is.
 */
import { type Format, parseFormat, readNumber, readTime } from './dlt645-bcd.ts'
import { sumOf, WireFault } from './dlt645-frame.ts'

export type LoadRecord = { at: Date; values: Map<string, number> }

const START = 0xa0
/** The meter says that this record of its own is not good. */
const BAD_START = 0xe0
const BREAK = 0xaa
const END = 0xe5
const HEAD_BYTES = 3
const TIME_BYTES = 5

type Field = { name: string; format: Format }
const fields = (format: string, names: string[]): Field[] =>
  names.map((name) => ({ name, format: parseFormat(format) }))

const groups: Field[][] = [
  [
    ...fields('XXX.X', ['voltage.a', 'voltage.b', 'voltage.c']),
    ...fields('±XXX.XXX', ['current.a', 'current.b', 'current.c']),
    ...fields('XX.XX', ['frequency']),
  ],
  [
    ...fields('±XX.XXXX', ['active.total', 'active.a', 'active.b', 'active.c']),
    ...fields('±XX.XXXX', ['reactive.total', 'reactive.a', 'reactive.b', 'reactive.c']),
  ],
  fields('±X.XXX', ['factor.total', 'factor.a', 'factor.b', 'factor.c']),
  [
    ...fields('XXXXXX.XX', ['energy.import', 'energy.export']),
    ...fields('±XXXXXX.XX', ['energy.reactive1', 'energy.reactive2']),
  ],
  fields('XXXXXX.XX', ['energy.q1', 'energy.q2', 'energy.q3', 'energy.q4']),
  fields('±XX.XXXX', ['demand.active', 'demand.reactive']),
]

export type LoadRecords = {
  records: LoadRecord[]
  /** Records that were there but could not be taken, each with its reason. */
  refused: string[]
}

/**
 * Every record in an answer's payload, in the order that the meter gave them. A record that is damaged or that the
 * meter itself marks bad is refused as a whole, and reading goes on at the next. Never throws.
 */
export function readLoadRecords(payload: Uint8Array): LoadRecords {
  const found: LoadRecords = { records: [], refused: [] }
  for (let at = nextStart(payload, 0); at >= 0; ) {
    try {
      const { record, used } = readRecord(payload.subarray(at))
      found.records.push(record)
      at = nextStart(payload, at + used)
    } catch (fault) {
      if (!(fault instanceof WireFault)) throw fault
      found.refused.push(fault.message)
      at = nextStart(payload, at + 2)
    }
  }
  return found
}

function nextStart(payload: Uint8Array, from: number): number {
  for (let at = from; at + 1 < payload.length; at++) {
    const [first, second] = [payload[at], payload[at + 1]]
    if (first === second && (first === START || first === BAD_START)) return at
  }
  return -1
}

function readRecord(bytes: Uint8Array): { record: LoadRecord; used: number } {
  if (bytes[0] === BAD_START) throw new WireFault('not-a-frame', 'the meter marks this record as bad')
  const time = bytes.subarray(HEAD_BYTES, HEAD_BYTES + TIME_BYTES)
  if (time.length < TIME_BYTES) throw new WireFault('too-short', 'the record ends in its time')
  let at = HEAD_BYTES + TIME_BYTES
  const values = new Map<string, number>()
  for (const group of groups) {
    if (bytes[at] !== BREAK) at = readGroup(bytes, at, group, values)
    if (bytes[at] !== BREAK) throw new WireFault('not-a-frame', 'a group of the record is not closed')
    at++
  }
  if (bytes[at] !== sumOf(bytes.subarray(0, at))) throw new WireFault('check-sum', 'the sum over the record differs')
  if (bytes[at + 1] !== END) throw new WireFault('not-a-frame', 'the record has no end')
  const stored = readTime(time)
  if (!stored) throw new WireFault('not-a-time', 'the record has no time')
  return { record: { at: stored, values }, used: at + 2 }
}

function readGroup(bytes: Uint8Array, from: number, group: Field[], values: Map<string, number>): number {
  let at = from
  for (const { name, format } of group) {
    const value = readNumber(bytes.subarray(at), format)
    if (value !== undefined) values.set(name, value)
    at += format.bytes
  }
  return at
}
