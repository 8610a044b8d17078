import { connect, createServer, type Server, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Profile } from '../metering/profiles/profile.ts'
import { type Request, takeRequests, toAnswer, toException, type WireFraming } from './meters/frames.ts'
import { type MeterState, readImage } from './meters/registers.ts'

export type { MeterState } from './meters/registers.ts'

export type UnitFault =
  | { kind: 'dead' }
  /** Answers, but only after this time. */
  | { kind: 'slow'; delayMs: number }
  /** Bytes that are no answer. */
  | { kind: 'garbage' }
  /** Answers, and says the same again unasked, time after time. */
  | { kind: 'chattering'; everyMs: number }
  /** Once asked, bytes without end. */
  | { kind: 'babbling' }
  /** Its line driver leaves zeros before and behind each frame. */
  | { kind: 'glitch' }
  /** The last byte is lost. */
  | { kind: 'truncated' }
  | { kind: 'exception'; code: number }
  /** Allows so many registers at once; refuses more with this exception, or says nothing. */
  | { kind: 'limited'; most: number; because: number | 'silence' }
  /** Refuses the next so many requests with this exception. */
  | { kind: 'busy'; code: number; times: number }
  /** Bytes on the line before each answer: what a driver leaves, a heartbeat. */
  | { kind: 'noise'; bytes: number[] }
  /** Its adapter gives the request back before the answer. */
  | { kind: 'echo'; isDead?: boolean }
  /** A register less than was asked for. */
  | { kind: 'short' }
  /** Refuses a request that touches an address without a value. */
  | { kind: 'strict' }

export type SimulatedUnit = { profile: Profile; state: () => MeterState; fault?: UnitFault }

const ILLEGAL_FUNCTION = 1
const ILLEGAL_ADDRESS = 2
const BABBLE_MS = 5

/**
 * Meters behind a gateway, in the TCP or the RTU form, on a socket that others open, on one that it opens itself, or on
 * a serial port. Unit ids that nobody has stay silent, as on a real bus.
 */
export class MeterServer {
  readonly units = new Map<number, SimulatedUnit>()
  /** Requests that reached it, by unit id. */
  readonly requests = new Map<number, number>()
  /** Of these, how many each unit said nothing to because they were too large. */
  readonly silences = new Map<number, number>()
  /** Function codes other than reads that reached it. */
  readonly writes: number[] = []
  /** Sockets that it served. */
  connections = 0
  private readonly framing: WireFraming
  private readonly streams = new Map<Duplex, () => Promise<void>>()
  private readonly timers = new Set<NodeJS.Timeout>()
  private readonly server: Server

  constructor({ framing = 'modbus-tcp' }: { framing?: WireFraming } = {}) {
    this.framing = framing
    this.server = createServer((socket) => this.serveSocket(socket))
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

  /** Connects to a listener and names itself first, as a terminal on a mobile network does. */
  dialIn(at: { host: string; port: number; registration: string }): Promise<Socket> {
    return new Promise((resolve, reject) => {
      const socket = connect(at.port, at.host, () => {
        socket.write(at.registration)
        this.serveSocket(socket)
        resolve(socket)
      })
      socket.once('error', reject)
    })
  }

  async openSerial(path: string, baudRate = 9_600): Promise<void> {
    const { SerialPort } = await import('serialport')
    const port = await new Promise<InstanceType<typeof SerialPort>>((resolve, reject) => {
      const opened = new SerialPort({ path, baudRate }, (fault) => (fault ? reject(fault) : resolve(opened)))
    })
    this.serve(port, () => new Promise((resolve) => port.close(() => resolve())))
  }

  async stop(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer)
    await Promise.all([...this.streams.values()].map((close) => close()))
    if (this.server.listening) await new Promise<void>((resolve) => this.server.close(() => resolve()))
  }

  private serveSocket(socket: Socket): void {
    socket.setNoDelay()
    this.connections++
    this.serve(socket, async () => void socket.destroy())
  }

  private serve(stream: Duplex, close: () => Promise<void>): void {
    this.streams.set(stream, close)
    stream.on('close', () => this.streams.delete(stream))
    stream.on('error', () => stream.destroy())
    let pending: Buffer = Buffer.alloc(0)
    stream.on('data', (data: Buffer) => {
      const { requests, rest } = takeRequests(this.framing, Buffer.concat([pending, data]))
      pending = rest
      for (const request of requests) this.answer(stream, request)
    })
  }

  private answer(stream: Duplex, request: Request): void {
    this.requests.set(request.unit, (this.requests.get(request.unit) ?? 0) + 1)
    if (request.functionCode !== 3 && request.functionCode !== 4) this.writes.push(request.functionCode)
    const unit = this.units.get(request.unit)
    const kind = unit?.fault?.kind
    if (!unit || kind === 'dead') return
    if (unit.fault?.kind === 'limited' && unit.fault.because === 'silence' && request.count > unit.fault.most) {
      this.silences.set(request.unit, (this.silences.get(request.unit) ?? 0) + 1)
      return
    }
    const reply = this.replyTo(unit, request)
    if (unit.fault?.kind === 'slow') setTimeout(() => send(stream, reply), unit.fault.delayMs).unref()
    else if (kind === 'babbling') this.repeat(stream, Buffer.alloc(1_000, 0x55), BABBLE_MS)
    else if (kind === 'garbage') send(stream, Buffer.from(reply).reverse())
    else if (kind === 'truncated') send(stream, reply.subarray(0, -1))
    else if (unit.fault?.kind === 'noise') send(stream, Buffer.concat([Buffer.from(unit.fault.bytes), reply]))
    else if (unit.fault?.kind === 'echo')
      send(stream, unit.fault.isDead ? request.bytes : Buffer.concat([request.bytes, reply]))
    else if (kind === 'glitch') send(stream, Buffer.concat([Buffer.alloc(1), reply, Buffer.alloc(1)]))
    else send(stream, reply)
    if (unit.fault?.kind === 'chattering') this.repeat(stream, reply, unit.fault.everyMs)
  }

  private replyTo(unit: SimulatedUnit, request: Request): Buffer {
    const { profile, fault, state } = unit
    if (fault?.kind === 'exception') return toException(this.framing, request, fault.code)
    if (fault?.kind === 'busy' && fault.times-- > 0) return toException(this.framing, request, fault.code)
    if (fault?.kind === 'limited' && typeof fault.because === 'number' && request.count > fault.most) {
      return toException(this.framing, request, fault.because)
    }
    if (request.functionCode !== profile.functionCode) return toException(this.framing, request, ILLEGAL_FUNCTION)
    const words = readImage(profile, state(), { ...request, isStrict: fault?.kind === 'strict' })
    if (fault?.kind === 'short') words?.pop()
    return words ? toAnswer(this.framing, request, words) : toException(this.framing, request, ILLEGAL_ADDRESS)
  }

  /** Sends the same bytes again and again until the connection ends. */
  private repeat(stream: Duplex, bytes: Buffer, everyMs: number): void {
    const timer = setInterval(() => send(stream, bytes), everyMs)
    this.timers.add(timer)
    stream.once('close', () => {
      clearInterval(timer)
      this.timers.delete(timer)
    })
  }
}

function send(stream: Duplex, bytes: Buffer): void {
  if (!stream.destroyed) stream.write(bytes)
}
