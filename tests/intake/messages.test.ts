import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { App } from '../../db/department.ts'
import { createIntake } from '../../intake/index.ts'
import { layNetwork, type Network, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { type Caller, logInAs, serveAt } from '../support/http.ts'
import { inputsFor, linXiaoman, ports } from './lin-xiaoman.ts'

describe('customer and office about an application', () => {
  const database = useDatabase()
  let app: App
  let network: Network
  let chen: Caller
  let stranger: Caller
  let clerk: Caller
  let manager: Caller
  let url: string

  beforeAll(async () => {
    const ctx = database.ctx('2026-01-02T00:00:00Z')
    network = await layNetwork(ctx)
    const { customerId } = await openChenGuilan(ctx, network)
    const neighbour = await openChenGuilan(ctx, network, {
      customer: { kind: 'person', name: '吴邻', idNumber: '350524197502023456', phone: '13800138001' },
      meter: {
        ...{ assetNo: 'M-WU-1', profile: 'eastron-sdm630', phase: 'single', ratedCurrentA: 5, maximumCurrentA: 60 },
        registers: [{ role: 'importTotal', digits: 6, startValue: 0 }],
        link: { terminalAssetNo: network.terminalAssetNo, unitId: 2 },
      },
      contract: { contractNo: 'HT-WU-1', signedOn: '2025-12-30' },
    })
    app = await serveAt(database, [createIntake(ports)], '2026-11-19T18:00:00+08:00')
    chen = await logInAs(app, database, { role: 'customer', organisationPath: 'X.', customerId })
    stranger = await logInAs(app, database, {
      role: 'customer',
      organisationPath: 'X.',
      customerId: neighbour.customerId,
    })
    clerk = await logInAs(app, database, { role: 'intake', organisationPath: 'X.' })
    manager = await logInAs(app, database, { role: 'manager', organisationPath: 'X.' })
    const submitted = await chen('POST', '/api/intake/applications', linXiaoman)
    url = `/api/intake/applications/${submitted.body.id}`
  })
  afterAll(() => app.close())

  it('write to each other; each sees whether the other has read it', async () => {
    expect(await chen('POST', `${url}/messages`, { body: '  什么时候上门?  ' })).toMatchObject({
      status: 201,
      body: { items: [{ fromCustomer: true, body: '什么时候上门?', readAt: null }], mayWrite: true },
    })
    const waiting = await clerk('GET', '/api/intake/messages/unread')
    expect(waiting.body.items).toMatchObject([{ applicantName: '林小满', count: 1 }])
    const [message] = (await clerk('GET', `${url}/messages`)).body.items
    await chen('POST', `${url}/messages/reading`, { throughId: message.id })
    expect((await clerk('GET', '/api/intake/messages/unread')).body.items).toHaveLength(1)
    expect(await clerk('POST', `${url}/messages/reading`, { throughId: message.id })).toMatchObject({ status: 204 })
    expect((await clerk('GET', '/api/intake/messages/unread')).body.items).toEqual([])
    const answered = await clerk('POST', `${url}/messages`, { body: '明天上午九点。' })
    expect(answered.body.items).toMatchObject([{ readAt: expect.any(String) }, { fromCustomer: false, readAt: null }])
    expect((await chen('GET', '/api/intake/messages/unread')).body.items).toMatchObject([{ count: 1 }])
    const told = await database.pool.query(
      `select payload ->> 'fromCustomer' as "fromCustomer" from event where kind = 'application.message-sent' order by id`,
    )
    expect(told.rows).toEqual([{ fromCustomer: 'true' }, { fromCustomer: 'false' }])
  })

  it('nobody else reads or writes it, and nothing empty or endless is taken', async () => {
    expect(await stranger('GET', `${url}/messages`)).toMatchObject({ status: 404 })
    expect(await stranger('POST', `${url}/messages`, { body: '?' })).toMatchObject({ status: 404 })
    expect((await stranger('GET', '/api/intake/messages/unread')).body.items).toEqual([])
    expect(await chen('POST', `${url}/messages`, { body: '   ' })).toMatchObject({ status: 400 })
    expect(await chen('POST', `${url}/messages`, { body: '长'.repeat(1001) })).toMatchObject({ status: 400 })
    const counter = await clerk('POST', '/api/intake/applications', linXiaoman)
    expect(await clerk('POST', `/api/intake/applications/${counter.body.id}/messages`, { body: '?' })).toMatchObject({
      status: 409,
      body: { error: { code: 'NOBODY_READS' } },
    })
  })

  it('are told whom to call: the number of the unit that has it, of the one above, or the hotline', async () => {
    const hotline = { phone: '95598' }
    expect((await chen('GET', `${url}/contact`)).body).toMatchObject({ office: null, hotline })
    const { rows } = await database.pool.query(`select id from organisation where path = 'X.'`)
    const contact = { organisationId: Number(rows[0].id), name: '业扩班', phone: '0595-2323456', hours: '8:00–18:00' }
    const set = (caller: Caller, more: object) => caller('POST', '/api/intake/unit-contacts', { ...contact, ...more })
    expect(await set(clerk, { validFrom: '2026-11-19' })).toMatchObject({ status: 403 })
    expect(await set(manager, { validFrom: '2026-11-18' })).toMatchObject({ status: 409 })
    expect(await set(manager, { validFrom: '2026-11-19', phone: '找老王' })).toMatchObject({ status: 400 })
    expect(await set(manager, { validFrom: '2026-11-19' })).toMatchObject({ status: 200 })
    const next = await set(manager, { validFrom: '2026-12-01', phone: '0595-2300000' })
    expect(next.body.items[0]).toMatchObject({
      contact: { phone: '0595-2323456', validFrom: '2026-11-19' },
      next: { phone: '0595-2300000', validFrom: '2026-12-01' },
    })
    expect((await chen('GET', `${url}/contact`)).body.office).toMatchObject({ phone: '0595-2323456' })
  })

  it('see the day promised of a step and the day on which it was done', async () => {
    const { accept, survey, ...rest } = inputsFor(network)
    rest.contract.data.signedOn = '2026-11-19'
    const data = { ...survey.data, surveyedOn: '2026-11-19' }
    const seen = { papersSeen: true, papers: [{ kind: 'identity' }, { kind: 'property' }] }
    const accepted = await clerk('POST', `${url}/steps`, { ...accept, data: seen })
    const promises = Object.fromEntries(
      accepted.body.promises.map((promise: { step: string }) => [promise.step, promise]),
    )
    expect(promises.accept).toMatchObject({ keptOn: '2026-11-19', status: 'met' })
    expect(promises.plan).toMatchObject({ dueOn: '2026-11-24', keptOn: null })
    await clerk('POST', `${url}/steps`, { ...survey, data })
    for (const input of Object.values(rest)) {
      expect(await clerk('POST', `${url}/steps`, input)).toMatchObject({ status: 200 })
    }
  })

  it('find on the account’s timeline that they wrote, once there is an account; never what', async () => {
    const { rows } = await database.pool.query(
      `select t.title_zh as title from timeline_entry t join account a on a.id = t.account_id
       join application p on p.account_id = a.id where t.subject like '%:message:%' order by t.at, t.subject`,
    )
    expect(rows.map(({ title }) => title.replace(/YK\d+/, 'YK'))).toEqual(['申请 YK:客户留言', '申请 YK:回复客户'])
    expect(await chen('POST', `${url}/messages`, { body: '谢谢' })).toMatchObject({
      status: 409,
      body: { error: { code: 'APPLICATION_ENDED' } },
    })
    expect((await chen('GET', `${url}/messages`)).body).toMatchObject({ mayWrite: false, items: [{}, {}] })
  })
})
