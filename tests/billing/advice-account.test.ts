import { beforeAll, describe, expect, it } from 'vitest'
import { adviseAccount } from '../../billing/advice/advice.ts'
import { runBills } from '../../billing/index.ts'
import { layNetwork } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { openHousehold } from './households.ts'
import { steadyMeters } from './meters.ts'

describe('advice on time of use', () => {
  const database = useDatabase()
  const at = (now: string) => database.ctx(now, { roles: ['billing'], username: 'billing' })
  const loads: Parameters<typeof steadyMeters>[0] = new Map()
  const meters = steadyMeters(loads)
  const homes: Record<string, Awaited<ReturnType<typeof openHousehold>>> = {}

  beforeAll(async () => {
    const ctx = at('2025-01-01T04:00:00Z')
    const network = await layNetwork(ctx)
    for (const [name, priceCode, valleyShare] of [
      ['不分时', 'SH-RES-TIER', 0.5],
      ['分时', 'SH-RES-TIER-TOU', 0.5],
      ['无谷表', 'SH-RES-TIER', undefined],
      ['商铺', 'DEMO-COM-SINGLE', 0.5],
    ] as const) {
      const opening = { name, priceCode, energisedAt: '2025-01-01T00:00:00+08:00' }
      const home = await openHousehold(ctx, network, opening)
      homes[name] = home
      loads.set(home.pointId, { dailyWh: 10_000, ...(valleyShare && { valleyShare }) })
    }
    for (const month of [1, 2, 3]) {
      await runBills(at(`2025-0${month + 1}-01T02:00:00Z`), { billMonth: `2025-0${month}` }, meters)
    }
  })

  const advise = async (name: string) => {
    const asked = { accountNo: homes[name]?.accountNo ?? '', yuanPerKvar: '100' }
    return (await adviseAccount(at('2025-04-02T00:00:00Z'), asked, meters)).timeOfUse
  }

  // 310 and 280 kWh, half in the valley: at 0.617, or half at 0.617 and half at 0.307.
  it('rates the very months again at the price by periods', async () => {
    expect(await advise('不分时')).toMatchObject({
      ...{ priceCode: 'SH-RES-TIER-TOU', isTimeOfUse: true, months: 3, untold: 0 },
      ...{ currentYuan: '555.30', otherYuan: '415.82', savingYuan: '139.48' },
    })
  })

  it('says what it would cost to go back', async () => {
    expect(await advise('分时')).toMatchObject({
      ...{ priceCode: 'SH-RES-TIER', isTimeOfUse: false, months: 3, untold: 0 },
      ...{ currentYuan: '415.82', otherYuan: '555.30', savingYuan: '-139.48' },
    })
  })

  it('tells no month whose meter does not know periods', async () => {
    expect(await advise('无谷表')).toMatchObject({ months: 0, untold: 3, savingYuan: '0.00' })
  })

  it('is none where the price has no other of its kind', async () => {
    expect(await advise('商铺')).toBeNull()
  })
})
