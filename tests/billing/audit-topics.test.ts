import { beforeAll, describe, expect, it } from 'vitest'
import { auditCharging, decideAuditOrder, listAuditOrders, listAuditTopics } from '../../billing/audit/audit.ts'
import { correctBills } from '../../billing/corrections/corrections.ts'
import { runBills } from '../../billing/index.ts'
import { layNetwork } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { openHousehold } from './households.ts'
import { steadyMeters } from './meters.ts'

describe('the nightly audit of charging', () => {
  const database = useDatabase()
  const at = (now: string) => database.ctx(now, { roles: ['billing'], username: 'auditor' })
  const night = '2025-08-02T19:40:00Z'
  const query = async (sql: string, values: unknown[] = []) => (await database.pool.query(sql, values)).rows
  const loads: Parameters<typeof steadyMeters>[0] = new Map()
  const meters = steadyMeters(loads)
  const homes: Record<string, Awaited<ReturnType<typeof openHousehold>>> = {}

  beforeAll(async () => {
    const ctx = at('2025-01-01T04:00:00Z')
    const network = await layNetwork(ctx)
    for (const [name, priceCode, dailyWh] of [
      ['清白户', 'SH-RES-TIER', 5_000],
      ['居民价商户', 'SH-RES-TIER', 9_000],
      ['大单一制', 'DEMO-COM-SINGLE', 900_000],
      ['零度户', 'SH-RES-TIER', 0],
      ['搬空户', 'SH-RES-TIER', 10_000],
      ['超容户', 'DEMO-COM-SINGLE', 200_000],
      ['低保大户', 'SH-RES-TIER', 30_000],
      ['常退补', 'SH-RES-TIER', 10_000],
    ] as const) {
      const home = await openHousehold(ctx, network, { name, priceCode, energisedAt: '2025-01-01T00:00:00+08:00' })
      homes[name] = home
      loads.set(home.pointId, { dailyWh })
    }
    await query('alter table account_term disable trigger account_term_kept')
    const change = (name: string, columns: string) =>
      query(`update account_term set ${columns} where account_id = $1`, [homes[name]?.accountId])
    await change('居民价商户', `class = 'commercial'`)
    await change('大单一制', `class = 'commercial', contract_capacity_kva = 400, power_factor_exempt = '待查'`)
    await change('超容户', `class = 'commercial', contract_capacity_kva = 50`)
    await query(
      `insert into allowance_term (account_id, kind, certificate_no, valid_from, known_from, changed_by, reason, case_ref)
       values ($1, 'low-income', 'DB-1', '2025-01-01', '2025-01-01T00:00:00Z', 't', 't', 't')`,
      [homes.低保大户?.accountId],
    )
    await query(
      `insert into point_day (point_id, day, max_demand_w, measured, interpolated, estimated, edited, missing, suspect, slots_wh, validated_at)
       values ($1, '2025-07-20', 80000, 96, 0, 0, 0, 0, 0, '', now())`,
      [homes.超容户?.pointId],
    )
    loads.set(homes.搬空户?.pointId ?? 0, { dailyWh: 10_000, since: { day: '2025-02-01', dailyWh: 0 } })
    await query(`update bill_check_rule set holds = false where code = 'zero-use'`)
    for (let month = 1; month <= 7; month++) {
      const billMonth = `2025-0${month}`
      await runBills(at(`2025-0${month + 1}-01T02:00:00Z`), { billMonth }, meters)
    }
    for (const dailyWh of [11_000, 12_000]) {
      loads.set(homes.常退补?.pointId ?? 0, { dailyWh: 10_000, since: { day: '2025-07-01', dailyWh } })
      const input = { accountId: homes.常退补?.accountId ?? 0, fromMonth: '2025-07', reason: '更正' }
      await correctBills(at('2025-08-02T02:00:00Z'), input, meters)
    }
  })

  const orders = async (topic?: Parameters<typeof listAuditOrders>[1]['topic']) => {
    const { items } = await listAuditOrders(at(night), { topic, state: 'open', limit: 50 })
    return items.map(({ customerName, finding, amountYuan }) => [customerName, finding.zh, amountYuan])
  }

  it('opens an order for each account that a topic finds, with what it found and what it is worth', async () => {
    expect(await auditCharging(at(night))).toMatchObject({ vanished: 0 })
    expect(await orders('price-class')).toEqual([
      // 190,800 kWh at 0.6526 with funds, January and July 0.6826, and 400 kVA × 26 × 7 = 198,990.08; charged 133,560.00.
      ['大单一制', '合同容量 400 kVA,应执行两部制,现为单一制 DEMO-COM-SINGLE', '65430.08'],
      // 1,908 kWh at 0.70, as its neighbours have it, are 1,335.60; charged 1,177.22 at 0.617.
      ['居民价商户', '用电类别与执行电价 SH-RES-TIER 的类别不符', '158.38'],
    ])
    // January's 310 kWh at 0.617; who never used anything is worth nothing.
    expect(await orders('zero-use')).toEqual([
      ['搬空户', '连续 6 个月零用电', '191.27'],
      ['零度户', '连续 6 个月零用电', '0.00'],
    ])
    // 30 kVA over: single-part, 50 yuan for each.
    expect(await orders('over-capacity')).toEqual([
      ['超容户', '最大需量 80 kW(2025-07-20),超过合同容量 50 kVA', '1500.00'],
    ])
    // 15 kWh a month: four at 0.617, two in tier 2, July in tier 3.
    expect(await orders('allowances')).toEqual([['低保大户', '享受免费电量,最近一月用电 930 kWh', '70.82']])
    expect(await orders('corrections')).toEqual([['常退补', '近 12 个月退补 2 次,合计 38.25 元', '38.25']])
    expect((await orders('power-factor')).map(([name]) => name)).toEqual(['大单一制'])
    expect((await orders()).flat()).not.toContain('清白户')
  })

  it('finds two-part accounts that pay too little base charge or none', async () => {
    const ctx = at('2025-06-30T04:00:00Z')
    const network = await layNetwork(ctx)
    const accountIds: number[] = []
    for (const name of ['少装户', '实装户', '未收户']) {
      const home = { name, priceCode: 'DEMO-IND-2P', energisedAt: '2025-07-01T00:00:00+08:00' }
      const { accountId, pointId } = await openHousehold(ctx, network, home)
      accountIds.push(accountId)
      await query(
        `update account_term set class = 'commercial', parts = 'two', base_charge = 'capacity', contract_capacity_kva = 90
         where account_id = $1`,
        [accountId],
      )
      await query(
        `with r as (insert into receiving_point (account_id, name) values ($1, '受电点') returning id),
           c as (insert into customer_transformer (receiving_point_id, name, capacity_kva)
             select id, '1号变', $2::numeric from r returning id)
         insert into customer_transformer_term (transformer_id, state, valid_from, known_from, changed_by, reason, case_ref)
         select id, $3, '2025-07-01', '2025-07-01T00:00:00Z', 't', 't', 't' from c`,
        [accountId, name === '少装户' ? 63 : 90, name === '未收户' ? 'paused' : 'in-use'],
      )
      loads.set(pointId, { dailyWh: 100_000 })
    }
    expect(await runBills(at('2025-08-01T02:00:00Z'), { billMonth: '2025-07', accountIds }, meters)).toMatchObject({
      issued: 3,
    })
    await auditCharging(at(night))
    // A month of 26 yuan: all 90 kVA where nothing was charged, else the 27 kVA that the contract has more.
    expect(await orders('base-charge')).toEqual([
      ['未收户', '两部制户最近一张账单(2025-07)没有容(需)量电费', '2340.00'],
      ['少装户', '两部制户:受电变压器合计 63 kVA,少于合同容量 90 kVA', '702.00'],
    ])
  })

  it('opens nothing twice, keeps a decision, and closes what is found no more', async () => {
    const before = await orders()
    expect(await auditCharging(at('2025-08-03T19:40:00Z'))).toEqual({ opened: 0, vanished: 0 })
    expect(await orders()).toEqual(before)
    const { items } = await listAuditOrders(at(night), { topic: 'zero-use', state: 'open', limit: 5 })
    await decideAuditOrder(at(night), items[1]?.id ?? 0, { decision: 'dismissed', note: '空置房,客户已说明' })
    await expect(
      decideAuditOrder(at(night), items[1]?.id ?? 0, { decision: 'confirmed', note: '再次' }),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await query(`update account_term set class = 'residential' where account_id = $1`, [homes.居民价商户?.accountId])
    expect(await auditCharging(at('2025-08-04T19:40:00Z'))).toEqual({ opened: 0, vanished: 1 })
    expect((await orders('zero-use')).map(([name]) => name)).toEqual(['搬空户'])
    const topics = await listAuditTopics(at(night))
    expect(topics.items.find(({ code }) => code === 'zero-use')).toMatchObject({ dismissed: 1, precision: 0 })
  })

  it('shows nobody the orders of another unit', async () => {
    const stranger = { ...at(night), scope: 'Y.' }
    expect((await listAuditOrders(stranger, { state: 'open', limit: 5 })).items).toEqual([])
    expect((await listAuditTopics(stranger)).items.every(({ open }) => open === 0)).toBe(true)
  })
})
