import { createServer, type Server } from 'node:net'
import { Aedes } from 'aedes'
import mqtt from 'mqtt'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Db } from '../../db/pool.ts'
import { MqttCollector } from '../../metering/collect/mqtt/collector.ts'
import { parseMessage } from '../../metering/collect/mqtt/message.ts'
import { MqttTerminal } from '../../simulators/terminals.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'

const log = { error: () => {}, warn: () => {} }
const now = '2026-03-10T12:00:00+08:00'
const clock = () => new Date(now)

describe('a message under the contract', () => {
  const parse = (payload: unknown, kind = 'readings') =>
    parseMessage(`dianhu/v1/T-1/${kind}`, Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload)))
  const reading = { meter: 'M-1', at: '2026-03-10T11:45:00+08:00' }

  test.each([
    ['only the meter and the time', reading],
    ['a time without a zone', { meter: 'M-1', at: '2026-03-10T11:45:00' }],
    [
      'all that a reading may say',
      {
        ...reading,
        importWh: 12345670,
        exportWh: 0,
        importByPeriodWh: { sharp: 1, peak: 2, flat: 3, valley: 4, deepValley: 5 },
        q1Varh: 1,
        q2Varh: 2,
        q3Varh: 3,
        q4Varh: 4,
        maxDemandW: 5500,
        maxDemandAt: '2026-03-09T18:00:00+08:00',
        uV: [220, 221, null],
        iA: [1, 2, 3],
        inA: 0.1,
        pW: 660,
        qVar: -20,
        pPhaseW: [1, 2, 3],
        qPhaseVar: [1, 2, 3],
        pf: 0.98,
        fHz: 50,
        angleDeg: [0, 120, 240],
        thdUPercent: [1, 1, 1],
        thdIPercent: [5, 5, 5],
        freeze: 'day',
        clock: '2026-03-10T11:45:03+08:00',
      },
    ],
  ])('is understood with %s', (_, said) => {
    expect(parse({ v: 1, sentAt: now, readings: [said] }).kind).toBe('readings')
  })

  test.each([
    ['no JSON', '{"v":1', 'NOT_JSON'],
    ['another version', { v: 2, readings: [reading] }, 'NOT_THE_CONTRACT'],
    ['an unknown field', { v: 1, readings: [{ ...reading, kWh: 5 }] }, 'NOT_THE_CONTRACT'],
    ['no meter', { v: 1, readings: [{ at: now }] }, 'NOT_THE_CONTRACT'],
    ['a register that is no whole number', { v: 1, readings: [{ ...reading, importWh: 1.5 }] }, 'NOT_THE_CONTRACT'],
    ['a negative register', { v: 1, readings: [{ ...reading, importWh: -1 }] }, 'NOT_THE_CONTRACT'],
    [
      'a date that does not exist',
      { v: 1, readings: [{ ...reading, at: '2026-02-30T00:00:00Z' }] },
      'NOT_THE_CONTRACT',
    ],
    ['NUL in its text', '{"v":1,"readings":[{"meter":"M\\u0000","at":"2026-03-10T11:45:00Z"}]}', 'UNSTORABLE_TEXT'],
  ])('is refused with %s', (_, said, reason) => {
    expect(parse(said)).toMatchObject({ kind: 'malformed', reason })
  })
})

