import { beforeAll, describe, expect, it } from 'vitest'
import { findChanges } from '../../billing/bill-changes.ts'
import { findBill, listBills } from '../../billing/bills.ts'
import { findLatestBill, publishPriceVersion, runBills, settleAccount } from '../../billing/index.ts'
import { listParked, rerunParked } from '../../billing/parked.ts'
import { listTimeline } from '../../db/timeline.ts'
import { layNetwork, type Network } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { openHousehold } from './households.ts'
import { steadyMeters } from './meters.ts'

describe('billing', () => {
  const database = useDatabase()
  const clerk = { roles: ['billing' as const], username: 'billing' }
  const at = (now: string) => database.ctx(now, clerk)
  const loads = new Map<
    number,
    { dailyWh: number; valleyShare?: number; missing?: boolean; quality?: string; fails?: boolean }
  >()
  const meters = steadyMeters(loads)
  let network: Network

  async function move(name: string, priceCode: string | null, load: Parameters<typeof loads.set>[1], persons?: number) {
    const home = { name, priceCode, energisedAt: '2024-11-11T10:30:00+08:00', ...(persons ? { persons } : {}) }
    const opened = await openHousehold(at('2024-11-11T04:00:00Z'), network, home)
    loads.set(opened.pointId, load)
    return opened
  }

  describe('a bill run', () => {
    let wang: Awaited<ReturnType<typeof move>>
    let li: Awaited<ReturnType<typeof move>>
    let shop: Awaited<ReturnType<typeof move>>
    let unpriced: Awaited<ReturnType<typeof move>>
    let silent: Awaited<ReturnType<typeof move>>

    beforeAll(async () => {
      network = await layNetwork(at('2024-11-01T00:00:00Z'))
      wang = await move('王秀英', 'SH-RES-TIER', { dailyWh: 20_000 })
      li = await move('李建国', 'SH-RES-TIER-TOU', { dailyWh: 30_000, valleyShare: 0.4 }, 5)
      shop = await move('城东面馆', 'DEMO-COM-SINGLE', { dailyWh: 50_000 })
      unpriced = await move('赵无价', null, { dailyWh: 1_000 })
      silent = await move('钱无数', 'SH-RES-TIER', { dailyWh: 1_000, missing: true })
    })

    it('refuses a month that has not ended', async () => {
      await expect(runBills(at('2024-11-30T15:59:59Z'), { billMonth: '2024-11' }, meters)).rejects.toMatchObject({
        code: 'MONTH_NOT_ENDED',
      })
    })

    it('bills from the day of energising, parks with reason and owner, and goes on', async () => {
      const run = await runBills(at('2024-11-30T16:00:00Z'), { billMonth: '2024-11' }, meters)
      expect(run).toMatchObject({ status: 'finished', accounts: 5, issued: 3, existing: 0, parked: 2 })
      // Energised on 11 November: 20 days. The tier year 2024 has two months: 3,120 × 2/12 = 520 kWh in tier 1.
      const bill = await findBill(at('2024-12-01T00:00:00Z'), (await latest(wang.accountId))?.id ?? 0)
      expect(bill).toMatchObject({
        billMonth: '2024-11',
        periodFrom: '2024-11-11',
        periodTo: '2024-12-01',
        energyKwh: 400,
        totalYuan: '246.80',
        dueOn: '2024-12-26',
        status: 'issued',
        price: { code: 'SH-RES-TIER', official: true },
        tierProgress: { tierYear: 2024, serviceMonths: 2, accumulatedKwh: 400 },
      })
      expect(bill.lines).toMatchObject([
        { item: 'tier-1', quantity: 400, price: '0.617', unroundedYuan: '246.8', amountYuan: '246.80' },
      ])
      expect(bill.registers).toMatchObject([{ role: 'importTotal', startKwh: 6300, endKwh: 6700, energyKwh: 400 }])
      expect(bill.tierProgress?.tiers[0]).toMatchObject({ fromKwh: 0, limitKwh: 520, usedKwh: 400 })
      const { items } = await listParked(at('2024-12-01T00:00:00Z'), { limit: 50 })
      expect(items.map(({ accountNo, reason, owner }) => [accountNo, reason, owner])).toEqual([
        [silent.accountNo, 'USAGE_MISSING', 'acquisition'],
        [unpriced.accountNo, 'NO_PRICE', 'billing'],
      ])
    })

    it('run again makes nothing new', async () => {
      const before = await count()
      const run = await runBills(at('2024-12-02T00:00:00Z'), { billMonth: '2024-11' }, meters)
      expect(run).toMatchObject({ issued: 0, existing: 3, parked: 2 })
      expect(await count()).toEqual(before)
      const { items } = await listParked(at('2024-12-02T00:00:00Z'), { limit: 50 })
      expect(items.map(({ attempts }) => attempts)).toEqual([2, 2])
    })

    it('stopped between batches and run again makes the same bills', async () => {
      const now = '2024-12-31T16:00:00Z'
      await runBills(at(now), { billMonth: '2024-12', accountIds: [li.accountId] }, meters)
      const run = await runBills(at(now), { billMonth: '2024-12' }, meters)
      expect(run).toMatchObject({ issued: 2, existing: 1, parked: 2 })
      // Two runs of a unit at once: one is refused. Beside a run of named accounts each account is still billed once.
      const january = (input: object) =>
        runBills(at('2025-01-31T16:00:00Z'), { billMonth: '2025-01', ...input }, meters)
      const answers = await Promise.allSettled([january({}), january({}), january({ accountIds: [wang.accountId] })])
      expect(answers.filter(({ status }) => status === 'rejected')).toMatchObject([
        { reason: { code: 'RUN_IN_PROGRESS' } },
      ])
      const perAccount = await database.pool.query(
        'select account_id, count(*)::int as bills from bill group by account_id order by account_id',
      )
      expect(perAccount.rows.map(({ bills }) => bills)).toEqual([3, 3, 3])
    })

    it('splits tiers crossed inside a month between peak and valley, with the bump of a household of five', async () => {
      // 2024: limits (3,120 + 1,200) × 2/12 = 720 and (4,800 + 1,200) × 2/12 = 1,000; November used 600 of them.
      const { items } = await listBills(at('2025-01-01T00:00:00Z'), { accountNo: li.accountNo, limit: 10 })
      const december = await findBill(at('2025-01-01T00:00:00Z'), items[1]?.id ?? 0)
      expect(december).toMatchObject({ billMonth: '2024-12', energyKwh: 930 })
      expect(december.energyByPeriodKwh).toEqual({ peak: 558, valley: 372 })
      expect(december.lines.map(({ item, quantity }) => [item, quantity])).toEqual([
        ['tier-1-peak', 72],
        ['tier-1-valley', 48],
        ['tier-2-peak', 168],
        ['tier-2-valley', 112],
        ['tier-3-peak', 318],
        ['tier-3-valley', 212],
      ])
      const fen = december.lines.reduce((sum, { amountYuan }) => sum + Math.round(Number(amountYuan) * 100), 0)
      expect(fen).toBe(Math.round(Number(december.totalYuan) * 100))
    })

    it('begins a new tier year in January', async () => {
      const bill = await findBill(at('2025-02-01T00:00:00Z'), (await latest(wang.accountId))?.id ?? 0)
      expect(bill).toMatchObject({ billMonth: '2025-01', totalYuan: '382.54' })
      expect(bill.tierProgress).toMatchObject({ tierYear: 2025, serviceMonths: 12, accumulatedKwh: 620 })
    })

    it('marks a price that nobody published', async () => {
      const bill = await findBill(at('2025-02-01T00:00:00Z'), (await latest(shop.accountId))?.id ?? 0)
      expect(bill).toMatchObject({ tierProgress: null, price: { official: false } })
      expect(bill.lines).toMatchObject([{ item: 'energy-total', quantity: 1550, price: '0.7', amountYuan: '1085.00' }])
    })

    it('bills what was parked once its cause is mended, and makes up the months before', async () => {
      loads.set(silent.pointId, { dailyWh: 1_000 })
      const parked = await listParked(at('2025-02-01T00:00:00Z'), {
        billMonth: '2024-12',
        reason: 'USAGE_MISSING',
        limit: 1,
      })
      const answer = await rerunParked(at('2025-02-01T00:00:00Z'), parked.items[0]?.id ?? 0, meters)
      expect(answer.outcome).toBe('issued')
      expect(await latest(silent.accountId)).toMatchObject({ periodFrom: '2024-11-11', energyKwh: 51 })
      // January was parked because November to January crosses the tier year; now it can be billed by itself.
      const january = await listParked(at('2025-02-01T00:00:00Z'), { reason: 'CHANGE_INSIDE_PERIOD', limit: 50 })
      expect(january.items).toMatchObject([{ accountNo: silent.accountNo, billMonth: '2025-01' }])
      expect(await rerunParked(at('2025-02-01T00:00:00Z'), january.items[0]?.id ?? 0, meters)).toMatchObject({
        outcome: 'issued',
      })
      expect(await latest(silent.accountId)).toMatchObject({ periodFrom: '2025-01-01', energyKwh: 31 })
    })

    it('parks a faulty account alone and bills the others of its batch', async () => {
      loads.set(shop.pointId, { dailyWh: 0, fails: true })
      const run = await runBills(at('2025-02-28T16:00:00Z'), { billMonth: '2025-02' }, meters)
      expect(run).toMatchObject({ status: 'finished', issued: 3, parked: 2 })
      const { items } = await listParked(at('2025-03-01T00:00:00Z'), { reason: 'FAULT', limit: 5 })
      expect(items).toMatchObject([{ accountNo: shop.accountNo, owner: 'admin' }])
    })

    it('parks a suspect reading and a made-up period that crosses the tier year', async () => {
      loads.set(wang.pointId, { dailyWh: 20_000, quality: 'suspect' })
      const late = await openHousehold(at('2024-12-10T00:00:00Z'), network, {
        name: '孙跨年',
        priceCode: 'SH-RES-TIER',
        energisedAt: '2024-12-10T09:00:00+08:00',
      })
      loads.set(late.pointId, { dailyWh: 1_000 })
      const accountIds = [wang.accountId, late.accountId]
      await runBills(at('2025-03-31T16:00:00Z'), { billMonth: '2025-03', accountIds }, meters)
      const { items } = await listParked(at('2025-04-01T00:00:00Z'), { billMonth: '2025-03', limit: 5 })
      expect(items.map(({ reason }) => reason).sort()).toEqual(['CHANGE_INSIDE_PERIOD', 'USAGE_SUSPECT'])
    })

    it('tells the timeline and publishes one event for each bill', async () => {
      const entries = await listTimeline(at('2025-04-01T00:00:00Z'), { accountId: li.accountId, limit: 50 })
      expect(entries.filter(({ kind }) => kind === 'bill')).toHaveLength(4)
      const { rows } = await database.pool.query(`select count(*)::int as events from event where kind = 'bill.issued'`)
      const bills = await database.pool.query('select count(*)::int as bills from bill')
      expect(rows[0].events).toBe(bills.rows[0].bills)
    })

    it('never edits a bill', async () => {
      await expect(database.pool.query('update bill set total_yuan = 0')).rejects.toThrow('what a bill says')
    })

    it('honours the scope of the clerk', async () => {
      const stranger = { ...at('2025-04-01T00:00:00Z'), scope: 'Y.' }
      expect(await runBills(stranger, { billMonth: '2025-03' }, meters)).toMatchObject({ accounts: 0 })
      await expect(listBills(stranger, { accountNo: li.accountNo, limit: 5 })).rejects.toMatchObject({
        code: 'NOT_FOUND',
      })
    })

    it('shows a customer his own bills only', async () => {
      const ctx = (customerId: number) => database.ctx('2025-04-01T00:00:00Z', { roles: ['customer'], customerId })
      const own = await listBills(ctx(li.customerId), { accountNo: li.accountNo, limit: 5 })
      expect(own.items).toHaveLength(4)
      await expect(findBill(ctx(wang.customerId), own.items[0]?.id ?? 0)).rejects.toMatchObject({ code: 'NOT_FOUND' })
      expect(await findLatestBill(ctx(wang.customerId), li.accountId)).toBeNull()
    })

    it('shows a new owner what is billed in his own time, not what was before it', async () => {
      const { rows } = await database.pool.query(
        `insert into customer (kind, name, identity_id, opened_at) select kind, '新户主', identity_id, opened_at
         from customer where id = $1 returning id`,
        [li.customerId],
      )
      const values = [li.accountId, rows[0].id, '2025-02-01', '2025-02-01T00:00:00Z']
      await database.pool.query('alter table account_term disable trigger account_term_kept')
      await database.pool.query('update account_term set valid_to = $2 where account_id = $1', [values[0], values[2]])
      await database.pool.query(
        `insert into account_term (account_id, customer_id, class, contract_capacity_kva, running_capacity_kva, status,
           valid_from, known_from, changed_by, reason, case_ref)
         values ($1, $2, 'residential', 8, 8, 'active', $3, $4, 't', '过户', 't')`,
        values,
      )
      const owner = database.ctx('2025-04-01T00:00:00Z', { roles: ['customer'], customerId: rows[0].id })
      const { items } = await listBills(owner, { accountNo: li.accountNo, limit: 10 })
      expect(items.map(({ billMonth }) => billMonth)).toEqual(['2025-02'])
      expect(await findChanges(owner, items[0]?.id ?? 0, 'previous')).toMatchObject({ earlier: null })
      const all = await listBills(at('2025-04-01T00:00:00Z'), { accountNo: li.accountNo, limit: 10 })
      await expect(findBill(owner, all.items.at(-1)?.id ?? 0)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    })

    async function latest(accountId: number) {
      return findLatestBill(at('2025-02-01T00:00:00Z'), accountId)
    }

    async function count() {
      const { rows } = await database.pool.query(
        'select (select count(*) from bill) b, (select count(*) from bill_line) l',
      )
      return rows[0]
    }
  })

  describe('a final bill', () => {
    it('closes with the register of an instant, on a price published for its own days', async () => {
      const ctx = at('2020-06-20T12:00:00Z')
      const figures = {
        accumulation: 'annual' as const,
        household: null,
        tiers: [
          { upToKwh: 3120, priceYuanPerKwh: '0.617' },
          { upToKwh: 4800, priceYuanPerKwh: '0.667' },
          { upToKwh: null, priceYuanPerKwh: '0.917' },
        ],
        priceYuanPerKwh: null,
        touPricesYuanPerKwh: null,
      }
      const version = { ...figures, priceCode: 'SH-RES-TIER', official: false, legalBasis: '回放用', sourceUrl: null }
      const dates = { version: 'REPLAY', validFrom: '2020-06-01', validTo: '2020-07-27' }
      await publishPriceVersion(ctx, { ...version, ...dates })
      await expect(
        publishPriceVersion(ctx, { ...version, ...dates, version: 'AGAIN', validTo: '2020-06-02' }),
      ).rejects.toMatchObject({ code: 'PRICE_VERSION_OVERLAPS' })
      const home = { name: '回放户', priceCode: 'SH-RES-TIER', energisedAt: '2020-06-05T00:00:00+08:00' }
      const opened = await openHousehold(ctx, network, home)
      loads.set(opened.pointId, { dailyWh: 10_000 })
      const input = { accountId: opened.accountId, at: new Date('2020-06-19T16:30:00Z') }
      const bill = await settleAccount(ctx, input, meters)
      expect(bill.totalYuan).toBe('92.55')
      expect(await findBill(ctx, bill.billId)).toMatchObject({
        periodFrom: '2020-06-05',
        periodTo: '2020-06-21',
        energyKwh: 150,
      })
      await expect(settleAccount(ctx, input, meters)).rejects.toMatchObject({ code: 'NOTHING_TO_SETTLE' })
    })
  })
})
