/** The number in register words, by its type and the order of its bytes. */
import type { ByteOrder, FieldType } from '../profiles/profile.ts'

/** Registers that a value takes. */
export function widthOf(type: FieldType): number {
  return widths[type]
}

const widths: Record<FieldType, number> = {
  int16: 1,
  uint16: 1,
  bcd16: 1,
  int32: 2,
  uint32: 2,
  float32: 2,
  bcd32: 2,
  bcd48: 3,
  int64: 4,
  uint64: 4,
  float64: 4,
  bcd64: 4,
}

/** The words of one number put in order; each number is read before the next one is written. */
const scratch = new DataView(new ArrayBuffer(8))

/**
 * The number that begins at a place among words. Undefined where they hold no finite number, no decimal digits, or more
 * than a number holds exactly.
 */
export function decodeWords(words: readonly number[], type: FieldType, order: ByteOrder, at = 0): number | undefined {
  const width = widths[type]
  const isReversed = order === 'CDAB' || order === 'DCBA'
  const isSwapped = order === 'BADC' || order === 'DCBA'
  for (let index = 0; index < width; index++) {
    scratch.setUint16((isReversed ? width - 1 - index : index) * 2, words[at + index] ?? 0, isSwapped)
  }
  const value = readers[type]()
  return Number.isFinite(value) ? value : undefined
}

const readers: Record<FieldType, () => number> = {
  int16: () => scratch.getInt16(0),
  uint16: () => scratch.getUint16(0),
  bcd16: () => decodeBcd(2),
  int32: () => scratch.getInt32(0),
  uint32: () => scratch.getUint32(0),
  float32: () => scratch.getFloat32(0),
  bcd32: () => decodeBcd(4),
  bcd48: () => decodeBcd(6),
  int64: () => exactly(scratch.getBigInt64(0)),
  uint64: () => exactly(scratch.getBigUint64(0)),
  float64: () => scratch.getFloat64(0),
  bcd64: () => decodeBcd(8),
}

function exactly(value: bigint): number {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : Number.NaN
}

function decodeBcd(bytes: number): number {
  let value = 0
  for (let at = 0; at < bytes; at++) {
    const byte = scratch.getUint8(at)
    if (byte >> 4 > 9 || (byte & 0xf) > 9) return Number.NaN
    value = value * 100 + (byte >> 4) * 10 + (byte & 0xf)
  }
  return Number.isSafeInteger(value) ? value : Number.NaN
}
