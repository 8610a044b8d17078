import mqtt from 'mqtt'

export type TerminalReading = { meter: string; at: string } & Record<string, unknown>
export type TerminalEvent = { meter: string; at: string; code: string; detail?: Record<string, unknown> }

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
  private readonly buffer: Outgoing[] = []
  private sending: Promise<void> = Promise.resolve()

  constructor(terminal: { name: string; url: string; clock?: () => Date }) {
    this.name = terminal.name
    this.url = terminal.url
    this.clock = terminal.clock ?? (() => new Date())
  }

  /** Connects and says that it is on line. */
  async start(): Promise<void> {
    const client = await mqtt.connectAsync(this.url, {
      clientId: `terminal-${this.name}`,
      protocolVersion: 4,
      reconnectPeriod: 500,
      will: { topic: this.topic('status'), payload: this.statusPayload(false), qos: 1, retain: true },
    })
    this.client = client
    client.on('error', () => {})
    client.on('connect', () => void this.sayStatus(true))
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
