import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createBilling, runBills, type UsagePort } from '../../billing/index.ts'
import type { App } from '../../db/department.ts'
import { layNetwork } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { type Caller, logInAs, serveAt } from '../support/http.ts'
import { openHousehold } from './households.ts'
import { steadyMeters } from './meters.ts'

type Gate = { closed: Promise<void> | undefined; waiting: number; open: () => void }

describe('long work of the billing office', () => {
  const database = useDatabase()
  const loads: Parameters<typeof steadyMeters>[0] = new Map()
  const steady = steadyMeters(loads)
  const gate: Gate = { closed: undefined, waiting: 0, open: () => {} }
  const meters: UsagePort = async (...asked) => {
    gate.waiting += 1
    await gate.closed
    return steady(...asked)
  }
  const homes: Awaited<ReturnType<typeof openHousehold>>[] = []
  let app: App
  let clerk: Caller

  beforeAll(async () => {
    const ctx = database.ctx('2025-01-01T00:00:00Z')
    const network = await layNetwork(ctx)
    for (const name of ['林一', '林二', '林三']) {
      const home = { name, priceCode: 'SH-RES-TIER', energisedAt: '2025-01-01T00:00:00+08:00' }
      homes.push(await openHousehold(ctx, network, home))
    }
    for (const { pointId } of homes) loads.set(pointId, { dailyWh: 5_000, missing: true })
    app = await serveAt(database, [createBilling(meters)], '2025-03-01T09:00:00+08:00')
    clerk = await logInAs(app, database, { role: 'billing', organisationPath: 'X.' })
  })
  afterAll(async () => {
    gate.open()
    await app.close()
  })

  function close(): void {
    const shut = Promise.withResolvers<void>()
    Object.assign(gate, {
      closed: shut.promise,
      waiting: 0,
      open: () => {
        gate.closed = undefined
        shut.resolve()
      },
    })
  }
  const statusOf = async (id: number) => (await clerk('GET', `/api/billing/runs/${id}`)).body.status
  const runs = async () => (await clerk('GET', '/api/billing/runs?kind=accounts')).body.items

  it('ends a run at the instant at which it ended, not at that at which it began', async () => {
    close()
    const accountIds = homes.map(({ accountId }) => accountId)
    const ctx = database.ctx('2025-02-01T01:00:00Z')
    const going = runBills(ctx, { billMonth: '2025-01', accountIds }, meters)
    await expect.poll(() => gate.waiting).toBeGreaterThan(0)
    const waitedFrom = performance.now()
    await expect.poll(() => performance.now() - waitedFrom).toBeGreaterThan(30)
    gate.open()
    const run = await going
    expect(Date.parse(run.finishedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(run.startedAt) + 30)
    await runBills(database.ctx('2025-03-01T00:00:00Z'), { billMonth: '2025-02', accountIds }, meters)
  })

  it('runs a group of parked accounts month after month in the background, and tells how far each is', async () => {
    for (const { pointId } of homes) loads.set(pointId, { dailyWh: 5_000 })
    close()
    const which = { billMonth: '2025-01', throughMonth: '2025-02', reason: 'USAGE_MISSING', background: true }
    const begun = await clerk('POST', '/api/billing/parked/reruns', which)
    expect(begun).toMatchObject({ status: 202, body: { billMonth: '2025-01', status: 'running', kind: 'accounts' } })
    await expect.poll(() => gate.waiting).toBe(1)
    const detail = await clerk('GET', `/api/billing/runs/${begun.body.id}`)
    expect(detail.body).toMatchObject({ status: 'running', openAccounts: 3, issued: 0 })
    gate.open()
    await expect
      .poll(async () => (await runs())[0])
      .toMatchObject({ billMonth: '2025-02', status: 'finished', issued: 3 })
    expect(await clerk('GET', `/api/billing/runs/${begun.body.id}`)).toMatchObject({
      body: { status: 'finished', issued: 3 },
    })
  })

  it('shows a run of named accounts whose process is gone as interrupted at once', async () => {
    const [{ id }] = await runs()
    await database.pool.query(`update bill_run set status = 'running', finished_at = null where id = $1`, [id])
    expect(await statusOf(id)).toBe('interrupted')
  })

  it('lets many runs of named accounts go on at once, though the pool has few connections', async () => {
    await database.pool.query(`delete from parked_bill`)
    const accountIds = homes.map(({ accountId }) => accountId)
    const ctx = database.ctx('2025-04-01T00:00:00Z')
    const many = Array.from({ length: 25 }, () => runBills(ctx, { billMonth: '2025-03', accountIds }, meters))
    const finished = await Promise.all(many)
    expect(finished.reduce((sum, { issued }) => sum + issued, 0)).toBe(3)
  })

  it('corrects all of a cause in the background, once at a time, and tells what it came to', async () => {
    for (const { pointId } of homes.slice(0, 2)) loads.set(pointId, { dailyWh: 6_000 })
    loads.set(homes[2]?.pointId ?? 0, { dailyWh: 5_000, missing: true })
    await database.pool.query(
      `insert into correction_task (account_id, bill_month, cause, detail, opened_at)
       select account_id, '2025-01', 'reading', '{}', '2025-03-01T00:00:00Z' from unnest($1::bigint[]) as account_id`,
      [homes.map(({ accountId }) => accountId)],
    )
    close()
    const at = '/api/billing/correction-tasks/runs'
    const begun = await clerk('POST', at, { cause: 'reading', background: true })
    expect(begun).toMatchObject({ status: 202, body: { status: 'running', wanted: 3, accounts: 0 } })
    const again = await clerk('POST', at, { cause: 'reading', background: true })
    expect(again).toMatchObject({ status: 409, body: { error: { code: 'RUN_IN_PROGRESS' } } })
    expect((await clerk('GET', at)).body.items).toMatchObject([{ status: 'running', cause: 'reading' }])
    gate.open()
    await expect.poll(async () => (await clerk('GET', at)).body.items[0].status).toBe('finished')
    const [run] = (await clerk('GET', at)).body.items
    expect(run).toMatchObject({ accounts: 3, corrected: 2, unchanged: 0, failed: 1 })
    expect(run.differenceYuan).not.toBe('0.00')
    const { items } = (await clerk('GET', '/api/billing/correction-tasks')).body
    expect(items).toMatchObject([{ detail: { fault: expect.stringContaining('示数缺失') } }])
  })

  it('shows corrections whose process is gone as interrupted, and goes on with what is left', async () => {
    await database.pool.query(`update correction_run set status = 'running', finished_at = null`)
    const at = '/api/billing/correction-tasks/runs'
    expect((await clerk('GET', at)).body.items).toMatchObject([{ status: 'interrupted' }])
    loads.set(homes[2]?.pointId ?? 0, { dailyWh: 5_000 })
    const rest = await clerk('POST', at, { cause: 'reading' })
    expect(rest).toMatchObject({ status: 201, body: { status: 'finished', wanted: 1, unchanged: 1, failed: 0 } })
  })
})
