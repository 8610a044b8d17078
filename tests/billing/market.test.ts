import { beforeAll, describe, expect, it } from 'vitest'
import { adviseAccount } from '../../billing/advice/advice.ts'
import { findChanges } from '../../billing/bill-changes.ts'
import { findBill } from '../../billing/bills.ts'
import { correctBills, previewCorrection } from '../../billing/corrections/corrections.ts'
import { runTasks } from '../../billing/corrections/task-runs.ts'
import { listTasks } from '../../billing/corrections/tasks.ts'
import { listHeld } from '../../billing/held/held.ts'
import { findLatestBill, runBills } from '../../billing/index.ts'
import { listMonth } from '../../billing/market/month.ts'
import { findSheet, importSheets } from '../../billing/market/sheets.ts'
import { enterMarket, leaveMarket, listTerms } from '../../billing/market/terms.ts'
import { listParked, rerunParked } from '../../billing/parked.ts'
import { applyChanges } from '../../db/customers/changes/apply.ts'
import { layNetwork } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { openHousehold } from './households.ts'
import { steadyMeters } from './meters.ts'

type Home = Awaited<ReturnType<typeof openHousehold>>

describe('accounts in the retail market', () => {
  const database = useDatabase()
  const at = (now: string) => database.ctx(now, { roles: ['billing'], username: 'billing' })
  const loads: Parameters<typeof steadyMeters>[0] = new Map()
  const meters = steadyMeters(loads)
  const homes: Record<string, Home> = {}
  const homeOf = (name: string) => {
    const home = homes[name]
    if (!home) throw new Error(`nobody is called ${name}`)
    return home
  }
  const retailer = '清风售电'

  beforeAll(async () => {
    const ctx = at('2026-02-01T04:00:00Z')
    const network = await layNetwork(ctx)
    for (const name of ['华纺', '永固', '大同', '民居']) {
      const opening = { name, priceCode: 'DEMO-IND-2P', energisedAt: '2026-02-01T00:00:00+08:00' }
      homes[name] = await openHousehold(ctx, network, opening)
      loads.set(homeOf(name).pointId, { dailyWh: 1_000_000 })
    }
    const plants = ['华纺', '永固', '大同'].map((name) => homeOf(name).accountId)
    await database.pool.query('alter table account_term disable trigger account_term_kept')
    await database.pool.query(
      `update account_term set parts = 'two', base_charge = 'capacity', class = 'commercial', power_factor_exempt = '约定不执行', contract_capacity_kva = 200,
         running_capacity_kva = 200 where account_id = any($1)`,
      [plants],
    )
    await database.pool.query(
      `with point as (insert into receiving_point (account_id, name) select unnest($1::bigint[]), '受电点' returning id),
         unit as (insert into customer_transformer (receiving_point_id, name, capacity_kva) select id, '1号变', 200 from point returning id)
       insert into customer_transformer_term (transformer_id, state, valid_from, known_from, changed_by, reason, case_ref)
       select id, 'in-use', '2026-02-01', '2026-02-01T00:00:00Z', 't', 't', 't' from unit`,
      [plants],
    )
    for (const name of ['华纺', '永固', '大同', '民居']) await enter(name, '2026-02-01')
    const { pointId } = homeOf('民居')
    const set = { priceCode: 'ZJ-RES-FLAT' }
    const why = { caseRef: 'application:T', reason: '改类' }
    await applyChanges(ctx, [{ change: 'point-set', pointId, from: '2026-02-01', set }], why)
    homes.街坊 = await openHousehold(ctx, network, {
      ...{ name: '街坊', priceCode: 'ZJ-RES-FLAT', energisedAt: '2026-12-01T00:00:00+08:00' },
    })
  })

  it('are those whose energy is bought: a catalogue price has no place there', async () => {
    await expect(enter('街坊', '2026-12-01')).rejects.toMatchObject({
      code: 'MARKET_NEEDS_AGENCY_PRICE',
      issues: [{ path: 'accountNo' }],
    })
  })

  const enter = (name: string, from: string) =>
    enterMarket(at('2026-02-01T04:00:00Z'), {
      ...{ accountNo: homeOf(name).accountNo, retailer, from, reason: '入市', caseRef: `enter-${name}` },
    })
  const sheetOf = (name: string, energyKwh: number, price = '0.45', more: object = {}) => ({
    ...{ accountNo: homeOf(name).accountNo, sheetNo: `RS-${name}`, retailer, issuedOn: '2026-03-02' },
    lines: [{ code: 'energy', name: '零售合同电费', energyKwh, priceYuanPerKwh: price }],
    ...more,
  })
  const bring = (now: string, month: string, sheets: object[]) =>
    importSheets(at(now), { format: 'json', content: JSON.stringify({ month, sheets }) }, meters)
  const run = (month: string, next: string) => runBills(at(`${next}-01T01:00:00Z`), { billMonth: month }, meters)
  const latest = async (name: string, now = '2026-08-01T00:00:00Z') => {
    const bill = await findLatestBill(at(now), homeOf(name).accountId)
    return findBill(at(now), bill?.id ?? 0)
  }

  it('wait for their sheet, owned by billing; at a price that nobody buys for them, for another price', async () => {
    expect(await run('2026-02', '2026-03')).toMatchObject({ issued: 0, parked: 4 })
    const { items } = await listParked(at('2026-03-02T00:00:00Z'), { limit: 10 })
    const told = items.map(({ customerName, reason, owner, detail }) => [customerName, reason, owner, detail.months])
    expect(told.sort()).toEqual([
      ['华纺', 'MARKET_SHEET_MISSING', 'billing', '2026-02'],
      ['大同', 'MARKET_SHEET_MISSING', 'billing', '2026-02'],
      ['民居', 'NO_PRICE', 'billing', undefined],
      ['永固', 'MARKET_SHEET_MISSING', 'billing', '2026-02'],
    ])
    expect(await listMonth(at('2026-03-02T00:00:00Z'), '2026-02', { limit: 10 })).toMatchObject({
      counts: { missing: 4, waiting: 0, matched: 0, differing: 0 },
    })
  })

  it('have nothing stored of a file that is wrong anywhere, and every fault is told by row and field', async () => {
    const csv = [
      '户号,月份,结算单号,售电公司,出单日期,项目,名称,时段,电量,计入电量,电价,金额',
      `${homeOf('华纺').accountNo},2026-02,RS-1,${retailer},2026-03-02,energy,零售电费,总,28000,是,0.45,12600.00`,
      `${homeOf('华纺').accountNo},2026-02,RS-9,${retailer},2026-03-02,deviation,偏差,总,,否,,`,
      `9999999999999,2026-02,RS-2,${retailer},2026-03-02,energy,零售电费,总,abc,是,0.45,`,
      `${homeOf('永固').accountNo},2026-01,RS-3,别的公司,2026-13-02,energy,零售电费,总,1,是,四毛五,`,
    ].join('\n')
    const faults = await faultsOf(importSheets(at('2026-03-02T00:00:00Z'), { format: 'csv', content: csv }, meters))
    expect(faults.map(({ path }) => path).sort()).toEqual([
      'rows.3.amountYuan',
      'rows.3.sheetNo',
      'rows.4.energyKwh',
      'rows.5.issuedOn',
      'rows.5.month',
      'rows.5.priceYuanPerKwh',
    ])
    const cut = csv.split('\n').slice(0, 2).join('\n').replace('零售电费', '零售电费,联动')
    expect(await faultsOf(importSheets(at('2026-03-02T00:00:00Z'), { format: 'csv', content: cut }, meters))).toEqual([
      { path: 'rows.2.row', message: expect.stringContaining('13 格') },
    ])
    const odd = [sheetOf('华纺', -5, '0.45', { retailer: '长'.repeat(101) })]
    expect((await faultsOf(bring('2026-03-02T00:00:00Z', '2026-13', odd))).map(({ message }) => message)).toEqual([
      '月份写成 2026-03',
      '售电公司不超过 100 字',
      '电量不能为负',
    ])
    const sheets = [
      sheetOf('华纺', 28_000),
      sheetOf('华纺', 28_000),
      { ...sheetOf('永固', 28_000), retailer: '别的公司', totalYuan: '1.00' },
      { ...sheetOf('大同', 28_000), accountNo: '9999999999999' },
    ]
    expect(await faultsOf(bring('2026-03-02T00:00:00Z', '2026-02', sheets))).toEqual([
      { path: 'sheets.1.accountNo', message: expect.stringContaining('已有一张') },
      { path: 'sheets.2.retailer', message: expect.stringContaining(retailer) },
      { path: 'sheets.2.totalYuan', message: expect.stringContaining('12600.00') },
      { path: 'sheets.3.accountNo', message: expect.stringContaining('没有这一户') },
    ])
    expect(await faultsOf(bring('2026-03-02T00:00:00Z', '2025-12', [sheetOf('华纺', 1)]))).toEqual([
      { path: 'sheets.0.accountNo', message: expect.stringContaining('不在零售市场') },
    ])
    const { rows } = await database.pool.query('select count(*)::int as sheets from market_sheet')
    expect(rows).toEqual([{ sheets: 0 }])
  })

  it('are billed by themselves once it is imported; what is off the meters is held with what was seen', async () => {
    const file = [sheetOf('华纺', 28_000), sheetOf('永固', 20_000)]
    expect(await bring('2026-03-02T00:00:00Z', '2026-02', file)).toEqual({
      ...{ month: '2026-02', sheets: 2, imported: 2, superseded: 0, unchanged: 0, tasks: 0 },
      billed: { issued: 1, held: 1, parked: 0 },
    })
    expect(await bring('2026-03-02T01:00:00Z', '2026-02', file)).toMatchObject({ imported: 0, unchanged: 2, tasks: 0 })
    const bill = await latest('华纺')
    // 200 kVA × 26; 28,000 kWh: 0.0152, 0.048, 0.14 and 0.0294 of funds; the sheet’s 12,600.00.
    expect(bill.totalYuan).toBe('24312.80')
    expect(bill.lines.filter(({ group }) => group === 'market')).toMatchObject([
      { item: 'market-energy', title: { zh: '零售合同电费' }, amountYuan: '12600.00', priceVersion: null },
    ])
    expect(bill.lines.find(({ group }) => group === 'market')?.formula).toContain('结算单 RS-华纺')
    const held = await listHeld(at('2026-03-02T00:00:00Z'), { rule: 'market-energy', limit: 10 })
    expect(held.items).toMatchObject([
      {
        customerName: '永固',
        figures: { sheetKwh: 20_000, meteredKwh: 28_000, differenceKwh: -8000, toleranceKwh: 140 },
      },
    ])
    const { items, counts } = await listMonth(at('2026-03-02T00:00:00Z'), '2026-02', { limit: 10 })
    expect(counts).toEqual({ missing: 2, waiting: 0, matched: 1, differing: 1 })
    const sheet = items.find(({ customerName }) => customerName === '华纺')?.sheet
    expect(await findSheet(at('2026-03-02T00:00:00Z'), sheet?.id ?? 0)).toMatchObject({
      energyKwh: 28_000,
      totalYuan: '12600.00',
      lines: [{ code: 'energy', amountYuan: '12600.00' }],
    })
  })

  it('are billed by one click too', async () => {
    await database.pool.query(
      `insert into market_sheet (account_id, month, sheet_no, retailer, issued_on, digest, known_from, changed_by)
       values ($1, '2026-02', 'RS-D', $2, '2026-03-01', 'd', '2026-03-02T00:00:00Z', 't')`,
      [homeOf('大同').accountId, retailer],
    )
    await database.pool.query(
      `insert into market_sheet_line (sheet_id, position, code, name, period, energy_kwh, counts_as_energy, yuan_per_kwh)
       select id, 1, 'energy', '零售电费', 'total', 28000, true, 0.4 from market_sheet where sheet_no = 'RS-D'`,
    )
    const { items } = await listParked(at('2026-03-03T00:00:00Z'), { limit: 10 })
    const parked = items.find(({ customerName }) => customerName === '大同')
    expect(await rerunParked(at('2026-03-03T00:00:00Z'), parked?.id ?? 0, meters)).toMatchObject({ outcome: 'issued' })
  })

  it('get a correction task where a newer sheet of a billed month comes, whose difference is that of the sheets', async () => {
    const newer = sheetOf('华纺', 28_000, '0.44', { sheetNo: 'RS-2', issuedOn: '2026-03-10' })
    expect(await bring('2026-03-10T00:00:00Z', '2026-02', [newer])).toMatchObject({ superseded: 1, tasks: 1 })
    const { items } = await listTasks(at('2026-03-10T00:00:00Z'), { limit: 10 })
    expect(items).toMatchObject([{ customerName: '华纺', cause: 'market-sheet', detail: { sheetNo: 'RS-2' } }])
    const input = { accountId: homeOf('华纺').accountId, fromMonth: '2026-02', reason: '结算单更正' }
    const done = await correctBills(at('2026-03-10T00:00:00Z'), input, meters)
    expect(done).toMatchObject({ differenceYuan: '-280.00' })
    expect(done.months[0]?.words.zh).toContain('零售市场结算单更正')
    expect(await previewCorrection(at('2026-03-11T00:00:00Z'), input, meters)).toMatchObject({ months: [] })
  })

  it('are not corrected with all of the cause where the sheet is off the meters: a person looks at it first', async () => {
    const when = '2026-03-12T00:00:00Z'
    const off = sheetOf('华纺', 8000, '0.44', { sheetNo: 'RS-3', issuedOn: '2026-03-12' })
    expect(await bring(when, '2026-02', [off])).toMatchObject({ superseded: 1, tasks: 1 })
    const counted = { corrected: 0, failed: 1, differenceYuan: '0.00' }
    expect(await runTasks(at(when), { cause: 'market-sheet' }, meters)).toMatchObject(counted)
    const { items } = await listTasks(at(when), { limit: 10 })
    expect(items).toMatchObject([{ detail: { fault: expect.stringContaining('相差 -20000 kWh') } }])
    expect((await latest('华纺')).lines.find(({ group }) => group === 'market')).toMatchObject({ price: '0.44' })
    const right = sheetOf('华纺', 28_000, '0.44', { sheetNo: 'RS-4', issuedOn: '2026-03-13' })
    await bring(when, '2026-02', [right])
    expect(await runTasks(at(when), { cause: 'market-sheet' }, meters)).toMatchObject({ failed: 0 })
  })

  it('pay a multiple from the day on which they left of own will, and see it in what changed', async () => {
    const { items } = await listTerms(at('2026-03-15T00:00:00Z'), homeOf('华纺').accountNo)
    const leaving = {
      accountNo: homeOf('华纺').accountNo,
      how: 'own-will' as const,
      reason: '自行退市',
      caseRef: 'exit-1',
    }
    await expect(
      leaveMarket(at('2026-03-15T00:00:00Z'), items[0]?.id ?? 0, { ...leaving, on: '2026-01-01' }),
    ).rejects.toMatchObject({ code: 'NOT_IN_MARKET' })
    await leaveMarket(at('2026-03-15T00:00:00Z'), items[0]?.id ?? 0, { ...leaving, on: '2026-03-01' })
    await expect(enter('永固', '2026-03-01')).rejects.toMatchObject({ code: 'ALREADY_IN_MARKET' })
    await runBills(at('2026-04-01T01:00:00Z'), { billMonth: '2026-03', accountIds: [homeOf('华纺').accountId] }, meters)
    const bill = await latest('华纺')
    const energy = bill.lines.find(({ item }) => item === 'energy-total')
    expect(energy).toMatchObject({ price: '0.63', quantity: 31_000, clause: expect.stringContaining('1.5 倍') })
    const changes = await findChanges(at('2026-04-02T00:00:00Z'), bill.id, 'previous')
    const sum = changes.parts.reduce((fen, { amountYuan }) => fen + Math.round(Number(amountYuan) * 100), 0)
    expect(sum).toBe(Math.round(Number(changes.differenceYuan) * 100))
    expect(changes.words.zh).toContain('改按代理购电')
    expect(
      await adviseAccount(at('2026-05-01T00:00:00Z'), { accountNo: bill.accountNo, yuanPerKvar: '100' }, meters),
    ).toMatchObject({ bills: 2, timeOfUse: { untold: 2 } })
  })

  it('do not pay it as another owner, who has left nothing', async () => {
    const { accountId } = homeOf('华纺')
    await database.pool.query(
      `with buyer as (insert into customer (kind, name, identity_id, opened_at)
         select c.kind, '新华纺', c.identity_id, now() from account_term t join customer c on c.id = t.customer_id
         where t.account_id = $1 returning id),
       closed as (update account_term set valid_to = '2026-04-01' where account_id = $1 returning *)
       insert into account_term (account_id, customer_id, class, parts, base_charge, power_factor_exempt, contract_capacity_kva, running_capacity_kva,
         status, valid_from, known_from, changed_by, reason, case_ref)
       select c.account_id, b.id, c.class, c.parts, c.base_charge, c.power_factor_exempt, c.contract_capacity_kva, c.running_capacity_kva, c.status,
         '2026-04-01', c.known_from, 't', '过户', 't' from closed c, buyer b`,
      [accountId],
    )
    await runBills(at('2026-05-01T01:00:00Z'), { billMonth: '2026-04', accountIds: [accountId] }, meters)
    expect((await latest('华纺')).lines.find(({ item }) => item === 'energy-total')).toMatchObject({ price: '0.42' })
  })

  async function faultsOf(work: Promise<unknown>): Promise<{ path: string; message: string }[]> {
    const fault = await work.then(
      () => undefined,
      (refusal: { code: string; issues: { path: string; message: string }[] }) => refusal,
    )
    expect(fault?.code).toBe('SHEETS_UNFIT')
    return fault?.issues ?? []
  }
})
