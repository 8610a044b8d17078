import { beforeAll, describe, expect, it } from 'vitest'
import { recordPlant } from '../../billing/feed-in/plants.ts'
import { billingParameters, recordPayment, runBills } from '../../billing/index.ts'
import { listParameterRows } from '../../db/parameters/rows.ts'
import type { Effect, Key, Value } from '../../db/parameters/set.ts'
import { listUsages } from '../../metering/index.ts'
import { storeReadings } from '../../metering/readings.ts'
import { layNetwork } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { openHousehold } from './households.ts'

describe('what a change of a rule of billing would have changed', () => {
  const database = useDatabase()
  const at = (now: string) => database.ctx(`${now}+08:00`, { roles: ['billing'] })
  let accountNo = ''

  beforeAll(async () => {
    const ctx = at('2025-01-01T08:00:00')
    const network = await layNetwork(ctx)
    const home = await openHousehold(ctx, network, {
      ...{ name: '吴表', priceCode: 'SH-RES-FLAT', energisedAt: '2025-01-01T00:00:00+08:00' },
    })
    accountNo = home.accountNo
    const poor = await openHousehold(ctx, network, {
      ...{ name: '赵低保', priceCode: 'SH-RES-TIER', energisedAt: '2025-01-01T00:00:00+08:00' },
    })
    await database.pool.query(
      `insert into allowance_term (account_id, kind, certificate_no, valid_from, known_from, changed_by, reason, case_ref)
       values ($1, 'low-income', 'D-1', '2025-01-01', now(), 'test', '低保', 'test')`,
      [poor.accountId],
    )
    const sunny = await openHousehold(ctx, network, {
      ...{ name: '田光伏', priceCode: 'ZJ-RES-FLAT', energisedAt: '2025-01-01T00:00:00+08:00' },
    })
    const point = await database.pool.query('select point_no as no from metering_point where id = $1', [sunny.pointId])
    await database.pool.query(
      `insert into installation_register select (jsonb_populate_record(r, '{"role": "exportTotal"}')).*
       from installation_register r join installation i on i.id = r.installation_id where i.point_id = $1`,
      [sunny.pointId],
    )
    await recordPlant(ctx, {
      ...{ accountNo: sunny.accountNo, pointNo: point.rows[0].no, mode: 'surplus', region: '33', plantKw: '8' },
      ...{ register: 'exportTotal', generationRegister: 'importTotal', generationPointNo: null, subsidyCode: null },
      ...{ from: '2025-01-01', reason: '并网', caseRef: 'pv' },
    })
    const { rows } = await database.pool.query<{ no: string }>('select asset_no as no from device order by id')
    const end = new Date('2025-02-01T00:00:00+08:00')
    const readings = [
      { meter: rows[0]?.no ?? '', at: end, values: { importWh: 1_000_000 } },
      { meter: rows[1]?.no ?? '', at: end, values: { importWh: 200_000 } },
      { meter: rows[2]?.no ?? '', at: end, values: { importWh: 100_000, exportWh: 310_000 } },
    ]
    const topic = 'dianhu/v1/T-MQTT-1/readings'
    await storeReadings(at('2025-02-01T00:01:00'), { source: 'mqtt', topic, readings, keep: 'every' })
    // 1,000 kWh × 0.641 = 641.00, due on 26 February, of which 631.39 is paid ten days late: × 0.001 × 10 = 6.31.
    await runBills(at('2025-02-01T02:00:00'), { billMonth: '2025-01' }, listUsages)
    const payment = { accountNo, amountYuan: '631.39', channel: 'online' as const, idempotencyKey: 'late' }
    await recordPayment(at('2025-03-08T10:00:00'), payment)
  })

  async function effectOf(
    name: string,
    key: Key,
    change: Partial<Value>,
    now = '2025-03-20T09:00:00',
  ): Promise<Effect> {
    const set = billingParameters.find((each) => each.name === name)
    if (!set?.rows || !set.effect) throw new Error(`no effect of ${name}`)
    const rows = await listParameterRows(at(now), set.rows)
    const former =
      rows.findLast((row) => Object.entries(key).every(([column, code]) => row.key[column] === code)) ?? null
    return set.effect(at(now), { key, former, value: { ...former?.value, ...change } as Value })
  }
  const figuresOf = ({ figures }: Effect) => figures.map(({ title, before, after }) => [title.zh, before, after])

  it('of late fees is what was charged, and exactly what would have been', async () => {
    const { rows } = await database.pool.query(`select total_yuan from account_charge where kind = 'late-fee'`)
    expect(rows).toEqual([{ total_yuan: '6.31' }])
    const effect = await effectOf('late-fee-rule', { account_class: 'residential' }, { current_year_rate: '0.002' })
    expect(figuresOf(effect)).toEqual([
      ['逾期', '1', '1'],
      ['违约金合计', '6.31', '12.63'],
    ])
    expect(effect.cases).toMatchObject([
      { ref: accountNo, path: 'X.X1.', before: { zh: '6.31 元' }, after: { zh: '12.63 元' } },
    ])
    expect(effect.counts).toEqual({ all: 1, changed: 1 })
    const others = await effectOf('late-fee-rule', { account_class: 'commercial' }, { current_year_rate: '0.002' })
    expect(figuresOf(others)).toEqual([
      ['逾期', '0', '0'],
      ['违约金合计', '0.00', '0.00'],
    ])
  })

  it('of late fees is nothing where they would not be charged by themselves, or before the days looked at', async () => {
    const off = await effectOf('late-fee-rule', { account_class: 'residential' }, { automatic: 'false' })
    expect(figuresOf(off)[1]).toEqual(['违约金合计', '6.31', '0.00'])
    const later = await effectOf(
      'late-fee-rule',
      { account_class: 'residential' },
      { current_year_rate: '0.002' },
      '2025-09-01T09:00:00',
    )
    expect(figuresOf(later)[1]).toEqual(['违约金合计', '0.00', '0.00'])
  })

  it('of days to pay is who would have been in time, or late the longer', async () => {
    const longer = await effectOf('due-rule', { account_class: 'residential' }, { days_after_period: '35' })
    expect(figuresOf(longer).slice(1)).toEqual([
      ['逾期', '1', '0'],
      ['违约金合计', '6.31', '0.00'],
    ])
    const shorter = await effectOf('due-rule', { account_class: 'residential' }, { days_after_period: '15' })
    expect(figuresOf(shorter)).toEqual([
      ['应交日移动 -10 天的账单', '0', '3'],
      ['逾期', '1', '1'],
      ['违约金合计', '6.31', '12.63'],
    ])
  })

  it('of free energy is the latest bills rated again', async () => {
    const effect = await effectOf(
      'allowance-rule',
      { kind: 'low-income' },
      { free_kwh_per_month: '10' },
      '2025-02-20T09:00:00',
    )
    // 200 × 0.617 − 15 × 0.617, each line rounded by itself, and − 10 × 0.617.
    expect(figuresOf(effect)).toEqual([
      ['电费有变', '0', '1'],
      ['电费合计', '114.14', '117.23'],
    ])
    expect(effect.about.zh).toContain('1 户')
  })

  it('of a feed-in price is each line of the past year at the new price', async () => {
    const effect = await effectOf('feed-in-price', { region: '33', mode: 'surplus' }, { yuan_per_kwh: '0.3' })
    expect(figuresOf(effect)).toEqual([
      ['结算单', '1', '1'],
      ['付款合计', '128.74', '93.00'],
    ])
  })

  it('of a tolerance and of a power factor duty is a count', async () => {
    const tolerance = await effectOf('market-tolerance', {}, { percent: '1' })
    expect(figuresOf(tolerance)).toEqual([['不符，须人工审核', '0', '0']])
    await database.pool.query(`alter table account_term disable trigger account_term_kept`)
    await database.pool.query(`update account_term set class = 'commercial', running_capacity_kva = 90`)
    const duty = await effectOf('power-factor-duty', { account_class: 'commercial' }, { from_kva: '80' })
    expect(figuresOf(duty)).toEqual([['未登记考核标准，出账前须补录', '0', '3']])
  })
})
