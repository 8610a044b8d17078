import mqtt, { type IPublishPacket, type MqttClient } from 'mqtt'
import { type Ctx, systemCtx } from '../../../db/context.ts'
import type { Service } from '../../../db/department.ts'
import type { Db } from '../../../db/pool.ts'
import { putAside, type RawMessage, takeMessages } from './intake.ts'

type Log = { error(detail: object, message: string): void; warn(detail: object, message: string): void }

export type MqttCollectorParts = {
  db: Db
  clock: () => Date
  log: Log
  url: string
  clientId?: string
}

/** Messages read ahead and not yet acknowledged. */
const WINDOW = 256
/** One transaction takes messages up to this many bytes, or one message. */
const BATCH_BYTES = 2_000_000
const RETRY_MS = 1_000

/** Fixed, so that the broker keeps what comes while the collector is away. */
export const collectorSession = {
  clientId: 'dianhu-collector',
  topics: ['readings', 'events', 'status'].map((kind) => `dianhu/v1/+/${kind}`),
}

/** The library sends acknowledgements itself; this is how it does. */
type Sender = { _sendPacket(packet: { cmd: 'puback'; messageId: number }): void }

type Waiting = RawMessage & { packet: IPublishPacket; connection: number }

/** Takes what terminals publish: QoS 1, acknowledged only after the rows are committed. */
export class MqttCollector implements Service {
  readonly name = 'mqtt-collector'
  readonly counts = { messages: 0, readings: 0, malformed: 0 }
  private readonly parts: MqttCollectorParts
  private client: MqttClient | undefined
  private connection = 0
  private readonly waiting: Waiting[] = []
  private readOn: (() => void) | undefined
  private work: Promise<void> | undefined
  private stopping = false

  constructor(parts: MqttCollectorParts) {
    this.parts = parts
  }

  async start(): Promise<void> {
    this.stopping = false
    const client = mqtt.connect(this.parts.url, {
      clientId: this.parts.clientId ?? collectorSession.clientId,
      clean: false,
      protocolVersion: 4,
      reconnectPeriod: 1_000,
      manualConnect: true,
    })
    this.client = client
    client.handleMessage = (packet, done) => this.take(packet, done)
    client.on('error', (fault) => this.parts.log.warn({ err: fault }, 'mqtt'))
    client.on('connect', () => {
      this.connection++
    })
    const ready = new Promise<void>((resolve) => client.once('connect', () => resolve()))
    client.connect()
    await ready
    await client.subscribeAsync(collectorSession.topics, { qos: 1 })
  }

  /** Finishes what was read; what was not acknowledged comes again. */
  async stop(): Promise<void> {
    this.stopping = true
    await this.work
    await this.client?.endAsync()
    this.client = undefined
  }

  /** Resolves when everything that has been read is committed and acknowledged. */
  async settle(): Promise<void> {
    while (this.work) await this.work
  }

  /**
   * The library acknowledges when `done` is called, and reads on only then. Called with an error it reads on without
   * acknowledging: so a window of messages can share a transaction, each acknowledged after its commit.
   */
  private take(packet: IPublishPacket, done: (fault?: Error) => void): void {
    const payload = typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload
    this.waiting.push({ topic: packet.topic, payload, packet, connection: this.connection })
    const readOn = () => done(new Error('acknowledged later'))
    if (this.waiting.length < WINDOW) readOn()
    else this.readOn = readOn
    this.work ??= this.drain().finally(() => {
      this.work = undefined
    })
  }

  private async drain(): Promise<void> {
    // Lets what has already arrived join the first batch.
    await new Promise((resolve) => setImmediate(resolve))
    while (this.waiting.length > 0 && !(this.stopping && this.client === undefined)) {
      const batch = this.nextBatch()
      const taken = await this.commit(batch)
      if (!taken) {
        if (this.stopping) return
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
        continue
      }
      this.waiting.splice(0, batch.length)
      for (const message of batch) this.acknowledge(message)
      this.readOn?.()
      this.readOn = undefined
    }
  }

  private nextBatch(): Waiting[] {
    let bytes = 0
    const over = this.waiting.findIndex(({ payload }) => {
      bytes += payload.length
      return bytes > BATCH_BYTES
    })
    return over < 0 ? [...this.waiting] : this.waiting.slice(0, Math.max(1, over))
  }

  /** Whether the batch is in the database, whole; a message that the store refuses is put aside by itself. */
  private async commit(batch: Waiting[]): Promise<boolean> {
    try {
      await this.commitAll(batch)
      return true
    } catch (fault) {
      if (!isAboutData(fault)) {
        this.parts.log.error({ err: fault, waiting: this.waiting.length }, 'messages wait for the database')
        return false
      }
    }
    for (const message of batch) {
      try {
        await this.commitAll([message])
      } catch (fault) {
        if (!isAboutData(fault)) return false
        this.parts.log.error({ err: fault, topic: message.topic }, 'a message was refused and put aside')
        await putAside(this.ctx(), message, fault)
        this.counts.malformed++
      }
    }
    return true
  }

  private async commitAll(messages: Waiting[]): Promise<void> {
    const { readings, malformed } = await takeMessages(this.ctx(), messages)
    this.counts.messages += messages.length
    this.counts.readings += readings
    this.counts.malformed += malformed
  }

  /** Of a connection that is gone nothing is acknowledged: the broker sends it again, and it changes nothing. */
  private acknowledge({ packet, connection }: Waiting): void {
    if (packet.qos !== 1 || connection !== this.connection || !this.client?.connected) return
    const sender = this.client as unknown as Sender
    if (packet.messageId !== undefined) sender._sendPacket({ cmd: 'puback', messageId: packet.messageId })
  }

  private ctx(): Ctx {
    return systemCtx(this.parts.db, this.parts.clock(), this.name)
  }
}

/** Whether trying again cannot help: PostgreSQL refused the values, or the code failed on them. */
function isAboutData(fault: unknown): boolean {
  const code = (fault as { code?: unknown }).code
  if (typeof code === 'string') return /^(22|23|42)/.test(code) && code.length === 5
  return fault instanceof TypeError || fault instanceof RangeError
}
