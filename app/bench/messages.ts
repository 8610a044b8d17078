import mqtt from 'mqtt'
import { ENERGISED_AT, TERMINAL } from './workshop.ts'

const QUARTER_MS = 900_000
const UNDER_WAY = 64
export const topicOf = (terminal: string) => `dianhu/v1/${terminal}/readings`
const TOPIC = topicOf(TERMINAL)
export const NOW = new Date(ENERGISED_AT.getTime() + 40 * 86_400_000)

/** As a terminal does: several under way, the next as one is acknowledged. */
export async function publishAll(url: string, messages: Buffer[], topic = (_message: number) => TOPIC): Promise<void> {
  const client = await mqtt.connectAsync(url, { protocolVersion: 4 })
  const underWay = new Set<Promise<unknown>>()
  for (const [index, message] of messages.entries()) {
    const sent: Promise<unknown> = client
      .publishAsync(topic(index), message, { qos: 1 })
      .finally(() => underWay.delete(sent))
    underWay.add(sent)
    if (underWay.size >= UNDER_WAY) await Promise.race(underWay)
  }
  await Promise.all(underWay)
  await client.endAsync()
}

/** What a household meter tells at a quarter hour. */
export function toReading(meter: string, mark: number, index: number): object {
  const at = new Date(ENERGISED_AT.getTime() + mark * QUARTER_MS).toISOString()
  return {
    meter,
    at,
    importWh: mark * (100 + (index % 50)),
    uV: [221.3],
    iA: [1.84],
    pW: 402.5,
    qVar: 55.1,
    pf: 0.98,
    fHz: 50.01,
  }
}

export function toMessage(readings: object[]): Buffer {
  return Buffer.from(JSON.stringify({ v: 1, sentAt: NOW.toISOString(), readings }))
}
