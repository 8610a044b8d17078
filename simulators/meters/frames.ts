/** Modbus as a meter speaks it: requests found in a stream, answers made; written apart from the product's own parser. */
export type Request = {
  unit: number
  functionCode: number
  address: number
  count: number
  header: Buffer
  bytes: Buffer
}

export type WireFraming = 'modbus-tcp' | 'modbus-rtu'

const REQUEST_BYTES = 6

/** The requests that have come whole, and the bytes left over. */
export function takeRequests(framing: WireFraming, pending: Buffer): { requests: Request[]; rest: Buffer } {
  const requests: Request[] = []
  let rest = pending
  const headerBytes = framing === 'modbus-tcp' ? 6 : 0
  const size = headerBytes + REQUEST_BYTES + (framing === 'modbus-rtu' ? 2 : 0)
  while (rest.length >= size) {
    const body = rest.subarray(headerBytes, headerBytes + REQUEST_BYTES)
    if (framing === 'modbus-rtu' && crc16(rest.subarray(0, size)) !== 0) {
      // A meter on a bus takes what it does not understand for noise.
      rest = rest.subarray(1)
      continue
    }
    requests.push({
      unit: body.readUInt8(0),
      functionCode: body.readUInt8(1),
      address: body.readUInt16BE(2),
      count: body.readUInt16BE(4),
      header: Buffer.from(rest.subarray(0, headerBytes)),
      bytes: Buffer.from(rest.subarray(0, size)),
    })
    rest = rest.subarray(size)
  }
  return { requests, rest }
}

export function toAnswer(framing: WireFraming, request: Request, words: number[]): Buffer {
  const body = Buffer.alloc(3 + words.length * 2)
  body.writeUInt8(request.unit, 0)
  body.writeUInt8(request.functionCode, 1)
  body.writeUInt8(words.length * 2, 2)
  for (const [index, word] of words.entries()) body.writeUInt16BE(word, 3 + index * 2)
  return frame(framing, request, body)
}

export function toException(framing: WireFraming, request: Request, code: number): Buffer {
  return frame(framing, request, Buffer.from([request.unit, request.functionCode | 0x80, code]))
}

function frame(framing: WireFraming, { header }: Request, body: Buffer): Buffer {
  if (framing === 'modbus-tcp') {
    const answerHeader = Buffer.from(header)
    answerHeader.writeUInt16BE(body.length, 4)
    return Buffer.concat([answerHeader, body])
  }
  const crc = crc16(body)
  return Buffer.concat([body, Buffer.from([crc & 0xff, crc >> 8])])
}

function crc16(bytes: Buffer): number {
  let crc = 0xffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ 0xa001 : crc >> 1
  }
  return crc
}
