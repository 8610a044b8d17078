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

/** Undefined where the words hold no finite number, no decimal digits, or more than a number holds exactly. */
export function decodeWords(words: readonly number[], type: FieldType, order: ByteOrder): number | undefined {
  const view = new DataView(new ArrayBuffer(words.length * 2))
  const isReversed = order === 'CDAB' || order === 'DCBA'
  const isSwapped = order === 'BADC' || order === 'DCBA'
  for (const [index, word] of words.entries()) {
    view.setUint16((isReversed ? words.length - 1 - index : index) * 2, word, isSwapped)
  }
  const value = type.startsWith('bcd') ? decodeBcd(view) : readers[type as NumberType](view)
  return Number.isFinite(value) ? value : undefined
}

type NumberType = Exclude<FieldType, `bcd${string}`>

const readers: Record<NumberType, (view: DataView) => number> = {
  int16: (view) => view.getInt16(0),
  uint16: (view) => view.getUint16(0),
  int32: (view) => view.getInt32(0),
  uint32: (view) => view.getUint32(0),
  float32: (view) => view.getFloat32(0),
  int64: (view) => exactly(view.getBigInt64(0)),
  uint64: (view) => exactly(view.getBigUint64(0)),
  float64: (view) => view.getFloat64(0),
}

function exactly(value: bigint): number {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : Number.NaN
}

function decodeBcd(view: DataView): number {
  let value = 0
  for (let at = 0; at < view.byteLength; at++) {
    const byte = view.getUint8(at)
    if (byte >> 4 > 9 || (byte & 0xf) > 9) return Number.NaN
    value = value * 100 + (byte >> 4) * 10 + (byte & 0xf)
  }
  return exactly(BigInt(value))
}
