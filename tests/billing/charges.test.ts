import { beforeAll, describe, expect, it } from 'vitest'
import { findBill, listBills } from '../../billing/bills.ts'
import { discardCharge, draftCharge, issueCharge, reverseCharge } from '../../billing/charges/charges.ts'
import { findCharge, listCharges } from '../../billing/charges/read.ts'
import { correctBills } from '../../billing/corrections/corrections.ts'
import { findBalance, recordPayment, runBills } from '../../billing/index.ts'
import { findLedger } from '../../billing/office/account-ledger.ts'
import { layNetwork } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { openHousehold } from './households.ts'
import { steadyMeters } from './meters.ts'

const theft = {
  ruleEdition: '2024',
  customerClass: 'residential',
  basis: 'energy',
  stolenKwh: 100,
  priceYuanPerKwh: '0.617',
}
const outage = {
  tariffSystem: 'single',
  outageHours: 10,
  reference: { energyKwh: 720 },
  priceYuanPerKwh: '0.617',
}

describe('a charge on an account', () => {
  const database = useDatabase()
  const as = (username: string) => (now: string) => database.ctx(`${now}+08:00`, { roles: ['billing'], username })
  const [clerk, checker] = [as('clerk'), as('checker')]
  const query = async (sql: string, values: unknown[] = []) => (await database.pool.query(sql, values)).rows
  const loads: Parameters<typeof steadyMeters>[0] = new Map()
  const meters = steadyMeters(loads)
  let home: Awaited<ReturnType<typeof openHousehold>>
  let serial = 0

  beforeAll(async () => {
    const ctx = clerk('2025-01-01T08:00:00')
    const network = await layNetwork(ctx)
    const opening = { name: '郑追补', priceCode: 'SH-RES-TIER', energisedAt: '2025-01-01T00:00:00+08:00' }
    home = await openHousehold(ctx, network, opening)
    loads.set(home.pointId, { dailyWh: 10_000 })
    // 310 kWh × 0.617 = 191.27, due on 26 February.
    await runBills(clerk('2025-02-01T02:00:00'), { billMonth: '2025-01' }, meters)
  })

  const draft = (kind: Parameters<typeof draftCharge>[1]['kind'], input: object, now = '2025-02-05T09:00:00') => {
    serial += 1
    return draftCharge(clerk(now), {
      ...{ accountNo: home.accountNo, kind, input: input as Record<string, unknown>, reason: '现场检查' },
      ...{
        evidence: `JC-${serial}`,
        aboutFrom: '2025-01-01',
        aboutTo: '2025-02-01',
        idempotencyKey: `draft-${serial}`,
      },
    })
  }
  const issued = async (...asked: Parameters<typeof draft>) => {
    const { id } = await draft(...asked)
    await issueCharge(checker(asked[2] ?? '2025-02-05T10:00:00'), id, null)
    return id
  }
  const balance = (now = '2025-02-06T09:00:00') => findBalance(clerk(now), home.accountId)

  it('is drafted by one and issued by another, and only then owed', async () => {
    const { id } = await draft('theft-back-charge', theft)
    expect(await balance()).toMatchObject({ balanceYuan: '-191.27', unpaidBills: 1, unpaidCharges: 0 })
    await expect(issueCharge(clerk('2025-02-05T10:00:00'), id, null)).rejects.toMatchObject({ code: 'FOUR_EYES' })
    await issueCharge(checker('2025-02-08T10:00:00'), id, '同意')
    await expect(issueCharge(checker('2025-02-08T10:00:00'), id, null)).rejects.toMatchObject({
      code: 'CHARGE_DECIDED',
    })
    // 61.70 and three times that.
    expect(await balance()).toMatchObject({ balanceYuan: '-438.07', unpaidBills: 1, unpaidCharges: 1 })
    const charge = await findCharge(clerk('2025-02-08T11:00:00'), id)
    expect(charge).toMatchObject({
      ...{ status: 'issued', totalYuan: '246.80', paidYuan: '0.00', draftedBy: 'clerk', decidedBy: 'checker' },
      // 25 days from the draft, and the three for which it waited.
      dueOn: '2025-03-05',
      evidence: 'JC-1',
      input: theft,
    })
    expect(
      charge.lines.map(({ item, quantity, unroundedYuan, amountYuan }) => [item, quantity, unroundedYuan, amountYuan]),
    ).toEqual([
      ['stolen-energy', 100, '61.7', '61.70'],
      ['theft-penalty', 61.7, '185.1', '185.10'],
    ])
  })

  it('stands in the ledger, the timeline, the events and the audit trail', async () => {
    const { entries } = await findLedger(clerk('2025-02-08T11:00:00'), home.accountNo)
    expect(entries.map(({ kind, amountYuan, balanceYuan }) => [kind, amountYuan, balanceYuan])).toEqual([
      ['charge', '246.80', '-438.07'],
      ['bill', '191.27', '-191.27'],
    ])
    expect(await query(`select kind, payload->>'totalYuan' as yuan from event where kind like 'charge.%'`)).toEqual([
      { kind: 'charge.issued', yuan: '246.80' },
    ])
    expect(await query(`select title_zh from timeline_entry where kind = 'charge'`)).toEqual([
      { title_zh: '窃电追补 246.80 元' },
    ])
    expect(await query(`select actor, action from audit_entry where action like 'charge.%' order by id`)).toEqual([
      { actor: 'clerk', action: 'charge.drafted' },
      { actor: 'checker', action: 'charge.issued' },
    ])
  })

  it('keeps what was issued', async () => {
    for (const change of [
      `update account_charge set total_yuan = 1`,
      `update account_charge set reason = '改'`,
      `update account_charge set due_on = '2030-01-01'`,
      'delete from account_charge',
      'update account_charge_line set amount_yuan = 1',
      'delete from account_charge_line',
    ]) {
      await expect(query(change), change).rejects.toMatchObject({ code: '23001' })
    }
  })

  it('is refused with the fields of its calculation, and nothing is kept', async () => {
    const before = await query('select count(*)::int as n from account_charge')
    await expect(draft('theft-back-charge', { ...theft, stolenKwh: -1, note: 'x' })).rejects.toMatchObject({
      ...{ code: 'INVALID_INPUT', status: 400 },
      issues: expect.arrayContaining([
        expect.objectContaining({ path: 'input.stolenKwh' }),
        expect.objectContaining({ path: 'input.note' }),
      ]),
    })
    const unpriced = { mode: 'wrong-multiplier', actualMultiplier: 60, billedMultiplier: 40 }
    await expect(
      draft('metering-correction', { ...unpriced, recorded: [{ period: 'total', energyKwh: 100 }] }),
    ).rejects.toMatchObject({ code: 'NOTHING_TO_CHARGE', status: 400 })
    expect(await query('select count(*)::int as n from account_charge')).toEqual(before)
  })

  it('is drafted once for one key, and the key is of no other', async () => {
    const asked = {
      ...{ accountNo: home.accountNo, kind: 'theft-back-charge' as const, input: theft, reason: '现场检查' },
      ...{ aboutFrom: '2025-01-01', aboutTo: '2025-02-01', idempotencyKey: 'twice' },
    }
    const ctx = clerk('2025-02-09T09:00:00')
    const [one, other] = await Promise.all([draftCharge(ctx, asked), draftCharge(ctx, asked)])
    expect(one).toEqual(other)
    await expect(draftCharge(ctx, { ...asked, input: { ...theft, stolenKwh: 5 } })).rejects.toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
    })
    await discardCharge(ctx, one.id, '重复')
    await expect(issueCharge(checker('2025-02-09T10:00:00'), one.id, null)).rejects.toMatchObject({
      code: 'CHARGE_DECIDED',
    })
    const { items } = await listCharges(ctx, { which: 'discarded', limit: 10 })
    expect(items.map(({ id, status }) => [id, status])).toEqual([[one.id, 'discarded']])
    expect((await balance()).balanceYuan).toBe('-438.07')
  })

  it('is covered after older bills and before younger ones', async () => {
    await runBills(clerk('2025-03-01T02:00:00'), { billMonth: '2025-02' }, meters)
    const paid = await recordPayment(database.ctx('2025-02-10T01:00:00Z', { roles: ['cashier'], username: 'till' }), {
      ...{ accountNo: home.accountNo, amountYuan: '450.00', channel: 'online', idempotencyKey: 'covers-three' },
    })
    expect(
      paid.settled.map(({ billMonth, chargeNo, amountYuan }) => [billMonth ?? chargeNo?.slice(0, 1), amountYuan]),
    ).toEqual([
      ['2025-01', '191.27'],
      ['C', '246.80'],
      ['2025-02', '11.93'],
    ])
    expect(paid.lateFee).toBeNull()
    const { items } = await listCharges(clerk('2025-03-02T09:00:00'), { which: 'issued', limit: 5 })
    expect(items.map(({ status, paidYuan }) => [status, paidYuan])).toEqual([['paid', '246.80']])
  })

  it('keeps its place when a bill before it is corrected', async () => {
    // January turns out at 5 kWh a day: 155 kWh, 95.64 yuan.
    loads.set(home.pointId, { dailyWh: 5_000, since: { day: '2025-02-01', dailyWh: 10_000 } })
    const input = { accountId: home.accountId, fromMonth: '2025-01', reason: '示数更正' }
    const { differenceYuan } = await correctBills(clerk('2025-03-03T09:00:00'), input, meters)
    expect(differenceYuan).toBe('-95.63')
    const { items } = await listBills(clerk('2025-03-03T10:00:00'), { accountNo: home.accountNo, limit: 5 })
    expect(items.map(({ billMonth, paidYuan }) => [billMonth, paidYuan])).toEqual([
      ['2025-02', '107.56'],
      ['2025-01', '95.64'],
    ])
    expect((await listCharges(clerk('2025-03-03T10:00:00'), { which: 'issued', limit: 5 })).items[0]?.paidYuan).toBe(
      '246.80',
    )
  })

  it('pays money back, which covers the oldest that is open', async () => {
    // 1 kWh an hour for ten hours, at 0.617 four times: 24.68.
    const id = await issued('outage-compensation', outage, '2025-03-04T09:00:00')
    const charge = await findCharge(clerk('2025-03-04T11:00:00'), id)
    expect(charge).toMatchObject({ totalYuan: '-24.68', status: 'paid' })
    expect(charge.lines).toMatchObject([{ quantity: -10, amountYuan: '-24.68', formula: '10 kWh × 2.468 = 24.68' }])
    const { items } = await listBills(clerk('2025-03-04T12:00:00'), { accountNo: home.accountNo, limit: 1 })
    expect(items[0]).toMatchObject({ billMonth: '2025-02', totalYuan: '172.76', paidYuan: '132.24' })
    // The payment before it still paid what it had paid: 450.00 − 95.64 − 246.80.
    expect((await findBill(clerk('2025-03-04T12:00:00'), items[0]?.id ?? 0)).payments).toMatchObject([
      { amountYuan: '107.56' },
    ])
    // 450.00 + 24.68 − 95.64 − 246.80 − 172.76.
    expect(await balance('2025-03-04T12:00:00')).toMatchObject({ balanceYuan: '-40.52', arrearsYuan: '0.00' })
    expect(await balance('2025-04-01T12:00:00')).toMatchObject({
      ...{ balanceYuan: '-40.52', arrearsYuan: '40.52', unpaidBills: 1, oldestDueOn: '2025-03-26' },
      // 40.52 × 6 days × 0.001 = 0.24.
      lateFeeYuan: '1.00',
    })
  })

  it('is taken back as a whole by another than issued it, with a document of its own', async () => {
    const [before] = await query('select * from account_ledger where account_id = $1', [home.accountId])
    const id = await issued('theft-back-charge', theft, '2025-04-02T09:00:00')
    await expect(reverseCharge(checker('2025-04-03T09:00:00'), id, '复核有误')).rejects.toMatchObject({
      code: 'FOUR_EYES',
    })
    const reversal = await reverseCharge(clerk('2025-04-03T09:00:00'), id, '复核有误')
    expect(await query('select * from account_ledger where account_id = $1', [home.accountId])).toEqual([before])
    await expect(reverseCharge(clerk('2025-04-03T09:00:00'), id, '再冲')).rejects.toMatchObject({
      code: 'CHARGE_NOT_STANDING',
    })
    const document = await findCharge(clerk('2025-04-03T10:00:00'), reversal.id)
    expect(document).toMatchObject({ status: 'reversal', totalYuan: '-246.80', reason: '复核有误', reverses: { id } })
    expect(document.lines.map(({ amountYuan }) => amountYuan)).toEqual(['-61.70', '-185.10'])
    expect(await findCharge(clerk('2025-04-03T10:00:00'), id)).toMatchObject({
      ...{ status: 'reversed', totalYuan: '246.80', reversedBy: { id: reversal.id, reason: '复核有误' } },
    })
  })
})
