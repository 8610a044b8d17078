import { beforeAll, describe, expect, it } from 'vitest'
import { correctedReadings } from '../../billing/corrections/tasks.ts'
import { runBills } from '../../billing/index.ts'
import { publishAll } from '../../db/events.ts'
import { deliverEvents } from '../../db/subscriptions.ts'
import { layNetwork } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { openHousehold } from './households.ts'
import { steadyMeters } from './meters.ts'

type Name = 'park' | 'house' | 'shop' | 'lamp' | 'bulb' | 'stranger'

describe('an edited reading under several levels of deduction', () => {
  const database = useDatabase()
  const loads: Parameters<typeof steadyMeters>[0] = new Map()
  const points = {} as Record<Name, number>
  const nameOf = new Map<number, string>()

  beforeAll(async () => {
    const ctx = database.ctx('2025-05-01T04:00:00Z')
    const network = await layNetwork(ctx)
    const uses = { park: 90_000, house: 40_000, shop: 10_000, lamp: null, bulb: null, stranger: 5_000 }
    for (const [name, dailyWh] of Object.entries(uses) as [Name, number | null][]) {
      const home = { name, priceCode: 'DEMO-COM-SINGLE', energisedAt: '2025-05-01T00:00:00+08:00' }
      const { pointId, accountId } = await openHousehold(ctx, network, { ...home, isUnmetered: dailyWh === null })
      points[name] = pointId
      nameOf.set(accountId, name)
      if (dailyWh !== null) loads.set(pointId, { dailyWh })
    }
    const { park, house, shop, lamp } = points
    await database.pool.query(
      `insert into deduction_edge (parent_point_id, child_point_id, method, quantity, valid_from, case_ref)
       values ($1, $2, 'metered-child', null, '2025-05-01', 't'), ($2, $3, 'metered-child', null, '2025-05-01', 't'),
         ($1, $4, 'fixed-ratio', 10, '2025-05-01', 't')`,
      [park, house, shop, lamp],
    )
    const billed = database.ctx('2025-05-31T16:00:00Z', { roles: ['billing'], username: 'billing' })
    await runBills(billed, { billMonth: '2025-05' }, steadyMeters(loads))
  })

  const tasksAfter = async (pointId: number): Promise<(string | undefined)[]> => {
    const ctx = database.ctx('2025-06-05T00:00:00Z')
    await database.pool.query('delete from correction_task')
    const bills = await database.pool.query(
      'select b.bill_no from bill b join metering_point p on p.account_id = b.account_id where p.id = $1 and b.standing',
      [pointId],
    )
    const billNo = String(bills.rows[0].bill_no)
    const edit = { pointId, day: '2025-05-20', billMonth: '2025-05', billNo, because: 'curve-edited' as const }
    await publishAll(ctx, 'usage.corrected', [edit])
    await expect
      .poll(async () => {
        await deliverEvents(ctx, correctedReadings)
        return (await database.pool.query('select account_id from correction_task')).rows.length
      })
      .toBeGreaterThan(0)
    const { rows } = await database.pool.query('select account_id from correction_task')
    return rows.map(({ account_id: id }) => nameOf.get(Number(id))).sort()
  }

  it('reaches every meter above it and whoever has a share of one, and nobody else', async () => {
    expect(await tasksAfter(points.shop)).toEqual(['house', 'lamp', 'park', 'shop'])
    expect(await tasksAfter(points.house)).toEqual(['house', 'lamp', 'park'])
    expect(await tasksAfter(points.stranger)).toEqual(['stranger'])
  })

  it('ends where edges were drawn in a circle', async () => {
    await database.pool.query(
      `insert into deduction_edge (parent_point_id, child_point_id, method, valid_from, case_ref)
       values ($1, $2, 'metered-child', '2025-05-15', 't')`,
      [points.shop, points.park],
    )
    expect(await tasksAfter(points.house)).toEqual(['house', 'lamp', 'park', 'shop'])
  })
})
