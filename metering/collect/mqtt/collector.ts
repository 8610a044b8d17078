import mqtt, { type IPublishPacket, type MqttClient } from 'mqtt'
import { type Ctx, systemCtx } from '../../../db/context.ts'
import type { Service } from '../../../db/department.ts'
import type { Db } from '../../../db/pool.ts'
import { counts } from '../../counts.ts'
import { isAboutData } from '../data-fault.ts'
import { type Dialect, findDialect, type MqttAccess, optionsOf } from './access.ts'
import { putAside, type ReadMessage, readMessage, takeMessages } from './intake.ts'
import { VendorDesk } from './vendor-desk.ts'

type Log = { error(detail: object, message: string): void; warn(detail: object, message: string): void }

export type MqttCollectorParts = {
  db: Db
  clock: () => Date
  log: Log
  broker: MqttAccess
  /**
   * For several collectors that share the work, at a broker of MQTT 5: each has its own and keeps it. What the broker
   * hands to one that is away waits for that one, so whoever leaves for good must first be empty.
   */
  clientId?: string
  /** `marks`: of readings off the 15-minute grid only the nearest to a mark keeps its registers; else every one. */
  keep?: 'every' | 'marks'
}

/** Read ahead and not yet acknowledged: at most so many messages, and no more once they are so many bytes. */
const WINDOW = 1_000
const WINDOW_BYTES = 8_000_000
/** One transaction takes messages up to this many bytes, or one message. */
const BATCH_BYTES = 4_000_000
/** A small batch waits this long for company: a transaction costs the same for one reading and for hundreds. */
const LINGER_MS = 20
const RETRY_MS = 1_000
/** One for all: making an error with its stack for each message costs a twentieth of the rate. */
const LATER = new Error('acknowledged later')
const START_PATIENCE_MS = 5_000

/** How long a broker of MQTT 5 keeps the session of a collector that is away. */
const SESSION_SECONDS = 7 * 86_400

/** Fixed, so that the broker keeps what comes while the collector is away. */
export const collectorSession = {
  clientId: 'dianhu-collector',
  topics: ['readings', 'events', 'status', 'answers'].map((kind) => `dianhu/v1/+/${kind}`),
}
/** Status is retained, which shared subscriptions are not told: every collector hears it, and telling again changes nothing. */
const isShared = (topic: string) => !topic.endsWith('/status')
const sharedTopics = collectorSession.topics.map((topic) => (isShared(topic) ? `$share/dianhu/${topic}` : topic))

const OWN = 'dianhu/'

/** The library sends acknowledgements itself; this is how it does. */
type Sender = { _sendPacket(packet: { cmd: 'puback'; messageId: number; reasonCode?: 0 }): void }

type Waiting = ReadMessage & { packet: IPublishPacket; connection: number }

/** Takes what terminals publish: QoS 1, acknowledged only after the rows are committed. */
export class MqttCollector implements Service {
  readonly name = 'mqtt-collector'
  readonly counts = { messages: 0, readings: 0, malformed: 0 }
  private readonly parts: MqttCollectorParts
  private client: MqttClient | undefined
  private connection = 0
  private readonly waiting: Waiting[] = []
  private waitingBytes = 0
  private readOn: (() => void) | undefined
  private work: Promise<void> | undefined
  private stopping = false
  private readonly vendors: VendorDesk

  constructor(parts: MqttCollectorParts) {
    this.parts = parts
    this.vendors = new VendorDesk({ ctx: () => this.ctx(), clock: parts.clock, log: parts.log })
  }

  async start(): Promise<void> {
    this.stopping = false
    // A broker that is away for now is no reason not to start.
    await Promise.race([this.connect(), new Promise((resolve) => setTimeout(resolve, START_PATIENCE_MS).unref())])
  }

  private async connect(): Promise<void> {
    const dialect = await this.agreeOnDialect()
    if (!dialect) return
    const { broker, clientId } = this.parts
    const sharing = dialect.sharing && clientId !== undefined
    const client = mqtt.connect(broker.url, {
      ...optionsOf(broker),
      clientId: clientId ?? collectorSession.clientId,
      clean: false,
      protocolVersion: dialect.version,
      ...(dialect.version === 5 && {
        properties: { sessionExpiryInterval: SESSION_SECONDS, receiveMaximum: WINDOW },
      }),
      reconnectPeriod: 1_000,
      resubscribe: false,
      manualConnect: true,
    })
    this.client = client
    client.handleMessage = (packet, done) => this.take(packet, done)
    client.on('error', (fault) => this.parts.log.warn({ err: fault }, 'mqtt'))
    const ready = new Promise<void>((resolve) => {
      client.on('connect', () => {
        this.connection++
        this.subscribe(client, sharing).then(
          () => resolve(),
          (fault) => this.parts.log.warn({ err: fault }, 'mqtt subscription'),
        )
      })
    })
    client.connect()
    await ready
  }

