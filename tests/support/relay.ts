import { connect, createServer, type Server, type Socket } from 'node:net'

/** A wire between a client and a server that can be cut, and led to another port. */
export class Relay {
  target: { host: string; port: number }
  private server: Server | undefined
  private port = 0
  private readonly sockets = new Set<Socket>()

  constructor(target: { host: string; port: number }) {
    this.target = target
  }

  /** Listens, at the same port each time. */
  async open(): Promise<number> {
    const server = createServer((socket) => this.join(socket))
    this.server = server
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve))
    const address = server.address()
    this.port = typeof address === 'object' && address ? address.port : 0
    return this.port
  }

  /** Nobody gets through, and who was through is cut off. */
  async cut(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server?.close(() => resolve()))
    for (const socket of this.sockets) socket.destroy()
    await closed
  }

  private join(near: Socket): void {
    const far = connect(this.target)
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.sockets.add(socket)
      socket.pipe(other)
      socket.on('error', () => other.destroy())
      socket.on('close', () => {
        this.sockets.delete(socket)
        other.destroy()
      })
    }
  }
}
