/** Modbus frames on a stream of bytes: the RTU form with its CRC, the TCP form with its header. From the Modbus specifications 1.1b3 and TCP 1.0b. */

export type Taken = { frame: Uint8Array; used: number }

/** Bytes that cannot be the beginning of any answer. */
export class BadFrame extends Error {}

/** A whole frame that is no answer to this request; the bytes behind `used` are sound. */
export class WrongAnswer extends BadFrame {
  readonly used: number

  constructor(message: string, used: number) {
    super(message)
    this.used = used
  }
}

const HEADER_BYTES = 6
const LEAST_LENGTH = 3
const MOST_LENGTH = 254
const CRC_BYTES = 2
const MOST_DATA_BYTES = 250

const crcTable = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xa001 : crc >>> 1
  return crc
})

export function crcOf(bytes: Uint8Array, from = 0, to = bytes.length): number {
  let crc = 0xffff
  for (let at = from; at < to; at++) crc = (crc >>> 8) ^ (crcTable[(crc ^ (bytes[at] ?? 0)) & 0xff] ?? 0)
  return crc
}

/** Unit, function and data with their CRC behind. */
export function withCrc(body: Uint8Array): Uint8Array {
  const frame = new Uint8Array(body.length + CRC_BYTES)
  frame.set(body)
  const crc = crcOf(body)
  frame[body.length] = crc & 0xff
  frame[body.length + 1] = crc >>> 8
  return frame
}

/** The same request in the TCP form: a header with the transaction's number in place of the CRC. */
export function toTcpFrame(rtuFrame: Uint8Array, transaction: number): Uint8Array {
  const length = rtuFrame.length - CRC_BYTES
  const frame = new Uint8Array(HEADER_BYTES + length)
  frame[0] = transaction >>> 8
  frame[1] = transaction & 0xff
  frame[4] = length >>> 8
  frame[5] = length & 0xff
  frame.set(rtuFrame.subarray(0, length), HEADER_BYTES)
  return frame
}

export type Expectation = { unit: number; functionCode: 3 | 4; dataBytes: number }

/**
 * The answer to a transaction, in the RTU form; undefined while more bytes are wanted. Passed over are answers to other
 * transactions, which come too late, and whatever stands before the answer: terminals on mobile networks send a text now
 * and then to keep their connection. Throws `BadFrame`.
 */
export function takeTcpAnswer(heard: Uint8Array, transaction: number, expected: Expectation): Taken | undefined {
  for (let at = 0; heard.length - at >= HEADER_BYTES; ) {
    const length = lengthOfTcpFrame(heard, at)
    if (length === undefined) return takeBehindNoise(heard, at, transaction, expected)
    const end = at + length
    if (heard.length < end) return undefined
    if (wordAt(heard, at) === transaction) {
      const body = heard.subarray(at + HEADER_BYTES, end)
      const isWhole = body.length === ((body[1] ?? 0) > 0x80 ? 3 : 3 + expected.dataBytes)
      if (!isWhole || !isExpected(body, 0, expected)) throw new WrongAnswer('the answer is of another request', end)
      return { frame: withCrc(body), used: end }
    }
    at = end
  }
  return undefined
}

/** Whole frames and text at the beginning of what was heard: how many bytes they are, and the frames' transactions. */
export function passOverTcp(heard: Uint8Array): { used: number; transactions: number[] } {
  const transactions: number[] = []
  let at = 0
  while (heard.length - at >= HEADER_BYTES) {
    const length = lengthOfTcpFrame(heard, at)
    if (length === undefined || at + length > heard.length) break
    transactions.push(wordAt(heard, at))
    at += length
  }
  return { used: heard.subarray(at).every(isText) ? heard.length : at, transactions }
}

const wordAt = (bytes: Uint8Array, at: number) => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
const isText = (byte: number) => (byte >= 0x20 && byte < 0x7f) || byte === 0x0d || byte === 0x0a

