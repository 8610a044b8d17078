import { beforeAll, describe, expect, it } from 'vitest'
import { findBalance } from '../../billing/balances.ts'
import { listBills } from '../../billing/bills.ts'
import { recordPayment, runBills } from '../../billing/index.ts'
import { layNetwork } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { openHousehold } from './households.ts'
import { steadyMeters } from './meters.ts'

describe('an account that is settled several times a month (分次结算)', () => {
  const database = useDatabase()
  const at = (now: string) => database.ctx(`${now}+08:00`, { roles: ['billing'], username: 'billing' })
  const query = async (sql: string, values: unknown[] = []) => (await database.pool.query(sql, values)).rows
  const loads: Parameters<typeof steadyMeters>[0] = new Map()
  const meters = steadyMeters(loads)
  let plant: Awaited<ReturnType<typeof openHousehold>>
  let shop: Awaited<ReturnType<typeof openHousehold>>

  beforeAll(async () => {
    const ctx = at('2026-01-01T08:00:00')
    const network = await layNetwork(ctx)
    const open = (name: string, priceCode: string) =>
      openHousehold(ctx, network, { name, priceCode, energisedAt: '2026-01-01T00:00:00+08:00' })
    plant = await open('大厂', 'DEMO-IND-2P')
    shop = await open('小店', 'DEMO-COM-SINGLE')
    loads.set(plant.pointId, { dailyWh: 10_000_000 })
    loads.set(shop.pointId, { dailyWh: 10_000 })
    await query('alter table account_term disable trigger account_term_kept')
    await query(
      `update account_term set parts = 'two', base_charge = 'capacity', class = 'commercial', power_factor_exempt = '约定不执行', contract_capacity_kva = 1000,
         running_capacity_kva = 1000 where account_id = $1`,
      [plant.accountId],
    )
    const [place] = await query(`insert into receiving_point (account_id, name) values ($1, '受电点') returning id`, [
      plant.accountId,
    ])
    const [unit] = await query(
      `insert into customer_transformer (receiving_point_id, name, capacity_kva) values ($1, '1号变', 1000) returning id`,
      [place.id],
    )
    await query(
      `insert into customer_transformer_term (transformer_id, state, valid_from, known_from, changed_by, reason, case_ref)
       values ($1, 'in-use', '2026-01-01', '2026-01-01T00:00:00Z', 't', 't', 't')`,
      [unit.id],
    )
    await query(
      `insert into settlement_term (account_id, days, valid_from, case_ref) values ($1, '{11,21}', '2026-01-01', 't')`,
      [plant.accountId],
    )
  })

  const run = (now: string) => runBills(at(now), { billMonth: '2026-01' }, meters)
  const standing = async () => {
    const { items } = await listBills(at('2026-03-01T00:00:00'), { accountNo: plant.accountNo, limit: 10 })
    return items.map(({ periodFrom, periodTo, totalYuan, paidYuan }) => [periodFrom, periodTo, totalYuan, paidYuan])
  }
  /** Bought 0.45, loss 0.0152, operation 0.048, grid 0.14, funds 0.0294: 0.6826 yuan a kWh, each part a line of its own. */
  const energyYuan = (days: number) => (days * 10_000 * 0.6826).toFixed(2)

  it('pays its energy on each settlement day, and no base charge yet', async () => {
    await expect(run('2026-01-10T02:00:00')).rejects.toMatchObject({ code: 'MONTH_NOT_ENDED' })
    expect(await run('2026-01-11T02:00:00')).toMatchObject({ issued: 1, parked: 0 })
    expect(await standing()).toEqual([['2026-01-01', '2026-01-11', energyYuan(10), '0.00']])
    expect(await run('2026-01-12T02:00:00')).toMatchObject({ issued: 0, parked: 0 })
    expect(await run('2026-01-23T02:00:00')).toMatchObject({ issued: 1 })
    const cashier = database.ctx('2026-01-24T00:00:00Z', { roles: ['cashier'], username: 'cashier' })
    const amountYuan = energyYuan(20)
    await recordPayment(cashier, {
      accountNo: plant.accountNo,
      amountYuan,
      channel: 'bank',
      idempotencyKey: 'twice-paid',
    })
    expect((await standing()).map(([, to, , paid]) => [to, paid])).toEqual([
      ['2026-01-21', energyYuan(10)],
      ['2026-01-11', energyYuan(10)],
    ])
  })

  it('gets the bill of the whole month in their place, with the base charge, and owes what is not paid', async () => {
    expect(await run('2026-02-01T02:00:00')).toMatchObject({ issued: 2, parked: 0, held: 0 })
    const total = (31 * 10_000 * 0.6826 + 26_000).toFixed(2)
    expect(await standing()).toEqual([['2026-01-01', '2026-02-01', total, energyYuan(20)]])
    expect(await findBalance(at('2026-02-01T03:00:00'), plant.accountId)).toMatchObject({
      balanceYuan: (Number(energyYuan(20)) - Number(total)).toFixed(2),
      unpaidBills: 1,
    })
    const documents = await query(
      `select document, count(*)::int, sum(total_yuan) as yuan, sum(energy_wh)::bigint as wh from bill
       where account_id = $1 group by 1 order by 1`,
      [plant.accountId],
    )
    expect(documents).toMatchObject([
      { document: 'bill', count: 1, wh: 310_000_000 },
      { document: 'interim', count: 2, wh: 200_000_000 },
      { document: 'reversal', count: 2, wh: -200_000_000 },
    ])
  })

  it('begins the next month where the month ended', async () => {
    const bills = await runBills(at('2026-02-11T02:00:00'), { billMonth: '2026-02' }, meters)
    expect(bills).toMatchObject({ issued: 1 })
    expect((await standing())[0]).toEqual(['2026-02-01', '2026-02-11', (10 * 10_000 * 0.6526).toFixed(2), '0.00'])
    const ledger = await query(
      `select l.charged_yuan = (select sum(total_yuan) from bill b where b.account_id = l.account_id and b.standing) as sums
       from account_ledger l`,
    )
    expect(ledger.every(({ sums }) => sums)).toBe(true)
  })
})
