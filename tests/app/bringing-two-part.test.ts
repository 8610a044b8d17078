import { beforeAll, describe, expect, test } from 'vitest'
import { checkSheet } from '../../app/bringing/bring.ts'
import { bringNow } from '../../app/bringing/bringings.ts'
import { bringingPorts as ports } from '../../app/bringing/ports-of-departments.ts'
import { findBill } from '../../billing/bills.ts'
import { findLatestBill, runBills } from '../../billing/index.ts'
import type { Usage, UsagePort } from '../../billing/usage.ts'
import { applyChanges } from '../../db/customers/changes/apply.ts'
import { civilDay } from '../../db/time.ts'
import { changesOfNewSupply, type NewSupplyFacts } from '../../intake/rules/kinds/new-supply.ts'
import { layNetwork, type Network } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'

type Plan = NonNullable<NewSupplyFacts['steps']['plan']>
type Case = {
  title: string
  plan: Pick<Plan, 'mode' | 'twoPart' | 'transformers' | 'powerFactorStandard'>
  /** 计量方式, 基本电费计收方式, 合同最大需量, 受电变压器, 功率因数标准. */
  cells: [string, string, string, string, string]
  /** What January is to be charged at least, so that two bills that lack it are not alike by that: 26 yuan a kVA, 36 a kW. */
  has: Record<string, string>
}

const two = [
  { name: '1号变', capacityKva: 400 },
  { name: '2号变', capacityKva: 630 },
]
const lossy = [
  { name: '1号变', capacityKva: 1030, loss: { ironKwh: 620, ironKvarh: 4200, reactiveCopperFactor: 0.05 } },
]
const cases: Case[] = [
  {
    title: 'by capacity, metered on the high side',
    plan: { mode: 'high-high', twoPart: { baseCharge: 'capacity' }, transformers: two, powerFactorStandard: '0.90' },
    cells: ['高供高计', '按容量', '', '1号变/400；2号变 / 630.0', '0.9'],
    // cosφ 0.86 of 0.90: 2 % of 92,100.
    has: { 'capacity-charge': '26780.00', 'power-factor-adjustment': '1842.00' },
  },
  {
    title: 'by contract demand, with an overrun',
    plan: {
      ...{ mode: 'high-high', transformers: two, powerFactorStandard: '0.85' },
      twoPart: { baseCharge: 'contract-demand', contractDemandKw: 420 },
    },
    cells: ['高供高计', '按合同最大需量', '420', '1号变/400;2号变/630', '0.85'],
    has: { 'demand-contract': '15120.00', 'demand-overrun': '1368.00' },
  },
  {
    title: 'by actual demand, not adjusted',
    plan: { mode: 'high-high', twoPart: { baseCharge: 'actual-demand' }, transformers: two, powerFactorStandard: null },
    cells: ['高供高计', '按实际最大需量', '', '1号变/400;2号变/630', '不考核'],
    has: { 'demand-actual': '16560.00' },
  },
  {
    title: 'metered on the low side, with the loss of its transformer',
    plan: { mode: 'high-low', twoPart: { baseCharge: 'capacity' }, transformers: lossy, powerFactorStandard: '0.80' },
    cells: ['高供低计', '按容量', '', '1号变/1030/620/4200/0.05', '0.80'],
    // 100,000 kWh, 1 % of copper and 620 of iron at 0.45.
    has: { 'capacity-charge': '26780.00', 'energy-total': '45729.00' },
  },
]

const head =
  '户号,户名,客户类型,用电地址,供电单位,台区,用电类别,合同容量,电价代码,计量方式,相别,开户日期,基本电费计收方式,合同最大需量,受电变压器,功率因数标准'
const csv = (...lines: string[]) => Buffer.from(`\uFEFF${lines.join('\r\n')}\r\n`)
const rowOf = (accountNo: string, [mode, ...cells]: Case['cells'], price = 'DEMO-IND-2P') =>
  `${accountNo},恒达机械,单位,府前路1号,城关供电所,,工商业,1030,${price},${mode},三相,2026-01-01,${cells.join(',')}`

