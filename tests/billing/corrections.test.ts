import { beforeAll, describe, expect, it } from 'vitest'
import { findBalance } from '../../billing/balances.ts'
import { findBill, listBills } from '../../billing/bills.ts'
import { correctBills, previewCorrection } from '../../billing/corrections/corrections.ts'
import { findLatestBill, recordPayment, runBills } from '../../billing/index.ts'
import { layNetwork, type Network } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { openHousehold } from './households.ts'
import { steadyMeters } from './meters.ts'

describe('a bill that was issued and turns out wrong', () => {
  const database = useDatabase()
  const at = (now: string) => database.ctx(now, { roles: ['billing'], username: 'billing' })
  const loads: Parameters<typeof steadyMeters>[0] = new Map()
  const meters = steadyMeters(loads)
  const later = '2025-06-02T04:00:00Z'
  let network: Network
  let home: Awaited<ReturnType<typeof openHousehold>>

  beforeAll(async () => {
    const ctx = at('2025-01-01T04:00:00Z')
    network = await layNetwork(ctx)
    const opening = { name: '周更正', priceCode: 'SH-RES-TIER', energisedAt: '2025-01-01T00:00:00+08:00' }
    home = await openHousehold(ctx, network, opening)
    loads.set(home.pointId, { dailyWh: 20_000 })
    for (const month of ['01', '02', '03', '04', '05']) {
      const next = String(Number(month) + 1).padStart(2, '0')
      await runBills(at(`2025-${next}-01T01:00:00Z`), { billMonth: `2025-${month}` }, meters)
    }
    const cashier = database.ctx('2025-03-05T04:00:00Z', { roles: ['cashier'], username: 'cashier' })
    // January to March are paid: 382.54 + 345.52 + 382.54; January was due seven days before: a late fee of 2.68.
    await recordPayment(cashier, {
      accountNo: home.accountNo,
      amountYuan: '1110.60',
      channel: 'online',
      idempotencyKey: 'three-months',
    })
  })

  const correct = (fromMonth: string, throughMonth?: string) =>
    correctBills(at(later), { accountId: home.accountId, fromMonth, throughMonth, reason: '示数更正' }, meters)

  it('is let be where nothing comes out otherwise', async () => {
    expect(await correct('2025-01', '2025-05')).toEqual({
      accountNo: home.accountNo,
      months: [],
      differenceYuan: '0.00',
    })
    expect(await documents()).toEqual([['bill', true, 5]])
  })

  it('is shown before, after and difference without leaving a trace', async () => {
    // From February on the register counts 25 kWh a day: every later month begins where the one before ended.
    loads.set(home.pointId, { dailyWh: 20_000, since: { day: '2025-02-01', dailyWh: 25_000 } })
    const input = { accountId: home.accountId, fromMonth: '2025-02', reason: '试算' }
    const preview = await previewCorrection(at(later), input, meters)
    expect(preview.months.map(({ billMonth, differenceYuan }) => [billMonth, differenceYuan])).toEqual([
      ['2025-02', '86.38'],
      ['2025-03', '95.64'],
      ['2025-04', '92.55'],
      // 3,120 kWh of tier 1 are used up in May: 620 + 700 + 775 + 750 = 2,845 before it.
      ['2025-05', '120.64'],
    ])
    expect(preview.months[0]?.words.zh).toBe('2025-02 电费 345.52 → 431.90 元,应补 86.38 元:电量 560 → 700 kWh')
    expect(preview.months[3]?.lines).toMatchObject([
      { item: 'tier-1', before: { quantity: 620 }, after: { quantity: 275 } },
      { item: 'tier-2', before: null, after: { quantity: 500, amountYuan: '333.50' } },
    ])
    expect(await documents()).toEqual([['bill', true, 5]])
  })

  it('is reversed and issued anew, month by month, with linked documents that sum to what was rated', async () => {
    const done = await correct('2025-02')
    expect(done.differenceYuan).toBe('395.21')
    expect(await documents()).toEqual([
      ['bill', false, 4],
      ['bill', true, 1],
      ['reissue', true, 4],
      ['reversal', false, 4],
    ])
    const { rows } = await database.pool.query(
      `select b.bill_month, sum(b.total_yuan) as total, sum(b.energy_wh)::int as energy,
         bool_and(b.corrects_bill_id is null or o.bill_month = b.bill_month) as linked
       from bill b left join bill o on o.id = b.corrects_bill_id group by b.bill_month order by 1`,
    )
    expect(rows).toMatchObject([
      { total: '382.54', energy: 620_000, linked: true },
      { total: '431.90', energy: 700_000, linked: true },
      { total: '478.18', energy: 775_000, linked: true },
      { total: '462.75', energy: 750_000, linked: true },
      { total: '503.18', energy: 775_000, linked: true },
    ])
    const reversal = await database.pool.query(
      `select l.formula, l.amount_yuan from bill_line l where l.bill_id = $1`,
      [done.months[0]?.reversalId],
    )
    expect(reversal.rows[0]).toMatchObject({ amount_yuan: '-345.52', formula: expect.stringContaining('第 1 行') })
    const lines = await database.pool.query(
      `select count(*)::int as off from bill b where b.total_yuan <> (select sum(amount_yuan) from bill_line l where l.bill_id = b.id)`,
    )
    expect(lines.rows[0].off).toBe(0)
  })

  it('keeps payments on the oldest months, and the ledger with what stands', async () => {
    expect(await findBalance(at(later), home.accountId)).toMatchObject({ balanceYuan: '-1150.63', unpaidBills: 3 })
    const { items } = await listBills(at(later), { accountNo: home.accountNo, limit: 10 })
    expect(items.map(({ billMonth, totalYuan, paidYuan }) => [billMonth, totalYuan, paidYuan])).toEqual([
      ['2025-05', '503.18', '0.00'],
      ['2025-04', '462.75', '0.00'],
      // The late fee, older than March, is covered before it.
      ['2025-03', '478.18', '293.48'],
      ['2025-02', '431.90', '431.90'],
      ['2025-01', '382.54', '382.54'],
    ])
    expect((await findBill(at(later), items[0]?.id ?? 0)).tierProgress).toMatchObject({ accumulatedKwh: 3620 })
    expect(await runBills(at('2025-06-30T16:00:00Z'), { billMonth: '2025-06' }, meters)).toMatchObject({ issued: 1 })
    expect(await findLatestBill(at('2025-07-01T04:00:00Z'), home.accountId)).toMatchObject({ energyKwh: 750 })
  })

  it('corrected back leaves only the months that it touches on their old figures, and no zero bills', async () => {
    loads.set(home.pointId, { dailyWh: 20_000 })
    const done = await correctBills(
      at('2025-07-02T04:00:00Z'),
      { accountId: home.accountId, fromMonth: '2025-02', reason: '更正有误,恢复' },
      meters,
    )
    expect(done.months.map(({ differenceYuan }) => differenceYuan).slice(0, 4)).toEqual([
      '-86.38',
      '-95.64',
      '-92.55',
      '-120.64',
    ])
    const zero = await database.pool.query('select count(*)::int as zero from bill where total_yuan = 0')
    expect(zero.rows[0].zero).toBe(0)
    const twice = await database.pool.query(
      'select bill_month from bill where standing group by account_id, bill_month having count(*) > 1',
    )
    expect(twice.rows).toEqual([])
  })

  it('follows a register that reads otherwise from a day on, so that nothing is billed twice or lost after it', async () => {
    const ctx = at('2025-01-01T04:00:00Z')
    const opening = { name: '周示数', priceCode: 'SH-RES-TIER', energisedAt: '2025-01-01T00:00:00+08:00' }
    const moved = await openHousehold(ctx, network, opening)
    loads.set(moved.pointId, { dailyWh: 20_000 })
    const run = (month: string, day: string) =>
      runBills(at(`${day}T01:00:00Z`), { billMonth: month, accountIds: [moved.accountId] }, meters)
    await run('2025-01', '2025-02-01')
    await run('2025-02', '2025-03-01')
    loads.set(moved.pointId, { dailyWh: 20_000, shift: { day: '2025-02-01', wh: -10_000 } })
    const input = { accountId: moved.accountId, fromMonth: '2025-01', reason: '示数更正' }
    const { months } = await correctBills(at(later), input, meters)
    expect(
      months.map(({ billMonth, differenceYuan, words }) => [billMonth, differenceYuan, words.zh.split(':')[1]]),
    ).toEqual([
      ['2025-01', '-6.17', '电量 620 → 610 kWh'],
      ['2025-02', '0.00', '起止示数更正,金额不变'],
    ])
    await run('2025-03', '2025-06-02')
    const { rows } = await database.pool.query(
      'select bill_month, energy_wh::int as energy from bill where account_id = $1 and standing order by bill_month',
      [moved.accountId],
    )
    expect(rows.map(({ bill_month: month, energy }) => [month, energy])).toEqual([
      ['2025-01', 610_000],
      ['2025-02', 560_000],
      ['2025-03', 620_000],
    ])
  })

  it('refuses what was never billed', async () => {
    await expect(correct('2026-01')).rejects.toMatchObject({ code: 'NOTHING_BILLED' })
    const input = { accountId: 999_999, fromMonth: '2025-01', reason: '无此户' }
    await expect(correctBills(at(later), input, meters)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  async function documents() {
    const { rows } = await database.pool.query(
      'select document, standing, count(*)::int from bill group by 1, 2 order by 1, 2',
    )
    return rows.map(({ document, standing, count }) => [document, standing, count])
  }
})
