import { join } from 'node:path'
import mqtt from 'mqtt'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Broker, startBroker } from '../../app/broker/broker.ts'
import { makeTemporaryHome } from '../../db/embedded.ts'
import { collectorSession, isTerminalSecret, listVendorFilters, MqttCollector } from '../../metering/index.ts'
import { adoptTerminal, discardQuarantined, listGroups, releaseQuarantined } from '../../metering/quarantine.ts'
import { dropOutdated, releaseTakeable } from '../../metering/release.ts'
import { saveQuarantined } from '../../metering/sql/quarantine.ts'
import { chooseMapper, findTerminal, listTerminals } from '../../metering/terminal-list.ts'
import { layNetwork, type Network, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'

const now = '2026-03-10T12:00:00+08:00'
const log = { error: () => {}, warn: () => {} }
const at = (time: string) => `2026-03-10T${time}:00+08:00`

describe('what strangers tell', () => {
  const database = useDatabase()
  const ctx = () => database.ctx(now)
  let network: Network
  let place: { home: string; remove: () => Promise<void> }
  let broker: Broker
  let collector: MqttCollector

  beforeAll(async () => {
    network = await layNetwork(database.ctx('2026-01-01T08:00:00+08:00'))
    await openChenGuilan(ctx(), { ...network, terminalAssetNo: 'T-MQTT-1' })
    place = await makeTemporaryHome('quarantine')
    broker = await startBroker({
      host: '127.0.0.1',
      port: 0,
      folder: join(place.home, 'broker'),
      session: collectorSession,
      gate: {
        collector: { username: 'dianhu', secret: 'our own', clientId: collectorSession.clientId },
        anonymous: true,
        isTerminalSecret: (name, secret) => isTerminalSecret(ctx().db, name, secret),
        listVendorFilters: (name) => listVendorFilters(ctx().db, name),
      },
    })
    const access = { url: broker.url, username: 'dianhu', password: 'our own' }
    collector = new MqttCollector({ db: ctx().db, clock: () => new Date(now), log, broker: access })
    await collector.start()
  })
  afterAll(async () => {
    await collector.stop()
    await broker.stop()
    await place.remove()
  })
  beforeEach(async () => {
    await ctx().db.run('delete from mqtt_quarantine')
  })

  const tell = async (terminal: string, readings: object[]) => {
    const client = await mqtt.connectAsync(broker.url, { protocolVersion: 4 })
    const before = collector.counts.messages
    for (const reading of readings) {
      const message = JSON.stringify({ v: 1, readings: [reading] })
      await client.publishAsync(`dianhu/v1/${terminal}/readings`, message, { qos: 1 })
    }
    await vi.waitFor(() => expect(collector.counts.messages).toBe(before + readings.length), 10_000)
    await client.endAsync()
  }
  const reasons = async () =>
    (
      await ctx().db.rows<{ terminal: string; meter: string | null; reason: string; form: string }>(
        'select terminal, meter, reason, form from mqtt_quarantine order by id',
      )
    ).map(({ terminal, meter, reason, form }) => [terminal, meter, reason, form])
  const energies = async (meter: string) =>
    (
      await ctx().db.rows<{ wh: number }>(
        `select v.import_wh as wh from interval_reading v join installation i on i.id = v.installation_id
         join device d on d.id = i.device_id where d.asset_no = $1 order by v.at`,
        [meter],
      )
    ).map(({ wh }) => wh)
  const openNew = (assetNo: string, terminalAssetNo: string) =>
    openChenGuilan(ctx(), network, {
      customer: { kind: 'person', name: `户${assetNo}` },
      energisedAt: new Date('2026-03-01T00:00:00+08:00'),
      contract: { contractNo: `HT-${assetNo}`, signedOn: '2026-02-28' },
      meter: {
        assetNo,
        profile: 'eastron-sdm630',
        phase: 'single',
        ratedCurrentA: 5,
        maximumCurrentA: 60,
        registers: [{ role: 'importTotal', digits: 6, startValue: 0 }],
        link: { terminalAssetNo },
      },
    })

  test('an unknown terminal is kept whole, though its meter is known, and is taken in its order once adopted', async () => {
    await tell('T-NEW', [
      { meter: 'M-CHEN-1', at: at('08:15'), importWh: 100 },
      { meter: 'M-NEW', at: at('08:15'), importWh: 10 },
      { meter: 'M-NEW', at: at('08:30'), importWh: 20 },
    ])
    expect(await reasons()).toEqual([
      ['T-NEW', null, 'UNKNOWN_TERMINAL', 'message'],
      ['T-NEW', null, 'UNKNOWN_TERMINAL', 'message'],
      ['T-NEW', null, 'UNKNOWN_TERMINAL', 'message'],
    ])
    const { groups } = await listGroups(ctx(), { limit: 10 })
    expect(groups).toMatchObject([{ terminal: 'T-NEW', kept: 3, told: 3, whole: 3, waiting: 0, terminalId: null }])

    const adopted = await adoptTerminal(ctx(), { terminal: 'T-NEW', districtId: network.districtId })
    expect(adopted).toMatchObject({ username: 'T-NEW', waiting: 0 })
    expect(await isTerminalSecret(ctx().db, 'T-NEW', adopted.secret)).toBe(true)
    expect(await reasons()).toEqual([
      ['T-NEW', 'M-CHEN-1', 'NOT_THIS_TERMINAL', 'reading'],
      ['T-NEW', 'M-NEW', 'UNKNOWN_METER', 'reading'],
      ['T-NEW', 'M-NEW', 'UNKNOWN_METER', 'reading'],
    ])
    expect(await energies('M-CHEN-1')).toEqual([])
    await expect(adoptTerminal(ctx(), { terminal: 'T-NEW', districtId: network.districtId })).rejects.toThrow(
      '已在档案中',
    )

    await openNew('M-NEW', 'T-NEW')
    await releaseTakeable(ctx())
    expect(await energies('M-NEW')).toEqual([10, 20])
    expect(await reasons()).toEqual([['T-NEW', 'M-CHEN-1', 'NOT_THIS_TERMINAL', 'reading']])
    const rows = await ctx().db.rows<{ n: number }>(
      `select count(*) as n from audit_entry where action in ('quarantine.terminal-adopted', 'network.brought',
         'terminal.credential-issued') and at = $1`,
      [now],
    )
    expect(rows).toEqual([{ n: 3 }])
  })

  test('a terminal that was never heard is not adopted, whatever its district', async () => {
    const adopt = (terminal: string, districtId: number) => adoptTerminal(ctx(), { terminal, districtId })
    await expect(adopt('T-NEVER', network.districtId)).rejects.toMatchObject({ code: 'TERMINAL_NOT_HEARD' })
    await expect(adopt('T-NEVER', 999_999)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(adopt('T-NEW', network.districtId)).rejects.toMatchObject({ code: 'TERMINAL_KNOWN' })
    expect(await ctx().db.rows(`select 1 from terminal where asset_no = 'T-NEVER'`)).toEqual([])
  })

  test('what was put aside for want of a link is taken when there is one', async () => {
    await tell('T-NEW', [{ meter: 'M-CHEN-1', at: at('09:00'), importWh: 130 }])
    await ctx().db.run(
      `update collection_link set terminal_id = (select id from terminal where asset_no = 'T-NEW')
       where device_id = (select id from device where asset_no = 'M-CHEN-1')`,
    )
    await releaseTakeable(ctx())
    expect(await energies('M-CHEN-1')).toEqual([130])
    expect(await reasons()).toEqual([])
  })

  test('a meter that no file joins to a terminal is taken, and seen as such', async () => {
    await openNew('M-LOOSE', 'T-MQTT-1')
    await ctx().db.run(
      `delete from collection_link where device_id = (select id from device where asset_no = 'M-LOOSE')`,
    )
    await tell('T-MQTT-1', [{ meter: 'M-LOOSE', at: at('09:00'), importWh: 5 }])
    expect(await energies('M-LOOSE')).toEqual([5])
    const { terminals } = await listTerminals(ctx(), { q: 'T-MQTT', limit: 50 })
    const detail = await findTerminal(ctx(), terminals[0]?.terminalId ?? 0)
    expect(detail).toMatchObject({ unlinked: [{ meter: 'M-LOOSE' }], quarantined: 0, commands: [] })
  })

  test('what cannot be taken after all stays with its reason; released twice it is there once', async () => {
    const payload = JSON.stringify({ v: 1, readings: [{ meter: 'M-NOBODY', at: at('09:00'), importWh: 5 }] })
    const aside = { source: 'mqtt' as const, topic: 'dianhu/v1/T-MQTT-1/readings', detail: '', payload }
    await saveQuarantined(ctx(), [{ ...aside, terminal: 'T-MQTT-1', reason: 'STORE_REFUSED', form: 'message' }])
    const choice = { terminal: 'T-MQTT-1', meter: null, reason: 'STORE_REFUSED' }
    expect(await releaseQuarantined(ctx(), choice)).toEqual({ rows: 1, waiting: 0 })
    expect(await reasons()).toEqual([['T-MQTT-1', 'M-NOBODY', 'UNKNOWN_METER', 'reading']])
    const again = { terminal: 'T-MQTT-1', meter: 'M-NOBODY', reason: 'UNKNOWN_METER' }
    await releaseQuarantined(ctx(), again)
    expect(await reasons()).toEqual([['T-MQTT-1', 'M-NOBODY', 'UNKNOWN_METER', 'reading']])
    await expect(releaseQuarantined(ctx(), choice)).rejects.toMatchObject({ code: 'NOTHING_TO_RELEASE' })
  })

  test('what is discarded is gone, and who did it and why is on the record', async () => {
    await tell('T-STRANGE', [{ meter: 'M-X', at: at('09:00'), importWh: 5 }])
    const choice = { terminal: 'T-STRANGE', meter: null, reason: 'UNKNOWN_TERMINAL' }
    expect(await discardQuarantined(ctx(), { ...choice, because: '厂家测试' })).toEqual({ rows: 1, waiting: 0 })
    expect(await reasons()).toEqual([])
    const [entry] = await ctx().db.rows<{ detail: object }>(
      `select detail from audit_entry where action = 'quarantine.discarded'`,
    )
    expect(entry?.detail).toMatchObject({ terminal: 'T-STRANGE', rows: 1, told: 1, because: '厂家测试' })
    await expect(discardQuarantined(ctx(), { ...choice, because: '再来' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  test('a flood fills its own place and no more; the same again is only counted; old ones go', async () => {
    await ctx().db.run(
      `insert into quarantine_rule values ('2026-03-01', 90, 100, 16000000, 1000000000, 'a small place for this test')`,
    )
    const one = (index: number) => ({
      source: 'mqtt' as const,
      topic: 't',
      reason: 'UNKNOWN_TERMINAL',
      detail: '',
      payload: `message ${index}`,
      terminal: 'T-FLOOD',
    })
    const flood = Array.from({ length: 250 }, (_, index) => one(index))
    await saveQuarantined(ctx(), flood)
    await saveQuarantined(ctx(), flood)
    await saveQuarantined(ctx(), [{ ...one(0), terminal: 'T-OTHER', payload: 'heard all the same' }])
    const { groups } = await listGroups(ctx(), { limit: 10 })
    expect(groups).toMatchObject([
      { terminal: 'T-OTHER', kept: 1, refused: 0 },
      { terminal: 'T-FLOOD', kept: 100, told: 200, refused: 300 },
    ])
    await dropOutdated(database.ctx('2026-06-09T12:00:00+08:00'))
    expect(await reasons()).toEqual([])
    expect(await ctx().db.rows(`select origin from quarantine_origin where rows > 0`)).toEqual([])
    await ctx().db.run(`delete from quarantine_rule where valid_from = '2026-03-01'`)
  })

  test('two who put the same aside at once, and one who takes it out, do not wait for each other for ever', async () => {
    const rows = (from: number) =>
      Array.from({ length: 40 }, (_, index) => ({
        source: 'mqtt' as const,
        topic: 't',
        reason: 'UNKNOWN_TERMINAL',
        detail: '',
        payload: `${from + index}`,
        terminal: `T-${(from + index) % 7}`,
      }))
    await Promise.all(Array.from({ length: 8 }, (_, from) => saveQuarantined(ctx(), rows(from * 10).reverse())))
    expect(await ctx().db.rows('select sum(count)::int as told, count(*) as kept from mqtt_quarantine')).toEqual([
      { told: 320, kept: 110 },
    ])
  })

  test('a terminal that speaks its maker’s JSON is let in, subscribed to and read', async () => {
    await openNew('M-POW', 'T-NEW')
    await ctx().db.run(
      `delete from collection_link where device_id <> (select id from device where asset_no = 'M-POW')
         and terminal_id = (select id from terminal where asset_no = 'T-NEW')`,
    )
    const { terminals } = await listTerminals(ctx(), { q: 'T-NEW', limit: 50 })
    const terminalId = terminals[0]?.terminalId ?? 0
    await expect(
      chooseMapper(ctx(), { terminalId, speaks: { mapper: 'nobody', vendorTopic: 'pow1' } }),
    ).rejects.toMatchObject({ code: 'MAPPER_UNKNOWN' })
    await expect(
      chooseMapper(ctx(), { terminalId, speaks: { mapper: 'tasmota', vendorTopic: 'a/#' } }),
    ).rejects.toMatchObject({ code: 'VENDOR_TOPIC_INVALID' })
    await chooseMapper(ctx(), { terminalId, speaks: { mapper: 'tasmota', vendorTopic: 'pow1' } })
    await ctx()
      .db.run(`insert into terminal_credential values ($1, sha256('secret'), now(), 'test')`, [terminalId])
      .catch(() =>
        ctx().db.run(`update terminal_credential set secret_digest = sha256('secret') where terminal_id = $1`, [
          terminalId,
        ]),
      )
    // The collector looks every five seconds whether the file has changed.
    await new Promise((resolve) => setTimeout(resolve, 6_000))
    const device = await mqtt.connectAsync(broker.url, {
      protocolVersion: 4,
      username: 'T-NEW',
      password: 'secret',
      reconnectPeriod: 0,
    })
    await device.publishAsync('tele/pow1/STATE', '{}', { qos: 1 })
    const energy = { Total: 4.25, Power: 100, Voltage: 221 }
    const said = JSON.stringify({ Time: '2026-03-10T10:00:00', ENERGY: energy })
    await device.publishAsync('tele/pow1/SENSOR', said, { qos: 1 })
    await vi.waitFor(async () => expect(await energies('M-POW')).toEqual([4250]), 10_000)
    expect(device.connected).toBe(true)
    device.on('error', () => {})
    device.publish('tele/pow2/SENSOR', '{}', { qos: 1 })
    await vi.waitFor(() => expect(device.connected).toBe(false), 5_000)
    await device.endAsync(true)
  }, 30_000)
})