/** Header included; undefined where no frame can begin. */
function lengthOfTcpFrame(heard: Uint8Array, at: number): number | undefined {
  const length = wordAt(heard, at + 4)
  if (wordAt(heard, at + 2) !== 0 || length < LEAST_LENGTH || length > MOST_LENGTH) return undefined
  return HEADER_BYTES + length
}

/** The answer may begin further on: it is known by its whole head. */
function takeBehindNoise(
  heard: Uint8Array,
  from: number,
  transaction: number,
  { unit, functionCode, dataBytes }: Expectation,
): Taken | undefined {
  const numbers = [transaction >>> 8, transaction & 0xff, 0, 0, 0]
  const heads = [
    [...numbers, 3 + dataBytes, unit, functionCode, dataBytes],
    [...numbers, LEAST_LENGTH, unit, functionCode | 0x80],
  ]
  for (let at = from + 1; at < heard.length; at++) {
    if (heard[at] !== numbers[0]) continue
    for (const head of heads) {
      const said = heard.subarray(at, at + head.length)
      if (!said.every((byte, place) => byte === head[place])) continue
      const end = at + HEADER_BYTES + (head[5] ?? 0)
      if (heard.length < end) return undefined
      return { frame: withCrc(heard.subarray(at + HEADER_BYTES, end)), used: end }
    }
  }
  if (heard.subarray(from).every(isText)) return undefined
  throw new BadFrame('no Modbus TCP header')
}

/**
 * The answer of a unit on a line without transaction numbers; undefined while more bytes are wanted. Passed over are
 * whole frames of other units or lengths, which are late answers and chatter, the echo of the request that some adapters
 * give, and noise: an answer is known by its unit, function, length and CRC wherever it begins. Throws `BadFrame` where it
 * came and is damaged.
 */
export function takeRtuAnswer(heard: Uint8Array, expected: Expectation): Taken | undefined {
  let isDamaged = false
  for (let at = 0; at < heard.length; ) {
    const length = lengthOfRtuFrame(heard, at)
    const end = at + (length ?? 0)
    const isWhole = length !== undefined && end <= heard.length
    const isAnswer = mayBeExpected(heard, at, expected)
    if (isWhole && crcOf(heard, at, end) === 0) {
      if (isAnswer) return { frame: heard.slice(at, end), used: end }
      at = end
      continue
    }
    if (isAnswer) isDamaged = isWhole
    at++
  }
  if (isDamaged) throw new BadFrame('CRC error')
  return undefined
}

/** How many bytes at the beginning of what was heard are the echo of the request. */
export function passOverEcho(heard: Uint8Array, request: Uint8Array): number {
  return request.every((byte, at) => heard[at] === byte) ? request.length : 0
}

/** Whether the bytes from here on, as far as they have come, are the beginning of the answer. */
function mayBeExpected(heard: Uint8Array, at: number, { unit, functionCode, dataBytes }: Expectation): boolean {
  if (heard[at] !== unit) return false
  const code = heard[at + 1]
  if (code === undefined || code === (functionCode | 0x80)) return true
  return code === functionCode && (heard[at + 2] ?? dataBytes) === dataBytes
}

function isExpected(heard: Uint8Array, at: number, { unit, functionCode, dataBytes }: Expectation): boolean {
  if (heard[at] !== unit) return false
  const code = heard[at + 1]
  return code === (functionCode | 0x80) || (code === functionCode && heard[at + 2] === dataBytes)
}

/** Bytes of the answer to a read that begins here, its CRC included; undefined where none does or its length has not come. */
function lengthOfRtuFrame(heard: Uint8Array, at: number): number | undefined {
  const code = heard[at + 1] ?? 0
  if (code > 0x80) return 3 + CRC_BYTES
  const count = heard[at + 2]
  // Unit 0 is the broadcast address: nobody answers as it.
  if (code < 1 || code > 4 || count === undefined || count > MOST_DATA_BYTES || heard[at] === 0) return undefined
  return 3 + count + CRC_BYTES
}
