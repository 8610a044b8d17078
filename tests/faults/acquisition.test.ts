import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import mqtt from 'mqtt'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Broker, startBroker } from '../../app/broker/broker.ts'
import { type EmbeddedServer, makeTemporaryHome, startEmbeddedServer } from '../../db/embedded.ts'
import { migrate } from '../../db/migrate.ts'
import { createPool, poolDb } from '../../db/pool.ts'
import { collectorSession, MqttCollector } from '../../metering/index.ts'
import { roomyFolder } from '../support/memory.ts'
import { Relay } from '../support/relay.ts'
import { findPostmaster, killAll, listTree } from './process-tree.ts'
import { expectAllKept, openAccounts, since, Talker } from './talkers.ts'

const METERS = 4
const QUOTA_BYTES = 400_000
/** Behind what talkers tell, so that nothing of theirs is in the future. */
const NOW = new Date(since.getTime() + 400 * 86_400_000)
const quiet = { error: () => {}, warn: () => {} }

describe('collection while something around it fails', () => {
  let place: { home: string; remove: () => Promise<void> }
  let server: EmbeddedServer
  let database: Relay
  let pool: pg.Pool
  let broker: Broker
  let wire: Relay
  let brokerUrl = ''
  let collector: MqttCollector
  let now = NOW
  const talkers: Talker[] = []

  const portOf = (url: string) => ({ host: '127.0.0.1', port: Number(new URL(url).port) })
  const openBroker = async () => {
    broker = await startBroker({
      host: '127.0.0.1',
      port: 0,
      folder: join(place.home, 'broker'),
      session: collectorSession,
      quotaBytes: QUOTA_BYTES,
    })
    wire.target = portOf(broker.url)
  }

  beforeAll(async () => {
    place = await makeTemporaryHome('faults', roomyFolder())
    server = await startEmbeddedServer({ home: place.home, database: 'dianhu' })
    database = new Relay(portOf(server.url))
    const url = new URL(server.url)
    url.port = String(await database.open())
    pool = createPool(url.href, 5)
    await migrate(pool)
    await openAccounts(pool, METERS)
    wire = new Relay({ host: '127.0.0.1', port: 0 })
    await openBroker()
    brokerUrl = `mqtt://127.0.0.1:${await wire.open()}`
    const parts = { db: poolDb(pool), clock: () => now, log: quiet, keep: 'every' as const }
    collector = new MqttCollector({ ...parts, broker: { url: brokerUrl } })
    await collector.start()
    for (let number = 0; number < METERS; number++) talkers.push(new Talker(number, brokerUrl))
    for (const talker of talkers) await talker.start()
  })
  afterAll(async () => {
    await collector.stop()
    await broker.stop()
    await wire.cut()
    await pool.end()
    await database.cut()
    await server.stop()
    await place.remove()
  })

  const acknowledged = () => talkers.reduce((sum, talker) => sum + talker.acknowledged, 0)
  /** Readings come in again by themselves. */
  async function expectRecovery(): Promise<void> {
    const [said, kept] = [acknowledged(), collector.counts.readings]
    await vi.waitFor(
      () => {
        expect(acknowledged()).toBeGreaterThan(said + 20)
        expect(collector.counts.readings).toBeGreaterThan(kept + 20)
      },
      { timeout: 30_000, interval: 100 },
    )
  }

  test('the database is killed and comes back', async () => {
    for (let time = 0; time < 3; time++) {
      await sleep(300)
      const postmaster = await findPostmaster(join(place.home, 'postgres'))
      if (postmaster) await killAll(await listTree(postmaster))
      await sleep(500)
      server = await startEmbeddedServer({ home: place.home, database: 'dianhu' })
      database.target = portOf(server.url)
      await expectRecovery()
    }
  }, 120_000)

  test('the database is out of reach for a while', async () => {
    await database.cut()
    // What was committed as the wire was cut is still counted.
    await sleep(500)
    const before = collector.counts.readings
    await sleep(2_500)
    const after = collector.counts.readings
    await database.open()
    expect(after).toBe(before)
    await expectRecovery()
  }, 60_000)

  test('the broker is restarted', async () => {
    for (let time = 0; time < 3; time++) {
      await broker.stop()
      await sleep(300)
      await openBroker()
      await expectRecovery()
    }
  }, 60_000)

  test('the broker is out of reach for a while', async () => {
    await wire.cut()
    await sleep(4_000)
    await wire.open()
    await expectRecovery()
  }, 60_000)

  test('the queue on disk reaches its quota: terminals keep what is not acknowledged, and tell it later', async () => {
    await database.cut()
    await vi.waitFor(() => expect(broker.queue.held).toBeGreaterThan(0), { timeout: 60_000, interval: 100 })
    expect(broker.queue.bytes).toBeLessThan(QUOTA_BYTES * 1.3)
    await database.open()
    await expectRecovery()
  }, 120_000)

  test('our clock jumps by an hour and back', async () => {
    now = new Date(NOW.getTime() + 3_600_000)
    await expectRecovery()
    now = new Date(NOW.getTime() - 3_600_000)
    await expectRecovery()
    now = NOW
    await expectRecovery()
  }, 60_000)

  test('and nothing that was acknowledged is lost or doubled by any of it', async () => {
    await Promise.all(talkers.map((talker) => talker.finish()))
    for (const talker of talkers) expect(talker.acknowledged).toBe(talker.sent.length)
    await expectAllKept(pool, talkers)
  }, 60_000)

  test('ten thousand hostile messages leave no reading, no fault and no more than their traces', async () => {
    const before = await countRows()
    const terminal = await mqtt.connectAsync(brokerUrl, { protocolVersion: 4 })
    const messages = fc.sample(hostile, { numRuns: 10_000, seed: 645 })
    const taken = collector.counts.messages
    await inFlight(messages, 64, (message) => terminal.publishAsync(message.topic, message.payload, { qos: 1 }))
    await vi.waitFor(() => expect(collector.counts.messages).toBeGreaterThanOrEqual(taken + messages.length), 60_000)
    expect(await countRows()).toBe(before)
    expect(await countAside()).toBeGreaterThan(100)
    await terminal.endAsync()
  }, 120_000)

  test('a terminal that floods is heard, and does not fill the memory', async () => {
    const flood = await mqtt.connectAsync(brokerUrl, { protocolVersion: 4 })
    const readings = Array.from({ length: 500 }, (_, index) => ({
      meter: 'M-FAULT-0',
      at: new Date(since.getTime() - (index + 1) * 900_000).toISOString(),
      uV: [220],
    }))
    const message = JSON.stringify({ v: 1, readings })
    await publishMany(60)
    const before = process.memoryUsage().rss
    await publishMany(200)
    expect(process.memoryUsage().rss - before).toBeLessThan(150_000_000)
    await collector.settle()
    await flood.endAsync()

    async function publishMany(count: number): Promise<void> {
      const list = Array.from({ length: count }, () => message)
      await inFlight(list, 200, (each) => flood.publishAsync('dianhu/v1/T-FAULT-0/readings', each, { qos: 1 }))
    }
  }, 120_000)

  async function countRows(): Promise<number> {
    const { rows } = await pool.query<{ n: number }>('select count(*) as n from interval_reading')
    return rows[0]?.n ?? 0
  }
  async function countAside(): Promise<number> {
    const { rows } = await pool.query<{ n: number }>('select count(*) as n from mqtt_quarantine')
    return rows[0]?.n ?? 0
  }
})

