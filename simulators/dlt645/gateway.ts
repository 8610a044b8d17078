import { createServer, type Server, type Socket } from 'node:net'
import { answerFrame, type Request, takeRequests } from './frames.ts'
import { answerRead, type Dlt645Meter, obeyBroadcast } from './meter.ts'

const LATE_MS = 150
const BROADCAST = '999999999999'

/** A transparent TCP gateway: every byte goes to all meters on its bus, and theirs come back. */
export class Dlt645Gateway {
  /** By address, twelve digits. */
  readonly meters = new Map<string, Dlt645Meter>()
  /** Requests that each meter was asked, by address. */
  readonly requests = new Map<string, number>()
  private readonly sockets = new Set<Socket>()
  private readonly server: Server
  private readonly clock: () => Date

  constructor(clock: () => Date = () => new Date()) {
    this.clock = clock
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
    let pending: Buffer = Buffer.alloc(0)
    socket.on('data', (data) => {
      const { requests, left } = takeRequests(Buffer.concat([pending, data]))
      pending = left
      for (const request of requests) this.answer(socket, request)
    })
  }

  private answer(socket: Socket, request: Request): void {
    const now = this.clock()
    for (const [address, meter] of this.meters) {
      if (!isMeant(request.address, address) || meter.fault === 'silent') continue
      this.requests.set(address, (this.requests.get(address) ?? 0) + 1)
      for (const frame of this.framesOf(address, meter, request, now)) {
        const send = () => {
          if (!socket.destroyed) socket.write(frame)
        }
        if (meter.fault === 'late') setTimeout(send, LATE_MS).unref()
        else send()
      }
    }
  }

  private framesOf(address: string, meter: Dlt645Meter, request: Request, now: Date): Buffer[] {
    if (request.control === 0x08) {
      // What a request has behind its identifier is the rest of the time here.
      obeyBroadcast(meter, Buffer.concat([Buffer.from(request.di, 'hex').reverse(), request.rest]), now)
      return []
    }
    if (request.address === BROADCAST) return []
    if (request.control === 0x13) return [answerFrame(address, 0x93, Buffer.from(address, 'hex').reverse())]
    if (request.control === 0x11 || request.control === 0x12) return answerRead(address, meter, request, now)
    return [answerFrame(address, request.control | 0xc0, Buffer.from([0x04]))]
  }
}

function isMeant(asked: string, own: string): boolean {
  if (asked === BROADCAST) return true
  return (asked.match(/../g) ?? []).every(
    (pair, index) => pair === 'aa' || pair === own.slice(index * 2, index * 2 + 2),
  )
}
