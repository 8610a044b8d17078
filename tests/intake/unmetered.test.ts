import { beforeAll, describe, expect, it } from 'vitest'
import { addUser } from '../../app/auth/users.ts'
import { unmeteredSupplies } from '../../billing/charges/unmetered.ts'
import { changedFiles } from '../../billing/file-changes.ts'
import { findPriceCode, runBills } from '../../billing/index.ts'
import type { Role } from '../../db/context.ts'
import { deliverEvents } from '../../db/subscriptions.ts'
import { findApplication } from '../../intake/applications.ts'
import { sweepClocks } from '../../intake/clocks/sweep.ts'
import { compareFile } from '../../intake/comparison/comparison.ts'
import { listSnapshots } from '../../intake/sql/snapshots.ts'
import { steadyMeters } from '../billing/meters.ts'
import { layNetwork, type Network } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { untilReadable } from '../support/events.ts'
import { linXiaoman, ports as somePorts } from './lin-xiaoman.ts'
import { completeSent, submitSent } from './sent.ts'

/** 夜市: four lamps of 0.5 kW and a fridge, eight hours a day from 18 November to 17 December. */
describe('a temporary supply without a meter', () => {
  const database = useDatabase()
  const everyRole: Role[] = ['intake', 'surveyor', 'installer', 'inspector', 'manager', 'billing']
  const at = (now: string) => database.ctx(now, { roles: everyRole, username: 'installer' })
  const ports = { ...somePorts, findPrice: findPriceCode }
  let network: Network
  let id = 0
  let accountNo = ''
  let accountId = 0

  beforeAll(async () => {
    network = await layNetwork(at('2026-01-01T00:00:00Z'))
    await addUser(at('2026-01-01T00:00:00Z'), {
      ...{
        username: 'installer',
        name: '郑伟',
        password: 'long-enough-1',
        roles: ['installer'],
        organisationPath: 'X.',
      },
    })
  })

  const complete = (of: number, step: string, data: object, day = '18') =>
    completeSent(at(`2026-11-${day}T18:00:00+08:00`), { id: of, step, data }, ports)
  const submit = (input: object, day = '16') => submitSent(at(`2026-11-${day}T09:00:00+08:00`), input, ports)

  it('is agreed by capacity and hours, at a price without periods', async () => {
    const load = (name: string, ratedKw: number, count: number) => ({ name, ratedKw, count })
    const made = await submit({
      ...linXiaoman,
      householdPersons: undefined,
      kind: 'temporary-unmetered',
      address: '滨江夜市3号位',
      form: {
        ...{ accountClass: 'commercial', until: '2026-12-17', hoursPerDay: 8 },
        loads: [load('灯', 0.5, 4), { ...load('冰柜', 1, 1), demandFactor: 0.5 }],
      },
    })
    id = made.id
    await complete(id, 'accept', { papersSeen: true }, '16')
    await complete(id, 'survey', {
      surveyedOn: '2026-11-17',
      feasible: true,
      districtId: network.districtId,
      capacityKw: 3,
    })
    const plan = { supplyPlan: '由公变低压供电,不装表', districtId: network.districtId, phase: 'single' }
    await expect(complete(id, 'plan', { ...plan, priceCode: 'SH-RES-TIER-TOU' })).rejects.toMatchObject({
      issues: [{ path: 'data.priceCode', message: '无表用电没有峰谷示数,不能执行分时电价' }],
    })
    await complete(id, 'plan', { ...plan, priceCode: 'DEMO-COM-SINGLE' })
    await complete(id, 'contract', { contractNo: 'HT-NIGHT', signedOn: '2026-11-18' })
    await complete(id, 'energising', { energisedAt: '2026-11-18T17:00:00+08:00', person: 'installer' })
  })

  it.each([
    ['temporary-unmetered', { hoursPerDay: 8, loads: [{ name: '灯', ratedKw: 1, count: 2 }] }],
    ['temporary-metered', {}],
  ])('as %s is not energised after its last day', async (kind, form) => {
    const made = await submit({
      ...linXiaoman,
      householdPersons: undefined,
      kind,
      form: { ...form, until: '2026-11-17' },
    })
    await complete(made.id, 'accept', { papersSeen: true }, '16')
    const { districtId } = network
    await complete(made.id, 'survey', { surveyedOn: '2026-11-17', feasible: true, districtId, capacityKw: 3 })
    await complete(made.id, 'plan', { supplyPlan: '低压', districtId, phase: 'single', priceCode: 'DEMO-COM-SINGLE' })
    await complete(made.id, 'contract', { contractNo: `HT-${kind}`, signedOn: '2026-11-17' })
    const on = (energisedAt: string) =>
      kind === 'temporary-unmetered'
        ? complete(made.id, 'energising', { energisedAt, person: 'installer' })
        : complete(made.id, 'meter-installation', {
            ...{ assetNo: 'M-LATE', profile: 'eastron-sdm630', startRegistersWh: { importTotal: 0 } },
            ...{ link: { terminalAssetNo: 'T-MQTT-1' }, energisedAt },
          })
    await expect(on('2026-11-18T08:00:00+08:00')).rejects.toMatchObject({ issues: [{ path: 'data.energisedAt' }] })
    await on('2026-11-17T23:00:00+08:00')
    expect(await complete(made.id, 'archive', {})).toMatchObject({ status: 'archived' })
  })

  it('opens an account whose point nobody reads, the day before not yet there', async () => {
    const foreseen = await compareFile(at('2026-11-18T18:00:00+08:00'), id, ports)
    expect(foreseen.rows).toContainEqual(
      expect.objectContaining({ field: 'unmeteredUse', before: null, after: '2.5 kW × 8 h', from: '2026-11-18' }),
    )
    await complete(id, 'archive', {})
    const done = await findApplication(at('2026-11-19T09:00:00+08:00'), id)
    accountNo = done.accountNo ?? ''
    const { rows } = await database.pool.query<{ id: number }>('select id from account where account_no = $1', [
      accountNo,
    ])
    accountId = Number(rows[0]?.id)
    const look = (day: string) => listSnapshots(at('2026-12-30T00:00:00Z'), [accountId], day)
    expect(await look('2026-11-17')).toEqual([])
    for (const day of ['2026-11-18', '2026-11-19']) {
      expect(await look(day)).toMatchObject([
        {
          term: { temporaryUntil: '2026-12-17', contractCapacityKva: 3 },
          points: [{ priceCode: 'DEMO-COM-SINGLE', meter: null }],
        },
      ])
    }
    expect((await compareFile(at('2026-11-19T09:00:00+08:00'), id, ports)).rows.length).toBe(foreseen.rows.length)
  })

  it('is charged once, for a clerk to issue, and never by a monthly run', async () => {
    await untilReadable(database.pool)
    await deliverEvents(at('2026-11-18T19:00:00+08:00'), unmeteredSupplies)
    await deliverEvents(at('2026-11-18T19:00:00+08:00'), unmeteredSupplies)
    const { rows } = await database.pool.query(
      `select c.kind, c.state, c.about_from as "from", c.about_to as "to", c.total_yuan as yuan,
         (c.result ->> 'energyKwh')::float8 as kwh from account_charge c where c.account_id = $1`,
      [accountId],
    )
    // 30 days of 8 hours at 2 + 0.5 kW.
    expect(rows).toMatchObject([
      { kind: 'unmetered-supply', state: 'draft', from: '2026-11-18', to: '2026-12-18', kwh: 600, yuan: '420.00' },
    ])
    const run = await runBills(
      at('2026-12-01T01:00:00Z'),
      { billMonth: '2026-11', accountIds: [accountId] },
      steadyMeters(new Map()),
    )
    expect(run).toMatchObject({ parked: 0, issued: 0 })
  })

  it('is reminded of before it ends, and closed without a meter to take off', async () => {
    await sweepClocks(at('2026-12-10T00:15:00+08:00'))
    const { rows } = await database.pool.query(`select subject, ends_on from supply_reminder where account_id = $1`, [
      accountId,
    ])
    expect(rows).toEqual([{ subject: 'temporary-supply', ends_on: '2026-12-17' }])
    const asked = { kind: 'closing', accountNo, form: { lastDay: '2026-11-29' }, papers: [{ kind: 'identity' }] }
    const closing = await submit(asked, '29')
    await complete(closing.id, 'accept', { papersSeen: true }, '30')
    await complete(
      closing.id,
      'settlement',
      { doneAt: '2026-11-29T10:00:00+08:00', person: 'installer', meters: [] },
      '30',
    )
    await complete(closing.id, 'archive', {}, '30')
    await untilReadable(database.pool)
    await deliverEvents(at('2026-11-30T19:00:00+08:00'), changedFiles(steadyMeters(new Map())))
    const { rows: after } = await database.pool.query('select closed_on from account where id = $1', [accountId])
    expect(after).toEqual([{ closed_on: '2026-11-30' }])
    const { rows: parked } = await database.pool.query('select 1 from parked_bill where account_id = $1', [accountId])
    expect(parked).toEqual([])
  })
})