/** Rubbish, half messages, wrong shapes and huge numbers, on topics right and wrong; of no meter that there is. */
const hostile = fc.record({
  topic: fc.oneof(
    fc.constantFrom(
      'dianhu/v1/T-FAULT-0/readings',
      'dianhu/v1/T-FAULT-0/events',
      'dianhu/v1/T-FAULT-0/status',
      'dianhu/v1/T-FAULT-0/answers',
    ),
    fc.constantFrom('dianhu/v1/T-NOBODY/readings', 'dianhu/v1/\u0001/status', 'dianhu/v1//readings'),
  ),
  payload: fc.oneof(
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    fc.json({ maxDepth: 4 }).map((text) => Buffer.from(text)),
    fc
      .record({ v: fc.constantFrom(1, 1, 2), readings: fc.array(fc.object({ maxDepth: 2 }), { maxLength: 3 }) })
      .map((message) => Buffer.from(JSON.stringify(message))),
    fc
      .record({
        meter: fc.oneof(fc.string(), fc.constant('M\u0000'), fc.constant("'; drop table interval_reading; --")),
        at: fc.constantFrom('2025-02-01T00:15:00+08:00', '9999-12-31T23:59:59Z', '2025-02-30T00:00:00Z', ''),
        importWh: fc.oneof(fc.integer(), fc.double(), fc.constant(2 ** 60), fc.constant('1')),
        pW: fc.double(),
      })
      .map((reading) => Buffer.from(JSON.stringify({ v: 1, readings: [reading] }))),
  ),
})

async function inFlight<T>(list: readonly T[], limit: number, send: (each: T) => Promise<unknown>): Promise<void> {
  const underWay = new Set<Promise<unknown>>()
  for (const each of list) {
    const sent: Promise<unknown> = send(each).finally(() => underWay.delete(sent))
    underWay.add(sent)
    if (underWay.size >= limit) await Promise.race(underWay)
  }
  await Promise.all(underWay)
}
