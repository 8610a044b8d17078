/** What frames ask and answer: control codes of DL/T 645-2007 chapter 7 and the error byte of its appendix C. */
import { timeDigits, writeDigits } from './dlt645-bcd.ts'
import { ANY_ADDRESS, BROADCAST_ADDRESS, type Frame, toHex, WireFault } from './dlt645-frame.ts'

const control = { setTime: 0x08, read: 0x11, readOn: 0x12, readAddress: 0x13, freeze: 0x16 } as const

/** Asks for a data identifier such as `00010000`; `more` follows it, as a load record's start does. */
export function readRequest(address: string, di: string, more: Uint8Array = new Uint8Array()): Frame {
  return { address, control: control.read, data: Uint8Array.from([...diBytes(di), ...more]) }
}

/** Asks for the rest of an answer that has more; `sequence` counts from 1. */
export function readOnRequest(address: string, di: string, sequence: number): Frame {
  return { address, control: control.readOn, data: Uint8Array.from([...diBytes(di), sequence]) }
}

/** Any one meter that hears it says its address: only where a single meter is on the line. */
export function readAddressRequest(): Frame {
  return { address: ANY_ADDRESS, control: control.readAddress, data: new Uint8Array() }
}

/** Sets the clocks of all meters that hear it, unanswered. A meter takes at most 5 minutes a day, and none round midnight. */
export function setTimeBroadcast(at: Date): Frame {
  return { address: BROADCAST_ADDRESS, control: control.setTime, data: writeDigits(timeDigits(at, 12)) }
}

/** Freezes registers: `99999999` at once, `MMDDhhmm` with 99 for "each" otherwise. To all meters without an answer. */
export function freezeRequest(address: string, when = '99999999'): Frame {
  return { address, control: control.freeze, data: writeDigits(when) }
}

/** From a given instant, so many records, as a load record is asked for (chapter 7, reading frame 3). */
export function fromInstant(at: Date, records: number): Uint8Array {
  return Uint8Array.from([...writeDigits(String(records).padStart(2, '0')), ...writeDigits(timeDigits(at, 10))])
}

export type Message =
  | { kind: 'data'; di: string; payload: Uint8Array; hasMore: boolean }
  | { kind: 'data-on'; di: string; payload: Uint8Array; sequence: number; hasMore: boolean }
  | { kind: 'refused'; code: number; reasons: string[] }
  | { kind: 'address'; address: string }
  /** Done, with nothing to say. */
  | { kind: 'done'; of: number }
  /** What a master says, or an answer that this code has no use for. */
  | { kind: 'other' }

const ANSWER = 0x80
const ABNORMAL = 0x40
const MORE = 0x20
const FUNCTION = 0x1f

const reasonsByBit = [
  'other error',
  'no such data',
  'wrong password or not authorised',
  'baud rate cannot be changed',
  'too many yearly time zones',
  'too many daily periods',
  'too many rates',
  'reserved',
]

/** What a meter says by a frame. Throws `WireFault` where the data is too short for its control code. */
export function readMessage(frame: Frame): Message {
  const { control: code, data } = frame
  if ((code & ANSWER) === 0) return { kind: 'other' }
  if (code & ABNORMAL) return refusalOf(data)
  const hasMore = (code & MORE) !== 0
  const of = code & FUNCTION
  if (of === control.read) return { kind: 'data', ...splitData(data, 4), hasMore }
  if (of === control.readOn) {
    const { di, payload } = splitData(data, 5)
    const sequence = data[data.length - 1] ?? 0
    return { kind: 'data-on', di, payload: payload.slice(0, -1), sequence, hasMore }
  }
  if (of === control.readAddress) {
    if (data.length < 6) throw new WireFault('too-short', 'an address has six bytes')
    return { kind: 'address', address: [...data.subarray(0, 6)].reverse().map(toHex).join('') }
  }
  return data.length === 0 ? { kind: 'done', of } : { kind: 'other' }
}

export function diOf(data: Uint8Array): string {
  if (data.length < 4) throw new WireFault('too-short', 'a data identifier has four bytes')
  return [...data.subarray(0, 4)].reverse().map(toHex).join('').toUpperCase()
}

function splitData(data: Uint8Array, least: number): { di: string; payload: Uint8Array } {
  if (data.length < least) throw new WireFault('too-short', `${data.length} of at least ${least} bytes came`)
  return { di: diOf(data), payload: data.slice(4) }
}

function refusalOf(data: Uint8Array): Message {
  const code = data[0]
  if (code === undefined) throw new WireFault('too-short', 'a refusal has an error byte')
  return { kind: 'refused', code, reasons: reasonsByBit.filter((_, bit) => (code >> bit) & 1) }
}

function diBytes(di: string): Uint8Array {
  if (!/^[0-9a-f]{8}$/i.test(di)) throw new WireFault('bad-request', `${di} is no data identifier`)
  const pairs = di.match(/../g) ?? []
  return Uint8Array.from(pairs.reverse().map((pair) => Number.parseInt(pair, 16)))
}
