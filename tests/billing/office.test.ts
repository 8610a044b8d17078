import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createBilling } from '../../billing/index.ts'
import type { App } from '../../db/department.ts'
import { layNetwork } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { type Caller, logInAs, serveAt } from '../support/http.ts'
import { openHousehold } from './households.ts'
import { steadyMeters } from './meters.ts'

describe('the billing clerk’s office', () => {
  const database = useDatabase()
  const loads: Parameters<typeof steadyMeters>[0] = new Map()
  const homes: Record<string, Awaited<ReturnType<typeof openHousehold>>> = {}
  let app: App
  let clerk: Caller
  let manager: Caller
  let unblock = () => {}
  let isReading = false

  beforeAll(async () => {
    const ctx = database.ctx('2025-01-01T00:00:00Z')
    const network = await layNetwork(ctx)
    for (const [name, priceCode] of [
      ['何平', 'SH-RES-TIER'],
      ['何安', 'SH-RES-TIER'],
      ['何缺', 'SH-RES-TIER'],
      ['何无价', null],
    ] as const) {
      homes[name] = await openHousehold(ctx, network, { name, priceCode, energisedAt: '2025-01-01T00:00:00+08:00' })
    }
    loads.set(homes.何平?.pointId ?? 0, { dailyWh: 10_000 })
    loads.set(homes.何安?.pointId ?? 0, { dailyWh: 5_000 })
    loads.set(homes.何缺?.pointId ?? 0, { dailyWh: 5_000, missing: true })
    const meters = steadyMeters(loads)
    let gate: Promise<void> | undefined = new Promise((open) => {
      unblock = () => {
        gate = undefined
        open()
      }
    })
    app = await serveAt(
      database,
      [
        createBilling(async (...asked) => {
          isReading = true
          await gate
          return meters(...asked)
        }),
      ],
      '2025-02-01T09:00:00+08:00',
    )
    clerk = await logInAs(app, database, { role: 'billing', organisationPath: 'X.' })
    manager = await logInAs(app, database, { role: 'manager', organisationPath: 'X.' })
  })
  afterAll(async () => {
    unblock()
    await app.close()
  })

  const settled = async (id: number) =>
    await expect.poll(async () => (await clerk('GET', `/api/billing/runs/${id}`)).body.status).not.toBe('running')

  it('starts a run that goes on in the background, and nobody starts it twice', async () => {
    const input = { billMonth: '2025-01', background: true }
    const begun = await clerk('POST', '/api/billing/runs', input)
    expect(begun).toMatchObject({ status: 202, body: { status: 'running', kind: 'unit', issued: 0 } })
    await expect.poll(() => isReading).toBe(true)
    const path = `/api/billing/runs/${begun.body.id}`
    expect(await manager('GET', path)).toMatchObject({ status: 200, body: { status: 'running', openAccounts: 4 } })
    const again = await clerk('POST', '/api/billing/runs', input)
    expect(again).toMatchObject({ status: 409, body: { error: { code: 'RUN_IN_PROGRESS' } } })
    unblock()
    await settled(begun.body.id)
    expect((await clerk('GET', path)).body).toMatchObject({
      status: 'finished',
      ...{ accounts: 4, issued: 2, held: 0, parked: 2 },
      waiting: {
        held: [],
        parked: [
          { reason: 'NO_PRICE', stage: 'plan', owner: 'billing', accounts: 1, billMonth: '2025-01' },
          { reason: 'USAGE_MISSING', stage: 'collect', owner: 'acquisition', accounts: 1 },
        ],
      },
    })
    expect(await clerk('GET', '/api/billing/runs/999')).toMatchObject({ status: 404 })
  })

  it('shows a run whose process is gone as interrupted, and goes on with it', async () => {
    await database.pool.query(`update bill_run set status = 'running', finished_at = null`)
    const { body } = await clerk('GET', '/api/billing/runs')
    expect(body.items).toMatchObject([{ status: 'interrupted' }])
    const resumed = await clerk('POST', '/api/billing/runs', { billMonth: '2025-01' })
    expect(resumed).toMatchObject({ status: 201, body: { id: body.items[0].id, status: 'finished', issued: 2 } })
  })

  it('runs all again that are parked for one reason, once its cause is mended', async () => {
    expect((await clerk('GET', '/api/billing/parked/groups')).body.items).toHaveLength(2)
    loads.set(homes.何缺?.pointId ?? 0, { dailyWh: 5_000 })
    const input = { billMonth: '2025-01', reason: 'USAGE_MISSING' }
    expect(await manager('POST', '/api/billing/parked/reruns', input)).toMatchObject({ status: 403 })
    expect(await clerk('POST', '/api/billing/parked/reruns', input)).toMatchObject({
      status: 201,
      body: { kind: 'accounts', issued: 1, parked: 0 },
    })
    expect(await clerk('POST', '/api/billing/parked/reruns', input)).toMatchObject({
      status: 409,
      body: { error: { code: 'NOTHING_PARKED' } },
    })
    const left = await clerk('GET', '/api/billing/parked/groups?billMonth=2025-01')
    expect(left.body.items).toMatchObject([{ reason: 'NO_PRICE', accounts: 1 }])
  })

  it('shows an account’s documents, its ledger and what holds it back', async () => {
    const home = homes.何平
    const accountNo = home?.accountNo
    await database.pool.query(
      `insert into account_case (account_id, case_ref, kind, opened_at) values ($1, 'change:9', '过户', '2025-02-01T01:00:00Z')`,
      [home?.accountId],
    )
    loads.set(home?.pointId ?? 0, { dailyWh: 12_000 })
    const correction = { accountNo, fromMonth: '2025-01', reason: '示数更正' }
    const preview = await clerk('POST', '/api/billing/corrections/previews', correction)
    expect(preview.body.months).toMatchObject([{ lines: [{ item: 'tier-1', title: { zh: '第一档电量' } }] }])
    await clerk('POST', '/api/billing/corrections', correction)
    const { body } = await manager('GET', `/api/billing/accounts/${accountNo}/ledger`)
    expect(body).toMatchObject({
      customerName: '何平',
      billedUntil: '2025-02-01',
      hasMeter: true,
      cases: [{ kind: '过户', caseRef: 'change:9' }],
      documents: [
        { document: 'bill', standing: false, totalYuan: '191.27' },
        { document: 'reversal', standing: false, totalYuan: '-191.27', correctsBillNo: body.documents[0].billNo },
        { document: 'reissue', standing: true, totalYuan: '229.52', reason: '示数更正' },
      ],
      entries: [
        { kind: 'reissue', amountYuan: '229.52', balanceYuan: '-229.52', reason: '示数更正' },
        { kind: 'reversal', amountYuan: '-191.27', balanceYuan: '0.00' },
        { kind: 'bill', amountYuan: '191.27', balanceYuan: '-191.27' },
      ],
    })
    expect(await clerk('GET', '/api/billing/accounts/0000000000000/ledger')).toMatchObject({ status: 404 })
  })

  it('sees the run that the night made for his unit', async () => {
    const { jobs = [] } = createBilling(steadyMeters(loads))
    const night = database.ctx('2025-03-01T02:00:00+08:00')
    await jobs.find(({ name }) => name === 'billing-monthly-run')?.run(night)
    const { body } = await clerk('GET', '/api/billing/runs?kind=unit')
    expect(body.items[0]).toMatchObject({
      billMonth: '2025-02',
      organisationPath: 'X.',
      status: 'finished',
      accounts: 4,
    })
  })

  it('counts what wants a correction by cause', async () => {
    await database.pool.query(
      `insert into correction_task (account_id, bill_month, cause, opened_at)
       select id, m, 'file', now() from account, unnest(array['2025-01', '2025-02']) as m where id = $1`,
      [homes.何安?.accountId],
    )
    const groups = await clerk('GET', '/api/billing/correction-tasks/groups')
    expect(groups.body.items).toEqual([
      { cause: 'file', tasks: 2, accounts: 1, fromMonth: '2025-01', throughMonth: '2025-02' },
    ])
    expect((await clerk('GET', '/api/billing/correction-tasks?cause=price')).body.items).toEqual([])
    expect((await clerk('GET', '/api/billing/correction-tasks?cause=file')).body.items).toHaveLength(2)
  })
})
