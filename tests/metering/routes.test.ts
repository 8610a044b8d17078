import Fastify from 'fastify'
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'
import { register } from 'prom-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { answerFault } from '../../app/errors.ts'
import type { Ctx } from '../../db/context.ts'
import type { App } from '../../db/department.ts'
import { metering } from '../../metering/index.ts'
import { listQuarantined } from '../../metering/quarantine.ts'
import { storeReadings } from '../../metering/readings.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'

describe('over HTTP', () => {
  const database = useDatabase()
  const now = '2026-03-10T12:00:00+08:00'
  let app: App
  let pointId = 0

  beforeAll(async () => {
    const ctx = database.ctx(now)
    pointId = (await openChenGuilan(ctx, await layNetwork(ctx))).pointId
    const readings = [
      {
        meter: 'M-CHEN-1',
        at: new Date('2026-03-10T11:45:00+08:00'),
        values: { importWh: 100, pW: 500, uV: [240], iA: [2] },
      },
      { meter: 'M-CHEN-1', at: new Date('2026-03-10T11:50:00+08:00'), values: { importWh: 900_000_000 } },
      { meter: 'M-NOBODY', at: new Date('2026-03-10T11:45:00+08:00'), values: { importWh: 1 } },
    ]
    await storeReadings(ctx, { source: 'mqtt', topic: 'dianhu/v1/T-MQTT-1/readings', readings })
    app = Fastify().withTypeProvider<ZodTypeProvider>() as App
    app.setValidatorCompiler(validatorCompiler)
    app.setSerializerCompiler(serializerCompiler)
    app.setErrorHandler(answerFault)
    app.decorateRequest('ctx', undefined as unknown as Ctx)
    app.addHook('onRequest', async (request) => {
      request.ctx = database.ctx(now, { username: 'grid' })
    })
    metering.routes(app)
  })
  afterAll(() => app.close())

  const get = async (path: string) => {
    const answer = await app.inject({ url: `/api/metering/${path}` })
    expect(answer.statusCode, answer.body).toBe(200)
    return answer.json()
  }

  test('the list of points is found by name, filtered by state and paged', async () => {
    const list = await get('points?q=桂兰&state=live')
    expect(list).toMatchObject({ total: 1, nextCursor: null })
    expect(list.points[0]).toMatchObject({
      pointId,
      assetNo: 'M-CHEN-1',
      model: 'eastron-sdm630',
      districtName: '幸福小区1号公变',
      terminalName: 'T-MODBUS-1',
      state: 'live',
      powerW: 500,
      registers: { importTotal: 100 },
    })
    expect((await get('points?limit=1')).nextCursor).toBe(String(pointId))
    expect((await get('points?state=stale')).points).toEqual([])
    expect(list.states).toEqual({ live: 1, stale: 0, off: 0, unknown: 0 })
    // Whatever state is asked for, each tells how many it has.
    expect(await get('points?state=stale')).toMatchObject({ total: 0, states: { live: 1 } })
    expect(await get('points?q=nobody')).toMatchObject({ total: 0, states: { live: 0 } })
  })

  test('a number is found from its beginning or its end, with the spaces of a screen or without, a name in any part', async () => {
    const [{ accountNo }] = (await get('points')).points
    const spaced = `${accountNo.slice(0, 4)} ${accountNo.slice(4, 8)} ${accountNo.slice(8)}`
    for (const q of [
      accountNo,
      accountNo.slice(0, 6),
      spaced,
      'M-CHEN',
      'CHEN-1',
      accountNo.slice(-5),
      '桂',
      '3幢502',
      '幸福小区1号',
      `${accountNo}-1`,
    ]) {
      expect([q, (await get(`points?q=${encodeURIComponent(q)}`)).total]).toEqual([q, 1])
    }
    for (const q of ['CHEN', 'N-1', '100%', '_']) expect((await get(`points?q=${encodeURIComponent(q)}`)).total).toBe(0)
  })

  test('one point tells of its meters, alarms and doubted readings', async () => {
    const detail = await get(`points/${pointId}`)
    expect(detail.installations).toHaveLength(1)
    expect(detail.alarms[0]).toMatchObject({ kind: 'voltage-high' })
    expect(detail.suspects[0]).toMatchObject({
      status: 'held',
      registers: { importTotal: 900_000_000 },
      times: 1,
      untilAt: null,
    })
    expect((await get(`points/${pointId}/curve?day=2026-03-10`)).slots).toHaveLength(96)
    expect(await get(`points/${pointId}/registers`)).toEqual({ readings: [] })
  })

  test('a doubted value that is shown again and again says how often, and until when', async () => {
    const again = ['11:52', '11:54'].map((time) => ({
      meter: 'M-CHEN-1',
      at: new Date(`2026-03-10T${time}:00+08:00`),
      values: { importWh: 900_000_000 },
    }))
    const topic = 'dianhu/v1/T-MQTT-1/readings'
    for (const reading of again) {
      await storeReadings(database.ctx(now), { source: 'mqtt', topic, readings: [reading] })
    }
    const { suspects } = await get(`points/${pointId}`)
    expect(suspects).toMatchObject([{ times: 3, untilAt: '2026-03-10T03:54:00.000Z' }])
  })

  test('a month of which nothing is validated has no energy, not none used', async () => {
    expect(await get(`points/${pointId}/month?month=2026-03`)).toEqual({
      pointId,
      month: '2026-03',
      days: [],
      importWh: null,
      maxDemandW: null,
    })
  })

  test('districts, load, terminals and what was put aside', async () => {
    const { districts } = await get('districts')
    expect(districts).toMatchObject([
      { name: '幸福小区1号公变', feederName: '10kV城东112线', points: 1, live: 1, loadW: 500, openAlarms: 1 },
    ])
    expect(await get('load?hours=6')).toMatchObject({ nowW: 500, livePoints: 1, series: [{ loadW: 500, points: 1 }] })
    const list = await get('terminals')
    expect(list.terminals).toHaveLength(2)
    for (const status of ['online', 'offline', 'unknown']) {
      expect((await get(`terminals?status=${status}`)).terminals).toHaveLength(list[status])
    }
    expect(list.online + list.offline + list.unknown).toBe(2)
    expect(await get('quarantine')).toMatchObject({ total: 1, messages: [{ reason: 'UNKNOWN_METER' }] })
  })

  test('what was put aside is for those in whose scope the whole network lies', async () => {
    const totalFor = async (scope: string) =>
      (await listQuarantined({ ...database.ctx(now), scope }, { limit: 5 })).total
    expect(await totalFor('X.X1.')).toBe(1)
    await database.pool.query(`insert into organisation (kind, code, name, path) values ('county', 'Y', '邻县', 'Y.')`)
    await database.pool.query(
      `insert into transformer_district (name, kind, capacity_kva, organisation_id) select '邻县公变', 'public', 400, id from organisation where path = 'Y.'`,
    )
    expect(await totalFor('X.X1.')).toBe(0)
    expect(await totalFor('')).toBe(1)
  })

  test('alarms are listed and acknowledged', async () => {
    const { alarms, open, kinds } = await get('alarms')
    expect({ open, kinds }).toEqual({
      open: 1,
      kinds: [{ kind: 'voltage-high', title: { zh: '电压越上限', en: 'Voltage above limit' }, open: 1 }],
    })
    const [{ districtId }] = (await get('districts')).districts
    expect((await get(`alarms?districtId=${districtId}`)).alarms).toHaveLength(1)
    expect((await get(`alarms?districtId=${districtId + 1}`)).alarms).toEqual([])
    const url = `/api/metering/alarms/${alarms[0].alarmId}/acknowledgement`
    expect((await app.inject({ method: 'POST', url, payload: { note: '已通知台区经理' } })).statusCode).toBe(204)
    expect((await get('alarms?status=unacknowledged')).alarms).toEqual([])
  })

  test('several alarms are acknowledged at once, or none of them and the refused one is named', async () => {
    const place = [pointId, '2026-03-10T11:00:00+08:00']
    const { rows } = await database.pool.query<{ id: string }>(
      `insert into alarm (kind, severity, point_id, occurred_at, raised_at)
       values ('cover-open', 'critical', $1, $2, $2), ('programmed', 'warning', $1, $2, $2) returning id`,
      place,
    )
    const ids = rows.map(({ id }) => Number(id))
    const acknowledge = (alarmIds: number[]) =>
      app.inject({ method: 'POST', url: '/api/metering/alarm-acknowledgements', payload: { alarmIds, note: '巡检' } })
    const waiting = async () => (await get('alarms?status=unacknowledged')).alarms.length

    const [{ alarmId: taken }] = (await get('alarms?status=all&kind=voltage-high')).alarms
    const refused = await acknowledge([...ids, taken])
    expect(refused.statusCode).toBe(409)
    expect(refused.json().error).toMatchObject({
      code: 'ALREADY_ACKNOWLEDGED',
      issues: [{ path: String(taken), message: '已被他人确认' }],
    })
    expect((await acknowledge([...ids, 999_999])).json().error).toMatchObject({
      code: 'NOT_FOUND',
      issues: [{ path: '999999' }],
    })
    expect(await waiting()).toBe(2)
    expect((await acknowledge([...ids, ...ids])).json()).toEqual({ acknowledged: 2 })
    expect(await waiting()).toBe(0)
  })

  test('the list is exported for a spreadsheet', async () => {
    const answer = await app.inject({ url: '/api/metering/points.csv' })
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8')
    const lines = answer.body.split('\n')
    expect(lines[0]?.startsWith('\uFEFF计量点编号,户号')).toBe(true)
    expect(lines[1]).toContain('陈桂兰')
    expect(lines[1]).toContain('0.100')
  })

  test('a list of more than 10,000 says so, pages on without counting, and is counted where it is narrowed', async () => {
    await database.pool.query(
      `insert into metering_point (point_no, kind, district_id, purpose)
       select 'K' || lpad(g::text, 6, '0'), 'district', (select min(id) from transformer_district), 'assessment'
       from generate_series(1, 10100) g`,
    )
    const list = await get('points?limit=500')
    expect(list).toMatchObject({ total: 10_000, isTotalExact: false, states: null })
    expect(list.points).toHaveLength(500)
    const next = await get(`points?limit=500&cursor=${list.nextCursor}`)
    expect(next).toMatchObject({ total: null, states: null })
    expect(next.points[0].pointId).toBeGreaterThan(list.points.at(-1).pointId)
    expect(await get('points?q=K0000')).toMatchObject({ total: 99, isTotalExact: true, states: { unknown: 99 } })
    expect(await get('points?state=live')).toMatchObject({ total: null, points: [{ pointId }] })
    expect(await get('points?state=stale')).toMatchObject({ total: 0, isTotalExact: true, states: null })
    expect(await get('points?kind=account')).toMatchObject({ total: 1, isTotalExact: true })
    const { body } = await app.inject({ url: '/api/metering/points.csv' })
    expect(body.trim().split('\n')).toHaveLength(10_102)
  })

  test('what came in is counted for operators', async () => {
    const text = await register.metrics()
    expect(text).toMatch(/dianhu_readings_total\{outcome="quarantined"\} [1-9]/)
    expect(text).toMatch(/dianhu_readings_total\{outcome="held"\} [1-9]/)
  })

  test('the MQTT contract is published as JSON Schema', async () => {
    const schema = await get('schemas/readings')
    expect(schema).toMatchObject({ additionalProperties: false, required: ['v', 'readings'] })
    expect(Object.keys(schema.properties.readings.items.properties)).toContain('importByPeriodWh')
  })
})
