import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Ctx } from '../../db/context.ts'
import type { App } from '../../db/department.ts'
import { createIntake } from '../../intake/index.ts'
import { layNetwork, type Network, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { type Caller, logInAs, serveAt } from '../support/http.ts'
import { linXiaoman, ports } from './lin-xiaoman.ts'

describe('who has a log-in and no account yet', () => {
  const database = useDatabase()
  let ctx: Ctx
  let network: Network
  let app: App
  let lin: Caller
  let stranger: Caller
  let clerk: Caller
  let url: string

  beforeAll(async () => {
    ctx = database.ctx('2026-01-02T00:00:00Z')
    network = await layNetwork(ctx)
    app = await serveAt(database, [createIntake(ports)], '2026-11-19T18:00:00+08:00')
    lin = await logInAs(app, database, { role: 'customer', organisationPath: 'X.' })
    stranger = await logInAs(app, database, { role: 'customer', organisationPath: 'X.', username: 'stranger' })
    clerk = await logInAs(app, database, { role: 'intake', organisationPath: 'X.' })
  })
  afterAll(() => app.close())

  it('applies for his first supply, and follows it', async () => {
    const submitted = await lin('POST', '/api/intake/applications', linXiaoman)
    expect(submitted).toMatchObject({ status: 201, body: { status: 'open' } })
    url = `/api/intake/applications/${submitted.body.id}`
    expect(await lin('GET', url)).toMatchObject({ status: 200, body: { applicationNo: submitted.body.applicationNo } })
    expect((await lin('GET', '/api/intake/applications')).body.items).toMatchObject([{ id: submitted.body.id }])
  })

  it('is one of many: another one in his place sees nothing of it', async () => {
    expect(await stranger('GET', url)).toMatchObject({ status: 404 })
    expect((await stranger('GET', '/api/intake/applications')).body.items).toEqual([])
    expect(await stranger('POST', `${url}/messages`, { body: '?' })).toMatchObject({ status: 404 })
  })

  it('is written to by the office, and answers', async () => {
    const { body } = await clerk('POST', `${url}/messages`, { body: '请补充房产证明。' })
    expect(body).toMatchObject({ items: [{ fromCustomer: false }], mayWrite: true })
    expect((await lin('GET', '/api/intake/messages/unread')).body.items).toMatchObject([{ count: 1 }])
    expect(await lin('POST', `${url}/messages`, { body: '明天补。' })).toMatchObject({ status: 201 })
  })

  it('keeps it when he becomes the customer of an account', async () => {
    const { customerId } = await openChenGuilan(ctx, network)
    await database.pool.query(
      `update app_user set customer_id = $1
       where username = (select submitted_by from application where customer_id is null)`,
      [customerId],
    )
    expect(await lin('GET', url)).toMatchObject({ status: 200 })
    expect((await lin('GET', '/api/intake/applications')).body.items).toHaveLength(1)
  })
})
