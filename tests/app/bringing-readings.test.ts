import { beforeAll, describe, expect, test } from 'vitest'
import { checkSheet } from '../../app/bringing/bring.ts'
import { bringNow } from '../../app/bringing/bringings.ts'
import { bringingPorts as ports } from '../../app/bringing/ports-of-departments.ts'
import type { Kind } from '../../app/bringing/rules/shape.ts'
import { findBill } from '../../billing/bills.ts'
import { beginBilling, findLatestBill, runBills } from '../../billing/index.ts'
import { sumTierEnergy } from '../../billing/sql/corrections.ts'
import { settleLedger } from '../../billing/sql/debts.ts'
import { listUsages } from '../../metering/index.ts'
import { storeReadings } from '../../metering/readings.ts'
import { validateDirtyDays } from '../../metering/vee/validate.ts'
import { layNetwork } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'

const NOW = '2026-11-03T10:00:00+08:00'
const accountHead = '户号,户名,客户类型,用电地址,供电单位,台区,用电类别,合同容量,电价代码,开户日期'
const meterHead = '户号,资产编号,型号,相别,基本电流,最大电流,整数位数,装表日期,起码总,起码峰,起码谷'
const head = '资产编号,抄表时间,期初,示数总,示数峰,示数谷,示数反向总,本年阶梯电量'
const [CHEN, ZHOU] = ['3302000000011', '3302000000020']
const csv = (...lines: string[]) => Buffer.from(`\uFEFF${lines.join('\r\n')}\r\n`)

