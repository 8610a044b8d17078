import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { listBills } from '../../billing/bills.ts'
import { draftCharge, issueCharge, reverseCharge } from '../../billing/charges/charges.ts'
import { findCharge, listCharges } from '../../billing/charges/read.ts'
import { correctBills } from '../../billing/corrections/corrections.ts'
import { findBalance, recordPayment, recordPayments, runBills } from '../../billing/index.ts'
import { type Db, transact } from '../../db/pool.ts'
import { addDays } from '../../db/time.ts'
import { withoutTrace } from '../../db/without-trace.ts'
import { layNetwork } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { openHousehold } from './households.ts'
import { steadyMeters } from './meters.ts'

describe('a payment that comes late', () => {
  const database = useDatabase()
  const as = (username: string) => (now: string) => database.ctx(`${now}+08:00`, { roles: ['billing'], username })
  const [till, clerk, checker] = [as('till'), as('clerk'), as('checker')]
  const query = async (sql: string, values: unknown[] = []) => (await database.pool.query(sql, values)).rows
  const loads: Parameters<typeof steadyMeters>[0] = new Map()
  const meters = steadyMeters(loads)
  const opened: Record<string, Awaited<ReturnType<typeof openHousehold>>> = {}
  let serial = 0

  beforeAll(async () => {
    const ctx = clerk('2024-11-01T08:00:00')
    const network = await layNetwork(ctx)
    for (const [name, priceCode, dailyWh] of [
      ['迟一', 'SH-RES-FLAT', 100_000],
      ['迟二', 'SH-RES-FLAT', 100_000],
      ['迟三', 'SH-RES-FLAT', 100_000],
      ['工厂', 'SH-RES-FLAT', 100_000],
      ['停收', 'SH-RES-FLAT', 100_000],
      ['更正户', 'SH-RES-FLAT', 100_000],
    ] as const) {
      const home = { name, priceCode, energisedAt: '2024-11-01T00:00:00+08:00' }
      opened[name] = await openHousehold(ctx, network, home)
      loads.set(opened[name].pointId, { dailyWh })
    }
    await query('alter table account_term disable trigger account_term_kept')
    const classOf = (name: string, to: string) =>
      query('update account_term set class = $2 where account_id = $1', [opened[name]?.accountId, to])
    await classOf('工厂', 'commercial')
    await classOf('停收', 'agricultural')
    // This company does not charge farms by itself.
    await query(`update late_fee_rule set automatic = false where account_class = 'agricultural'`)
    // 3,000 kWh × 0.641 = 1,923.00, due on 26 December; 3,100 kWh × 0.641 = 1,987.10, due on 26 January.
    await runBills(clerk('2024-12-01T02:00:00'), { billMonth: '2024-11' }, meters)
    // A wrong ratio of 迟三: 2,000 kWh × 0.5 × 0.641 = 641.00, due on 20 December.
    const accountNo = opened.迟三?.accountNo ?? ''
    const { id } = await draftCharge(clerk('2024-12-02T09:00:00'), {
      ...{ accountNo, kind: 'metering-correction', reason: '变比录入错误', idempotencyKey: 'wrong-ratio' },
      input: {
        ...{ mode: 'wrong-multiplier', actualMultiplier: 60, billedMultiplier: 40 },
        recorded: [{ period: 'total', energyKwh: 2000, priceYuanPerKwh: '0.641' }],
      },
      ...{ aboutFrom: '2024-11-01', aboutTo: '2024-12-01', dueOn: '2024-12-20' },
    })
    await issueCharge(checker('2024-12-02T10:00:00'), id, null)
    await runBills(clerk('2025-01-01T02:00:00'), { billMonth: '2024-12' }, meters)
  })

  const home = (name: string) => opened[name] ?? { accountNo: '', accountId: 0 }
  const pay = (name: string, amountYuan: string, now: string) => {
    serial += 1
    const payment = { accountNo: home(name).accountNo, amountYuan, channel: 'online' as const }
    return recordPayment(till(now), { ...payment, idempotencyKey: `late-${serial}` })
  }
  const feesOf = async (name: string) =>
    (await listCharges(clerk('2025-06-01T09:00:00'), { kind: 'late-fee', accountNo: home(name).accountNo, limit: 50 }))
      .items

  it('on the due day costs nothing', async () => {
    expect(await pay('迟一', '1923.00', '2024-12-26T18:00:00')).toMatchObject({
      lateFee: null,
      balanceYuan: '-1987.10',
    })
  })

  it('in parts costs for each part its own days, on the bill alone', async () => {
    // 1,000.00 × 3 × 0.001; then 987.10 × 10 × 0.001 = 9.871.
    expect((await pay('迟一', '1000.00', '2025-01-29T10:00:00')).lateFee?.totalYuan).toBe('3.00')
    expect(await findBalance(clerk('2025-02-05T10:00:00'), home('迟一').accountId)).toMatchObject({
      ...{ balanceYuan: '-990.10', arrearsYuan: '987.10', lateFeeYuan: '9.87', unpaidBills: 1, unpaidCharges: 1 },
    })
    const rest = await pay('迟一', '999.97', '2025-02-05T10:00:00')
    expect(rest).toMatchObject({ balanceYuan: '0.00', lateFee: { totalYuan: '9.87' } })
    expect(rest.settled.map(({ billMonth, amountYuan }) => [billMonth, amountYuan])).toEqual([
      ['2024-12', '987.10'],
      [null, '3.00'],
      [null, '9.87'],
    ])
    const [second] = await feesOf('迟一')
    expect(await findCharge(clerk('2025-02-05T11:00:00'), second?.id ?? 0)).toMatchObject({
      ...{ kind: 'late-fee', status: 'paid', reason: '逾期交费', receiptNo: rest.receiptNo },
      aboutFrom: '2025-01-27',
      aboutTo: '2025-02-06',
      lateFor: [{ billMonth: '2024-12', amountYuan: '987.10', dueOn: '2025-01-26', paidOn: '2025-02-05' }],
      lines: [{ item: 'late-fee-current-year', quantity: 10, price: '0.9871', unroundedYuan: '9.871' }],
    })
  })

  it('sent twice costs once', async () => {
    const { accountNo } = home('迟二')
    const input = { accountNo, amountYuan: '1923', channel: 'online' as const, idempotencyKey: 'late-twice' }
    const ctx = till('2024-12-31T10:00:00')
    const [one, other] = await Promise.all([recordPayment(ctx, input), recordPayment(ctx, input)])
    expect(one).toEqual(other)
    // 1,923.00 × 5 × 0.001 = 9.615.
    expect((await feesOf('迟二')).map(({ totalYuan, dueOn }) => [totalYuan, dueOn])).toEqual([['9.62', '2025-01-25']])
  })

  it('over the new year costs others 2 ‰ in the old and 3 ‰ in the new year', async () => {
    // 5 days × 0.002 and 9 days × 0.003 of 1,923.00: 19.23 + 51.92.
    expect((await pay('工厂', '1923.00', '2025-01-09T10:00:00')).lateFee?.totalYuan).toBe('71.15')
  })

  it('costs nothing where the rule of the class does not charge by itself', async () => {
    const { accountId } = home('停收')
    expect(await findBalance(clerk('2025-01-09T10:00:00'), accountId)).toMatchObject({ lateFeeYuan: '0.00' })
    expect((await pay('停收', '1923.00', '2025-01-09T10:00:00')).lateFee).toBeNull()
  })

  it('in a bank’s file costs each account its own, and a charge that is overdue costs too', async () => {
    const line = (name: string, n: number, amountYuan: string) => ({
      ...{ accountNo: home(name).accountNo, amountYuan, channel: 'bank' as const, idempotencyKey: `file-9-${n}` },
    })
    const file = [line('迟三', 1, '1923.00'), line('迟三', 2, '641.00'), line('工厂', 3, '1.00')]
    expect(await recordPayments(till('2024-12-30T10:00:00'), file)).toEqual({ recorded: 3, known: 0 })
    // 1,923.00 × 4 × 0.001 of the bill; 641.00 × 10 × 0.001 of the charge; December of the factory is not due.
    expect((await feesOf('迟三')).map(({ totalYuan }) => totalYuan)).toEqual(['6.41', '7.69'])
    expect(await feesOf('工厂')).toHaveLength(1)
    expect(await findBalance(clerk('2024-12-30T11:00:00'), home('迟三').accountId)).toMatchObject({
      balanceYuan: '-2001.20',
    })
  })

  it('in a bank’s file of thousands takes as many statements as in one of two', async () => {
    const countStatements = (length: number) =>
      transact(till('2025-06-01T10:00:00'), (outer) =>
        withoutTrace(outer, async () => {
          let statements = 0
          const { rows, first, run } = outer.db
          const count = <Asked extends unknown[], Answer>(ask: (...asked: Asked) => Answer) => {
            return (...asked: Asked) => {
              statements += 1
              return ask(...asked)
            }
          }
          const db = {
            ...outer.db,
            rows: count(rows),
            first: count(first),
            run: count(run),
          } as Db
          const { accountNo } = home('迟三')
          const file = Array.from({ length }, (_, n) => {
            return { accountNo, amountYuan: '1.00', channel: 'bank' as const, idempotencyKey: `long-${n}` }
          })
          await recordPayments({ ...outer, db }, file)
          const fees = await outer.db.first<{ n: number }>(
            `select count(*)::int as n from account_charge c join payment p on p.id = c.payment_id
             where p.idempotency_key like '%long-%' and c.total_yuan = 1.00`,
          )
          expect(fees?.n).toBe(length)
          return statements
        }),
      )
    expect(await countStatements(1_900)).toBe(await countStatements(2))
  })

  it('is let off by another than took the payment, with a reason', async () => {
    const [fee] = await feesOf('迟二')
    const before = await findBalance(clerk('2025-01-10T09:00:00'), home('迟二').accountId)
    await expect(reverseCharge(till('2025-01-10T09:00:00'), fee?.id ?? 0, '银行系统故障')).rejects.toMatchObject({
      code: 'FOUR_EYES',
    })
    await reverseCharge(checker('2025-01-10T09:00:00'), fee?.id ?? 0, '银行系统故障,减免')
    const after = await findBalance(clerk('2025-01-10T09:00:00'), home('迟二').accountId)
    expect(Number(after.balanceYuan) - Number(before.balanceYuan)).toBeCloseTo(9.62)
    expect(await query('select count(*)::int as n from account_charge where payment_id is not null')).toEqual([
      { n: 6 },
    ])
  })

  it('is not what a correction makes of one that came in time', async () => {
    await pay('更正户', '1923.00', '2024-12-20T10:00:00')
    await pay('更正户', '1987.10', '2025-01-20T10:00:00')
    // November turns out at 3,600 kWh: 2,307.60, which has its own days to pay.
    loads.set(opened.更正户?.pointId ?? 0, { dailyWh: 120_000, since: { day: '2024-12-01', dailyWh: 100_000 } })
    const { accountId, accountNo } = home('更正户')
    await correctBills(clerk('2025-03-01T10:00:00'), { accountId, fromMonth: '2024-11', reason: '示数更正' }, meters)
    const { items } = await listBills(clerk('2025-03-02T10:00:00'), { accountNo, limit: 5 })
    expect(items.map(({ billMonth, status, paidYuan }) => [billMonth, status, paidYuan])).toEqual([
      ['2024-12', 'paid', '1987.10'],
      ['2024-11', 'issued', '1923.00'],
    ])
    expect(await findBalance(clerk('2025-03-02T10:00:00'), accountId)).toMatchObject({
      ...{ balanceYuan: '-384.60', arrearsYuan: '0.00', lateFeeYuan: '0.00' },
    })
    expect((await pay('更正户', '384.60', '2025-03-10T10:00:00')).lateFee).toBeNull()
  })

  /** 1 ‰ a day, at least a yuan; what rounds to nothing costs nothing. */
  const feeByHand = (paidFen: number, days: number) => {
    const fen = days <= 0 ? 0 : Math.round((paidFen * days) / 1000)
    return fen === 0 ? 0 : Math.max(100, fen)
  }

  it('costs in any parts what is computed by hand, and once let off the balance is as before, to the fen', async () => {
    const parts = fc.array(
      fc.record({ fen: fc.integer({ min: 1, max: 90_000 }), after: fc.integer({ min: 0, max: 40 }) }),
      {
        minLength: 1,
        maxLength: 5,
      },
    )
    const { accountId, accountNo } = home('迟三')
    await fc.assert(
      fc.asyncProperty(parts, async (given) => {
        await transact(till('2025-01-20T10:00:00'), (outer) =>
          withoutTrace(outer, async () => {
            const at = (day: string) => ({ ...outer, now: new Date(`${day}T10:00:00+08:00`) })
            let day = '2025-01-20'
            let openFen = 198_710
            let expectedFen = -200_120
            for (const [n, { fen, after }] of given.entries()) {
              day = addDays(day, after)
              const amountYuan = (fen / 100).toFixed(2)
              const coveredFen = Math.min(openFen, fen)
              openFen -= coveredFen
              const days = Math.round((Date.parse(day) - Date.parse('2025-01-26')) / 86_400_000)
              const feeFen = coveredFen > 0 ? feeByHand(coveredFen, days) : 0
              expectedFen += fen - feeFen
              const input = { accountNo, amountYuan, channel: 'online' as const, idempotencyKey: `part-${n}` }
              const { lateFee, balanceYuan } = await recordPayment(at(day), input)
              expect([n, Math.round(Number(lateFee?.totalYuan ?? 0) * 100)]).toEqual([n, feeFen])
              expect(Math.round(Number(balanceYuan) * 100)).toBe(expectedFen)
              if (!lateFee) continue
              const ctx = { ...at(day), actor: { ...outer.actor, username: 'checker' } }
              const open = await findBalance(ctx, accountId)
              await withoutTrace(ctx, () => reverseCharge(ctx, lateFee.chargeId, '减免'))
              expect(await findBalance(ctx, accountId)).toEqual(open)
            }
          }),
        )
      }),
      { numRuns: 12 },
    )
  })
})
