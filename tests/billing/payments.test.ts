import { beforeAll, describe, expect, it } from 'vitest'
import { findBill, listBills } from '../../billing/bills.ts'
import { findBalance, recordPayment, recordPayments, runBills } from '../../billing/index.ts'
import { layNetwork } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { openHousehold } from './households.ts'
import { steadyMeters } from './meters.ts'

describe('a payment', () => {
  const database = useDatabase()
  const cashier = (now: string) => database.ctx(now, { roles: ['cashier'], username: 'cashier' })

  let accountNo: string
  let accountId: number

  beforeAll(async () => {
    const ctx = database.ctx('2025-01-01T00:00:00Z', { roles: ['billing'] })
    const network = await layNetwork(ctx)
    const zhou = { name: '周明', priceCode: 'SH-RES-TIER', energisedAt: '2025-01-01T00:00:00+08:00' }
    const opened = await openHousehold(ctx, network, zhou)
    ;({ accountNo, accountId } = opened)
    const meters = steadyMeters(new Map([[opened.pointId, { dailyWh: 10_000 }]]))
    // 310 kWh × 0.617 = 191.27 and 280 kWh × 0.617 = 172.76.
    await runBills({ ...ctx, now: new Date('2025-02-01T00:00:00+08:00') }, { billMonth: '2025-01' }, meters)
    await runBills({ ...ctx, now: new Date('2025-03-01T00:00:00+08:00') }, { billMonth: '2025-02' }, meters)
  })

  it('finds the balance with what is overdue', async () => {
    expect(await findBalance(cashier('2025-03-02T00:00:00Z'), accountId)).toEqual({
      accountNo,
      balanceYuan: '-364.03',
      arrearsYuan: '191.27',
      unpaidBills: 2,
      unpaidCharges: 0,
      oldestDueOn: '2025-02-26',
      // 191.27 × 4 days × 0.001 = 0.77, below the minimum.
      lateFeeYuan: '1.00',
    })
  })

  it('covers the oldest bill first and is recorded once for one key', async () => {
    const input = { accountNo, amountYuan: '200', channel: 'counter-cash' as const, idempotencyKey: 'till-1-0001' }
    const ctx = cashier('2025-03-02T02:00:00Z')
    const [first, again] = await Promise.all([recordPayment(ctx, input), recordPayment(ctx, input)])
    expect(first).toMatchObject({ amountYuan: '200.00', balanceYuan: '-165.03', lateFee: { totalYuan: '1.00' } })
    expect(first.settled.map(({ billMonth, amountYuan }) => [billMonth, amountYuan])).toEqual([
      ['2025-01', '191.27'],
      ['2025-02', '8.73'],
    ])
    expect(again).toEqual(first)
    await expect(recordPayment(ctx, { ...input, amountYuan: '300' })).rejects.toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
      status: 409,
    })
    const { items } = await listBills(ctx, { accountNo, limit: 5 })
    expect(items.map(({ billMonth, status, paidYuan }) => [billMonth, status, paidYuan])).toEqual([
      ['2025-02', 'issued', '8.73'],
      ['2025-01', 'paid', '191.27'],
    ])
    const { rows } = await database.pool.query(
      `select actor, subject, detail from audit_entry where action = 'payment.recorded'`,
    )
    const detail = { receipts: 1, totalYuan: '200.00' }
    expect(rows).toEqual([{ actor: 'cashier', subject: `payment:${first.receiptNo}`, detail }])
  })

  it('becomes credit that pays the bills to come, each naming its receipts', async () => {
    const ctx = cashier('2025-03-03T02:00:00Z')
    const payment = { accountNo, amountYuan: '264.03', channel: 'online' as const, idempotencyKey: 'till-1-0002' }
    // The late fee of January is paid with it; nothing of it is late.
    expect(await recordPayment(ctx, payment)).toMatchObject({ balanceYuan: '99.00', lateFee: null })
    const { items } = await listBills(ctx, { accountNo, limit: 1 })
    const bill = await findBill(ctx, items[0]?.id ?? 0)
    expect(bill.status).toBe('paid')
    expect(bill.payments.map(({ amountYuan }) => amountYuan)).toEqual(['8.73', '164.03'])
    expect(await findBalance(ctx, accountId)).toMatchObject({ arrearsYuan: '0.00', unpaidBills: 0, oldestDueOn: null })
  })

  it('of nothing is refused', async () => {
    const zero = { accountNo, amountYuan: '0.00', channel: 'online' as const, idempotencyKey: 'till-1-0003' }
    await expect(recordPayment(cashier('2025-03-03T02:00:00Z'), zero)).rejects.toMatchObject({
      code: 'AMOUNT_NOT_POSITIVE',
    })
  })

  it('comes in a bank’s file, all or none, and known ones pay nothing again', async () => {
    const ctx = cashier('2025-03-04T02:00:00Z')
    const line = (n: number, amountYuan = '1.50') => ({
      accountNo,
      amountYuan,
      channel: 'bank' as const,
      idempotencyKey: `file-7-${n}`,
    })
    expect(await recordPayments(ctx, [line(1), line(2)])).toEqual({ recorded: 2, known: 0 })
    expect(await recordPayments(ctx, [line(2), line(3)])).toEqual({ recorded: 1, known: 1 })
    await expect(recordPayments(ctx, [line(4), line(3, '2.00')])).rejects.toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
    })
    const stranger = { ...line(5), accountNo: '0000000000000' }
    await expect(recordPayments(ctx, [line(4), stranger])).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(recordPayments(ctx, [line(6), line(6)])).resolves.toEqual({ recorded: 1, known: 0 })
    expect(await findBalance(ctx, accountId)).toMatchObject({ balanceYuan: '105.00' })
    const { rows } = await database.pool.query(
      `select count(*)::int as payments, count(distinct paid_through_yuan)::int as steps from payment`,
    )
    expect(rows).toEqual([{ payments: 6, steps: 6 }])
  })

  it('keeps the ledger equal to its bills, charges and payments', async () => {
    const { rows } = await database.pool.query(
      `select l.charged_yuan = (select sum(total_yuan) from bill b where b.account_id = l.account_id)
         + (select sum(total_yuan) from account_charge c where c.account_id = l.account_id) as charged,
         l.paid_yuan = (select sum(amount_yuan) from payment p where p.account_id = l.account_id) as paid
       from account_ledger l`,
    )
    expect(rows).toEqual([{ charged: true, paid: true }])
  })
})
