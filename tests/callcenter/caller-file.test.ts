import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findLatestBill } from '../../billing/index.ts'
import { callcenter } from '../../callcenter/index.ts'
import type { App } from '../../db/department.ts'
import { storeReadings } from '../../metering/readings.ts'
import { layNetwork, type Network, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { type Caller, logInAs, serveAt } from '../support/http.ts'

describe('the caller’s file', () => {
  const database = useDatabase()
  const now = '2026-03-10T09:00:00+08:00'
  let app: App
  let agent: Caller
  let network: Network
  let accountNo = ''

  beforeAll(async () => {
    const ctx = database.ctx('2026-01-01T08:00:00+08:00')
    network = await layNetwork(ctx)
    accountNo = (await openChenGuilan(ctx, network)).accountNo
    app = await serveAt(database, [callcenter], now)
    agent = await logInAs(app, database, { role: 'agent', organisationPath: 'X.X1.' })
  })
  afterAll(() => app.close())

  const look = (number = accountNo, who = agent) => who('GET', `/api/callcenter/accounts/${number}`)

  test('says unknown, never 0, of what no source can tell', async () => {
    const { status, body } = await look()
    expect(status).toBe(200)
    expect(body).toMatchObject({
      account: { accountNo, customerName: '陈桂兰', phone: '*******8000' },
      supply: 'unknown',
      meter: { known: true, value: { state: 'unknown', latestAt: null, powerW: null } },
      latestBill: { known: true, value: null },
      openOrders: [],
      openApplications: { known: true, value: [] },
      openAlarms: { known: true, value: [] },
    })
    const ctx = database.ctx(now)
    expect(await findLatestBill(ctx, body.account.accountId)).toBeNull()
  })

  test('shows supply, meter, open orders and the timeline at once', async () => {
    const ctx = database.ctx(now)
    await storeReadings(ctx, {
      source: 'mqtt',
      topic: 'test',
      readings: [{ meter: 'M-CHEN-1', at: new Date('2026-03-10T08:45:00+08:00'), values: { importWh: 900, pW: 660 } }],
    })
    const order = await agent('POST', '/api/callcenter/work-orders', {
      kind: 'fault-repair',
      subkind: 'low-voltage',
      accountNo,
      description: '家中无电',
    })
    expect(order.status).toBe(201)
    const { body } = await look()
    expect(body).toMatchObject({
      supply: 'on',
      meter: { value: { state: 'live', powerW: 660, latestAt: '2026-03-10T00:45:00.000Z' } },
      openOrders: [{ workOrderNo: order.body.workOrderNo, clocks: [{ name: 'arrive', limit: { zh: '45 分钟' } }] }],
    })
    const told = body.timeline.map(({ titleZh }: { titleZh: string }) => titleZh)
    expect(told[0]).toBe(`故障报修·低压故障工单 ${order.body.workOrderNo} 已受理`)
    expect(told).toContain('送电建档,开始用电')
  })

  test('is not found for a number that nobody has, refused for one that is none', async () => {
    expect(await look('9999999999999')).toMatchObject({ status: 404, body: { error: { code: 'NOT_FOUND' } } })
    expect(await look('12')).toMatchObject({ status: 400, body: { error: { issues: [{ path: 'accountNo' }] } } })
  })

  test('is not found by an agent of another organisation, and not for a customer to read', async () => {
    await database.pool.query(
      `insert into organisation (parent_id, kind, code, name, path)
       select id, 'station', 'X2', '城北供电所', 'X.X2.' from organisation where path = 'X.'`,
    )
    const elsewhere = await logInAs(app, database, { role: 'dispatcher', organisationPath: 'X.X2.' })
    expect((await look(accountNo, elsewhere)).status).toBe(404)
    const customer = await logInAs(app, database, { role: 'customer', organisationPath: 'X.X1.' })
    expect((await look(accountNo, customer)).status).toBe(403)
  })

  test('opens from a call: offered, answered, named, closed, over HTTP', async () => {
    const lead = await logInAs(app, database, { role: 'lead', organisationPath: 'X.' })
    const call = { callId: 'call-1', callerPhone: '13800138000' }
    const first = await lead('POST', '/api/callcenter/calls', call)
    expect(first).toMatchObject({ status: 202 })
    expect(await lead('POST', '/api/callcenter/calls', call)).toMatchObject({ status: 202, body: { contactId: null } })
    const contact = `/api/callcenter/contacts/${first.body.contactId}`
    expect(await agent('POST', `${contact}/answer`)).toMatchObject({
      status: 409,
      body: { error: { code: 'OFFER_GONE' } },
    })
    const desk = await agent('GET', '/api/callcenter/desk')
    expect(desk.body).toMatchObject({ me: { state: 'away' }, current: null, waiting: 1 })
    expect(await agent('PUT', '/api/callcenter/agents/me/state', { state: 'ready' })).toMatchObject({ status: 200 })
    const answered = await agent('POST', `${contact}/answer`)
    expect(answered).toMatchObject({ status: 200, body: { state: 'active', accountNo } })
    const closure = { category: 'outage', summary: '已派单抢修', version: answered.body.version }
    expect(await agent('POST', `${contact}/closure`, { ...closure, summary: ' ' })).toMatchObject({
      status: 400,
      body: { error: { issues: [{ path: 'summary' }] } },
    })
    expect(await agent('POST', `${contact}/closure`, closure)).toMatchObject({ status: 200, body: { state: 'closed' } })
    const { body } = await look()
    expect(body.timeline[0]).toMatchObject({ kind: 'contact', titleZh: '95598 联系：已派单抢修' })
  })
})