describe('what terminals publish', () => {
  const database = useDatabase()
  let broker: Aedes
  let server: Server
  let url = ''
  let collector: MqttCollector
  let terminal: MqttTerminal
  let pointId = 0

  beforeAll(async () => {
    const ctx = database.ctx('2026-01-01T08:00:00+08:00')
    const network = await layNetwork(ctx)
    pointId = (await openChenGuilan(ctx, { ...network, terminalAssetNo: 'T-MQTT-1' })).pointId
    broker = await Aedes.createBroker()
    server = createServer(broker.handle)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    url = `mqtt://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
  })
  afterAll(async () => {
    await new Promise<void>((resolve) => broker.close(() => resolve()))
    server.close()
  })
  beforeEach(async () => {
    collector = new MqttCollector({ db: database.ctx(now).db, clock, log, broker: { url } })
    await collector.start()
    terminal = new MqttTerminal({ name: 'T-MQTT-1', url, clock })
    await terminal.start()
  })
  afterEach(async () => {
    await terminal.stop()
    await collector.stop()
  })

  const at = (time: string) => `2026-03-10T${time}+08:00`
  const rows = () =>
    database
      .ctx(now)
      .db.rows<{ wh: number }>('select import_wh as wh from interval_reading where point_id = $1 order by at', [
        pointId,
      ])
  const until = async <T>(read: () => Promise<T>, isDone: (value: T) => boolean): Promise<T> => {
    for (let tries = 0; tries < 200; tries++) {
      const value = await read()
      if (isDone(value)) return value
      await new Promise((resolve) => setTimeout(resolve, 25))
    }
    return read()
  }

  test('readings become rows; a message told twice changes nothing', async () => {
    const readings = [{ meter: 'M-CHEN-1', at: at('00:15:00'), importWh: 100, uV: [221] }]
    await terminal.publishReadings(readings)
    await terminal.publishReadings(readings)
    expect(await until(rows, (found) => found.length > 0)).toEqual([{ wh: 100 }])
    await collector.settle()
    expect(await rows()).toEqual([{ wh: 100 }])
  })

  test('malformed messages are counted and kept, and never block the ones behind', async () => {
    await terminal.publishRaw('readings', 'not json')
    await terminal.publishRaw(
      'readings',
      JSON.stringify({ v: 1, readings: [{ meter: 'M-CHEN-1', at: at('00:30:00'), watt: 1 }] }),
    )
    await terminal.publishReadings([{ meter: 'M-NOBODY', at: at('00:30:00'), importWh: 7 }])
    await terminal.publishReadings([{ meter: 'M-CHEN-1', at: at('00:30:00'), importWh: 200 }])
    expect(await until(rows, (found) => found.length > 1)).toEqual([{ wh: 100 }, { wh: 200 }])
    // What is put aside is written by itself, right after the readings and before any acknowledgement.
    await collector.settle()
    const kept = await database.ctx(now).db.rows<{ reason: string }>('select reason from mqtt_quarantine order by id')
    expect(kept.map(({ reason }) => reason).sort()).toEqual(['NOT_JSON', 'NOT_THE_CONTRACT', 'UNKNOWN_METER'])
    expect(collector.counts.malformed).toBe(2)
  })

  test('events raise and end alarms, once each', async () => {
    const kinds = () =>
      database
        .ctx(now)
        .db.rows<{ kind: string; open: boolean }>(
          'select kind, cleared_at is null as open from alarm where kind = $1 order by id',
          ['power-off'],
        )
    const off = { meter: 'M-CHEN-1', at: at('11:00:00'), code: 'power-off', detail: {} }
    await terminal.publishEvents([off])
    expect(await until(kinds, (found) => found.length > 0)).toEqual([{ kind: 'power-off', open: true }])
    await terminal.publishEvents([off, { meter: 'M-CHEN-1', at: at('11:05:00'), code: 'power-on' }])
    expect(await until(kinds, ([first]) => first?.open === false)).toEqual([{ kind: 'power-off', open: false }])
    await terminal.publishEvents([off])
    await collector.settle()
    expect(await kinds()).toHaveLength(1)
  })

  test('events of the future, and of another terminal’s meter, raise nothing and are put aside', async () => {
    const { db } = database.ctx(now)
    await db.run(
      `insert into terminal (asset_no, protocol, district_id)
       select 'T-MQTT-2', 'mqtt', district_id from terminal where asset_no = 'T-MQTT-1'`,
    )
    const linkTo = (terminalNo: string) =>
      db.run('update collection_link set terminal_id = (select id from terminal where asset_no = $1)', [terminalNo])
    await linkTo('T-MQTT-2')
    const event = { meter: 'M-CHEN-1', at: at('11:10:00'), code: 'cover-open' }
    await terminal.publishEvents([event])
    const reasons = () =>
      db.rows<{ reason: string }>(`select reason from mqtt_quarantine where form = 'event' order by id`)
    expect(await until(reasons, (found) => found.length === 1)).toEqual([{ reason: 'NOT_THIS_TERMINAL' }])
    await linkTo('T-MQTT-1')
    await terminal.publishEvents([{ ...event, at: '2030-01-01T00:00:00+08:00' }])
    expect(await until(reasons, (found) => found.length === 2)).toContainEqual({ reason: 'IN_THE_FUTURE' })
    expect(await db.rows(`select 1 from alarm where kind = 'cover-open'`)).toEqual([])
  })

  test('a terminal that loses its line is off line by its last will, and sends what it kept when it is back', async () => {
    const status = () =>
      database
        .ctx(now)
        .db.first<{ online: boolean }>(
          `select online from terminal_status s join terminal t on t.id = s.terminal_id where t.asset_no = 'T-MQTT-1'`,
        )
    expect((await until(status, (found) => found?.online === true))?.online).toBe(true)
    await terminal.drop()
    expect((await until(status, (found) => found?.online === false))?.online).toBe(false)
    await terminal.publishReadings([{ meter: 'M-CHEN-1', at: at('00:45:00'), importWh: 300 }])
    expect(terminal.buffered).toBe(1)
    await terminal.start()
    expect((await until(rows, (found) => found.length > 2)).at(-1)).toEqual({ wh: 300 })
    const open = await database
      .ctx(now)
      .db.rows(`select 1 from alarm where kind = 'terminal-offline' and cleared_at is null`)
    expect(open).toEqual([])
  })

  test('what comes while the collector is away is kept by the broker', async () => {
    await collector.stop()
    await terminal.publishReadings([{ meter: 'M-CHEN-1', at: at('01:00:00'), importWh: 400 }])
    await collector.start()
    expect((await until(rows, (found) => found.length > 3)).at(-1)).toEqual({ wh: 400 })
  })
})

describe('a collector that is stopped', () => {
  const database = useDatabase()

  test('while thousands wait for it stops at once, and what it had not taken comes again', async () => {
    const ctx = database.ctx('2026-01-01T08:00:00+08:00')
    await openChenGuilan(ctx, { ...(await layNetwork(ctx)), terminalAssetNo: 'T-MQTT-1' })
    const broker = await Aedes.createBroker()
    const server = createServer(broker.handle)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const url = `mqtt://127.0.0.1:${address && typeof address === 'object' ? address.port : 0}`
    const collector = new MqttCollector({ db: database.ctx(now).db, clock, log, broker: { url } })
    await collector.start()
    await collector.stop()
    const client = await mqtt.connectAsync(url)
    const marks = 3_000
    for (let mark = 1; mark <= marks; mark++) {
      const at = new Date(Date.parse('2026-01-02T00:00:00+08:00') + mark * 900_000).toISOString()
      const message = { v: 1, readings: [{ meter: 'M-CHEN-1', at, importWh: mark * 10 }] }
      await client.publishAsync('dianhu/v1/T-MQTT-1/readings', JSON.stringify(message), { qos: 1 })
    }
    const count = async () =>
      (await database.ctx(now).db.first<{ n: number }>('select count(*) as n from interval_reading'))?.n ?? 0
    const patience = { timeout: 20_000 }
    await collector.start()
    await vi.waitFor(async () => expect(await count()).toBeGreaterThan(0), patience)
    await collector.stop()
    await collector.start()
    await vi.waitFor(async () => expect(await count()).toBe(marks), patience)
    await collector.stop()
    await client.endAsync()
    await new Promise<void>((resolve) => broker.close(() => resolve()))
    server.close()
  })
})

