import { beforeAll, describe, expect, it } from 'vitest'
import { listHeld } from '../../billing/held/held.ts'
import { recordPayment, runBills } from '../../billing/index.ts'
import { layNetwork } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { openHousehold } from './households.ts'
import { steadyMeters } from './meters.ts'

describe('checks before bills are issued', () => {
  const database = useDatabase()
  const at = (now: string) => database.ctx(now, { roles: ['billing', 'cashier'], username: 'billing' })
  const query = async (sql: string, values: unknown[] = []) => (await database.pool.query(sql, values)).rows
  const loads: Parameters<typeof steadyMeters>[0] = new Map()
  const meters = steadyMeters(loads)
  const homes: Record<string, Awaited<ReturnType<typeof openHousehold>>> = {}
  const run = (month: number) =>
    runBills(at(`2025-0${month + 1}-01T02:00:00Z`), { billMonth: `2025-0${month}` }, meters)

  beforeAll(async () => {
    const ctx = at('2025-01-01T04:00:00Z')
    const network = await layNetwork(ctx)
    for (const name of ['欠费户', '已缴户', '预收户', '无址户', '估抄户', '实抄户']) {
      const home = { name, priceCode: 'SH-RES-FLAT', energisedAt: '2025-01-01T00:00:00+08:00' }
      homes[name] = await openHousehold(ctx, network, home)
      loads.set(homes[name].pointId, { dailyWh: 20_000, since: { day: '2025-05-01', dailyWh: 40_000 } })
    }
    loads.set(homes.估抄户?.pointId ?? 0, { dailyWh: 20_000, quality: 'estimated' })
    loads.set(homes.实抄户?.pointId ?? 0, { dailyWh: 20_000 })
    await query(`update account set address = '待补录' where id = $1`, [homes.无址户?.accountId])
    for (const month of [1, 2, 3]) await run(month)
    const pay = (name: string, amountYuan: string) =>
      recordPayment(at('2025-04-20T02:00:00Z'), {
        ...{
          accountNo: homes[name]?.accountNo ?? '',
          amountYuan,
          channel: 'counter-cash',
          idempotencyKey: `T-${name}`,
        },
      })
    await pay('已缴户', '1200')
    await pay('预收户', '40000')
    await run(4)
    await run(5)
  })

  const hitsOf = async (name: string, billMonth: string) =>
    query(
      `select h.rule, h.figures, b.state from bill_check_hit h join bill b on b.id = h.bill_id
       where b.account_id = $1 and b.bill_month = $2 order by h.rule`,
      [homes[name]?.accountId, billMonth],
    )

  it('hold a bill that is high where several are overdue, not that of who has paid', async () => {
    // January to March and April's, due on 26 May: overdue on 1 June are four.
    expect(await hitsOf('欠费户', '2025-05')).toMatchObject([
      { rule: 'arrears', state: 'held', figures: { overdueBills: 4, overdueYuan: 1538.4, totalYuan: 794.84 } },
    ])
    expect(await hitsOf('已缴户', '2025-05')).toEqual([])
  })

  it('hold a bill whose account has a credit of many bills, and one that cannot be delivered', async () => {
    expect((await hitsOf('预收户', '2025-04')).filter(({ state }) => state === 'held')).toMatchObject([
      { rule: 'credit', figures: { billYuan: 384.6 } },
    ])
    expect((await hitsOf('无址户', '2025-01')).filter(({ rule }) => rule === 'no-address')).toMatchObject([
      { state: 'held', figures: { address: '待补录' } },
    ])
    const { items } = await listHeld(at('2025-06-02T00:00:00Z'), { limit: 50, rule: 'no-address' })
    expect(items.map(({ customerName }) => customerName)).toEqual(['无址户'])
  })

  it('tell the share of the energy that is estimated, and of nothing where all is measured', async () => {
    expect((await hitsOf('估抄户', '2025-02')).filter(({ rule }) => rule === 'estimated')).toMatchObject([
      { state: 'issued', figures: { sharePercent: 100 } },
    ])
    expect((await hitsOf('实抄户', '2025-02')).filter(({ rule }) => rule === 'estimated')).toEqual([])
  })
})