describe('readings of before', () => {
  const database = useDatabase()
  const ctx = (now = NOW) => database.ctx(now, { username: 'li-admin', roles: ['admin'] })
  const billing = (now: string) => database.ctx(now, { username: 'billing', roles: ['billing'] })
  const bringAs = (kind: Kind, bytes: Buffer, mayUpdate = false) =>
    bringNow(ctx(), { kind, bytes, mayUpdate, fileName: 'r.csv' }, ports)
  const bring = (...rows: string[]) => bringAs('readings', csv(head, ...rows))
  const look = (...rows: string[]) =>
    checkSheet(ctx(), { kind: 'readings', bytes: csv(head, ...rows), mayUpdate: false }, ports)
  const told = async (...rows: string[]) =>
    (await look(...rows)).faults.map(({ row, column, message, advice }) => `${row} ${column}:${message}|${advice}`)
  const query = async (sql: string, values: unknown[] = []) => (await database.pool.query(sql, values)).rows

  beforeAll(async () => {
    await layNetwork(ctx())
    const of = (accountNo: string, name: string, price: string) =>
      `${accountNo},${name},个人,幸福小区${name},城关供电所,幸福小区1号公变,居民,8,${price},2019-05-01`
    const accounts = csv(accountHead, of(CHEN, '陈桂兰', 'SH-RES-TIER'), of(ZHOU, '周明', 'SH-RES-FLAT'))
    await bringAs('customers', accounts)
    const meters = csv(
      meterHead,
      `${CHEN},M-1,eastron-sdm630,单相,5,60,6,2025-01-01,1000,600,400`,
      `${ZHOU},M-2,eastron-sdm630,单相,5,60,6,2025-01-01,0,,`,
    )
    await bringAs('meters', meters)
  })

  test.each<[string, string[], RegExp]>([
    ['of a meter that is unknown', ['M-9,2026-10-01,,1,,,,'], /^2 资产编号:资产编号“M-9”不存在/],
    ['at no time', ['M-1,十月,,1,,,,'], /^2 抄表时间:不是日期/],
    ['at an hour that is none', ['M-1,2026-10-01 24:00,,1,,,,'], /^2 抄表时间:没有这个时刻\|.*次日 0 时/],
    ['of before its meter', ['M-1,2024-12-31,,1000,,,,'], /^2 抄表时间:当时这只表未装在该处/],
    ['of this afternoon', ['M-1,2026-11-03 18:00,,2000,,,,'], /^2 抄表时间:抄表时间晚于现在/],
    ['of tomorrow', ['M-1,2026-11-04,,2000,,,,'], /^2 抄表时间:抄表时间晚于今天/],
    ['without a total', ['M-1,2026-10-01,,,900,500,,'], /^2 示数总:不能为空/],
    ['below what it was put up with', ['M-1,2026-10-01,,999.999,,,,'], /^2 示数总:小于此前 2025-01-01 00:00 的 1000/],
    ['with too many digits', ['M-1,2026-10-01,,1000000,,,,'], /^2 示数总:示数超出表计位数/],
    ['of more than a meter passes', ['M-1,2025-01-02,,9000,,,,'], /^2 示数总:比此前 2025-01-01 00:00 的 1000 增加过多/],
    ['of a register that it has not', ['M-2,2026-10-01,,10,6,,,'], /^2 示数峰:装表登记中没有这一示数/],
    ['one register of which falls', ['M-1,2026-10-01,,1300,599,,,'], /^2 示数峰:小于此前 2025-01-01 00:00 的 600/],
    ['twice at one time', ['M-1,2026-10-01,,1300,,,,', 'M-1,2026/10/1 0:00,,1300,,,,'], /^3 抄表时间:.*与第 2 行重复/],
    ['that bills go on from within a day', ['M-1,2026-11-01 08:00,是,1300,,,,'], /^2 抄表时间:期初示数须为某日 0 时/],
    [
      'that bills go on from without a register of its meter',
      ['M-1,2026-11-01,是,1300,700,,,'],
      /^2 示数谷:期初示数须填写\|/,
    ],
    ['of the past with energy of tiers', ['M-1,2026-10-01,,1300,,,,100'], /^2 本年阶梯电量:历史示数不应填写/],
    [
      'that bills go on from twice',
      ['M-2,2026-10-01,是,10,,,,', 'M-2,2026-11-01,是,20,,,,'],
      /^3 期初:与第 2 行是同一户的期初/,
    ],
  ])('%s are told by row and column', async (_, rows, fault) => {
    expect(await told(...rows)).toEqual([expect.stringMatching(fault)])
  })

  test('that fall among themselves, or leap and count on, name the row: a sheet has no rollbacks', async () => {
    expect(await told('M-2,2026-09-01,,500,,,,', 'M-2,2026-10-01,,40,,,,', 'M-2,2026-11-01,,60,,,,')).toEqual([
      expect.stringMatching(/^3 示数总:小于此前 2026-09-01 00:00 的 500/),
    ])
    expect(await told('M-2,2025-01-02,,90000,,,,', 'M-2,2025-01-03,,90010,,,,')).toEqual([
      expect.stringMatching(/^2 示数总:比此前 2025-01-01 00:00 的 0 增加过多/),
    ])
    expect(await query('select 1 from register_reading union all select 1 from reading_suspect')).toEqual([])
  })

  test('of a sheet with one fault none is kept', async () => {
    await expect(bring('M-2,2026-10-01,,500,,,,', 'M-1,2026-10-01,,1,,,,')).rejects.toMatchObject({
      code: 'SHEET_UNFIT',
    })
    expect(await query('select 1 from register_reading')).toEqual([])
  })

  const opening = 'M-1,2026-11-01,是,1420.5,850.25,570.25,,2950'
  const past = [
    'M-1,2026-10-01,,1300,780,520,,',
    'M-1,2026-09-01 00:00,,1200,720,480,,',
    'M-2,2026-10-15 09:30,,300,,,,',
  ]

  test('are kept, with totals that match', async () => {
    const { report } = await bring(opening, ...past)
    expect(report).toMatchObject({ counts: { added: 4, unchanged: 0 } })
    expect(report.totals).toEqual([
      { what: '行数', source: '4', file: '4' },
      { what: '示数总 kWh', source: '4220.500', file: '4220.500' },
    ])
    const rows = await query(
      `select d.asset_no, r.measured_at, r.frozen_as, r.import_wh, r.peak_wh from register_reading r
       join installation i on i.id = r.installation_id join device d on d.id = i.device_id order by 1, 2`,
    )
    expect(rows.map(({ measured_at, ...row }) => [...Object.values(row), measured_at.toISOString()])).toEqual([
      ['M-1', 'month', 1_200_000, 720_000, '2026-08-31T16:00:00.000Z'],
      ['M-1', 'month', 1_300_000, 780_000, '2026-09-30T16:00:00.000Z'],
      ['M-1', 'month', 1_420_500, 850_250, '2026-10-31T16:00:00.000Z'],
      ['M-2', null, 300_000, null, '2026-10-15T01:30:00.000Z'],
    ])
    expect(await query('select 1 from reading_suspect union all select 1 from mqtt_quarantine')).toEqual([])
  })

  test('brought again change nothing; another value of the same moment is a fault', async () => {
    expect((await bring(opening, ...past)).report.counts).toEqual({ added: 0, changed: 0, unchanged: 4, differing: 0 })
    expect(await told(opening.replace('1420.5', '1420.6'), ...past)).toEqual([
      expect.stringMatching(/^2 示数总:与已导入的不同:已有“1420.5”,文件为“1420.6”\|.*抄表更正/),
    ])
    expect(await told(opening.replace('2950', '2951'))).toEqual([
      expect.stringMatching(/^2 本年阶梯电量:与已导入的不同/),
    ])
    await expect(bring(opening.replace('1420.5', '1420.6'))).rejects.toMatchObject({ code: 'SHEET_UNFIT' })
    expect(await query('select count(*)::int as n from register_reading')).toEqual([{ n: 4 }])
  })

  test('one that comes late has to fit between those that are there', async () => {
    expect(await told('M-1,2026-10-15,,1420.6,,,,')).toEqual([expect.stringMatching(/^2 示数总:与已有的前后示数不符/)])
    expect(await told('M-1,2026-10-15,,1360,,,,')).toEqual([])
  })

  test('are looked through while a collector has its meter locked', async () => {
    const collector = await database.pool.connect()
    await collector.query('begin')
    try {
      expect((await collector.query('select 1 from latest_reading for update')).rowCount).toBeGreaterThan(0)
      expect(await told('M-1,2026-10-15,,1360,,,,')).toEqual([])
    } finally {
      await collector.query('rollback')
      collector.release()
    }
  }, 20_000)

  test('the month behind the opening is billed from it, in the tier that the year had reached', async () => {
    const at = new Date('2026-12-01T00:00:00+08:00')
    const values = { importWh: 1_620_500, importByPeriodWh: { peak: 970_250, valley: 650_250 } }
    await storeReadings(ctx('2026-12-01T00:10:00+08:00'), {
      ...{ source: 'mqtt', topic: 'test', readings: [{ meter: 'M-1', at, values }] },
    })
    const [{ id }] = (await query('select id from account where account_no = $1', [CHEN])) as [{ id: string }]
    const now = billing('2026-12-01T02:00:00+08:00')
    const run = await runBills(now, { billMonth: '2026-11', accountIds: [Number(id)] }, listUsages)
    expect(run).toMatchObject({ issued: 1 })
    const latest = await findLatestBill(now, Number(id))
    const bill = await findBill(now, latest?.id ?? 0)
    expect(bill).toMatchObject({ periodFrom: '2026-11-01', periodTo: '2026-12-01' })
    expect(bill.registers[0]).toMatchObject({ startKwh: 1420.5, endKwh: 1620.5, energyKwh: 200 })
    // 3,120 kWh a year are of the first tier: 170 are left of them, 30 are of the second.
    const tiers = Map.groupBy(bill.lines, ({ item }) => item.replace(/-(peak|valley|flat|total)$/, ''))
    const kwhOf = (tier: string) => (tiers.get(tier) ?? []).reduce((sum, { quantity }) => sum + Number(quantity), 0)
    expect([kwhOf('tier-1'), kwhOf('tier-2')]).toEqual([170, 30])
    // A correction adds the year up anew: what the system before had billed is part of it.
    await settleLedger(now, Number(id))
    const ledger = 'select billed_until, tier_energy_wh::int as wh from account_ledger where account_id = $1'
    expect(await query(ledger, [id])).toEqual([{ billed_until: '2026-12-01', wh: 3_150_000 }])
    expect(await sumTierEnergy(now, Number(id), { tierYear: 2026, before: '2026-11-01' })).toBe(2_950_000)
  })

  test('an account that is billed already has no other opening', async () => {
    expect(await told('M-1,2026-11-02,是,1421,,,,')).toEqual([expect.stringMatching(/^2 期初:该户已计费至 2026-11-30/)])
    expect((await bring(opening)).report.counts.unchanged).toBe(1)
  })

  test('a month that was billed here is no debt of before', async () => {
    const owing = (month: string) =>
      csv('原单据号,户号,类型,电费年月,金额,交费期限,摘要', `YX-${month},${CHEN},欠费,${month},10,2026-12-25,`)
    const faultsOf = async (month: string) => {
      const bringing = { kind: 'balances' as const, bytes: owing(month), mayUpdate: false }
      return (await checkSheet(ctx('2026-12-02T10:00:00+08:00'), bringing, ports)).faults
    }
    expect(await faultsOf('2026-11')).toMatchObject([
      { row: 2, column: '电费年月', message: '该户 2026-11 已由本系统计费' },
    ])
    expect(await faultsOf('2026-10')).toEqual([])
  })

  test('an account whose first bill is held has no opening until that is handed back', async () => {
    const [{ id }] = (await query('select id from account where account_no = $1', [ZHOU])) as [{ id: string }]
    await query('insert into account_ledger (account_id) values ($1)', [id])
    await query(
      `insert into bill overriding system value select r.* from bill b cross join lateral jsonb_populate_record(b, $1) r`,
      [
        JSON.stringify({
          ...{ id: 999_999, bill_no: 'HELD-1', account_id: Number(id), bill_month: '2026-10' },
          ...{ state: 'held', issued_at: null, charged_through_yuan: null },
        }),
      ],
    )
    expect(await told('M-2,2026-11-01,是,320,,,,')).toEqual([
      expect.stringMatching(/^2 期初:该户有 2026-10 的待审核账单\|请先退回/),
    ])
    const opening = { accountId: Number(id), billedUntil: '2026-11-01', tierEnergyWh: 0 }
    await expect(beginBilling(ctx(), [opening], 'bringing:test')).rejects.toMatchObject({ code: 'BILL_HELD' })
    await query(`update bill set state = 'discarded', standing = false where id = 999999`)
    expect(await told('M-2,2026-11-01,是,320,,,,')).toEqual([])
  })

  test('a reading of the past becomes the opening where that is asked for', async () => {
    const [row] = ['M-2,2026-11-01,,320,,,,']
    await bring(row ?? '')
    const asOpening = 'M-2,2026-11-01,是,320,,,,'
    expect((await bring(asOpening)).report.differences).toMatchObject([
      { column: '期初', before: '', after: '是', isChanged: false },
    ])
    await bringAs('readings', csv(head, asOpening), true)
    expect((await bring(asOpening)).report.counts).toMatchObject({ unchanged: 1, differing: 0 })
    expect(
      await query(
        `select o.billed_until from billing_opening o join account a on a.id = o.account_id
      where a.account_no = $1`,
        [ZHOU],
      ),
    ).toEqual([{ billed_until: '2026-11-01' }])
  })

  test('validation finds nothing in months of which it knows the ends alone', async () => {
    while ((await validateDirtyDays(ctx('2026-12-02T00:00:00+08:00'))) > 0);
    expect(await query('select rule, day from vee_finding')).toEqual([])
  })
})
