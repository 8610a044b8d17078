/** Modbus frames on a stream of bytes: the RTU form with its CRC, the TCP form with its header. From the Modbus specifications 1.1b3 and TCP 1.0b. */

export type Taken = { frame: Uint8Array; used: number }

/** Bytes that cannot be the beginning of any answer. */
export class BadFrame extends Error {}

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
 * The answer to a transaction, in the RTU form; undefined while more bytes are wanted. Answers to other transactions
 * come too late and are passed over. Throws `BadFrame`.
 */
export function takeTcpAnswer(heard: Uint8Array, transaction: number, expected: Expectation): Taken | undefined {
  for (let at = 0; heard.length - at >= HEADER_BYTES; ) {
    const word = (offset: number) => ((heard[at + offset] ?? 0) << 8) | (heard[at + offset + 1] ?? 0)
    const length = word(4)
    if (word(2) !== 0 || length < LEAST_LENGTH || length > MOST_LENGTH) throw new BadFrame('no Modbus TCP header')
    const end = at + HEADER_BYTES + length
    if (heard.length < end) return undefined
    if (word(0) === transaction) {
      const body = heard.subarray(at + HEADER_BYTES, end)
      const isWhole = body.length === ((body[1] ?? 0) > 0x80 ? 3 : 3 + expected.dataBytes)
      if (!isWhole || !isExpected(body, 0, expected)) throw new BadFrame('the answer is of another request')
      return { frame: withCrc(body), used: end }
    }
    at = end
  }
  return undefined
}

/**
 * The answer of a unit on a line without transaction numbers; undefined while more bytes are wanted. Passed over are
 * zeros that a switching line driver leaves before a frame, and whole frames of other units or lengths: late answers
 * and chatter. Throws `BadFrame` for anything else.
 */
export function takeRtuAnswer(heard: Uint8Array, expected: Expectation): Taken | undefined {
  for (let at = 0; at < heard.length; ) {
    // Unit 0 is the broadcast address: nobody answers as it.
    if (heard[at] === 0) {
      at++
      continue
    }
    const length = lengthOfAnswer(heard, at)
    if (length === undefined || heard.length < at + length) return undefined
    const end = at + length
    if (crcOf(heard, at, end) !== 0) throw new BadFrame('CRC error')
    if (isExpected(heard, at, expected)) return { frame: heard.slice(at, end), used: end }
    at = end
  }
  return undefined
}

function isExpected(heard: Uint8Array, at: number, { unit, functionCode, dataBytes }: Expectation): boolean {
  if (heard[at] !== unit) return false
  const code = heard[at + 1]
  return code === (functionCode | 0x80) || (code === functionCode && heard[at + 2] === dataBytes)
}

/** Bytes of the answer that begins here, its CRC included; undefined before its length has come. */
function lengthOfAnswer(heard: Uint8Array, at: number): number | undefined {
  const code = heard[at + 1]
  if (code === undefined) return undefined
  if (code > 0x80) return 3 + CRC_BYTES
  if (code < 1 || code > 4) throw new BadFrame(`an answer to function ${code}, which nobody asked for`)
  const count = heard[at + 2]
  if (count === undefined) return undefined
  if (count > MOST_DATA_BYTES) throw new BadFrame(`${count} bytes of data`)
  return 3 + count + CRC_BYTES
}
