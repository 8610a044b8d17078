import { setTimeout as sleep } from 'node:timers/promises'
import { register } from 'prom-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bringNetwork } from '../../db/customers/network.ts'
import { LineCollector } from '../../metering/collect/lines/collector.ts'
import { Reception } from '../../metering/collect/lines/reception.ts'
import { exposeCounts } from '../../metering/counts.ts'
import { eastronSdm630 } from '../../metering/profiles/eastron-sdm630.ts'
import { listLineLinks } from '../../metering/sql/links.ts'
import { MeterServer } from '../../simulators/meters.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'

const DISTRICT = '幸福小区1号公变'
const now = new Date('2026-03-10T12:00:00+08:00')

describe('terminals of every kind', () => {
  const database = useDatabase()
  const ctx = () => database.ctx(now.toISOString())
  const bring = (terminal: object) =>
    bringNetwork(ctx(), { terminals: [{ district: DISTRICT, ...terminal } as never] }, now)
  const rtu = { protocol: 'modbus-rtu-tcp', host: '10.0.0.9', port: 4001 }
  const serial = { path: '/dev/ttyUSB0', baudRate: 9_600 }
  const meters = new MeterServer({ framing: 'modbus-rtu' })
  let reception: Reception
  let collector: LineCollector

  beforeAll(async () => {
    const network = await layNetwork(ctx())
    await bring({ assetNo: 'DTU-1', protocol: 'modbus-rtu-tcp', dialsIn: true, registration: 'hello-1' })
    await openChenGuilan(ctx(), { ...network, terminalAssetNo: 'DTU-1' })
    reception = new Reception({ host: '127.0.0.1', port: 0, ctx, onFault: () => {} })
    await reception.start()
    collector = new LineCollector({ db: ctx().db, clock: () => now, log: { error: () => {}, warn: () => {} } })
    meters.units.set(1, { profile: eastronSdm630, state: () => ({ importWh: 4_000, pW: 10 }) })
  })
  afterAll(async () => {
    await collector.stop()
    await meters.stop()
    await reception.stop()
  })

  test('are brought into the customer file, again without change', async () => {
    await bring({ assetNo: 'RTU-1', ...rtu })
    await bring({ assetNo: 'RTU-2', ...rtu })
    await bring({ assetNo: 'SER-1', protocol: 'modbus-rtu-serial', serial })
    await bring({ assetNo: 'SER-1', protocol: 'modbus-rtu-serial', serial })
    const rows = await ctx().db.rows(
      `select asset_no as name, framing, serial ->> 'parity' as parity from terminal where asset_no like '%-1' order by 1`,
    )
    expect(rows).toEqual([
      { name: 'DTU-1', framing: 'modbus-rtu', parity: null },
      { name: 'RTU-1', framing: 'modbus-rtu', parity: null },
      { name: 'SER-1', framing: 'modbus-rtu', parity: 'none' },
      { name: 'T-MODBUS-1', framing: 'modbus-tcp', parity: null },
      { name: 'T-MQTT-1', framing: null, parity: null },
    ])
  })

  test.each([
    ['another framing on one host and port', { ...rtu, protocol: 'modbus-tcp' }, /RTU-1/],
    ['DL/T 645 on one host and port', { ...rtu, protocol: 'dlt645-tcp' }, /RTU-1/],
    ['DL/T 645 on one serial port', { protocol: 'dlt645-serial', serial }, /SER-1/],
    [
      'another speed on one serial port',
      { protocol: 'modbus-rtu-serial', serial: { ...serial, baudRate: 2_400 } },
      /SER-1/,
    ],
  ])('are refused with %s, naming who has the line', async (_, terminal, named) => {
    await expect(bring({ assetNo: 'NEW-1', ...terminal })).rejects.toMatchObject({
      code: 'LINE_MIXED_FRAMING',
      message: expect.stringMatching(named),
    })
  })

  test('cannot be mixed behind the import’s back either', async () => {
    const mixed = ctx().db.run(
      `insert into terminal (asset_no, protocol, host, port) values ('SLY-1', 'modbus-tcp', '10.0.0.9', 4001)`,
    )
    await expect(mixed).rejects.toMatchObject({ constraint: 'terminal_socket_framing' })
  })

  test('that dial in are read through the collector, and strangers are put in sight', async () => {
    const [link] = await listLineLinks(ctx())
    expect(link).toMatchObject({ address: { kind: 'dial-in', terminal: 'DTU-1' }, framing: 'modbus-rtu', unitId: 1 })
    const at = { host: '127.0.0.1', port: reception.port }
    await meters.dialIn({ ...at, registration: 'hello-1\n' })
    const stranger = await meters.dialIn({ ...at, registration: 'who-9\n' })
    await new Promise((resolve) => stranger.once('close', resolve))
    await sleep(50)
    await collector.poll()
    const rows = await ctx().db.rows('select import_wh as wh from interval_reading')
    expect(rows).toEqual([{ wh: 4_000 }])
    await reception.refresh()
    const aside = await ctx().db.rows('select source, reason, payload from mqtt_quarantine')
    expect(aside).toEqual([{ source: 'dial-in', reason: 'UNKNOWN_TERMINAL', payload: 'who-9' }])
  })

  test('begin their rounds spread over a part of the period, and not at all once the collector stops', async () => {
    const asked = meters.requests.get(1) ?? 0
    const spread = new LineCollector({ db: ctx().db, clock: () => now, log: { error: () => {}, warn: () => {} } })
    const began = performance.now()
    const round = spread.poll(600_000)
    await sleep(100)
    expect(meters.requests.get(1)).toBe(asked)
    await spread.stop()
    await round
    expect(performance.now() - began).toBeLessThan(2_000)
    expect(meters.requests.get(1)).toBe(asked)
  })

  test('and how many of their meters are wanted and asked is measured', async () => {
    exposeCounts()
    const pollers = async () => (await register.getSingleMetricAsString('dianhu_pollers')).split('\n').slice(2).sort()
    expect(await pollers()).toEqual([
      'dianhu_pollers{state="difference"} 0',
      'dianhu_pollers{state="running"} 1',
      'dianhu_pollers{state="wanted"} 1',
    ])
    await ctx().db.run('update collection_link set valid_to = $1', [now])
    await collector.poll()
    expect(await pollers()).toContain('dianhu_pollers{state="running"} 0')
    expect(meters.requests.get(1)).toBeGreaterThan(0)
    const asked = meters.requests.get(1)
    await collector.poll()
    expect(meters.requests.get(1)).toBe(asked)
  })
})