describe('an account on a two-part price', () => {
  const database = useDatabase()
  const at = (now: string) => database.ctx(now, { roles: ['admin', 'billing'], username: 'li-admin' })
  const query = async (sql: string, values: unknown[] = []) => (await database.pool.query(sql, values)).rows
  const now = '2026-01-01T12:00:00+08:00'
  let network: Network
  const serials = cases.map((_, n) => `330200000000${n}`)

  /** A ratio of 40; 100,000 kWh and 60,000 kvarh a month. */
  const meters: UsagePort = async (_ctx, requests) =>
    requests.map(({ from }): Usage => {
      const month = Number(civilDay(from).slice(5, 7)) - 1
      const counted = (each: number) => ({
        startWh: (month * each) / 40,
        endWh: ((month + 1) * each) / 40,
        energyWh: each / 40,
      })
      const byRole = { importTotal: counted(100_000_000), q1: counted(60_000_000), q4: counted(0) }
      return { segments: [{ deviceId: 1, multiplier: 40, byRole }], quality: 'measured', missing: false }
    })

  async function openByApplication({ plan }: Case, n: number): Promise<number> {
    const planned = {
      supplyPlan: '10 千伏单电源',
      priceCode: 'DEMO-IND-2P',
      phase: 'three' as const,
      capacityKva: 1030,
      ...plan,
    }
    const facts: NewSupplyFacts = {
      kind: 'high-voltage-single',
      form: { isIndustry: true, isImportant: false, loads: [] },
      customer: { kind: 'organisation', name: '恒达机械' },
      ...{
        address: '府前路1号',
        organisationId: network.organisationId,
        requestedCapacityKw: 1030,
        householdPersons: null,
      },
      steps: {
        survey: { surveyedOn: '2025-12-20', feasible: true },
        plan: planned,
        contract: { contractNo: `HT-${n}`, signedOn: '2025-12-30' },
        'meter-installation': {
          ...{ assetNo: `A-${n}`, profile: 'chint-dtsu666-2019', energisedAt: '2026-01-01T00:00:00+08:00' },
          ...{ ratedCurrentA: 5, maximumCurrentA: 60, digits: 6, ct: 40, pt: 1 },
          ...{
            startRegistersWh: { importTotal: 0, q1: 0, q4: 0 },
            link: { terminalAssetNo: 'T-MQTT-1' },
          },
        },
      },
    }
    const { opened } = await applyChanges(at(now), changesOfNewSupply(facts), {
      caseRef: 'application:test',
      reason: '新装',
    })
    const [account] = opened
    if (plan.powerFactorStandard === null) {
      // An application has no exemption: it is entered behind it.
      await query('alter table account_term disable trigger user')
      await query(`update account_term set power_factor_exempt = '原系统不考核' where account_id = $1`, [
        account?.accountId,
      ])
      await query('alter table account_term enable trigger user')
    }
    return account?.accountId ?? 0
  }

  beforeAll(async () => {
    network = await layNetwork(at('2025-12-01T00:00:00+08:00'))
    const bytes = csv(head, ...cases.map(({ cells }, n) => rowOf(serials[n] ?? '', cells)))
    const { report } = await bringNow(at(now), { kind: 'customers', bytes, mayUpdate: false, fileName: 'c.csv' }, ports)
    expect(report.counts.added).toBe(cases.length)
    const meterRows = serials.map(
      (accountNo, n) => `${accountNo},B-${n},chint-dtsu666-2019,三相,5,60,40,2026-01-01,0,0,0`,
    )
    const meterHead = '户号,资产编号,型号,相别,基本电流,最大电流,CT,装表日期,起码总,起码无功一象限,起码无功四象限'
    await bringNow(
      at(now),
      { kind: 'meters', bytes: csv(meterHead, ...meterRows), mayUpdate: false, fileName: 'm.csv' },
      ports,
    )
  })

  async function billsOf(accountId: number) {
    await query(
      `insert into entered_demand (point_id, bill_month, demand_kw, known_from, changed_by, reason)
       select p.id, m, d, now(), 'test', '现场抄录' from metering_point p,
         unnest(array ['2026-01', '2026-02'], array [460, 380]) as e(m, d) where account_id = $1 and purpose = 'settlement'`,
      [accountId],
    )
    const bills = []
    for (const [billMonth, on] of [
      ['2026-01', '2026-02-01'],
      ['2026-02', '2026-03-01'],
    ] as const) {
      const ctx = at(`${on}T02:00:00+08:00`)
      expect(await runBills(ctx, { billMonth, accountIds: [accountId] }, meters)).toMatchObject({
        issued: 1,
        parked: 0,
      })
      const { totalYuan, lines } = await findBill(ctx, (await findLatestBill(ctx, accountId))?.id ?? 0)
      bills.push({ totalYuan, lines: lines.map(({ formula, ...line }) => line) })
    }
    return bills
  }

  test.each(cases.map((each, n) => [each.title, each, n] as const))(
    '%s is billed as one that an application opened',
    async (_, each, n) => {
      const [{ id }] = (await query('select id from account where account_no = $1', [serials[n]])) as [{ id: string }]
      const brought = await billsOf(Number(id))
      expect(brought).toEqual(await billsOf(await openByApplication(each, n)))
      const amounts = Object.fromEntries(brought[0]?.lines.map(({ item, amountYuan }) => [item, amountYuan]) ?? [])
      expect(amounts).toMatchObject(each.has)
      expect(Number(brought[0]?.totalYuan)).toBeGreaterThan(10_000)
    },
  )

  test('brought again differs in nothing; another basis is told and stays', async () => {
    const rows = cases.map(({ cells }, n) => rowOf(serials[n] ?? '', cells))
    const look = (...lines: string[]) =>
      checkSheet(at(now), { kind: 'customers', bytes: csv(head, ...lines), mayUpdate: true }, ports)
    expect((await look(...rows)).counts).toMatchObject({ added: 0, unchanged: cases.length, differing: 0 })
    const [, ...cells] = cases[0]?.cells ?? []
    const other = rowOf(serials[0] ?? '', [
      '高供高计',
      '按实际最大需量',
      '',
      '1号变/400',
      ...cells.slice(3),
    ] as Case['cells'])
    expect((await look(other)).differences).toEqual([
      {
        row: 2,
        column: '基本电费计收方式',
        before: '按容量',
        after: '按实际最大需量',
        mayChange: false,
        isChanged: false,
      },
      {
        row: 2,
        column: '受电变压器',
        before: '1号变/400;2号变/630',
        after: '1号变/400',
        mayChange: false,
        isChanged: false,
      },
    ])
  })

  const right = ['高供高计', '按容量', '', '1号变/400;2号变/630', '0.90'] as const
  const byDemand = (kw: string) => ['高供高计', '按合同最大需量', kw, '1号变/400;2号变/630', '0.90'] as const
  test.each<[string, readonly [string, string, string, string, string], RegExp[], string?]>([
    [
      'nothing of it',
      ['高供高计', '', '', '', '0.90'],
      [/^基本电费计收方式:两部制电价须填写/, /^受电变压器:两部制电价须填写/],
    ],
    [
      'it at a single-part price',
      right,
      [/^基本电费计收方式:不是两部制电价/, /^受电变压器:不是两部制电价/],
      'DEMO-COM-SINGLE',
    ],
    ['no contract demand', byDemand(''), [/^合同最大需量:按合同最大需量计收须填写/]],
    [
      'a demand that nobody asked for',
      ['高供高计', '按容量', '500', '1号变/1030', '0.90'],
      [/^合同最大需量:不按合同最大需量/],
    ],
    ['a demand above its capacity', byDemand('1031'), [/^合同最大需量:合同最大需量不能大于合同容量 1030 千伏安/]],
    ['a demand below 40 % of its transformers', byDemand('411.9'), [/^合同最大需量:.*规定比例 412 千瓦/]],
    [
      'a transformer without capacity',
      ['高供高计', '按容量', '', '1号变', '0.90'],
      [/^受电变压器:变压器“1号变”的容量不是数字/],
    ],
    [
      'a transformer twice',
      ['高供高计', '按容量', '', '1号变/400;1号变/630', '0.90'],
      [/^受电变压器:变压器“1号变”写了两次/],
    ],
    [
      'half a loss',
      ['高供低计', '按容量', '', '1号变/400/620', '0.90'],
      [/^受电变压器:变压器“1号变”的变损应为三个数字/],
    ],
    ['a standard that there is not', ['高供高计', '按容量', '', '1号变/1030', '0.95'], [/^功率因数标准:不认识“0.95”/]],
    [
      'no standard',
      ['高供高计', '按容量', '', '1号变/1030', ''],
      [/^功率因数标准:容量 100 千伏安及以上须填写\|一般为 0.85/],
    ],
  ])('that says %s is told by its column', async (_, cells, faults, price) => {
    const bytes = csv(head, rowOf('3302000000999', [...cells], price))
    const report = await checkSheet(at(now), { kind: 'customers', bytes, mayUpdate: false }, ports)
    expect(report.faults.map(({ column, message, advice }) => `${column}:${message}|${advice}`)).toEqual(
      faults.map((fault) => expect.stringMatching(fault)),
    )
  })
})
