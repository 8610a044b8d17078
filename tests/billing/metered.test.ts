import { beforeAll, describe, expect, it } from 'vitest'
import { findBill } from '../../billing/bills.ts'
import { findLatestBill, runBills, settleAccount } from '../../billing/index.ts'
import { listUsages } from '../../metering/index.ts'
import type { MeterValues } from '../../metering/mqtt-contract.ts'
import { storeReadings } from '../../metering/readings.ts'
import { layNetwork } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { openHousehold } from './households.ts'

describe('a meter’s registers become bills', () => {
  const database = useDatabase()
  const at = (now: string) => database.ctx(`${now}+08:00`, { roles: ['billing'] })
  let accountId = 0

  beforeAll(async () => {
    const ctx = at('2025-01-10T12:00:00')
    const network = await layNetwork(ctx)
    const home = { name: '吴表', priceCode: 'SH-RES-TIER', energisedAt: '2025-01-10T10:30:00+08:00' }
    ;({ accountId } = await openHousehold(ctx, network, home))
  })

  const read = async (time: string, values: MeterValues) => {
    const { rows } = await database.pool.query('select asset_no from device')
    const readings = [{ meter: rows[0].asset_no, at: new Date(`${time}+08:00`), values }]
    await storeReadings(at(time), { source: 'mqtt', topic: 'dianhu/v1/T-MQTT-1/readings', readings, keep: 'every' })
  }

  it('from the start register at the hand-over to the first of the month', async () => {
    await read('2025-01-20T08:00:00', { importWh: 88_000 })
    await read('2025-02-01T00:00:00', { importWh: 200_005 })
    const run = await runBills(at('2025-02-01T02:00:00'), { billMonth: '2025-01' }, listUsages)
    expect(run).toMatchObject({ issued: 1, energyKwh: 200.005, totalYuan: '123.40' })
    const latest = await findLatestBill(at('2025-02-01T02:00:00'), accountId)
    expect((await findBill(at('2025-02-01T02:00:00'), latest?.id ?? 0)).registers).toMatchObject([
      { role: 'importTotal', startKwh: 0, endKwh: 200.005, energyKwh: 200.005 },
    ])
  })

  it('and are parked where the register at the end has not come in, until it does', async () => {
    await read('2025-02-20T00:00:00', { importWh: 300_000 })
    const early = await runBills(at('2025-03-01T00:05:00'), { billMonth: '2025-02' }, listUsages)
    expect(early).toMatchObject({ issued: 0, parked: 1 })
    await read('2025-03-01T00:00:00', { importWh: 350_000 })
    const late = await runBills(at('2025-03-02T02:00:00'), { billMonth: '2025-02' }, listUsages)
    expect(late).toMatchObject({ issued: 1, parked: 0, energyKwh: 149.995 })
  })

  it('up to the instant of a final bill, so that all bills charge what the register counted', async () => {
    await read('2025-03-11T15:45:00', { importWh: 400_123 })
    const bill = await settleAccount(
      at('2025-03-11T16:00:00'),
      { accountId, at: new Date('2025-03-11T15:45:00+08:00') },
      listUsages,
    )
    expect(await findBill(at('2025-03-11T16:00:00'), bill.billId)).toMatchObject({
      periodTo: '2025-03-12',
      energyKwh: 50.123,
    })
    const { rows } = await database.pool.query('select sum(energy_wh)::int as billed from bill')
    expect(rows).toEqual([{ billed: 400_123 }])
  })
})
