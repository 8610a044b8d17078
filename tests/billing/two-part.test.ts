import { beforeAll, describe, expect, it } from 'vitest'
import { findBill } from '../../billing/bills.ts'
import { findLatestBill, runBills } from '../../billing/index.ts'
import { enterParkedDemand, listParked } from '../../billing/parked.ts'
import type { Usage, UsagePort } from '../../billing/usage.ts'
import { civilDay } from '../../db/time.ts'
import { layNetwork } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { openHousehold } from './households.ts'

describe('a factory on a two-part price', () => {
  const database = useDatabase()
  const at = (now: string) => database.ctx(now, { roles: ['billing'], username: 'billing' })
  const query = async (sql: string, values: unknown[] = []) => (await database.pool.query(sql, values)).rows
  let plant: Awaited<ReturnType<typeof openHousehold>>
  let isReactiveRead = true

  /** A ratio of 40; 100,000 kWh a month, and in January far too many kvarh. */
  const meters: UsagePort = async (_ctx, requests) =>
    requests.map(({ from }): Usage => {
      const month = Number(civilDay(from).slice(5, 7)) - 1
      const counted = (first: number, others: number) => {
        const startWh = (month === 0 ? 0 : first + (month - 1) * others) / 40
        const energyWh = (month === 0 ? first : others) / 40
        return { startWh, endWh: startWh + energyWh, energyWh }
      }
      const byRole = {
        importTotal: counted(100_000_000, 100_000_000),
        ...(isReactiveRead && { q1: counted(70_000_000, 30_000_000), q4: counted(5_000_000, 0) }),
      }
      return { segments: [{ deviceId: 1, multiplier: 40, byRole }], quality: 'measured', missing: false }
    })

  beforeAll(async () => {
    const ctx = at('2026-01-01T04:00:00Z')
    const network = await layNetwork(ctx)
    const home = { name: '恒达机械', priceCode: 'DEMO-IND-2P', energisedAt: '2026-01-01T00:00:00+08:00' }
    plant = await openHousehold(ctx, network, home)
  })

  const run = (month: number, accountIds = [plant.accountId]) => {
    const next = `2026-${String(month + 1).padStart(2, '0')}`
    return runBills(
      at(`${next}-01T02:00:00+08:00`),
      { billMonth: `2026-${String(month).padStart(2, '0')}`, accountIds },
      meters,
    )
  }
  const latest = async () => {
    const bill = await findLatestBill(at('2026-12-01T00:00:00Z'), plant.accountId)
    return findBill(at('2026-12-01T00:00:00Z'), bill?.id ?? 0)
  }
  const parkedWith = async () => {
    const { items } = await listParked(at('2026-12-01T00:00:00Z'), { limit: 5 })
    return items.map(({ reason, detail }) => [reason, detail.fact])
  }
  const amounts = async () => (await latest()).lines.map(({ item, amountYuan }) => [item, amountYuan])

  it('asks by name for what its price needs and the file does not have', async () => {
    await run(1)
    expect(await parkedWith()).toEqual([['FACT_MISSING', 'baseCharge']])
    await query(`alter table account_term disable trigger account_term_kept`)
    await query(
      `update account_term set parts = 'two', base_charge = 'capacity', power_factor_standard = 0.90, class = 'commercial',
         contract_capacity_kva = 1030, running_capacity_kva = 1030 where account_id = $1`,
      [plant.accountId],
    )
    await run(1)
    expect(await parkedWith()).toEqual([['FACT_MISSING', 'transformers']])
  })

  it('pays for its transformers by days in use, and more where its power factor is low', async () => {
    const [point] = await query(`insert into receiving_point (account_id, name) values ($1, '受电点') returning id`, [
      plant.accountId,
    ])
    await query(
      `insert into customer_transformer (receiving_point_id, name, capacity_kva, iron_loss_kwh_per_month, iron_loss_kvarh_per_month)
       values ($1, '1号变', 630, null, null), ($1, '2号变', 400, 300, 400)`,
      [point.id],
    )
    await query(
      `insert into customer_transformer_term (transformer_id, state, valid_from, valid_to, known_from, changed_by, reason, case_ref)
       select id, state, from_day::date, to_day::date, '2026-01-01T00:00:00Z', 't', 't', 't' from customer_transformer c
       join (values ('1号变', 'in-use', '2026-01-01', null), ('2号变', 'in-use', '2026-01-01', '2026-02-11'),
         ('2号变', 'paused', '2026-02-11', '2026-03-11'), ('2号变', 'in-use', '2026-03-11', null)) as s(name, state, from_day, to_day)
         on s.name = c.name`,
    )
    expect(await run(1)).toMatchObject({ issued: 1 })
    // 1,030 kVA × 26; January: bought 0.45 (0.42 + 0.03), loss 0.0152, operation 0.048, grid 0.14; cosφ 0.80 of 0.90: +5 %.
    expect(await amounts()).toEqual([
      ['capacity-charge', '26780.00'],
      ['energy-total', '45000.00'],
      ['line-loss-total', '1520.00'],
      ['system-operation-total', '4800.00'],
      ['transmission-total', '14000.00'],
      ['power-factor-adjustment', '4605.00'],
      ['surcharge-major-water-works', '420.00'],
      ['surcharge-reservoir-migrants', '620.00'],
      ['surcharge-renewable-energy', '1900.00'],
    ])
    expect((await latest()).registers[0]).toMatchObject({ multiplier: 40, energyKwh: 100_000 })
  })

  it('pays nothing for a pause of 15 days and more (暂停)', async () => {
    expect(await run(2)).toMatchObject({ issued: 1 })
    // 630 + 400 × 10/28 = 772.857… kVA × 26 = 20,094.29; cosφ 0.96: −0.75 % of that and 62,320.00 of energy.
    expect((await amounts()).slice(0, 1)).toEqual([['capacity-charge', '20094.29']])
    expect((await latest()).lines.find(({ item }) => item === 'power-factor-adjustment')).toMatchObject({
      price: '-0.0075',
      amountYuan: '-618.11',
    })
  })

  it('bears the loss of the transformer that its meter stands behind (高供低计)', async () => {
    await query(
      `insert into point_transformer (point_id, transformer_id, valid_from, case_ref)
       select $1, id, '2026-03-01', 't' from customer_transformer where name = '2号变'`,
      [plant.pointId],
    )
    expect(await run(3)).toMatchObject({ issued: 1 })
    // Iron 300 × 21/31, since it is sealed for ten days, + 1 % copper of 100,000.
    expect(await latest()).toMatchObject({ energyKwh: 101_203.226 })
  })

  it('pays by its demand instead, above 105 % of the contract twice, at nine tenths where it is well used', async () => {
    await query(`update account_term set base_charge = 'contract-demand' where account_id = $1`, [plant.accountId])
    await run(4)
    expect((await parkedWith()).slice(0, 1)).toEqual([['FACT_MISSING', 'contractDemand']])
    await query(
      `insert into demand_term (point_id, contract_demand_kw, valid_from, known_from, changed_by, reason, case_ref)
       values ($1, 440, '2026-01-01', '2026-01-01T00:00:00Z', 't', 't', 't')`,
      [plant.pointId],
    )
    await run(4)
    expect((await parkedWith()).slice(0, 1)).toEqual([['DEMAND_MISSING', 'demand']])
    const slots = Buffer.alloc(96 * 4)
    await query(
      `insert into point_day (point_id, day, max_demand_w, measured, interpolated, estimated, edited, missing, suspect, slots_wh, validated_at)
       values ($1, '2026-04-10', 480000, 96, 0, 0, 0, 0, 0, $2, now()), ($1, '2026-05-01', 900000, 96, 0, 0, 0, 0, 0, $2, now())`,
      [plant.pointId, slots],
    )
    expect(await run(4)).toMatchObject({ issued: 1 })
    // 440 kW; 480 − 462 = 18 kW over, at twice the price; 100,000 kWh ÷ 1,030 kVA is below 260.
    expect((await amounts()).slice(0, 2)).toEqual([
      ['demand-contract', '15840.00'],
      ['demand-overrun', '1296.00'],
    ])
    // 40 % of 1,030 kVA; 105 % of 440 kW.
    expect((await latest()).demands).toEqual([
      {
        ...{ pointNo: expect.any(String), demandKw: 480, occurredOn: '2026-04-10' },
        ...{ contractKw: 440, leastKw: 412, toleratedKw: 462 },
      },
    ])
  })

  it('is billed by itself once a clerk has entered the demand of a month that was never read', async () => {
    await run(5)
    await query(`delete from point_day where point_id = $1`, [plant.pointId])
    await run(6)
    const { items } = await listParked(at('2026-12-01T00:00:00Z'), { limit: 5 })
    const id = items.find(({ billMonth }) => billMonth === '2026-06')?.id ?? 0
    const clerk = at('2026-07-03T02:00:00Z')
    const entry = { id, demandKw: 470.5, reason: '现场核对,用户签字' }
    expect(await enterParkedDemand(clerk, entry, meters)).toMatchObject({ outcome: 'issued' })
    // 440 kW of the contract; 470.5 − 462 = 8.5 kW over, at twice 36.
    expect((await amounts()).slice(0, 2)).toEqual([
      ['demand-contract', '15840.00'],
      ['demand-overrun', '612.00'],
    ])
    expect(await latest()).toMatchObject({ billMonth: '2026-06', demandKw: 470.5, demandEntered: entry.reason })
    const [entered] = await query('select demand_kw, changed_by, reason, known_to from entered_demand')
    expect(entered).toEqual({ demand_kw: '470.500', changed_by: 'billing', reason: entry.reason, known_to: null })
    expect(await query(`select subject from audit_entry where action = 'demand.entered'`)).toHaveLength(1)
    await expect(enterParkedDemand(clerk, entry, meters)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('waits where it is adjusted for power factor and its meter has no reactive registers', async () => {
    isReactiveRead = false
    await query(
      `insert into entered_demand (point_id, bill_month, demand_kw, known_from, changed_by, reason)
       values ($1, '2026-07', 400, '2026-08-01T00:00:00Z', 't', 't')`,
      [plant.pointId],
    )
    await run(7)
    expect((await parkedWith()).slice(0, 1)).toEqual([['REACTIVE_MISSING', undefined]])
  })
})
