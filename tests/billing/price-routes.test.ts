import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createBilling } from '../../billing/index.ts'
import type { App } from '../../db/department.ts'
import { layNetwork, type Network, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { type Caller, logInAs, serveAt } from '../support/http.ts'
import { steadyMeters } from './meters.ts'

describe('the price book over HTTP', () => {
  const database = useDatabase()
  let app: App
  let network: Network
  let clerk: Caller
  let manager: Caller
  let cashier: Caller
  const at = '/api/billing/price-versions'
  const draft = {
    ...{
      version: 'COM@2027',
      priceCode: 'DEMO-COM-SINGLE',
      validFrom: '2027-01-01',
      official: false,
      legalBasis: '示范价',
    },
    components: [{ component: 'energy', pricesYuanPerKwh: { total: '0.72' } }],
  }

  beforeAll(async () => {
    network = await layNetwork(database.ctx('2026-11-01T00:00:00Z'))
    app = await serveAt(database, [createBilling(steadyMeters(new Map()))], '2026-11-20T10:00:00+08:00')
    clerk = await logInAs(app, database, { role: 'billing', organisationPath: 'X.' })
    manager = await logInAs(app, database, { role: 'manager', organisationPath: 'X.' })
    cashier = await logInAs(app, database, { role: 'cashier', organisationPath: 'X.' })
  })
  afterAll(() => app.close())

  it('is drafted by the clerk, reviewed and published by the manager', async () => {
    expect(await cashier('POST', at, draft)).toMatchObject({ status: 403 })
    expect(await manager('POST', at, draft)).toMatchObject({ status: 403 })
    const drafted = await clerk('POST', at, draft)
    expect(drafted).toMatchObject({
      status: 201,
      body: { state: 'draft', comparison: { with: 'DEMO-COM-SINGLE@2020-01-01' } },
    })
    const edit = { revision: 1, document: { ...draft, validFrom: '2027-02-01' } }
    expect(await clerk('PUT', `${at}/COM@2027`, edit)).toMatchObject({ status: 200, body: { revision: 2 } })
    expect(await clerk('POST', `${at}/COM@2027/review`, {})).toMatchObject({
      status: 403,
      body: { error: { code: 'FOUR_EYES' } },
    })
    expect(await manager('POST', `${at}/COM@2027/review`, { note: '已核对' })).toMatchObject({
      body: { state: 'reviewed' },
    })
    const published = await manager('POST', `${at}/COM@2027/publication`, {})
    expect(published).toMatchObject({ status: 200, body: { superseded: ['DEMO-COM-SINGLE@2020-01-01'], touched: [] } })
    const list = await clerk('GET', `${at}?priceCode=DEMO-COM-SINGLE`)
    expect(list.body.items).toMatchObject([{ version: 'COM@2027', state: 'published' }, { state: 'published' }])
    const withdrawn = await manager('POST', `${at}/COM@2027/withdrawal`, { reason: '文件撤销' })
    expect(withdrawn).toMatchObject({ status: 200, body: { state: 'withdrawn' } })
  })

  it.each([
    [
      'a price that is a number',
      { components: [{ component: 'energy', pricesYuanPerKwh: { total: 0.72 } }] },
      'components.0.pricesYuanPerKwh.total',
    ],
    [
      'a price with too many places',
      { components: [{ component: 'energy', pricesYuanPerKwh: { total: '0.123456789' } }] },
      'components.0.pricesYuanPerKwh.total',
    ],
    ['a day that does not exist', { validFrom: '2027-02-30' }, 'validFrom'],
    ['tiers that it cannot have', { tiers: [{ upToKwh: null, pricesYuanPerKwh: { total: '0.5' } }] }, 'tiers'],
    ['no legal basis', { legalBasis: ' ' }, 'legalBasis'],
  ])('refuses %s, naming the field, and changes nothing', async (_name, change, path) => {
    const answer = await clerk('POST', at, { ...draft, version: 'COM@BAD', ...change })
    expect(answer.status).toBe(400)
    expect(answer.body.error.issues.map((issue: { path: string }) => issue.path)).toContain(path)
    expect(await clerk('GET', `${at}/COM@BAD`)).toMatchObject({ status: 404 })
  })

  it('gives a version as a file that can be brought in again under another name', async () => {
    const { body } = await clerk('GET', `${at}/ZJ-RES-TIER-TOU@2020-01-01/document`)
    expect(body.tiers[1]).toEqual({ upToKwh: 4800, pricesYuanPerKwh: { peak: '0.618', valley: '0.338' } })
    const again = await clerk('POST', at, { ...body, version: 'ZJ-COPY', validFrom: '2030-01-01' })
    expect(again).toMatchObject({ status: 201, body: { state: 'draft' } })
  })

  it('takes agency prices by month and advises on prices', async () => {
    const month = {
      official: false,
      source: '示范录入',
      pricesYuanPerKwh: { energy: '0.38', 'line-loss': '0.01', 'system-operation': '-0.002' },
    }
    expect(await clerk('PUT', '/api/billing/agency-prices/42/2026-13', month)).toMatchObject({ status: 400 })
    const kept = await clerk('PUT', '/api/billing/agency-prices/42/2026-02', month)
    expect(kept.body.items.filter(({ region }: { region: string }) => region === '42')).toMatchObject([
      { month: '2026-02', ...month },
      { month: '2026-01' },
    ])
    const advice = await clerk('GET', '/api/billing/prices/applicability?accountClass=residential&voltageKv=0.22')
    expect(advice.body.items[0]).toMatchObject({ applicable: true })
    expect((await clerk('GET', '/api/billing/timetables')).body.items).toHaveLength(4)
  })

  it('offers its prices to a customer who asks for another one', async () => {
    const { customerId } = await openChenGuilan(database.ctx('2026-11-01T00:00:00Z'), network)
    const customer = await logInAs(app, database, { role: 'customer', organisationPath: 'X.', customerId })
    const offered = await customer('GET', '/api/billing/prices/applicability?accountClass=residential')
    expect(offered).toMatchObject({
      status: 200,
      body: { items: expect.arrayContaining([expect.objectContaining({ applicable: true })]) },
    })
  })
})
