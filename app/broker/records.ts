import type { PublishPacket } from 'aedes'

/** A message as the broker hands it over: `brokerId` and `brokerCounter` name it. */
export type Queued = Pick<PublishPacket, 'topic' | 'payload' | 'qos' | 'retain'> & {
  cmd: 'publish'
  brokerId: string
  brokerCounter: number
  messageId?: number | undefined
}
type Message = { kind: 'message'; sequence: number; clients: string[]; packet: Queued }
type Crossing = { kind: 'crossing'; sequence: number; client: string }

const MESSAGE = 1
const CROSSING = 2
const RETAIN = 0x80
const NUMBER_BYTES = 6

/** Kind, sequence, flags, counter, count of clients, then texts with their length before them, then the payload. */
export function encodeMessage({ sequence, clients, packet }: Omit<Message, 'kind'>): Buffer {
  const texts = [packet.brokerId, packet.topic, ...clients].map((text) => Buffer.from(text))
  const payload = typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload
  const head = Buffer.alloc(1 + NUMBER_BYTES + 1 + NUMBER_BYTES + 2)
  let at = head.writeUInt8(MESSAGE)
  at = head.writeUIntBE(sequence, at, NUMBER_BYTES)
  at = head.writeUInt8(packet.qos | (packet.retain ? RETAIN : 0), at)
  at = head.writeUIntBE(packet.brokerCounter, at, NUMBER_BYTES)
  head.writeUInt16BE(clients.length, at)
  return Buffer.concat([head, ...texts.flatMap((text) => [lengthOf(text), text]), payload])
}

export function encodeCrossing(sequence: number, client: string): Buffer {
  const head = Buffer.alloc(1 + NUMBER_BYTES)
  head.writeUIntBE(sequence, head.writeUInt8(CROSSING), NUMBER_BYTES)
  return Buffer.concat([head, Buffer.from(client)])
}

export function decodeRecord(record: Buffer): Message | Crossing {
  const sequence = record.readUIntBE(1, NUMBER_BYTES)
  let at = 1 + NUMBER_BYTES
  if (record.readUInt8() === CROSSING) return { kind: 'crossing', sequence, client: record.toString('utf8', at) }
  const flags = record.readUInt8(at)
  const brokerCounter = record.readUIntBE(at + 1, NUMBER_BYTES)
  const count = record.readUInt16BE(at + 1 + NUMBER_BYTES)
  at += 1 + NUMBER_BYTES + 2
  const texts = Array.from({ length: 2 + count }, () => {
    const from = at + 2
    at = from + record.readUInt16BE(at)
    return record.toString('utf8', from, at)
  })
  const [brokerId = '', topic = '', ...clients] = texts
  const packet: Queued = {
    cmd: 'publish',
    brokerId,
    brokerCounter,
    topic,
    payload: Buffer.from(record.subarray(at)),
    qos: (flags & 3) as 0 | 1 | 2,
    retain: (flags & RETAIN) !== 0,
  }
  return { kind: 'message', sequence, clients, packet }
}

function lengthOf(text: Buffer): Buffer {
  const length = Buffer.alloc(2)
  length.writeUInt16BE(text.length)
  return length
}
