import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { metering } from '../../metering/index.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { type Caller, logInAs, serveAt } from '../support/http.ts'

describe('completeness and repairs over HTTP', () => {
  const database = useDatabase()
  const now = '2026-03-10T12:30:00+08:00'
  let app: Awaited<ReturnType<typeof serveAt>>
  let operator: Caller
  let manager: Caller
  let stranger: Caller
  let pointId = 0
  let terminalId = 0

  beforeAll(async () => {
    const ctx = database.ctx(now)
    const network = await layNetwork(ctx)
    const link = { terminalAssetNo: 'T-MQTT-1' }
    const meter = { assetNo: 'M-1', profile: 'dlt645-2007-single-phase', phase: 'single' as const, ratedCurrentA: 5 }
    const opened = await openChenGuilan(ctx, network, {
      energisedAt: new Date('2026-03-08T00:00:00+08:00'),
      meter: { ...meter, maximumCurrentA: 60, registers: [{ role: 'importTotal', digits: 6, startValue: 0 }], link },
    })
    pointId = opened.pointId
    terminalId = (await ctx.db.first<{ id: number }>(`select id from terminal where asset_no = 'T-MQTT-1'`))?.id ?? 0
    await metering.jobs.find(({ name }) => name === 'count-collection')?.run(ctx)
    await metering.jobs.find(({ name }) => name === 'refresh-gaps')?.run(ctx)
    app = await serveAt(database, [metering], now)
    operator = await logInAs(app, database, { role: 'acquisition', organisationPath: 'X.X1.' })
    manager = await logInAs(app, database, { role: 'manager', organisationPath: 'X.' })
    await database.pool.query(
      `insert into organisation (kind, code, name, path) values ('county', 'Y', '邻县', 'Y.') on conflict do nothing`,
    )
    stranger = await logInAs(app, database, { role: 'grid', organisationPath: 'Y.' })
  })
  afterAll(() => app.close())

  test('the board, its points and its orders are those of the reader’s organisation', async () => {
    const board = await operator('GET', '/api/metering/completeness?by=cause')
    expect(board.body).toMatchObject({
      day: '2026-03-09',
      total: { points: 1, had: 0 },
      groups: [{ key: 'terminal-not-telling' }],
    })
    const gaps = await manager('GET', '/api/metering/gaps?day=2026-03-09&by=cause&key=terminal-not-telling')
    expect(gaps.body.gaps).toMatchObject([{ pointId, missing: 1, status: 'open', orderId: expect.any(Number) }])
    expect((await stranger('GET', '/api/metering/completeness')).body).toMatchObject({ total: null, groups: [] })
    expect((await stranger('GET', '/api/metering/gaps?day=2026-03-09')).body.gaps).toEqual([])
    expect((await stranger('GET', '/api/metering/repairs')).body.orders).toEqual([])
    expect((await operator('GET', '/api/metering/gaps?day=yesterday')).status).toBe(400)
  })

  test('an order is worked on by operators only', async () => {
    const { orders } = (await manager('GET', '/api/metering/repairs')).body
    const url = `/api/metering/repairs/${orders[0].orderId}`
    expect((await manager('POST', `${url}/notes`, { note: '看过' })).status).toBe(403)
    expect((await stranger('POST', `${url}/notes`, { note: '看过' })).status).toBe(404)
    expect((await operator('POST', `${url}/assignment`, { to: '宋磊' })).status).toBe(204)
    const closure = await operator('POST', `${url}/closure`, {})
    expect([closure.status, closure.body.error.code]).toEqual([409, 'REPAIR_NOT_VERIFIED'])
    const detail = (await manager('GET', url)).body
    expect(detail.order).toMatchObject({ status: 'assigned', assignedTo: '宋磊', place: 'terminal' })
    expect(detail.steps.map(({ kind }: { kind: string }) => kind)).toEqual(['opened', 'assigned', 'close-refused'])
  })

  test('questions to a terminal stand in line until it answers', async () => {
    const asked = await operator('POST', `/api/metering/points/${pointId}/questions`, { kind: 'read' })
    expect(asked.body).toMatchObject({ kind: 'read', terminal: 'T-MQTT-1', sentAt: null, answeredAt: null })
    expect((await manager('GET', `/api/metering/questions/${asked.body.id}`)).body.id).toBe(asked.body.id)
    expect((await stranger('GET', `/api/metering/questions/${asked.body.id}`)).status).toBe(404)
    const through = await operator('POST', `/api/metering/points/${pointId}/questions`, { kind: 'values' })
    expect(through.body.error.code).toBe('PASS_THROUGH_UNKNOWN')
    expect((await operator('GET', `/api/metering/terminals/${terminalId}/file`)).body).toMatchObject({
      here: 1,
      toldAt: null,
    })
    expect((await stranger('GET', `/api/metering/terminals/${terminalId}/file`)).status).toBe(404)
  })

  test('clocks are listed, and one that nobody has seen cannot be set', async () => {
    expect((await manager('GET', '/api/metering/clocks')).body).toMatchObject({ clocks: [], counts: { all: 0 } })
    const set = await operator('POST', `/api/metering/points/${pointId}/clock-settings`, {})
    expect(set.status).toBe(404)
  })

  test('the commands are published as JSON Schema', async () => {
    const { body } = await operator('GET', '/api/metering/schemas/commands')
    const kinds = (body.oneOf ?? body.anyOf).map(
      (each: { properties: { do: { const: string } } }) => each.properties.do.const,
    )
    expect(kinds).toEqual(['reread', 'read', 'pass-through', 'set-time', 'tell-parameters', 'set-parameters'])
    expect((await operator('GET', '/api/metering/schemas/answers')).body.required).toContain('ok')
  })
})
