import modbusSerial from 'modbus-serial'

/**
 * What went wrong on the wire. `refused`: the unit answered that it will not; `unreachable`: no connection to the bus at
 * all; the others leave the stream in doubt.
 */
export class BusFault extends Error {
  readonly kind: 'timeout' | 'refused' | 'unreachable' | 'connection' | 'mismatch'
  readonly exceptionCode: number | undefined

  constructor(kind: BusFault['kind'], message: string, exceptionCode?: number) {
    super(message)
    this.name = 'BusFault'
    this.kind = kind
    this.exceptionCode = exceptionCode
  }
}

type Client = InstanceType<typeof modbusSerial.default>

const FIRST_GAP_MS = 5
const LONGEST_GAP_MS = 200

export type BusRequest = { unit: number; functionCode: 3 | 4; address: number; count: number; minGapMs: number }

/**
 * The one owner of a host:port. One request is under way at a time; after a time-out or an answer that does not match
 * the connection is thrown away, so that a late answer is never taken for the next.
 */
export class Bus {
  readonly host: string
  readonly port: number
  readonly timeoutMs: number
  private client: Client | undefined
  private queue: Promise<unknown> = Promise.resolve()
  private quietSince = 0
  private readonly gapsMs = new Map<number, number>()

  constructor(at: { host: string; port: number; timeoutMs?: number }) {
    this.host = at.host
    this.port = at.port
    this.timeoutMs = at.timeoutMs ?? 1_000
  }

  /** Holds the bus for one piece of work; others wait their turn. */
  hold<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.queue.then(work, work)
    this.queue = turn.catch(() => {})
    return turn
  }

  /** Words of consecutive registers. Call it while holding the bus. Throws `BusFault`. */
  async request(request: BusRequest): Promise<number[]> {
    const client = this.client ?? (await this.connect())
    const gapMs = Math.max(request.minGapMs, this.gapsMs.get(request.unit) ?? 0)
    const waitMs = gapMs === 0 ? 0 : this.quietSince + gapMs - Date.now()
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs))
    client.setID(request.unit)
    try {
      const { data } =
        request.functionCode === 4
          ? await client.readInputRegisters(request.address, request.count)
          : await client.readHoldingRegisters(request.address, request.count)
      if (data.length !== request.count) throw new Error(`expected ${request.count} registers, got ${data.length}`)
      return data
    } catch (fault) {
      const known = toBusFault(fault)
      if (known.kind !== 'refused') {
        this.gapsMs.set(request.unit, Math.min(LONGEST_GAP_MS, Math.max(FIRST_GAP_MS, gapMs * 2)))
        this.disconnect()
      }
      throw known
    } finally {
      this.quietSince = Date.now()
    }
  }

  /** Lets the work under way end, then closes the connection; the next request opens a new one. */
  close(): Promise<void> {
    return this.hold(async () => this.disconnect())
  }

  private async connect(): Promise<Client> {
    const client = new modbusSerial.default()
    client.setTimeout(this.timeoutMs)
    // Without a listener the library's error events would end the process; each request gets its own fault.
    client.on('error', () => {})
    let timer: NodeJS.Timeout | undefined
    const tooLong = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('no connection in time')), this.timeoutMs)
    })
    try {
      await Promise.race([client.connectTCP(this.host, { port: this.port }), tooLong])
    } catch (fault) {
      client.destroy(() => {})
      throw new BusFault('unreachable', (fault as Error).message)
    } finally {
      clearTimeout(timer)
    }
    this.client = client
    return client
  }

  private disconnect(): void {
    this.client?.destroy(() => {})
    this.client = undefined
  }
}

function toBusFault(fault: unknown): BusFault {
  const { message, name, modbusCode, errno } = fault as Error & { modbusCode?: number; errno?: string }
  if (modbusCode !== undefined) return new BusFault('refused', message, modbusCode)
  if (name === 'TransactionTimedOutError' || errno === 'ETIMEDOUT') return new BusFault('timeout', message)
  if (/expected|unexpected|crc/i.test(message)) return new BusFault('mismatch', message)
  return new BusFault('connection', message)
}

const buses = new Map<string, Bus>()

/** The bus of a host:port in this process; whoever reads it, reads through this one. */
export function findBus(host: string, port: number): Bus {
  const key = `${host}:${port}`
  const bus = buses.get(key) ?? new Bus({ host, port })
  buses.set(key, bus)
  return bus
}

export async function closeBuses(): Promise<void> {
  const all = [...buses.values()]
  buses.clear()
  await Promise.all(all.map((bus) => bus.close()))
}
