import { beforeAll, describe, expect, it } from 'vitest'
import { findBill } from '../../billing/bills.ts'
import { correctBills } from '../../billing/corrections/corrections.ts'
import { findLatestBill, runBills } from '../../billing/index.ts'
import { applyChanges } from '../../db/customers/changes/apply.ts'
import { layNetwork } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { openHousehold } from './households.ts'
import { steadyMeters } from './meters.ts'

describe('line loss of a point (线损)', () => {
  const database = useDatabase()
  const at = (now: string) => database.ctx(now, { roles: ['billing'], username: 'billing' })
  const loads: Parameters<typeof steadyMeters>[0] = new Map()
  const meters = steadyMeters(loads)
  let shop: Awaited<ReturnType<typeof openHousehold>>
  const set = (now: string, from: string, percent: string) =>
    applyChanges(at(now), [{ change: 'line-loss-set', pointId: shop.pointId, from, percent, reactivePercent: '0' }], {
      caseRef: 'test',
      reason: '线损核定',
    })
  const latest = async () => {
    const bill = await findLatestBill(at('2025-12-01T00:00:00Z'), shop.accountId)
    return findBill(at('2025-12-01T00:00:00Z'), bill?.id ?? 0)
  }

  beforeAll(async () => {
    const ctx = at('2025-04-01T04:00:00Z')
    const network = await layNetwork(ctx)
    const home = { name: '山庄', priceCode: 'SH-RES-FLAT', energisedAt: '2025-04-01T00:00:00+08:00' }
    shop = await openHousehold(ctx, network, home)
    loads.set(shop.pointId, { dailyWh: 10_000 })
    await set('2025-04-02T00:00:00Z', '2025-04-16', '4')
    await runBills(at('2025-05-01T02:00:00Z'), { billMonth: '2025-04', accountIds: [shop.accountId] }, meters)
  })

  it('is added from its first day on, as a figure of its own', async () => {
    // 150 kWh, then 150 and 4 % of them: 306 × 0.641.
    const bill = await latest()
    expect(
      bill.segments.map(({ meteredKwh, lineLossKwh, chargedKwh }) => [meteredKwh, lineLossKwh, chargedKwh]),
    ).toEqual([
      [150, 0, 150],
      [150, 6, 156],
    ])
    expect(bill).toMatchObject({ energyKwh: 306, totalYuan: '196.15' })
  })

  it('is corrected where it is told late', async () => {
    await set('2025-05-03T00:00:00Z', '2025-04-16', '2')
    const input = { accountId: shop.accountId, fromMonth: '2025-04', reason: '线损更正' }
    await correctBills(at('2025-05-03T02:00:00Z'), input, meters)
    expect(await latest()).toMatchObject({ energyKwh: 303, document: 'reissue' })
  })
})
