import { beforeAll, describe, expect, it } from 'vitest'
import {
  changeCheckRule,
  decideHeld,
  listCheckRulesWithPrecision,
  listGroups,
  listHeld,
} from '../../billing/held/held.ts'
import { findLatestBill, runBills } from '../../billing/index.ts'
import { listParked, rerunParked } from '../../billing/parked.ts'
import { layNetwork } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { openHousehold } from './households.ts'
import { steadyMeters } from './meters.ts'

describe('a bill that looks wrong', () => {
  const database = useDatabase()
  const at = (now: string) => database.ctx(now, { roles: ['billing'], username: 'billing' })
  const loads: Parameters<typeof steadyMeters>[0] = new Map()
  const meters = steadyMeters(loads)
  const [january, february, march] = ['2025-01-31T16:00:00Z', '2025-02-28T16:00:00Z', '2025-03-31T16:00:00Z'] as const
  let homes: Awaited<ReturnType<typeof openHousehold>>[]

  beforeAll(async () => {
    const ctx = at('2025-01-01T04:00:00Z')
    const network = await layNetwork(ctx)
    homes = []
    for (const name of ['甲', '乙', '丙', '丁']) {
      const home = { name, priceCode: 'SH-RES-TIER', energisedAt: '2025-01-01T00:00:00+08:00' }
      homes.push(await openHousehold(ctx, network, home))
    }
    for (const { pointId } of homes) loads.set(pointId, { dailyWh: 8_000 })
    await runBills(at(january), { billMonth: '2025-01' }, meters)
  })

  it('is held with rule, cause and figures, while clean ones are issued by themselves', async () => {
    for (const { pointId } of homes.slice(0, 3))
      loads.set(pointId, { dailyWh: 8_000, since: { day: '2025-02-01', dailyWh: 80_000 } })
    const run = await runBills(at(february), { billMonth: '2025-02' }, meters)
    expect(run).toMatchObject({ issued: 1, held: 3, parked: 0 })
    const { items } = await listGroups(at(february), '2025-02')
    expect(items).toMatchObject([{ rule: 'energy-jump', cause: 'use', bills: 3 }])
    const held = await listHeld(at(february), { rule: 'energy-jump', limit: 10 })
    expect(held.items[0]).toMatchObject({ figures: { usual: 8, now: 80 }, others: [] })
    expect(await findLatestBill(at(february), homes[0]?.accountId ?? 0)).toMatchObject({ billMonth: '2025-01' })
  })

  it('keeps the next month waiting and is not billed twice', async () => {
    expect(await runBills(at(february), { billMonth: '2025-02' }, meters)).toMatchObject({ issued: 0, existing: 4 })
    const run = await runBills(at(march), { billMonth: '2025-03' }, meters)
    expect(run).toMatchObject({ issued: 1, parked: 3 })
    const { items } = await listParked(at(march), { billMonth: '2025-03', limit: 5 })
    expect(new Set(items.map(({ reason }) => reason))).toEqual(new Set(['EARLIER_BILL_HELD']))
  })

  it('is issued when the hit was a false alarm, with the days to pay, and the next month follows by itself', async () => {
    const { items } = await listHeld(at(march), { limit: 10 })
    const hitIds = items.filter(({ accountNo }) => accountNo === homes[0]?.accountNo).map(({ hitId }) => hitId)
    const input = { which: { hitIds }, decision: 'false-alarm' as const, note: '客户已核实' }
    expect(await decideHeld(at('2025-04-02T04:00:00Z'), input, meters)).toEqual({ decided: 1, issued: 1, sentBack: 0 })
    const { rows } = await database.pool.query(
      `select bill_month, state, due_on, charged_through_yuan from bill where account_id = $1 order by bill_month`,
      [homes[0]?.accountId],
    )
    expect(rows).toMatchObject([
      { bill_month: '2025-01', state: 'issued' },
      // Rated on 1 March for 26 March, issued 32 days later.
      { bill_month: '2025-02', state: 'issued', due_on: '2025-04-27' },
      { bill_month: '2025-03', state: 'issued' },
    ])
    await expect(decideHeld(at(march), input, meters)).rejects.toMatchObject({ code: 'NOTHING_TO_DECIDE' })
  })

  it('goes back when the hit was right, and is rated anew from what was mended', async () => {
    const which = { billMonth: '2025-02', rule: 'energy-jump', cause: 'use' } as const
    const answer = await decideHeld(at('2025-04-02T05:00:00Z'), { which, decision: 'confirmed' }, meters)
    expect(answer).toEqual({ decided: 2, issued: 0, sentBack: 2 })
    for (const { pointId } of homes.slice(1, 3)) loads.set(pointId, { dailyWh: 8_000 })
    const parked = await listParked(at(march), { reason: 'SENT_BACK', limit: 5 })
    expect(parked.items).toHaveLength(2)
    for (const { id } of parked.items) {
      expect(await rerunParked(at('2025-04-03T05:00:00Z'), id, meters)).toMatchObject({ outcome: 'issued' })
    }
    const ledger = await database.pool.query(
      `select l.charged_yuan = (select sum(total_yuan) from bill b where b.account_id = l.account_id and b.standing
         and b.state = 'issued') as sums from account_ledger l`,
    )
    expect(new Set(ledger.rows.map(({ sums }) => sums))).toEqual(new Set([true]))
  })

  it('measures how often each rule was right, and a rule’s figures can be changed', async () => {
    const { items } = await listCheckRulesWithPrecision(at(march))
    expect(items.find(({ code }) => code === 'energy-jump')).toMatchObject({
      confirmed: 2,
      falseAlarms: 1,
      precision: 2 / 3,
    })
    const input = { parameters: { factor: 20 }, holds: true, enabled: true, basis: '夏季用电高峰' }
    await changeCheckRule(at(march), 'energy-jump', input)
    await expect(
      changeCheckRule(at(march), 'energy-jump', { ...input, parameters: { fcator: 2 } }),
    ).rejects.toMatchObject({ code: 'PARAMETERS_UNKNOWN', issues: [{ path: 'parameters.fcator' }] })
    const changed = await listCheckRulesWithPrecision(at(march))
    expect(changed.items.find(({ code }) => code === 'energy-jump')?.parameters).toEqual({
      factor: 20,
      floorKwhPerDay: 20,
    })
  })
})
