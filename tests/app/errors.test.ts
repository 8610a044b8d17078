import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createBilling } from '../../billing/index.ts'
import { callcenter } from '../../callcenter/index.ts'
import type { App } from '../../db/department.ts'
import { createIntake } from '../../intake/index.ts'
import { metering } from '../../metering/index.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { type Caller, logInAs, serveAt } from '../support/http.ts'

describe('a customer’s log-in that is tied to no customer', () => {
  const database = useDatabase()
  let app: App
  afterAll(() => app.close())

  test('reads nobody’s file and nobody’s meter', async () => {
    const ctx = database.ctx('2026-01-01T00:00:00Z')
    const { accountNo, pointId } = await openChenGuilan(ctx, await layNetwork(ctx))
    app = await serveAt(database, [metering], '2026-03-01T09:00:00+08:00')
    const nobody = await logInAs(app, database, { role: 'customer', organisationPath: 'X.' })
    const file = `/api/customers/accounts/${accountNo}`
    for (const url of [file, `${file}/timeline`, `/api/metering/points/${pointId}`]) {
      expect(await nobody('GET', url)).toMatchObject({ status: 404 })
    }
    expect(await nobody('GET', '/api/customers/me/accounts')).toMatchObject({ status: 200, body: { accounts: [] } })
  })
})

describe('what cannot be stored is bad input, not a fault', () => {
  const database = useDatabase()
  const callers: Record<string, Caller> = {}
  let app: App

  beforeAll(async () => {
    await layNetwork(database.ctx('2026-01-01T00:00:00Z'))
    const departments = [
      createIntake({
        findPrice: async () => ({ timeOfUse: false }),
        listArrears: async () => new Map(),
        listProfiles: () => [],
      }),
      metering,
      createBilling(async () => []),
      callcenter,
    ]
    app = await serveAt(database, departments, '2026-03-01T09:00:00+08:00')
    for (const role of ['agent', 'intake', 'billing', 'grid'] as const) {
      callers[role] = await logInAs(app, database, { role, organisationPath: 'X.' })
    }
  })
  afterAll(() => app.close())

  test.each([
    ['intake', '/api/intake/applications?cursor=abc'],
    ['billing', '/api/billing/runs?cursor=1e308'],
    ['billing', '/api/billing/parked?cursor=x'],
    ['grid', '/api/metering/points?q=%00'],
    ['grid', '/api/metering/points.csv?q=%00'],
    ['agent', '/api/customers/accounts/3302000100096?asOf=0000-01-01'],
  ])('%s reads %s', async (role, url) => {
    expect(await callers[role]?.('GET', url)).toMatchObject({ status: 400, body: { error: { code: 'INVALID_INPUT' } } })
  })

  const order = { kind: 'fault-repair', subkind: 'low-voltage', address: '城东路 1 号', description: '停电' }
  test.each([
    ['a character that no text holds', { ...order, description: '停\u0000电' }, 400, 'INVALID_INPUT'],
    ['a contact that does not exist', { ...order, contactId: 0 }, 404, 'NOT_FOUND'],
  ])('a work order with %s', async (_, body, status, code) => {
    const answer = await callers.agent?.('POST', '/api/callcenter/work-orders', body)
    expect(answer).toMatchObject({ status, body: { error: { code } } })
  })
})
