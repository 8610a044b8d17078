import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findBill } from '../../billing/bills.ts'
import { correctBills } from '../../billing/corrections/corrections.ts'
import { createBilling, findLatestBill, runBills } from '../../billing/index.ts'
import { sumYuan } from '../../billing/rules/money.ts'
import type { App } from '../../db/department.ts'
import { layNetwork } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { type Caller, logInAs, serveAt } from '../support/http.ts'
import { addPoint, openHousehold } from './households.ts'
import { steadyMeters } from './meters.ts'

describe('a bill with all that explains it', () => {
  const database = useDatabase()
  const at = (now: string) => database.ctx(now, { roles: ['billing'], username: 'billing' })
  const loads: Parameters<typeof steadyMeters>[0] = new Map()
  const meters = steadyMeters(loads)
  const now = '2025-04-02T04:00:00Z'
  let home: Awaited<ReturnType<typeof openHousehold>>
  let app: App
  let clerk: Caller
  let owner: Caller
  const ids: Record<string, number> = {}

  beforeAll(async () => {
    const ctx = at('2024-03-01T04:00:00Z')
    const network = await layNetwork(ctx)
    const opening = { name: '苏明', priceCode: 'SH-RES-TIER', energisedAt: '2024-03-01T00:00:00+08:00' }
    home = await openHousehold(ctx, network, opening)
    loads.set(home.pointId, { dailyWh: 10_000, since: { day: '2025-03-01', dailyWh: 12_000 } })
    for (const month of [...monthsOf('2024', 3, 12), ...monthsOf('2025', 1, 3)]) {
      const ended = new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 0, 17))
      await runBills(at(ended.toISOString()), { billMonth: month }, meters)
      ids[month] = (await findLatestBill(at(now), home.accountId))?.id ?? 0
    }
    app = await serveAt(database, [createBilling(meters)], now)
    clerk = await logInAs(app, database, { role: 'billing', organisationPath: 'X.' })
    const { customerId } = home
    owner = await logInAs(app, database, { role: 'customer', organisationPath: 'X.', customerId })
  })
  afterAll(() => app.close())

  it('has its parts, the months before, and the same month last year', async () => {
    const { body } = await owner('GET', `/api/billing/bills/${ids['2025-03']}`)
    expect(body).toMatchObject({ document: 'bill', state: 'issued', standing: true, days: 31, energyKwh: 372 })
    expect(body.segments).toMatchObject([
      {
        ...{ position: 1, from: '2025-03-01', to: '2025-04-01', days: 31, tariffSystem: 'residential-tier' },
        ...{ meteredKwh: 372, deductedKwh: 0, lossKwh: 0, chargedKwh: 372, powerFactorStandard: null },
      },
    ])
    expect(body.registers).toMatchObject([{ segment: 1, role: 'importTotal', energyKwh: 372 }])
    expect(body.use.lastYear).toMatchObject({ billMonth: '2024-03', energyKwh: 310, days: 31 })
    expect(body.use.months.map((month: { billMonth: string }) => month.billMonth)).toEqual([
      ...monthsOf('2024', 4, 12),
      ...monthsOf('2025', 1, 3),
    ])
    expect(body.documents).toMatchObject([{ id: ids['2025-03'], document: 'bill', standing: true }])
    expect(body.prices).toHaveLength(1)
  })

  it('says why it is more than the month before, in parts that sum to the difference', async () => {
    const { body } = await owner('GET', `/api/billing/bills/${ids['2025-03']}/changes`)
    // 280 kWh in 28 days, then 372 in 31, all at 0.617.
    expect(body).toMatchObject({
      against: 'previous',
      earlier: { id: ids['2025-02'], billMonth: '2025-02', totalYuan: '172.76' },
      totalYuan: '229.52',
      differenceYuan: '56.76',
      words: { zh: '比上月多 56.76 元:主要因为日均用电 10 → 12 kWh(多 38.25 元)、计费天数 28 → 31 天(多 18.51 元)' },
    })
    expect(sumYuan(body.parts.map((part: { amountYuan: string }) => part.amountYuan))).toBe('56.76')
    const lastYear = await owner('GET', `/api/billing/bills/${ids['2025-03']}/changes?against=last-year`)
    expect(lastYear.body).toMatchObject({ earlier: { id: ids['2024-03'] }, parts: [{ code: 'use' }] })
    const first = await owner('GET', `/api/billing/bills/${ids['2024-03']}/changes`)
    expect(first.body).toMatchObject({ earlier: null, parts: [], differenceYuan: '0.00' })
    const wrong = await owner('GET', `/api/billing/bills/${ids['2025-03']}/changes?against=ever`)
    expect(wrong.status).toBe(400)
  })

  it('shows a corrected month as a chain of documents, each saying which one counts', async () => {
    loads.set(home.pointId, { dailyWh: 10_000, since: { day: '2025-03-01', dailyWh: 11_000 } })
    const input = { accountId: home.accountId, fromMonth: '2025-03', reason: '抄错示数' }
    const done = await correctBills(at(now), input, meters)
    const { reversalId = 0, reissueId = 0 } = done.months[0] ?? {}
    const old = (await owner('GET', `/api/billing/bills/${ids['2025-03']}`)).body
    expect(old).toMatchObject({ document: 'bill', standing: false, payments: [] })
    expect(old.documents).toMatchObject([
      { id: ids['2025-03'], document: 'bill', standing: false, totalYuan: '229.52', correctsBillId: null },
      { id: reversalId, document: 'reversal', totalYuan: '-229.52', reason: '抄错示数' },
      { id: reissueId, document: 'reissue', standing: true, correctsBillId: ids['2025-03'] },
    ])
    expect((await owner('GET', `/api/billing/bills/${reversalId}`)).body).toMatchObject({
      ...{ document: 'reversal', totalYuan: '-229.52', paidYuan: '0.00', tierProgress: null, energyKwh: -372 },
      reason: '抄错示数',
    })
    const ofReversal = await owner('GET', `/api/billing/bills/${reversalId}/changes`)
    expect(ofReversal.body).toMatchObject({ earlier: null })
    const anew = await owner('GET', `/api/billing/bills/${reissueId}/changes`)
    expect(anew.body).toMatchObject({ earlier: { id: ids['2025-02'] }, differenceYuan: '37.64' })
  })

  it('is shown to staff only as long as it is held', async () => {
    const latest = await findLatestBill(at(now), home.accountId)
    const id = latest?.id ?? 0
    await database.pool.query(
      `update bill set state = 'held', issued_at = null, charged_through_yuan = null where id = $1`,
      [id],
    )
    expect((await owner('GET', `/api/billing/bills/${id}`)).status).toBe(404)
    expect((await owner('GET', `/api/billing/bills/${id}/changes`)).status).toBe(404)
    const seen = await clerk('GET', `/api/billing/bills/${id}`)
    expect(seen).toMatchObject({ status: 200, body: { state: 'held', issuedAt: null, payments: [], paidYuan: '0.00' } })
    const chain = (await owner('GET', `/api/billing/bills/${ids['2025-03']}`)).body.documents
    expect(chain.map(({ state }: { state: string }) => state)).toEqual(['issued', 'issued'])
  })

  it('names the price version of every line, part by part, where the price class changed inside the month', async () => {
    const { accountId } = home
    const ctx = at('2025-04-01T00:00:00Z')
    await database.pool.query(
      `update bill set state = 'issued', issued_at = $2, charged_through_yuan = 0
      where account_id = $1 and state = 'held'`,
      [accountId, now],
    )
    const energisedAt = '2025-04-01T00:00:00+08:00'
    const second = await addPoint(ctx, { accountId, pointNo: 'P-9', priceCode: 'SH-RES-FLAT', energisedAt })
    await database.pool.query('update point_term set known_to = $2 where point_id = $1', [
      second,
      '2025-04-11T00:00:00Z',
    ])
    await database.pool.query(
      `insert into point_term (point_id, mode, phase, price_code, valid_from, valid_to, known_from, changed_by, reason, case_ref)
       select $1, 'low-low', 'single', code, from_day::date, to_day::date, '2025-04-11T00:00:00Z', 't', '改类', 't'
       from (values ('SH-RES-FLAT', '2025-04-01', '2025-04-11'), ('DEMO-COM-SINGLE', '2025-04-11', null)) as c(code, from_day, to_day)`,
      [second],
    )
    loads.set(second, { dailyWh: 3_000 })
    const ended = at('2025-04-30T16:00:00Z')
    await runBills(ended, { billMonth: '2025-04', accountIds: [accountId] }, meters)
    const bill = await findBill(ended, (await findLatestBill(ended, accountId))?.id ?? 0)
    expect(bill.prices.map(({ code }) => code)).toEqual(['SH-RES-TIER', 'SH-RES-FLAT', 'DEMO-COM-SINGLE'])
    const versionOf = new Map(bill.prices.map(({ code, version }) => [version, code]))
    expect(bill.lines.map(({ segment, priceVersion }) => [segment, versionOf.get(priceVersion ?? '')])).toEqual(
      expect.arrayContaining([
        [2, 'SH-RES-FLAT'],
        [3, 'DEMO-COM-SINGLE'],
        [null, 'SH-RES-TIER'],
      ]),
    )
    expect(bill.segments.map(({ pointNo, days, chargedKwh }) => [pointNo.length > 0, days, chargedKwh])).toEqual([
      [true, 30, 330],
      [true, 10, 30],
      [true, 20, 60],
    ])
  })
})

function monthsOf(year: string, from: number, through: number): string[] {
  return Array.from({ length: through - from + 1 }, (_, n) => `${year}-${String(from + n).padStart(2, '0')}`)
}
