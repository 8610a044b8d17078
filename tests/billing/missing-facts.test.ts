import { beforeAll, describe, expect, it } from 'vitest'
import { findBill } from '../../billing/bills.ts'
import { findLatestBill, runBills } from '../../billing/index.ts'
import { enterParkedStandard, listParked } from '../../billing/parked.ts'
import type { Usage, UsagePort } from '../../billing/usage.ts'
import { civilDay, daysBetween } from '../../db/time.ts'
import { layNetwork } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { openHousehold } from './households.ts'

describe('facts that a price needs of the customer file', () => {
  const database = useDatabase()
  const at = (now: string) => database.ctx(now, { roles: ['billing'], username: 'billing' })
  const query = (sql: string, values: unknown[] = []) => database.pool.query(sql, values)
  const homes: Record<string, Awaited<ReturnType<typeof openHousehold>>> = {}
  /** 100 kWh and 75 kvarh a day: cosφ 0.80. */
  const meters: UsagePort = async (_ctx, requests) =>
    requests.map(({ from, to }): Usage => {
      const counted = (daily: number) => {
        const [startWh, endWh] = [from, to].map((at) => daysBetween('2025-01-01', civilDay(at)) * daily)
        return { startWh: startWh ?? 0, endWh: endWh ?? 0, energyWh: (endWh ?? 0) - (startWh ?? 0) }
      }
      const byRole = { importTotal: counted(100_000), q1: counted(75_000) }
      return { segments: [{ deviceId: 1, multiplier: 1, byRole }], quality: 'measured', missing: false }
    })
  const clerk = '2025-05-02T02:00:00Z'

  beforeAll(async () => {
    const ctx = at('2025-04-01T04:00:00Z')
    const network = await layNetwork(ctx)
    await query('alter table account_term disable trigger account_term_kept')
    for (const [name, priceCode, columns] of [
      ['新厂', 'DEMO-IND-2P', `class = 'commercial', contract_capacity_kva = 400, parts = 'two'`],
      ['大店', 'DEMO-COM-SINGLE', `class = 'commercial', contract_capacity_kva = 100`],
      ['小店', 'DEMO-COM-SINGLE', `class = 'commercial', contract_capacity_kva = 99.9`],
      ['大农场', 'DEMO-AGR-SINGLE', `class = 'agricultural', contract_capacity_kva = 250`],
      ['学校', 'SH-RES-FLAT', `contract_capacity_kva = 630`],
      ['免力调', 'DEMO-COM-SINGLE', `class = 'commercial', contract_capacity_kva = 400, power_factor_exempt = '路灯'`],
    ] as const) {
      const home = await openHousehold(ctx, network, { name, priceCode, energisedAt: '2025-04-01T00:00:00+08:00' })
      homes[name] = home
      await query(`update account_term set ${columns} where account_id = $1`, [home.accountId])
    }
    const accountIds = Object.values(homes).map(({ accountId }) => accountId)
    await runBills(at(clerk), { billMonth: '2025-04', accountIds }, meters)
  })

  const parked = async () => (await listParked(at(clerk), { limit: 20 })).items
  const totalOf = async (name: string) => {
    const bill = await findLatestBill(at(clerk), homes[name]?.accountId ?? 0)
    return bill ? (await findBill(at(clerk), bill.id)).totalYuan : null
  }

  it('are asked for all at once, by name, each with the place where it is entered', async () => {
    const plant = (await parked()).find(({ customerName }) => customerName === '新厂')
    expect(plant).toMatchObject({ reason: 'FACT_MISSING', stage: 'plan', owner: 'intake' })
    expect(plant?.message).toEqual({
      zh: '计费档案不全,请补录:基本电费计收方式(容量或需量)(业务办理·电价选择)、受电变压器及启停状态(业务办理·增减容)、功率因数标准(一般为 0.85,本页“录入力调标准”)',
      en: 'Facts are missing from the customer file: basis of the base charge (capacity or demand) (Applications, price option); transformers and their states (Applications, capacity); power-factor standard (usually 0.85, this page, Enter standard)',
    })
  })

  it('include the power-factor standard of who must have one by class and capacity, and of nobody else', async () => {
    const asked = await parked()
    expect(asked.map(({ customerName }) => customerName).sort()).toEqual(['大农场', '大店', '新厂'].sort())
    expect(asked.find(({ customerName }) => customerName === '大农场')?.detail).toMatchObject({
      missing: [{ fact: 'powerFactorStandard', usualStandard: '0.80' }],
    })
    // 3,000 kWh without adjustment.
    expect(await totalOf('小店')).toBe('2100.00')
    expect(await totalOf('学校')).toBe('1923.00')
    expect(await totalOf('免力调')).toBe('2100.00')
  })

  it('are entered where they are asked for, and the month is billed with them', async () => {
    const ids = new Map((await parked()).map(({ customerName, id }) => [customerName, id]))
    const enter = (name: string, standard: '0.85' | null) =>
      enterParkedStandard(at(clerk), { id: ids.get(name) ?? 0, standard, reason: '供用电合同约定' }, meters)
    expect(await enter('大店', '0.85')).toMatchObject({ outcome: 'issued' })
    // cosφ 0.80 of 0.85: +2.5 % of 2,100.00.
    expect(await totalOf('大店')).toBe('2152.50')
    expect(await enter('大农场', null)).toMatchObject({ outcome: 'issued' })
    expect(await totalOf('大农场')).toBe('1500.00')
    await expect(enter('大农场', null)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})
