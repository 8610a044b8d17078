import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import mqtt from 'mqtt'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { makeTemporaryHome } from '../../db/embedded.ts'
import { findDialect } from '../../metering/collect/mqtt/access.ts'
import { MqttCollector } from '../../metering/collect/mqtt/collector.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { type Mosquitto, mosquittoPath, startMosquitto } from '../support/mosquitto.ts'

const log = { error: () => {}, warn: () => {} }
const now = '2026-03-10T12:00:00+08:00'

describe.skipIf(!mosquittoPath)('a broker of MQTT 5 (skipped where mosquitto is not installed)', () => {
  const database = useDatabase()
  let place: { home: string; remove: () => Promise<void> }
  let broker: Mosquitto
  let pointId = 0

  beforeAll(async () => {
    const ctx = database.ctx('2026-01-01T08:00:00+08:00')
    pointId = (await openChenGuilan(ctx, { ...(await layNetwork(ctx)), terminalAssetNo: 'T-MQTT-1' })).pointId
    place = await makeTemporaryHome('mosquitto')
    broker = await startMosquitto(join(place.home, 'broker'))
  })
  afterAll(async () => {
    await broker.kill()
    await rm(place.home, { recursive: true, force: true })
  })

  const start = async (clientId?: string) => {
    const { db } = database.ctx(now)
    const collector = new MqttCollector({
      db,
      clock: () => new Date(now),
      log,
      broker: { url: broker.url },
      ...(clientId && { clientId }),
    })
    await collector.start()
    return collector
  }
  const publish = async (from: number, count: number) => {
    const client = await mqtt.connectAsync(broker.url)
    for (let mark = from; mark < from + count; mark++) {
      const at = new Date(new Date('2026-03-01T00:00:00+08:00').getTime() + mark * 900_000).toISOString()
      const message = { v: 1, readings: [{ meter: 'M-CHEN-1', at, importWh: 1_000 + mark * 10 }] }
      await client.publishAsync('dianhu/v1/T-MQTT-1/readings', JSON.stringify(message), { qos: 1 })
    }
    await client.endAsync()
  }
  const countRows = async () =>
    (
      await database
        .ctx(now)
        .db.first<{ n: number }>('select count(*) as n from interval_reading where point_id = $1', [pointId])
    )?.n

  test('is spoken to in version 5 and shares subscriptions', async () => {
    expect(await findDialect({ url: broker.url })).toEqual({ version: 5, sharing: true })
  })

  test('two collectors share the work; each message is taken once', async () => {
    const collectors = [await start('collector-1'), await start('collector-2')]
    await publish(0, 100)
    await vi.waitFor(async () => expect(await countRows()).toBe(100), 10_000)
    const taken = collectors.map((collector) => collector.counts.messages)
    expect(taken[0]).toBeGreaterThan(0)
    expect(taken[1]).toBeGreaterThan(0)
    expect((taken[0] ?? 0) + (taken[1] ?? 0)).toBe(100)
    await Promise.all(collectors.map((collector) => collector.stop()))
  })

  test('what comes while the collectors are away waits for them, over a restart of the broker', async () => {
    await publish(100, 50)
    await broker.kill()
    await broker.start()
    const collectors = [await start('collector-1'), await start('collector-2')]
    await vi.waitFor(async () => expect(await countRows()).toBe(150), 10_000)
    await Promise.all(collectors.map((collector) => collector.stop()))
  })

  test('a broker that is unreachable for a while is found again by itself', async () => {
    const collector = await start()
    await broker.kill()
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    await broker.start()
    await publish(150, 20)
    await vi.waitFor(async () => expect(await countRows()).toBe(170), 15_000)
    await collector.stop()
  })

  test('and one that is not there yet when the collector starts', async () => {
    await broker.kill()
    const starting = start()
    await new Promise((resolve) => setTimeout(resolve, 1_200))
    await broker.start()
    const collector = await starting
    await publish(170, 5)
    await vi.waitFor(async () => expect(await countRows()).toBe(175), 15_000)
    await collector.stop()
  })
})
