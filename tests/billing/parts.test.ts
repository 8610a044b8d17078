import { beforeAll, describe, expect, it } from 'vitest'
import { findBill } from '../../billing/bills.ts'
import { findLatestBill, runBills } from '../../billing/index.ts'
import { listParked } from '../../billing/parked.ts'
import { layNetwork } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { addPoint, openHousehold } from './households.ts'
import { steadyMeters } from './meters.ts'

describe('a bill of several parts', () => {
  const database = useDatabase()
  const at = (now: string) => database.ctx(now, { roles: ['billing'], username: 'billing' })
  const loads: Parameters<typeof steadyMeters>[0] = new Map()
  const meters = steadyMeters(loads)
  const ended = '2025-05-31T16:00:00Z'
  const query = async (sql: string, values: unknown[] = []) => (await database.pool.query(sql, values)).rows
  let homes: Record<'shop' | 'canteen' | 'lamp' | 'kiosk', Awaited<ReturnType<typeof openHousehold>>>

  beforeAll(async () => {
    const ctx = at('2025-05-01T04:00:00Z')
    const network = await layNetwork(ctx)
    const open = (name: string, priceCode: string | null, isUnmetered = false) =>
      openHousehold(ctx, network, { name, priceCode, energisedAt: '2025-05-01T00:00:00+08:00', isUnmetered })
    homes = {
      shop: await open('商行', 'DEMO-COM-SINGLE'),
      canteen: await open('食堂', 'SH-RES-FLAT'),
      lamp: await open('路灯', 'DEMO-COM-SINGLE', true),
      kiosk: await open('报亭', 'DEMO-COM-SINGLE', true),
    }
    loads.set(homes.shop.pointId, { dailyWh: 40_000 })
    loads.set(homes.canteen.pointId, { dailyWh: 10_000 })
  })

  const billOf = async (accountId: number) => {
    const latest = await findLatestBill(at(ended), accountId)
    return findBill(at(ended), latest?.id ?? 0)
  }

  it('takes a metered child’s energy, then fixed quantities, then ratios off the parent, and bills each to its own', async () => {
    await query(
      `insert into deduction_edge (parent_point_id, child_point_id, method, quantity, valid_from, case_ref)
       values ($1, $2, 'metered-child', null, '2025-05-01', 't'), ($1, $3, 'fixed-quantity', 155, '2025-05-01', 't'),
         ($1, $4, 'fixed-ratio', 10, '2025-05-01', 't')`,
      [homes.shop.pointId, homes.canteen.pointId, homes.lamp.pointId, homes.kiosk.pointId],
    )
    const run = await runBills(at(ended), { billMonth: '2025-05' }, meters)
    expect(run).toMatchObject({ issued: 4, parked: 0, held: 0 })
    // 1,240 − 310 = 930, − 155 = 775, a tenth of it to the kiosk.
    expect(await billOf(homes.shop.accountId)).toMatchObject({ energyKwh: 697.5 })
    expect(await billOf(homes.canteen.accountId)).toMatchObject({ energyKwh: 310 })
    expect(await billOf(homes.lamp.accountId)).toMatchObject({ energyKwh: 155, totalYuan: '108.50' })
    expect(await billOf(homes.kiosk.accountId)).toMatchObject({ energyKwh: 77.5 })
    const [segment] = await query(
      'select metered_wh, deducted_wh from bill_segment s join bill b on b.id = s.bill_id where b.account_id = $1',
      [homes.shop.accountId],
    )
    expect(segment).toEqual({ metered_wh: 1_240_000, deducted_wh: 542_500 })
  })

  it('adds the points of an account, and cuts one where its price class changes (改类)', async () => {
    const { accountId } = homes.canteen
    const point = { accountId, pointNo: 'P-2', priceCode: 'SH-RES-FLAT', energisedAt: '2025-06-01T00:00:00+08:00' }
    const second = await addPoint(at('2025-06-01T00:00:00Z'), point)
    await query('update point_term set known_to = $2 where point_id = $1', [second, '2025-06-11T00:00:00Z'])
    await query(
      `insert into point_term (point_id, mode, phase, price_code, valid_from, valid_to, known_from, changed_by, reason, case_ref)
       select $1, 'low-low', 'single', code, from_day::date, to_day::date, '2025-06-11T00:00:00Z', 't', '改类', 't'
       from (values ('SH-RES-FLAT', '2025-06-01', '2025-06-11'), ('DEMO-COM-SINGLE', '2025-06-11', null)) as c(code, from_day, to_day)`,
      [second],
    )
    loads.set(second, { dailyWh: 3_000 })
    const june = '2025-06-30T16:00:00Z'
    await runBills(at(june), { billMonth: '2025-06', accountIds: [homes.canteen.accountId] }, meters)
    const bill = await billOf(homes.canteen.accountId)
    expect(bill).toMatchObject({ billMonth: '2025-06', energyKwh: 390 })
    expect(bill.lines.map(({ item, quantity, price }) => [item, quantity, price])).toEqual([
      ['energy-total', 300, '0.641'],
      ['energy-total', 30, '0.641'],
      ['energy-total', 60, '0.7'],
    ])
    const parts = await query(
      `select segment_from, segment_to from bill_segment s join bill b on b.id = s.bill_id
       where b.account_id = $1 and b.bill_month = '2025-06' order by position`,
      [homes.canteen.accountId],
    )
    expect(parts).toEqual([
      { segment_from: '2025-06-01', segment_to: '2025-07-01' },
      { segment_from: '2025-06-01', segment_to: '2025-06-11' },
      { segment_from: '2025-06-11', segment_to: '2025-07-01' },
    ])
  })

  it('waits for a case in progress (在途), and for children that took more than there was', async () => {
    await query(
      `insert into account_case (account_id, case_ref, kind, opened_at) values ($1, 'change:1', '过户', '2025-06-20T00:00:00Z')`,
      [homes.kiosk.accountId],
    )
    loads.set(homes.canteen.pointId, { dailyWh: 90_000 })
    const accountIds = [homes.kiosk.accountId, homes.shop.accountId]
    const run = await runBills(at('2025-06-30T16:00:00Z'), { billMonth: '2025-06', accountIds }, meters)
    expect(run).toMatchObject({ issued: 0, parked: 2 })
    const { items } = await listParked(at('2025-07-01T00:00:00Z'), { billMonth: '2025-06', limit: 5 })
    expect(items.map(({ reason, owner }) => [reason, owner]).sort()).toEqual([
      ['CASE_IN_PROGRESS', 'intake'],
      ['NOT_COMPUTABLE', 'billing'],
    ])
  })
})