  private async agreeOnDialect(): Promise<Dialect | undefined> {
    while (!this.stopping) {
      try {
        return await findDialect(this.parts.broker)
      } catch (fault) {
        this.parts.log.warn({ err: fault }, 'mqtt broker')
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
      }
    }
    return undefined
  }

  /** A session that heard alone before must not hear everything twice. */
  private async subscribe(client: MqttClient, sharing: boolean): Promise<void> {
    const [wanted, other] = sharing ? [sharedTopics, collectorSession.topics] : [collectorSession.topics, sharedTopics]
    await client.subscribeAsync(wanted, { qos: 1 })
    if (sharing) await client.unsubscribeAsync(other.filter((topic) => !wanted.includes(topic)))
    await this.vendors.attend(client)
  }

  /** Finishes what was read; what was not acknowledged comes again. */
  async stop(): Promise<void> {
    this.stopping = true
    this.vendors.leave()
    await this.work
    // What is under way must be read, or the end of the connection is not seen behind it.
    this.readOn?.()
    this.readOn = undefined
    await this.client?.endAsync()
    this.client = undefined
    this.waiting.length = 0
    this.waitingBytes = 0
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
    // Neither taken nor acknowledged: it comes again.
    if (this.stopping) {
      done(LATER)
      return
    }
    const payload = typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload
    this.waitingBytes += payload.length
    const { topic } = packet
    const message = topic.startsWith(OWN) ? readMessage(topic, payload) : this.vendors.read(topic, payload)
    this.waiting.push({ ...message, packet, connection: this.connection })
    const readOn = () => done(LATER)
    if (this.waiting.length < WINDOW && this.waitingBytes < WINDOW_BYTES) readOn()
    else this.readOn = readOn
    this.work ??= this.drain().finally(() => {
      this.work = undefined
    })
  }

  private async drain(): Promise<void> {
    while (this.waiting.length > 0 && !(this.stopping && this.client === undefined)) {
      if (!this.isWorthCommitting() && !this.stopping) await new Promise((resolve) => setTimeout(resolve, LINGER_MS))
      const batch = this.nextBatch()
      const taken = await this.commit(batch)
      if (!taken) {
        if (this.stopping) return
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
        continue
      }
      this.waiting.splice(0, batch.length)
      this.waitingBytes -= batch.reduce((bytes, { payload }) => bytes + payload.length, 0)
      for (const message of batch) this.acknowledge(message)
      this.readOn?.()
      this.readOn = undefined
    }
  }

  private isWorthCommitting(): boolean {
    return this.waiting.length >= WINDOW / 2 || this.waitingBytes > BATCH_BYTES / 2
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
        if (!isAboutData(fault) || !(await this.putAside(message, fault))) return false
        this.counts.malformed++
        counts.mqttMessages.malformed++
      }
    }
    return true
  }

  private async putAside(message: Waiting, fault: unknown): Promise<boolean> {
    this.parts.log.error({ err: fault, topic: message.topic }, 'a message was refused and put aside')
    try {
      await putAside(this.ctx(), message, fault)
      return true
    } catch (second) {
      this.parts.log.error({ err: second, topic: message.topic }, 'a message could not be put aside')
      return false
    }
  }

  private async commitAll(messages: Waiting[]): Promise<void> {
    const { readings, malformed } = await takeMessages(this.ctx(), messages, { keep: this.parts.keep })
    this.counts.messages += messages.length
    this.counts.readings += readings
    this.counts.malformed += malformed
    counts.mqttMessages.taken += messages.length - malformed
    counts.mqttMessages.malformed += malformed
  }

  /** Of a connection that is gone nothing is acknowledged: the broker sends it again, and it changes nothing. */
  private acknowledge({ packet, connection }: Waiting): void {
    if (packet.qos !== 1 || connection !== this.connection || !this.client?.connected) return
    const sender = this.client as unknown as Sender
    if (packet.messageId !== undefined) {
      const reason = this.client.options.protocolVersion === 5 && ({ reasonCode: 0 } as const)
      sender._sendPacket({ cmd: 'puback', messageId: packet.messageId, ...reason })
    }
  }

  private ctx(): Ctx {
    return systemCtx(this.parts.db, this.parts.clock(), this.name)
  }
}