describe('acknowledgement', () => {
  const database = useDatabase()

  test('comes only after the commit: what the database did not take is sent again and then stored', async () => {
    const ctx = database.ctx('2026-01-01T08:00:00+08:00')
    const { pointId } = await openChenGuilan(ctx, { ...(await layNetwork(ctx)), terminalAssetNo: 'T-MQTT-1' })
    const broker = await Aedes.createBroker()
    const server = createServer(broker.handle)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const url = `mqtt://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
    const acknowledged: number[] = []
    broker.on('ack', (packet, client) => {
      if (client?.id === 'dianhu-collector' && packet && 'messageId' in packet) acknowledged.push(packet.messageId ?? 0)
    })

    const real = ctx.db
    const away: Db = { ...real, withClient: () => Promise.reject(new Error('the database is away')) }
    let isAway = true
    const db: Db = { ...real, withClient: (work) => (isAway ? away : real).withClient(work) }
    const collector = new MqttCollector({ db, clock, log, broker: { url } })
    await collector.start()
    const client = await mqtt.connectAsync(url, { protocolVersion: 4 })
    const payload = JSON.stringify({
      v: 1,
      readings: [{ meter: 'M-CHEN-1', at: '2026-03-10T10:00:00+08:00', importWh: 5 }],
    })
    await client.publishAsync('dianhu/v1/T-MQTT-1/readings', payload, { qos: 1 })
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(acknowledged).toEqual([])

    isAway = false
    await collector.settle()
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(acknowledged).toHaveLength(1)
    const rows = await real.rows('select import_wh from interval_reading where point_id = $1', [pointId])
    expect(rows).toEqual([{ import_wh: 5 }])
    await client.endAsync()
    await collector.stop()
    await new Promise<void>((resolve) => broker.close(() => resolve()))
    server.close()
  })
})
