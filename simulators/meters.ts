import { createServer, type Server, type Socket } from 'node:net'
import type { Profile, ProfileField } from '../metering/profiles/profile.ts'

/** What a meter shows, in the names and units of the MQTT contract: `importWh`, `uV`, `pW` … */
export type MeterState = Record<string, unknown>

type UnitFault =
  | { kind: 'dead' }
  /** Answers, but only after this time. */
  | { kind: 'slow'; delayMs: number }
  /** Bytes that are no answer. */
  | { kind: 'garbage' }
  | { kind: 'exception'; code: number }
  /** Refuses a request that touches an address without a value. */
  | { kind: 'strict' }

export type SimulatedUnit = { profile: Profile; state: () => MeterState; fault?: UnitFault }

const ILLEGAL_FUNCTION = 1
const ILLEGAL_ADDRESS = 2
const HEADER_BYTES = 7

/** A Modbus TCP gateway with meters behind it; unit ids that nobody has stay silent, as on a real bus. */
export class MeterServer {
  readonly units = new Map<number, SimulatedUnit>()
  /** Requests that reached it, by unit id. */
  readonly requests = new Map<number, number>()
  private readonly sockets = new Set<Socket>()
  private readonly server: Server

  constructor() {
    this.server = createServer((socket) => this.serve(socket))
  }

  start(at: { host?: string; port?: number } = {}): Promise<{ host: string; port: number }> {
    const host = at.host ?? '127.0.0.1'
    return new Promise((resolve, reject) => {
      this.server.once('error', reject)
      this.server.listen(at.port ?? 0, host, () => {
        const address = this.server.address()
        resolve({ host, port: typeof address === 'object' && address ? address.port : 0 })
      })
    })
  }

  stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy()
    return new Promise((resolve) => this.server.close(() => resolve()))
  }

  private serve(socket: Socket): void {
    this.sockets.add(socket)
    socket.setNoDelay()
    socket.on('close', () => this.sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    let pending = Buffer.alloc(0)
    socket.on('data', (data) => {
      pending = Buffer.concat([pending, data])
      while (pending.length >= HEADER_BYTES) {
        const size = 6 + pending.readUInt16BE(4)
        if (pending.length < size) return
        this.answer(socket, pending.subarray(0, size))
        pending = pending.subarray(size)
      }
    })
  }

  private answer(socket: Socket, request: Buffer): void {
    const unitId = request.readUInt8(6)
    this.requests.set(unitId, (this.requests.get(unitId) ?? 0) + 1)
    const unit = this.units.get(unitId)
    if (!unit || unit.fault?.kind === 'dead') return
    const reply = unit.fault?.kind === 'garbage' ? Buffer.from(request).reverse() : answerOf(unit, request)
    const send = () => {
      if (!socket.destroyed) socket.write(reply)
    }
    if (unit.fault?.kind === 'slow') setTimeout(send, unit.fault.delayMs).unref()
    else send()
  }
}

function answerOf(unit: SimulatedUnit, request: Buffer): Buffer {
  const functionCode = request.readUInt8(7)
  if (unit.fault?.kind === 'exception') return exceptionOf(request, unit.fault.code)
  if (functionCode !== unit.profile.functionCode) return exceptionOf(request, ILLEGAL_FUNCTION)
  const address = request.readUInt16BE(8)
  const count = request.readUInt16BE(10)
  const words = readImage(unit, address, count)
  if (!words) return exceptionOf(request, ILLEGAL_ADDRESS)
  const reply = Buffer.alloc(HEADER_BYTES + 2 + count * 2)
  request.copy(reply, 0, 0, HEADER_BYTES)
  reply.writeUInt16BE(3 + count * 2, 4)
  reply.writeUInt8(functionCode, 7)
  reply.writeUInt8(count * 2, 8)
  for (const [index, word] of words.entries()) reply.writeUInt16BE(word, 9 + index * 2)
  return reply
}

function exceptionOf(request: Buffer, code: number): Buffer {
  const reply = Buffer.alloc(HEADER_BYTES + 2)
  request.copy(reply, 0, 0, HEADER_BYTES)
  reply.writeUInt16BE(3, 4)
  reply.writeUInt8(request.readUInt8(7) | 0x80, 7)
  reply.writeUInt8(code, 8)
  return reply
}

function readImage({ profile, state, fault }: SimulatedUnit, address: number, count: number): number[] | undefined {
  const words = new Array<number>(count).fill(0)
  const known = new Array<boolean>(count).fill(false)
  const values = state()
  for (const field of profile.fields) {
    const offset = field.address - address
    if (offset < -1 || offset >= count) continue
    for (const [index, word] of encodeField(field, profile.order, shownBy(values, field.reading)).entries()) {
      const place = offset + index
      if (place < 0 || place >= count) continue
      words[place] = word
      known[place] = true
    }
  }
  return fault?.kind === 'strict' && known.includes(false) ? undefined : words
}

function shownBy(values: MeterState, name: string): number {
  const [, parent = name, phase, part] = /^(\w+)(?:\[(\d)\]|\.(\w+))$/.exec(name) ?? []
  const value = values[parent]
  const found =
    phase !== undefined
      ? (value as number[] | undefined)?.[Number(phase)]
      : part !== undefined
        ? (value as Record<string, number> | undefined)?.[part]
        : value
  return typeof found === 'number' ? found : 0
}

const bytePlaces = { ABCD: [0, 1, 2, 3], CDAB: [2, 3, 0, 1], BADC: [1, 0, 3, 2], DCBA: [3, 2, 1, 0] } as const

/** The words that a meter puts on the wire for a value. */
function encodeField(field: ProfileField, order: Profile['order'], value: number): number[] {
  const raw = value / field.scale
  const straight = Buffer.alloc(4)
  if (field.type === 'float32') straight.writeFloatBE(raw)
  else if (field.type === 'int32') straight.writeInt32BE(Math.round(raw))
  else if (field.type === 'uint32') straight.writeUInt32BE(Math.floor(raw) >>> 0)
  else if (field.type === 'int16') straight.writeInt16BE(Math.round(raw))
  else straight.writeUInt16BE(Math.round(raw))
  if (field.type === 'int16' || field.type === 'uint16') {
    const swapped = order === 'BADC' || order === 'DCBA'
    return [swapped ? straight.readUInt16LE(0) : straight.readUInt16BE(0)]
  }
  const placed = Buffer.alloc(4)
  for (const [from, to] of bytePlaces[order].entries()) placed[to] = straight[from] ?? 0
  return [placed.readUInt16BE(0), placed.readUInt16BE(2)]
}
