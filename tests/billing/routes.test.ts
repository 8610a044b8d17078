import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createBilling } from '../../billing/index.ts'
import type { App } from '../../db/department.ts'
import { layNetwork } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { type Caller, logInAs, serveAt } from '../support/http.ts'
import { openHousehold } from './households.ts'
import { steadyMeters } from './meters.ts'

describe('billing over HTTP', () => {
  const database = useDatabase()
  let app: App
  let clerk: Caller
  let cashier: Caller
  let owner: Caller
  let neighbour: Caller
  let accountNo: string

  beforeAll(async () => {
    const ctx = database.ctx('2025-01-01T00:00:00Z')
    const network = await layNetwork(ctx)
    const home = { priceCode: 'SH-RES-TIER', energisedAt: '2025-01-01T00:00:00+08:00' }
    const he = await openHousehold(ctx, network, { ...home, name: '何平' })
    const next = await openHousehold(ctx, network, { ...home, name: '何邻', priceCode: null })
    accountNo = he.accountNo
    const meters = steadyMeters(new Map([[he.pointId, { dailyWh: 10_000 }]]))
    app = await serveAt(database, [createBilling(meters)], '2025-02-01T09:00:00+08:00')
    clerk = await logInAs(app, database, { role: 'billing', organisationPath: 'X.' })
    cashier = await logInAs(app, database, { role: 'cashier', organisationPath: 'X.X1.' })
    owner = await logInAs(app, database, { role: 'customer', organisationPath: 'X.', customerId: he.customerId })
    neighbour = await logInAs(app, database, { role: 'customer', organisationPath: 'X.', customerId: next.customerId })
  })
  afterAll(() => app.close())

  it('runs a month for the clerk and shows what was parked', async () => {
    const run = await clerk('POST', '/api/billing/runs', { billMonth: '2025-01' })
    expect(run).toMatchObject({
      status: 201,
      body: { issued: 1, parked: 1, organisationPath: 'X.', totalYuan: '191.27' },
    })
    expect(await clerk('GET', '/api/billing/runs')).toMatchObject({
      status: 200,
      body: { items: [{ status: 'finished' }] },
    })
    const elsewhere = { billMonth: '2025-01', organisationPath: 'Y.' }
    expect(await clerk('POST', '/api/billing/runs', elsewhere)).toMatchObject({ status: 404 })
    const parked = await clerk('GET', '/api/billing/parked?billMonth=2025-01')
    expect(parked.body.items).toMatchObject([
      { reason: 'NO_PRICE', message: { en: expect.stringContaining('No price') } },
    ])
    const rerun = await clerk('POST', `/api/billing/parked/${parked.body.items[0].id}/reruns`)
    expect(rerun).toMatchObject({ status: 200, body: { outcome: 'parked', billId: null } })
  })

  it('shows the owner his bill with every line explained, and nobody else', async () => {
    const list = await owner('GET', `/api/billing/accounts/${accountNo}/bills`)
    expect(list.body).toMatchObject({ items: [{ billMonth: '2025-01', totalYuan: '191.27' }], nextCursor: null })
    // A page that ends with the last bill has no next one.
    expect((await owner('GET', `/api/billing/accounts/${accountNo}/bills?limit=1`)).body.nextCursor).toBeNull()
    const bill = await owner('GET', `/api/billing/bills/${list.body.items[0].id}`)
    expect(bill.body).toMatchObject({
      customerName: '何平',
      lines: [
        { title: { zh: '第一档电量' }, formula: '310 kWh × 0.617 = 191.27', priceVersion: 'SH-RES-TIER@2020-07-27' },
      ],
      tierProgress: { accumulatedKwh: 310 },
    })
    expect(await neighbour('GET', `/api/billing/bills/${list.body.items[0].id}`)).toMatchObject({ status: 404 })
    expect(await neighbour('GET', `/api/billing/accounts/${accountNo}/balance`)).toMatchObject({ status: 404 })
  })

  it('keeps rating and collecting apart', async () => {
    const payment = { accountNo, amountYuan: '191.27', channel: 'counter-card' }
    const key = { 'idempotency-key': 'till-9-000001' }
    expect(await clerk('POST', '/api/billing/payments', payment, key)).toMatchObject({ status: 403 })
    expect(await cashier('POST', '/api/billing/runs', { billMonth: '2025-01' })).toMatchObject({ status: 403 })
    expect(await cashier('POST', '/api/billing/payments', payment)).toMatchObject({ status: 400 })
    const paid = await cashier('POST', '/api/billing/payments', payment, key)
    expect(paid).toMatchObject({ status: 201, body: { balanceYuan: '0.00', settled: [{ amountYuan: '191.27' }] } })
    expect(await cashier('POST', '/api/billing/payments', payment, key)).toEqual(paid)
    const other = await cashier('POST', '/api/billing/payments', { ...payment, amountYuan: '1' }, key)
    expect(other).toMatchObject({ status: 409, body: { error: { code: 'IDEMPOTENCY_KEY_REUSED' } } })
    expect((await owner('GET', `/api/billing/accounts/${accountNo}/balance`)).body).toMatchObject({
      balanceYuan: '0.00',
    })
  })

  it('shows the price book with its legal basis', async () => {
    const { body } = await owner('GET', '/api/billing/prices')
    const tou = body.items.find(({ code }: { code: string }) => code === 'SH-RES-TIER-TOU')
    expect(tou.versions[0]).toMatchObject({
      validFrom: '2020-07-27',
      official: true,
      tiers: [
        { upToKwh: 3120, touPricesYuanPerKwh: { peak: '0.617', valley: '0.307' } },
        { upToKwh: 4800, touPricesYuanPerKwh: { peak: '0.677', valley: '0.337' } },
        { upToKwh: null, touPricesYuanPerKwh: { peak: '0.977', valley: '0.487' } },
      ],
    })
  })

  it('calculates by the published contract and names what is wrong', async () => {
    const tiers = [{ upToKwh: null, priceYuanPerKwh: '0.5' }]
    const good = { accumulation: 'monthly', tiers, energyKwh: 3 }
    expect(await clerk('POST', '/api/billing/calculations/residential-tier', good)).toMatchObject({
      status: 200,
      body: { kind: 'residential-tier', ruleEdition: '2024', totalYuan: '1.50', notices: [] },
    })
    expect(await clerk('POST', '/api/billing/calculations/residential-tier', { ...good, energyKwh: -3 })).toMatchObject(
      {
        status: 400,
        body: { error: { code: 'INVALID_INPUT', issues: [{ path: 'energyKwh' }] } },
      },
    )
    expect(await clerk('POST', '/api/billing/calculations/nonsense', good)).toMatchObject({
      status: 404,
      body: { error: { code: 'UNKNOWN_KIND' } },
    })
  })
})
