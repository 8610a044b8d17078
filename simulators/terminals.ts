import mqtt from 'mqtt'

export type TerminalReading = { meter: string; at: string } & Record<string, unknown>
export type TerminalEvent = { meter: string; at: string; code: string; detail?: Record<string, unknown> }

/** A command of the master's, as it came. */
export type TerminalCommand = { id: string; do: string; expiresAt: string } & Record<string, unknown>
/** What a terminal does with it: readings first, then its answer. */
export type Obeyed = { readings?: TerminalReading[]; answer: { ok: boolean } & Record<string, unknown> }
type Obey = (command: TerminalCommand) => Obeyed | Promise<Obeyed>

type Outgoing = { topic: string; payload: string; retain: boolean }

/**
 * A data concentrator that speaks MQTT: QoS 1, a retained status with a last will, and while it has no broker a
 * buffer, sent in order once it is on line again.
 */
export class MqttTerminal {
  private readonly name: string
  private readonly url: string
  private readonly clock: () => Date
  private client: mqtt.MqttClient | undefined
  private readonly obey: Obey | undefined
  private readonly obeyed = new Set<string>()
  private readonly buffer: Outgoing[] = []
  private sending: Promise<void> = Promise.resolve()

  /** One with `obey` listens to commands, also those that came while it was away. */
  constructor(terminal: { name: string; url: string; clock?: () => Date; obey?: Obey }) {
    this.obey = terminal.obey
    this.name = terminal.name
    this.url = terminal.url
    this.clock = terminal.clock ?? (() => new Date())
  }

  /** Connects and says that it is on line. */
  async start(): Promise<void> {
    const client = await mqtt.connectAsync(this.url, {
      clientId: `terminal-${this.name}`,
      protocolVersion: 4,
      clean: this.obey === undefined,
      reconnectPeriod: 500,
      will: { topic: this.topic('status'), payload: this.statusPayload(false), qos: 1, retain: true },
    })
    this.client = client
    client.on('error', () => {})
    client.on('connect', () => void this.sayStatus(true))
    client.on('message', (_topic, payload) => void this.take(payload))
    if (this.obey) await client.subscribeAsync(this.topic('commands'), { qos: 1 })
    await this.sayStatus(true)
    await this.flush()
  }

  /** Says that it goes off line, and goes. */
  async stop(): Promise<void> {
    const client = this.client
    this.client = undefined
    if (!client) return
    if (client.connected) {
      await client.publishAsync(this.topic('status'), this.statusPayload(false), { qos: 1, retain: true })
    }
    await client.endAsync()
  }

  /** Loses its connection without a word, so that the broker sends its last will. */
  async drop(): Promise<void> {
    const client = this.client
    this.client = undefined
    if (!client) return
    client.stream.destroy()
    await client.endAsync(true)
  }

  /** Resolves when the broker has acknowledged it, or at once into the buffer while off line. */
  publishReadings(readings: TerminalReading[]): Promise<void> {
    return this.send('readings', { v: 1, sentAt: this.clock().toISOString(), readings })
  }

  publishEvents(events: TerminalEvent[]): Promise<void> {
    return this.send('events', { v: 1, events })
  }

  /** Anything at all, for the faults of a real one. */
  publishRaw(kind: string, payload: string): Promise<void> {
    this.buffer.push({ topic: this.topic(kind), payload, retain: false })
    return this.flush()
  }

  get buffered(): number {
    return this.buffer.length
  }

  /** Once for each id, however often it comes. */
  private async take(payload: Buffer): Promise<void> {
    const command = JSON.parse(payload.toString('utf8')) as TerminalCommand
    if (!this.obey || this.obeyed.has(command.id)) return
    this.obeyed.add(command.id)
    const isLate = new Date(command.expiresAt) < this.clock()
    const { readings, answer } = isLate
      ? { readings: undefined, answer: { ok: false, because: 'EXPIRED' } }
      : await this.obey(command)
    if (readings) await this.publishReadings(readings)
    await this.send('answers', { v: 1, id: command.id, at: this.clock().toISOString(), ...answer })
  }

  private send(kind: string, message: object): Promise<void> {
    return this.publishRaw(kind, JSON.stringify(message))
  }

  private flush(): Promise<void> {
    this.sending = this.sending.then(() => this.sendBuffered())
    return this.sending
  }

  private async sendBuffered(): Promise<void> {
    for (let next = this.buffer[0]; next && this.client?.connected; next = this.buffer[0]) {
      const sent = await this.client.publishAsync(next.topic, next.payload, { qos: 1, retain: next.retain }).then(
        () => true,
        () => false,
      )
      if (!sent) return
      this.buffer.shift()
    }
  }

  private async sayStatus(online: boolean): Promise<void> {
    await this.client?.publishAsync(this.topic('status'), this.statusPayload(online), { qos: 1, retain: true })
    await this.flush()
  }

  private statusPayload(online: boolean): string {
    return JSON.stringify({ v: 1, online, at: this.clock().toISOString() })
  }

  private topic(kind: string): string {
    return `dianhu/v1/${this.name}/${kind}`
  }
}
