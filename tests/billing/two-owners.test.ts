import { beforeAll, describe, expect, it } from 'vitest'
import { findBalance } from '../../billing/balances.ts'
import { findChanges } from '../../billing/bill-changes.ts'
import { findBill } from '../../billing/bills.ts'
import { findCharge } from '../../billing/charges/read.ts'
import { changedFiles } from '../../billing/file-changes.ts'
import { recordPayment, runBills } from '../../billing/index.ts'
import { listExportedBills } from '../../billing/sql/run-export.ts'
import { applyChanges } from '../../db/customers/changes/apply.ts'
import type { OpenedAccount } from '../../db/customers/open.ts'
import { deliverEvents } from '../../db/subscriptions.ts'
import { listTimeline } from '../../db/timeline.ts'
import { layNetwork } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { untilReadable } from '../support/events.ts'
import { openHousehold } from './households.ts'
import { steadyMeters } from './meters.ts'

describe('of two owners of one account', () => {
  const database = useDatabase()
  const at = (now: string) => database.ctx(now, { roles: ['billing', 'cashier'], username: 'billing' })
  const loads: Parameters<typeof steadyMeters>[0] = new Map()
  const meters = steadyMeters(loads)
  let home: OpenedAccount
  let newId: number
  let runId: number
  const reader = (now: string) => database.ctx(now, { roles: ['customer'], username: 'new', customerId: newId })
  const paymentsOf = async (ctx: ReturnType<typeof at>) =>
    (await listTimeline(ctx, { accountId: home.accountId, limit: 100 }))
      .filter(({ kind }) => kind === 'payment')
      .map(({ titleZh }) => titleZh)
  const billOf = async (periodFrom: string) => {
    const { rows } = await database.pool.query(
      'select id, total_yuan as yuan from bill where account_id = $1 and period_from = $2 and standing',
      [home.accountId, periodFrom],
    )
    return { id: Number(rows[0].id), yuan: rows[0].yuan as string }
  }
  const pay = (now: string, amountYuan: string, idempotencyKey: string) =>
    recordPayment(at(now), { accountNo: home.accountNo, amountYuan, channel: 'counter-cash', idempotencyKey })

  beforeAll(async () => {
    const network = await layNetwork(at('2025-01-01T04:00:00Z'))
    const opening = { name: '旧户主', priceCode: 'SH-RES-FLAT', energisedAt: '2025-02-01T00:00:00+08:00' }
    home = await openHousehold(at('2025-02-01T04:00:00Z'), network, opening)
    loads.set(home.pointId, { dailyWh: 10_000 })
    const { accountId } = home
    await runBills(at('2025-03-01T01:00:00Z'), { billMonth: '2025-02', accountIds: [accountId] }, meters)
    const now = at('2025-03-12T04:00:00Z')
    const customer = { kind: 'person' as const, name: '新户主' }
    const changes = [{ ...{ change: 'customer-set' as const, accountId, from: '2025-03-12' }, customer }]
    await applyChanges(now, changes, { caseRef: 'application:T', reason: '过户' })
    await untilReadable(database.pool)
    await deliverEvents(now, changedFiles(meters))
    const { rows } = await database.pool.query(`select id from customer where name = '新户主'`)
    newId = Number(rows[0].id)
  })

  it('the new one does not owe what the old one left, and is not told of it', async () => {
    expect(await findBalance(reader('2025-03-13T04:00:00Z'), home.accountId)).toMatchObject({
      ...{ balanceYuan: '0.00', arrearsYuan: '0.00', unpaidBills: 0, oldestDueOn: null, lateFeeYuan: '0.00' },
    })
    // 28 and 11 days of 10 kWh at 0.641.
    expect(await findBalance(at('2025-03-13T04:00:00Z'), home.accountId)).toMatchObject({
      ...{ balanceYuan: '-249.99', unpaidBills: 2 },
    })
  })

  it('what the old one pays on the day of the hand-over and after it is not told to the new one, nor as his', async () => {
    await pay('2025-03-12T06:00:00Z', '179.48', 'old-1')
    await pay('2025-04-20T06:00:00Z', '70.51', 'old-2')
    expect(await paymentsOf(at('2025-04-21T04:00:00Z'))).toHaveLength(2)
    expect(await paymentsOf(reader('2025-04-21T04:00:00Z'))).toEqual([])
    const run = await runBills(
      at('2025-05-01T01:00:00Z'),
      { billMonth: '2025-04', accountIds: [home.accountId] },
      meters,
    )
    runId = run.id
    const { yuan } = await billOf('2025-03-12')
    expect(await findBalance(reader('2025-05-02T04:00:00Z'), home.accountId)).toMatchObject({ balanceYuan: `-${yuan}` })
    await pay('2025-05-02T06:00:00Z', yuan, 'new-1')
    expect(await paymentsOf(reader('2025-05-03T04:00:00Z'))).toEqual([`收到电费 ${yuan} 元`])
  })

  it('a late fee on what the old one owed is his, though it came about later', async () => {
    const { rows } = await database.pool.query(
      `select c.id from account_charge c where c.account_id = $1 and c.kind = 'late-fee'`,
      [home.accountId],
    )
    const id = Number(rows[0].id)
    expect((await findCharge(at('2025-05-03T04:00:00Z'), id)).customerName).toBe('旧户主')
    await expect(findCharge(reader('2025-05-03T04:00:00Z'), id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const told = async (ctx: ReturnType<typeof at>) =>
      (await listTimeline(ctx, { accountId: home.accountId, limit: 100 })).filter(({ kind }) => kind === 'charge')
        .length
    expect(await told(at('2025-05-03T04:00:00Z'))).toBe(1)
    expect(await told(reader('2025-05-03T04:00:00Z'))).toBe(0)
    expect(await findBalance(reader('2025-05-03T04:00:00Z'), home.accountId)).toMatchObject({ unpaidCharges: 0 })
  })

  it('each bill is with the name of him whose days it is about, wherever it is printed', async () => {
    const ctx = at('2025-05-03T04:00:00Z')
    const [first, final, own] = [await billOf('2025-02-01'), await billOf('2025-03-01'), await billOf('2025-03-12')]
    expect((await findBill(ctx, first.id)).customerName).toBe('旧户主')
    expect((await findBill(ctx, final.id)).customerName).toBe('旧户主')
    expect((await findBill(ctx, own.id)).customerName).toBe('新户主')
    const page = { runId, throughId: own.id, afterId: 0, limit: 10 }
    expect((await listExportedBills(ctx, page)).map(({ customerName }) => customerName)).toEqual(['新户主'])
    const before = await database.pool.query('select run_id from bill where id = $1', [first.id])
    const earlier = { ...page, runId: Number(before.rows[0].run_id) }
    expect((await listExportedBills(ctx, earlier)).map(({ customerName }) => customerName)).toEqual(['旧户主'])
  })

  it('a bill tells nothing of what the other used before', async () => {
    const ctx = at('2025-05-03T04:00:00Z')
    const { id } = await billOf('2025-03-12')
    expect((await findBill(ctx, id)).use.months.map(({ billMonth }) => billMonth)).toEqual(['2025-04'])
    expect((await findChanges(ctx, id, 'previous')).earlier).toBeNull()
    const final = await billOf('2025-03-01')
    expect((await findBill(ctx, final.id)).use.months.map(({ billMonth }) => billMonth)).toEqual(['2025-02', '2025-03'])
  })
})
