import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { recordPlant } from '../../billing/feed-in/plants.ts'
import { findStatement, listOfAccount } from '../../billing/feed-in/read.ts'
import { makeStatements } from '../../billing/feed-in/statements.ts'
import { createBilling, runBills, type Usage, type UsagePort } from '../../billing/index.ts'
import type { App } from '../../db/department.ts'
import { civilDay, daysBetween } from '../../db/time.ts'
import { layNetwork } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { type Caller, logInAs, serveAt } from '../support/http.ts'
import { openHousehold } from './households.ts'

type Home = Awaited<ReturnType<typeof openHousehold>>
type Sun = { dailyWh: number; exportedWh: number; fails?: boolean; withoutExport?: boolean }

describe('what is paid for energy fed in', () => {
  const database = useDatabase()
  const at = (now: string) => database.ctx(now, { roles: ['billing'], username: 'billing' })
  const suns = new Map<number, Sun>()
  const homes: Record<string, Home> = {}
  const homeOf = (name: string) => homes[name] as Home
  let app: App
  let clerk: Caller
  let accountant: Caller

  const meters: UsagePort = async (_ctx, requests) =>
    requests.map(({ pointId, from, to }): Usage => {
      const sun = suns.get(pointId)
      if (sun?.fails) throw new Error('the meter data are broken')
      if (!sun) return { segments: [], quality: 'missing', missing: true }
      const use = (dailyWh: number) => {
        const [startWh, endWh] = [from, to].map((day) => daysBetween('2025-01-01', civilDay(day)) * dailyWh)
        return { startWh: startWh ?? 0, endWh: endWh ?? 0, energyWh: (endWh ?? 0) - (startWh ?? 0) }
      }
      const byRole = { importTotal: use(sun.dailyWh), ...(!sun.withoutExport && { exportTotal: use(sun.exportedWh) }) }
      return { segments: [{ deviceId: pointId, multiplier: 1, byRole }], quality: 'measured', missing: false }
    })

  beforeAll(async () => {
    const ctx = at('2025-03-01T04:00:00Z')
    const network = await layNetwork(ctx)
    for (const name of ['田家', '罗家', '坏表家', '无表家']) {
      const opening = { name, priceCode: 'ZJ-RES-FLAT', energisedAt: '2025-03-01T00:00:00+08:00' }
      const home = await openHousehold(ctx, network, opening)
      homes[name] = home
      const row = await database.pool.query('select point_no from metering_point where id = $1', [home.pointId])
      await recordPlant(ctx, {
        ...{ accountNo: home.accountNo, pointNo: row.rows[0].point_no, mode: 'surplus', region: '33', plantKw: '8' },
        ...{ register: 'exportTotal', generationRegister: 'importTotal', generationPointNo: null, subsidyCode: null },
        ...{ from: '2025-03-01', reason: '并网', caseRef: `pv-${name}` },
      })
      suns.set(home.pointId, { dailyWh: 5_000, exportedWh: 10_000 })
    }
    suns.set(homeOf('坏表家').pointId, { dailyWh: 5_000, exportedWh: 10_000, fails: true })
    suns.set(homeOf('无表家').pointId, { dailyWh: 5_000, exportedWh: 10_000, withoutExport: true })
    app = await serveAt(database, [createBilling(meters)], '2025-04-10T10:00:00+08:00')
    clerk = await logInAs(app, database, { role: 'billing', organisationPath: 'X.' })
    accountant = await logInAs(app, database, { role: 'accountant', organisationPath: 'X.' })
  })
  afterAll(() => app.close())

  const statements = async () => {
    const { rows } = await database.pool.query(
      `select c.name, s.month, s.total_yuan as total, s.run_id is not null as of_run from feed_in_statement s
       join account_term t on t.account_id = s.account_id join customer c on c.id = t.customer_id order by s.month, c.name`,
    )
    return rows.map(({ name, month, total, of_run }) => [name, month, total, of_run])
  }

  it('is settled by the run of the bills; who cannot be is parked, and holds nobody up', async () => {
    await runBills(at('2025-04-01T01:00:00Z'), { billMonth: '2025-03' }, meters)
    // 31 days of 10 kWh at 0.4153.
    expect(await statements()).toEqual([
      ['田家', '2025-03', '128.74', true],
      ['罗家', '2025-03', '128.74', true],
    ])
    const month = await clerk('GET', '/api/billing/feed-in/months/2025-03')
    expect(month.body).toMatchObject({
      plants: 4,
      statements: 2,
      totalYuan: '257.48',
      payableYuan: '257.48',
      paidYuan: '0.00',
    })
    expect(
      month.body.parked.map((each: { customerName: string; reason: string; owner: string }) => [
        each.customerName,
        each.reason,
        each.owner,
      ]),
    ).toEqual([
      ['坏表家', 'FAULT', 'admin'],
      ['无表家', 'USAGE_MISSING', 'acquisition'],
    ])
  })

  it('is never settled twice, whoever asks at once, and goes on with what is left', async () => {
    const again = { runId: null, billMonth: '2025-03', path: '', accountIds: null }
    const twice = await Promise.all([
      makeStatements(at('2025-04-02T01:00:00Z'), again, meters),
      makeStatements(at('2025-04-02T01:00:00Z'), again, meters),
    ])
    expect(twice.map(({ issued }) => issued)).toEqual([0, 0])
    suns.set(homeOf('坏表家').pointId, { dailyWh: 5_000, exportedWh: 10_000 })
    const done = await clerk('POST', '/api/billing/feed-in/runs', { month: '2025-03' })
    expect(done).toMatchObject({ status: 201, body: { issued: 1, parked: 1 } })
    expect(await statements()).toHaveLength(3)
    await expect(
      database.pool.query(
        `insert into feed_in_statement (statement_no, account_id, month, document, standing, period_from, period_to,
           exported_wh, total_yuan, official, issued_at)
         select 'X', account_id, month, 'statement', true, period_from, period_to, 1, 1, false, now() from feed_in_statement limit 1`,
      ),
    ).rejects.toThrow(/feed_in_standing/)
    await expect(database.pool.query('update feed_in_statement set total_yuan = 1')).rejects.toThrow(/kept as it was/)
  })

  it('is not the customer’s bill, which stands beside it, unnetted', async () => {
    const { rows } = await database.pool.query(`select l.charged_yuan from account_ledger l where l.account_id = $1`, [
      homeOf('田家').accountId,
    ])
    // 155 kWh at 0.558.
    expect(rows).toEqual([{ charged_yuan: '86.49' }])
  })

  it('is seen by the customer himself, and by no other', async () => {
    const mine = database.ctx('2025-04-10T00:00:00Z', { roles: ['customer'], customerId: homeOf('田家').customerId })
    const { items } = await listOfAccount(mine, homeOf('田家').accountNo)
    expect(items).toMatchObject([
      { month: '2025-03', exportedKwh: 310, generatedKwh: null, state: 'issued', official: false },
    ])
    const statement = await findStatement(mine, items[0]?.id ?? 0)
    expect(statement.lines).toMatchObject([
      { item: 'feed-in', title: { zh: '上网电费' }, quantity: 310, price: '0.4153' },
    ])
    expect(statement.registers).toMatchObject([{ role: 'exportTotal', energyKwh: 310 }])
    await expect(listOfAccount(mine, homeOf('罗家').accountNo)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const other = database.ctx('2025-04-10T00:00:00Z', { roles: ['customer'], customerId: homeOf('罗家').customerId })
    await expect(findStatement(other, items[0]?.id ?? 0)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  describe('and paid out by a file,', () => {
    const header = '结算单号,金额,付款凭证号,付款日期'
    const noOf = async (name: string) =>
      (await listOfAccount(at('2025-04-10T00:00:00Z'), homeOf(name).accountNo)).items[0]?.statementNo
    const pay = (rows: string[]) =>
      accountant('POST', '/api/billing/feed-in/payouts', { content: [header, ...rows].join('\n') })

    it('of which nothing is kept where a row is wrong', async () => {
      const [one, other] = [await noOf('田家'), await noOf('罗家')]
      const faults = await pay([
        `${one},128.74,YH-1,2025-04-10`,
        `${other},128.75,YH-1,2025-04-10`,
        'SW0,1,YH-1,2025-04-10',
        `${one},128.74,YH-1,2025-04-10`,
      ])
      expect(faults).toMatchObject({ status: 400, body: { error: { code: 'PAYOUTS_UNFIT' } } })
      expect(faults.body.error.issues).toEqual([
        { path: 'rows.3.amountYuan', message: '应付 128.74 元' },
        { path: 'rows.4.statementNo', message: '没有这张结算单' },
        { path: 'rows.5.statementNo', message: '文件中重复' },
      ])
      const early = await pay([`${one},128.74,YH-1,2025-04-11`])
      expect(early.body.error.issues).toEqual([{ path: 'rows.2.paidOn', message: '付款日期不能晚于今天' }])
      const shapeless = await pay([`${one},壹百,YH-1,2025-4-1`])
      expect(shapeless.body.error.issues.map(({ path }: { path: string }) => path)).toEqual([
        'rows.2.amountYuan',
        'rows.2.paidOn',
      ])
    })

    it('once, however often it comes, and by nobody who rates', async () => {
      const rows = [`${await noOf('田家')},128.74,YH-1,2025-04-10`]
      expect(await clerk('POST', '/api/billing/feed-in/payouts', { content: header })).toMatchObject({ status: 403 })
      expect((await pay(rows)).body).toEqual({ rows: 1, paid: 1, unchanged: 0, amountYuan: '128.74' })
      expect((await pay(rows)).body).toEqual({ rows: 1, paid: 0, unchanged: 1, amountYuan: '0.00' })
      const otherwise = await pay([`${await noOf('田家')},128.74,YH-2,2025-04-10`])
      expect(otherwise.body.error.issues).toMatchObject([{ path: 'rows.2.reference' }])
      const month = await clerk('GET', '/api/billing/feed-in/months/2025-03')
      expect(month.body).toMatchObject({ paidYuan: '128.74', payableYuan: '257.48' })
    })
  })

  it('is corrected as one command, and what was paid counts; what comes out the same is let be', async () => {
    const input = { accountNo: homeOf('田家').accountNo, fromMonth: '2025-03', reason: '示数更正' }
    const same = await clerk('POST', '/api/billing/feed-in/corrections', input)
    expect(same).toMatchObject({ status: 201, body: { months: [], differenceYuan: '0.00' } })
    suns.set(homeOf('田家').pointId, { dailyWh: 5_000, exportedWh: 9_000 })
    const preview = await clerk('POST', '/api/billing/feed-in/corrections/previews', input)
    expect(preview.body).toMatchObject({ differenceYuan: '-12.87' })
    const done = await clerk('POST', '/api/billing/feed-in/corrections', input)
    expect(done.body.months).toMatchObject([
      { month: '2025-03', before: { totalYuan: '128.74' }, after: { totalYuan: '115.87' } },
    ])
    const { items } = await listOfAccount(at('2025-04-10T00:00:00Z'), homeOf('田家').accountNo)
    expect(items).toMatchObject([{ document: 'reissue', totalYuan: '115.87', payableYuan: '-12.87', state: 'issued' }])
    const statement = await findStatement(at('2025-04-10T00:00:00Z'), items[0]?.id ?? 0)
    expect(statement.documents.map(({ document, standing, totalYuan }) => [document, standing, totalYuan])).toEqual([
      ['statement', false, '128.74'],
      ['reversal', false, '-128.74'],
      ['reissue', true, '115.87'],
    ])
  })

  it('is refused where the file does not have the point, or it feeds in already', async () => {
    const plant = {
      ...{ accountNo: homeOf('田家').accountNo, pointNo: '没有', mode: 'surplus', region: '33', plantKw: '8' },
      ...{ subsidyCode: 'household-2021', from: '2025-05-01', reason: '并网', caseRef: 'pv' },
    }
    const unfit = await clerk('POST', '/api/billing/feed-in/plants', plant)
    expect(unfit.body.error.issues.map(({ path }: { path: string }) => path)).toEqual(['pointNo', 'generationPointNo'])
    const row = await database.pool.query('select point_no from metering_point where id = $1', [homeOf('田家').pointId])
    const again = { ...plant, pointNo: row.rows[0].point_no, subsidyCode: null }
    expect(await clerk('POST', '/api/billing/feed-in/plants', again)).toMatchObject({
      status: 409,
      body: { error: { code: 'FEEDS_IN_ALREADY' } },
    })
  })
})
