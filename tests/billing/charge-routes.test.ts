import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createBilling } from '../../billing/index.ts'
import type { App } from '../../db/department.ts'
import { layNetwork } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { type Caller, logInAs, serveAt } from '../support/http.ts'
import { openHousehold } from './households.ts'
import { steadyMeters } from './meters.ts'

describe('charges over HTTP', () => {
  const database = useDatabase()
  let app: App
  let clerk: Caller
  let manager: Caller
  let inspector: Caller
  let cashier: Caller
  let owner: Caller
  let neighbour: Caller
  let accountNo = ''
  let chargeId = 0
  let serial = 0

  beforeAll(async () => {
    const ctx = database.ctx('2025-01-01T00:00:00Z')
    const network = await layNetwork(ctx)
    const open = (name: string) =>
      openHousehold(ctx, network, { name, priceCode: 'SH-RES-FLAT', energisedAt: '2025-01-01T00:00:00+08:00' })
    const [home, other] = [await open('何追补'), await open('何邻居')]
    accountNo = home.accountNo
    app = await serveAt(database, [createBilling(steadyMeters(new Map()))], '2025-02-10T09:00:00+08:00')
    const at = { organisationPath: 'X.' }
    clerk = await logInAs(app, database, { role: 'billing', ...at })
    manager = await logInAs(app, database, { role: 'manager', ...at })
    inspector = await logInAs(app, database, { role: 'inspector', ...at })
    cashier = await logInAs(app, database, { role: 'cashier', ...at })
    owner = await logInAs(app, database, { role: 'customer', ...at, customerId: home.customerId })
    neighbour = await logInAs(app, database, { role: 'customer', ...at, customerId: other.customerId })
  })
  afterAll(() => app.close())

  const breach = {
    customerClass: 'residential',
    acts: [{ act: 'device-tampering' }],
  }
  const draft = (by: Caller, change: object = {}, key?: string) => {
    serial += 1
    const body = {
      ...{ accountNo, kind: 'breach-charge', input: breach, reason: '擅自移动电能表', evidence: 'JC-2025-001' },
      ...{ aboutFrom: '2025-02-01', aboutTo: '2025-02-02', ...change },
    }
    return by('POST', '/api/billing/charges', body, { 'idempotency-key': key ?? `charge-key-${serial}` })
  }

  it('begin with what is known of the account', async () => {
    expect(await inspector('GET', `/api/billing/accounts/${accountNo}/charge-facts`)).toMatchObject({
      status: 200,
      body: { class: 'residential', parts: 'single', ruleEdition: '2024', priceYuanPerKwh: '0.641' },
    })
    expect(await owner('GET', `/api/billing/accounts/${accountNo}/charge-facts`)).toMatchObject({ status: 403 })
  })

  it('are shown before they are drafted, and refused field by field', async () => {
    const shown = await clerk('POST', '/api/billing/charges/previews', { kind: 'breach-charge', input: breach })
    expect(shown).toMatchObject({
      status: 200,
      body: { totalYuan: '500.00', lines: [{ item: 'penalty', unroundedYuan: '500', amountYuan: '500.00' }] },
    })
    expect(
      await draft(clerk, { input: { ...breach, acts: [{ act: 'device-tampering', occurrences: 0 }] } }),
    ).toMatchObject({
      status: 400,
      body: { error: { code: 'INVALID_INPUT', issues: [{ path: 'input.acts.0.occurrences' }] } },
    })
    expect(await draft(clerk, { aboutTo: '2025-02-01' })).toMatchObject({ status: 400 })
    expect(await draft(clerk, { dueOn: '2020-01-01' })).toMatchObject({
      status: 400,
      body: { error: { code: 'DUE_BEFORE_TODAY', issues: [{ path: 'dueOn' }] } },
    })
    expect(await draft(clerk, { accountNo: '0000000000000' })).toMatchObject({ status: 404 })
    expect((await clerk('GET', '/api/billing/charges')).body.items).toEqual([])
  })

  it('are drafted by inspectors and clerks, and issued by clerks and managers who did not draft them', async () => {
    expect(await draft(cashier)).toMatchObject({ status: 403 })
    const drafted = await draft(clerk, {}, 'charge-same-key')
    expect(drafted).toMatchObject({ status: 201, body: { status: 'draft', totalYuan: '500.00', dueOn: '2025-03-07' } })
    expect(await draft(clerk, {}, 'charge-same-key')).toEqual(drafted)
    chargeId = drafted.body.id
    const path = `/api/billing/charges/${chargeId}`
    expect(await inspector('POST', `${path}/issue`, {})).toMatchObject({ status: 403 })
    expect(await clerk('POST', `${path}/issue`, {})).toMatchObject({
      status: 403,
      body: { error: { code: 'FOUR_EYES' } },
    })
    expect(await owner('GET', path)).toMatchObject({ status: 404 })
    expect(await manager('POST', `${path}/issue`, { note: '同意' })).toMatchObject({
      status: 200,
      body: { status: 'issued' },
    })
    expect(await manager('POST', `${path}/issue`, {})).toMatchObject({ body: { error: { code: 'CHARGE_DECIDED' } } })
  })

  it('are read by their own customer, without who wrote them', async () => {
    const path = `/api/billing/charges/${chargeId}`
    expect(await owner('GET', path)).toMatchObject({
      status: 200,
      body: { status: 'issued', draftedBy: null, decidedBy: null, note: null, reason: '擅自移动电能表' },
    })
    expect(await neighbour('GET', path)).toMatchObject({ status: 404 })
    expect(await owner('GET', '/api/billing/charges')).toMatchObject({ status: 403 })
    expect((await owner('GET', `/api/billing/accounts/${accountNo}/charges`)).body.items).toMatchObject([
      { id: chargeId, totalYuan: '500.00' },
    ])
    expect(await neighbour('GET', `/api/billing/accounts/${accountNo}/charges`)).toMatchObject({ status: 404 })
    expect((await owner('GET', `/api/billing/accounts/${accountNo}/balance`)).body).toMatchObject({
      ...{ balanceYuan: '-500.00', unpaidBills: 0, unpaidCharges: 1, oldestDueOn: '2025-03-07', lateFeeYuan: '0.00' },
    })
  })

  it('are listed by state and kind, page by page', async () => {
    const more = await draft(inspector)
    const waiting = await manager('GET', '/api/billing/charges?which=draft')
    expect(waiting.body.items.map(({ id }: { id: number }) => id)).toEqual([more.body.id])
    const [first] = [await manager('GET', '/api/billing/charges?limit=1')]
    expect(first.body).toMatchObject({ items: [{ id: more.body.id }], nextCursor: String(more.body.id) })
    const rest = await manager('GET', `/api/billing/charges?limit=1&cursor=${first.body.nextCursor}`)
    expect(rest.body).toMatchObject({ items: [{ id: chargeId }], nextCursor: null })
    expect((await manager('GET', '/api/billing/charges?kind=late-fee')).body.items).toEqual([])
    expect(await inspector('POST', `/api/billing/charges/${more.body.id}/discard`, { note: '重复起草' })).toMatchObject(
      {
        body: { status: 'discarded', note: '重复起草' },
      },
    )
  })

  it('are taken back with a reason, by another than issued them', async () => {
    const path = `/api/billing/charges/${chargeId}`
    expect(await manager('POST', `${path}/reversal`, { reason: '查无此事' })).toMatchObject({ status: 403 })
    expect(await clerk('POST', `${path}/reversal`, {})).toMatchObject({ status: 400 })
    expect(await clerk('POST', `${path}/reversal`, { reason: '查无此事' })).toMatchObject({
      status: 201,
      body: { status: 'reversal', totalYuan: '-500.00', reverses: { id: chargeId } },
    })
    expect(await owner('GET', path)).toMatchObject({ body: { status: 'reversed', reversedBy: { reason: '查无此事' } } })
    const { body } = await clerk('GET', `/api/billing/accounts/${accountNo}/ledger`)
    expect(body.entries.map(({ kind, balanceYuan }: Record<string, string>) => [kind, balanceYuan])).toEqual([
      ['charge-reversal', '0.00'],
      ['charge', '-500.00'],
    ])
  })
})
