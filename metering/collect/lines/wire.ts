import { connect, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { type LineAddress, nameLine } from './address.ts'
import { takeDialledIn } from './dial-in.ts'
import { BusFault } from './fault.ts'
import { Gate } from './gate.ts'

/** More than the longest frames of any framing; whoever sends more than this unasked is babbling. */
const HEARD_LIMIT = 8_192
const KEEP_ALIVE_MS = 60_000
/** A gateway or a net that is asked to open thousands of connections at once opens none. */
const OPENING_AT_ONCE = 64

type OpenStream = { stream: Duplex; close: () => Promise<void> }

/** An open connection and what came over it; holds a bounded number of bytes. */
export class Wire {
  heard: Uint8Array = new Uint8Array(0)
  isOpen = true
  /** Called when bytes came, or the connection ended. */
  onChange: () => void = () => {}
  private readonly stream: Duplex
  private readonly closeStream: () => Promise<void>

  constructor({ stream, close }: OpenStream) {
    this.stream = stream
    this.closeStream = close
    stream.on('data', (bytes: Buffer) => this.take(bytes))
    stream.on('error', () => this.end())
    stream.on('close', () => this.end())
  }

  /** Whether more came than any answer is long. */
  get isFull(): boolean {
    return this.heard.length >= HEARD_LIMIT
  }

  write(bytes: Uint8Array): void {
    this.stream.write(bytes)
  }

  async close(): Promise<void> {
    this.isOpen = false
    await this.closeStream()
  }

  private take(bytes: Buffer): void {
    const room = HEARD_LIMIT - this.heard.length
    if (this.heard.length === 0) this.heard = bytes.subarray(0, room)
    else if (room > 0) this.heard = Buffer.concat([this.heard, bytes.subarray(0, room)])
    this.onChange()
  }

  private end(): void {
    this.isOpen = false
    this.onChange()
  }
}

const opening = new Gate(OPENING_AT_ONCE)

/** Opens a connection, few at a time over the whole process. Throws `BusFault` of kind `unreachable`. */
export async function openWire(address: LineAddress, timeoutMs: number): Promise<Wire> {
  try {
    return new Wire(await opening.pass(() => openStream(address, timeoutMs)))
  } catch (fault) {
    throw fault instanceof BusFault ? fault : new BusFault('unreachable', (fault as Error).message)
  }
}

async function openStream(address: LineAddress, timeoutMs: number): Promise<OpenStream> {
  if (address.kind === 'serial') return openSerial(address)
  const socket = address.kind === 'tcp' ? await openSocket(address, timeoutMs) : takeDialledIn(address.terminal)
  if (!socket) throw new BusFault('unreachable', `terminal ${nameLine(address)} is not connected`)
  return { stream: socket, close: async () => void socket.destroy() }
}

function openSocket({ host, port }: { host: string; port: number }, timeoutMs: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_MS })
    const timer = setTimeout(() => socket.destroy(new Error('no connection in time')), timeoutMs)
    socket.once('error', (fault) => {
      clearTimeout(timer)
      reject(fault)
    })
    socket.once('connect', () => {
      clearTimeout(timer)
      resolve(socket)
    })
  })
}

/** The library is loaded only where a serial port is used: it is native code. */
async function openSerial({ kind: _, ...options }: Extract<LineAddress, { kind: 'serial' }>): Promise<OpenStream> {
  const { SerialPort } = await import('serialport')
  const port = await new Promise<InstanceType<typeof SerialPort>>((resolve, reject) => {
    const opened = new SerialPort(options, (fault) => (fault ? reject(fault) : resolve(opened)))
  })
  // Its streams are not ended by `destroy`; closing one that is closed already is no fault.
  return { stream: port, close: () => new Promise((resolve) => port.close(() => resolve())) }
}
