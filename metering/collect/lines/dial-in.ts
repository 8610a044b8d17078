import { createServer, type Server, type Socket } from 'node:net'
import type { Service } from '../../../db/department.ts'
import { counts } from '../../counts.ts'

/** A registration packet is short and comes at once. */
const PACKET_LIMIT = 128
const PACKET_MS = 10_000
/** A packet without a line end is whole once nothing follows for this long. */
const PAUSE_MS = 200
/** Connections that have not named themselves yet; more are turned away unheard. */
const UNREGISTERED_LIMIT = 1_000
const KEEP_ALIVE_MS = 60_000

export type DialInParts = {
  host: string
  port: number
  /** The terminal that registers itself with this text; undefined for a stranger. */
  findTerminal: (registration: string) => string | undefined
  /** Told of each stranger, by what it sent and where from. */
  onStranger: (stranger: { registration: string; from: string }) => void
}

const dialledIn = new Map<string, Socket>()

/** The socket that a terminal has opened to us and that nobody has taken yet; a terminal has one line, so one owner. */
export function takeDialledIn(terminal: string): Socket | undefined {
  const socket = dialledIn.get(terminal)
  dialledIn.delete(terminal)
  return socket?.destroyed ? undefined : socket
}

/**
 * Listens for terminals that connect to us. Each names itself in its first bytes: an ASCII text that ends with a line
 * end or a pause. A terminal that dials again takes the place of its earlier connection; a stranger is turned away.
 */
export class DialInListener implements Service {
  readonly name = 'dial-in'
  private readonly parts: DialInParts
  private readonly unnamed = new Set<Socket>()
  private readonly named = new Map<string, Socket>()
  private readonly server: Server

  constructor(parts: DialInParts) {
    this.parts = parts
    this.server = createServer((socket) => this.greet(socket))
  }

  /** Resolves with the port that it listens on. */
  async start(): Promise<void> {
    const { host, port } = this.parts
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject)
      this.server.listen(port, host, () => resolve())
    })
  }

  get port(): number {
    const address = this.server.address()
    return typeof address === 'object' && address ? address.port : 0
  }

  async stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()))
    for (const socket of [...this.unnamed, ...this.named.values()]) socket.destroy()
    await closed
  }

  private greet(socket: Socket): void {
    if (this.unnamed.size >= UNREGISTERED_LIMIT) {
      counts.dialIns.refused++
      socket.destroy()
      return
    }
    this.unnamed.add(socket)
    socket.setNoDelay()
    socket.setKeepAlive(true, KEEP_ALIVE_MS)
    socket.on('error', () => socket.destroy())
    let packet = ''
    let timer = setTimeout(() => this.turnAway(socket, packet), PACKET_MS)
    const finish = () => {
      clearTimeout(timer)
      socket.off('data', take)
      this.register(socket, packet)
    }
    const take = (bytes: Buffer) => {
      packet += bytes.toString('latin1')
      clearTimeout(timer)
      if (packet.length > PACKET_LIMIT) this.turnAway(socket, packet.slice(0, PACKET_LIMIT))
      else if (/[\r\n]/.test(packet)) finish()
      else timer = setTimeout(finish, PAUSE_MS)
    }
    socket.on('data', take)
    socket.once('close', () => {
      clearTimeout(timer)
      this.unnamed.delete(socket)
    })
  }

  private register(socket: Socket, packet: string): void {
    const terminal = this.parts.findTerminal(packet.trim())
    if (terminal === undefined) {
      this.turnAway(socket, packet)
      return
    }
    counts.dialIns.accepted++
    this.unnamed.delete(socket)
    this.named.get(terminal)?.destroy()
    this.named.set(terminal, socket)
    dialledIn.set(terminal, socket)
    socket.once('close', () => {
      if (this.named.get(terminal) === socket) this.named.delete(terminal)
      if (dialledIn.get(terminal) === socket) dialledIn.delete(terminal)
    })
  }

  private turnAway(socket: Socket, packet: string): void {
    counts.dialIns.refused++
    socket.destroy()
    this.parts.onStranger({ registration: packet.trim(), from: socket.remoteAddress ?? '' })
  }
}
