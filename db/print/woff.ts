import { inflateSync } from 'node:zlib'

const HEAD_BYTES = 44
const ENTRY_BYTES = 20
const SFNT_HEAD_BYTES = 12
const SFNT_ENTRY_BYTES = 16

/** A web font as the plain font inside it (WOFF 1.0 §4): the PDF writer would inflate its tables again for every glyph. */
export function woffToFont(woff: Buffer): Buffer {
  const count = woff.readUInt16BE(12)
  const tables = Array.from({ length: count }, (_, n) => readTable(woff, HEAD_BYTES + n * ENTRY_BYTES))
  const head = Buffer.alloc(SFNT_HEAD_BYTES + count * SFNT_ENTRY_BYTES)
  woff.copy(head, 0, 4, 8)
  head.writeUInt16BE(count, 4)
  const power = 2 ** Math.floor(Math.log2(count))
  head.writeUInt16BE(power * 16, 6)
  head.writeUInt16BE(Math.log2(power), 8)
  head.writeUInt16BE((count - power) * 16, 10)
  let offset = head.length
  const bodies: Buffer[] = []
  for (const [n, { tag, checksum, data }] of tables.entries()) {
    const entry = SFNT_HEAD_BYTES + n * SFNT_ENTRY_BYTES
    tag.copy(head, entry)
    head.writeUInt32BE(checksum, entry + 4)
    head.writeUInt32BE(offset, entry + 8)
    head.writeUInt32BE(data.length, entry + 12)
    const padded = Buffer.alloc(Math.ceil(data.length / 4) * 4)
    data.copy(padded)
    bodies.push(padded)
    offset += padded.length
  }
  return Buffer.concat([head, ...bodies])
}

function readTable(woff: Buffer, entry: number): { tag: Buffer; checksum: number; data: Buffer } {
  const [offset, packed, length] = [4, 8, 12].map((at) => woff.readUInt32BE(entry + at)) as [number, number, number]
  const bytes = woff.subarray(offset, offset + packed)
  return {
    tag: woff.subarray(entry, entry + 4),
    checksum: woff.readUInt32BE(entry + 16),
    data: packed < length ? inflateSync(bytes) : bytes,
  }
}
