/**
 * Frames of DL/T 645-2007 (chapter 5): `FE… 68 address 68 control length data CS 16`. Addresses are six BCD bytes, low
 * byte first, `AA` standing for any two digits; each data byte travels with 33H added; CS is the sum from the first 68.
 */

/** What is wrong with bytes; nothing else is ever thrown by this folder. */
export class WireFault extends Error {
  readonly kind: 'check-sum' | 'not-a-frame' | 'not-bcd' | 'too-short' | 'not-a-time' | 'bad-request'

  constructor(kind: WireFault['kind'], message: string) {
    super(message)
    this.name = 'WireFault'
    this.kind = kind
  }
}

export type Frame = {
  /** Twelve hexadecimal digits, high first: digits of a meter's address, `aa` where the sender leaves them open. */
  address: string
  control: number
  /** As it was meant: 33H taken off. */
  data: Uint8Array
}

export const ANY_ADDRESS = 'aaaaaaaaaaaa'
export const BROADCAST_ADDRESS = '999999999999'

const START = 0x68
const END = 0x16
const LEAD = 0xfe
const OFFSET = 0x33
/** Start, address, start, control, length. */
const HEAD_BYTES = 10
/** Check sum and end. */
const TAIL_BYTES = 2
const LEAD_BYTES = 4
const DATA_LIMIT = 200

/** Four leading FE wake an optical port or a power-line module; a meter on RS-485 skips them. */
export function encodeFrame(frame: Frame): Uint8Array {
  const { data } = frame
  if (data.length > DATA_LIMIT)
    throw new WireFault('bad-request', `${data.length} data bytes are more than a frame holds`)
  const bytes = new Uint8Array(LEAD_BYTES + HEAD_BYTES + data.length + TAIL_BYTES).fill(LEAD, 0, LEAD_BYTES)
  const body = bytes.subarray(LEAD_BYTES)
  body[0] = START
  body.set(addressBytes(frame.address), 1)
  body[7] = START
  body[8] = frame.control
  body[9] = data.length
  for (const [index, byte] of data.entries()) body[HEAD_BYTES + index] = (byte + OFFSET) & 0xff
  body[HEAD_BYTES + data.length] = sumOf(body.subarray(0, HEAD_BYTES + data.length))
  body[HEAD_BYTES + data.length + 1] = END
  return bytes
}

export type Found = { frame: Frame; used: number } | { broken: 'check-sum'; used: number }

/**
 * The first whole frame in a stream, past leading FE, junk, false starts and cut frames. `broken` only where a frame
 * has its shape but not its sum and nothing behind it may still become one; undefined asks for more bytes.
 */
export function findFrame(bytes: Uint8Array): Found | undefined {
  let broken: number | undefined
  let isOpen = false
  for (let at = bytes.indexOf(START); at >= 0; at = bytes.indexOf(START, at + 1)) {
    const body = bytes.subarray(at)
    const shape = shapeOf(body)
    if (shape === 'open') isOpen = true
    if (typeof shape !== 'number') continue
    const end = at + shape
    if (sumOf(body.subarray(0, shape - TAIL_BYTES)) === body[shape - TAIL_BYTES])
      return { frame: readBody(body.subarray(0, shape)), used: end }
    broken ??= end
  }
  return broken !== undefined && !isOpen ? { broken: 'check-sum', used: broken } : undefined
}

/** The one frame that the bytes are, leading FE aside. Throws `WireFault`. */
export function decodeFrame(bytes: Uint8Array): Frame {
  const found = findFrame(bytes)
  if (!found) throw new WireFault('not-a-frame', 'no whole frame in the bytes')
  if ('broken' in found) throw new WireFault('check-sum', 'the sum over the frame differs from its check byte')
  return found.frame
}

/** Whether a frame's address answers to the one that was asked for. */
export function isFrom(wanted: string, actual: string): boolean {
  for (let index = 0; index < 12; index += 2) {
    const pair = wanted.slice(index, index + 2)
    if (pair !== 'aa' && pair !== actual.slice(index, index + 2)) return false
  }
  return true
}

/** Length of the frame that begins here, `open` while too little has come to tell, undefined where none begins. */
function shapeOf(body: Uint8Array): number | 'open' | undefined {
  if (body.length < 8) return 'open'
  if (body[7] !== START) return undefined
  const length = body[9]
  if (length === undefined) return 'open'
  const whole = HEAD_BYTES + length + TAIL_BYTES
  if (body.length < whole) return 'open'
  return body[whole - 1] === END ? whole : undefined
}

function readBody(body: Uint8Array): Frame {
  const address = [...body.subarray(1, 7)].reverse().map(toHex).join('')
  const data = body.slice(HEAD_BYTES, -TAIL_BYTES).map((byte) => (byte - OFFSET) & 0xff)
  return { address, control: body[8] ?? 0, data }
}

function addressBytes(address: string): Uint8Array {
  if (!/^([0-9]{2}|aa){6}$/i.test(address)) throw new WireFault('bad-request', `${address} is no meter address`)
  const pairs = address.match(/../g) ?? []
  return Uint8Array.from(pairs.reverse().map((pair) => Number.parseInt(pair, 16)))
}

export function sumOf(bytes: Uint8Array): number {
  let sum = 0
  for (const byte of bytes) sum += byte
  return sum & 0xff
}

export function toHex(byte: number): string {
  return byte.toString(16).padStart(2, '0')
}
