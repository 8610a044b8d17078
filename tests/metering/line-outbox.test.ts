import { register } from 'prom-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bringNetwork } from '../../db/customers/network.ts'
import type { Db } from '../../db/pool.ts'
import { isAboutData } from '../../metering/collect/data-fault.ts'
import { LineCollector } from '../../metering/collect/lines/collector.ts'
import { Outbox } from '../../metering/collect/lines/outbox.ts'
import { exposeCounts } from '../../metering/counts.ts'
import { eastronSdm630 } from '../../metering/profiles/eastron-sdm630.ts'
import { MeterServer } from '../../simulators/meters.ts'
import { layNetwork, type Network, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'

const now = new Date('2026-03-10T12:00:00+08:00')
const quiet = { error: () => {}, warn: () => {} }
const fail = (code: string, more: object = {}) => Object.assign(new Error(code), { code, ...more })

test.each([
  ['a value out of range', fail('22003'), true],
  ['a broken constraint', fail('23514', { constraint: 'wh_check' }), true],
  ['a foreign key', fail('23503', { constraint: 'point_fk' }), true],
  ['a mistake of the code', new TypeError('x'), true],
  ['a missing partition', fail('23514'), false],
  ['a missing table', fail('42P01'), false],
  ['a missing column', fail('42703'), false],
  ['a missing right', fail('42501'), false],
  ['a deadlock', fail('40P01'), false],
  ['a serialization failure', fail('40001'), false],
  ['a full disk', fail('53100'), false],
  ['too many connections', fail('53300'), false],
  ['a shutdown', fail('57P01'), false],
  ['a lost connection', fail('08006'), false],
  ['a refused socket', fail('ECONNREFUSED'), false],
] as [string, unknown, boolean][])('%s is about data or not', (_, fault, expected) => {
  expect(isAboutData(fault)).toBe(expected)
})

test('a partition that is not there yet is told by PostgreSQL as expected', async () => {
  const { rows, fault } = await missPartition()
  expect(rows).toBe(0)
  expect(fault).toMatchObject({ code: '23514' })
  expect(isAboutData(fault)).toBe(false)
})

const database = useDatabase()
const ctx = (at = now) => ({ ...database.ctx(at.toISOString()), now: at })

async function missPartition(): Promise<{ rows: number; fault: unknown }> {
  await ctx().db.run('create table parted (at date not null) partition by range (at)')
  return ctx()
    .db.run(`insert into parted values ('2026-03-10')`)
    .then(
      (rows) => ({ rows, fault: undefined }),
      (fault: unknown) => ({ rows: 0, fault }),
    )
}

describe('readings that wait for the database', () => {
  let refusal: unknown
  const outbox = new Outbox({
    ctx: () => {
      const real = ctx()
      const withClient: Db['withClient'] = (work) => (refusal ? Promise.reject(refusal) : real.db.withClient(work))
      return { ...real, db: { ...real.db, withClient } }
    },
    keep: 'every',
    log: quiet,
  })
  const reading = (meter: string) => [{ meter, at: now, values: { importWh: 1 } }]

  test('keep the line that they came from', async () => {
    refusal = fail('42P01')
    await outbox.take({ source: 'modbus', topic: '10.0.0.1:502' }, reading('NOBODY-1'))
    await outbox.take({ source: 'dlt645', topic: '10.0.0.2:4001' }, reading('NOBODY-2'))
    expect([outbox.size, outbox.lost]).toEqual([2, 0])
    refusal = undefined
    await outbox.take({ source: 'modbus', topic: '10.0.0.3:502' }, [])
    expect([outbox.size, outbox.lost]).toEqual([0, 0])
    const rows = await ctx().db.rows(
      `select meter, source, topic from mqtt_quarantine where meter like 'NOBODY-%' order by meter`,
    )
    expect(rows).toEqual([
      { meter: 'NOBODY-1', source: 'modbus', topic: '10.0.0.1:502' },
      { meter: 'NOBODY-2', source: 'dlt645', topic: '10.0.0.2:4001' },
    ])
  })
})

describe('a collector of lines', () => {
  const servers = [new MeterServer(), new MeterServer()]
  const [first, second] = servers as [MeterServer, MeterServer]
  const listings: string[] = []
  let at = now
  let network: Network
  let collector: LineCollector

  const open = (name: string, terminalAssetNo: string, unitId: number) =>
    openChenGuilan(ctx(at), network, {
      energisedAt: at,
      customer: { kind: 'person', name },
      meter: {
        assetNo: `M-${name}`,
        profile: 'eastron-sdm630',
        phase: 'single',
        ratedCurrentA: 5,
        maximumCurrentA: 60,
        registers: [{ role: 'importTotal', digits: 6, startValue: 0 }],
        link: { terminalAssetNo, unitId },
      },
      contract: { contractNo: `HT-${name}`, signedOn: '2026-03-10' },
    })
  const asked = () => servers.map(({ requests }) => [...requests.values()].reduce((sum, each) => sum + each, 0))

  beforeAll(async () => {
    for (const server of servers) {
      for (const unit of [1, 2])
        server.units.set(unit, { profile: eastronSdm630, state: () => ({ importWh: 1_000, pW: 5 }) })
    }
    network = await layNetwork(ctx(), await first.start())
    const terminal = { assetNo: 'T-MODBUS-2', protocol: 'modbus-tcp' as const, district: '幸福小区1号公变' }
    await bringNetwork(ctx(), { terminals: [{ ...terminal, ...(await second.start()) }] }, now)
    const real = ctx().db
    const rows: Db['rows'] = (sql, values) => {
      if (sql.includes('from collection_link l')) listings.push(sql)
      return real.rows(sql, values)
    }
    collector = new LineCollector({ db: { ...real, rows }, clock: () => at, log: quiet })
  })
  afterAll(async () => {
    await collector.stop()
    for (const server of servers) await server.stop()
  })

  test('reads the file again only when it has changed, or when what it says comes into force', async () => {
    await open('林一', network.terminalAssetNo, 1)
    await open('林二', 'T-MODBUS-2', 1)
    await collector.poll()
    expect(listings).toHaveLength(1)
    await collector.poll()
    expect(listings).toHaveLength(1)
    await ctx().db.run(
      `update collection_link set valid_to = $1 where device_id = (select id from device where asset_no = 'M-林二')`,
      [new Date(now.getTime() + 60_000)],
    )
    await collector.poll()
    expect(listings).toHaveLength(2)
    expect(collector.running.meters).toBe(2)
    at = new Date(now.getTime() + 120_000)
    await collector.poll()
    expect(listings).toHaveLength(3)
    expect(collector.running.meters).toBe(1)
  })

  test('asks a new meter at once, and nobody else for its sake', async () => {
    const { pointId } = await open('林三', 'T-MODBUS-2', 2)
    const before = asked()
    await collector.readNewMeters(pointId)
    const after = asked()
    expect(after[0]).toBe(before[0])
    expect(after[1]).toBe((before[1] ?? 0) + 3)
    const stored = await ctx().db.first('select count(*)::int as n from latest_reading where point_id = $1', [pointId])
    expect(stored).toEqual({ n: 1 })
    await collector.readNewMeters(pointId)
    expect(asked()).toEqual(after)
  })

  test('shows at /metrics how its lines stand', async () => {
    exposeCounts()
    second.units.delete(2)
    await collector.start()
    await collector.poll()
    const text = await register.getSingleMetricAsString('dianhu_lines')
    const level = (state: string) => Number(new RegExp(`state="${state}"} (\\d+)`).exec(text)?.[1])
    expect(level('lines')).toBe(2)
    expect(level('units left alone')).toBe(1)
    expect(level('gaps learned')).toBe(1)
    expect([level('lines away'), level('readings waiting'), level('readings given up')]).toEqual([0, 0, 0])
  })
})
