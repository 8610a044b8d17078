import { beforeAll, describe, expect, it } from 'vitest'
import { findBill } from '../../billing/bills.ts'
import { findLatestBill, runBills } from '../../billing/index.ts'
import { importSheets } from '../../billing/market/sheets.ts'
import { enterMarket } from '../../billing/market/terms.ts'
import { foreseeAccounts } from '../../billing/power-factor/foresee.ts'
import { findPowerFactor, listPowerFactors } from '../../billing/power-factor/list.ts'
import type { Usage, UsagePort } from '../../billing/usage.ts'
import { civilDay, daysBetween } from '../../db/time.ts'
import { layNetwork } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { openHousehold } from './households.ts'

/** A day’s kWh and kvarh until a civil day and from then on. */
type Load = { kwh: number; kvarh: number; since?: { day: string; kwh: number; kvarh: number }; silentFrom?: string }

const OPENED = '2026-04-01'

describe('power factors foreseen from a month’s registers', () => {
  const database = useDatabase()
  const at = (now: string) => database.ctx(now, { roles: ['billing'], username: 'billing' })
  const query = async (sql: string, values: unknown[] = []) => (await database.pool.query(sql, values)).rows
  const loads = new Map<number, Load>()
  const plants: Record<string, Awaited<ReturnType<typeof openHousehold>>> = {}
  const idOf = (name: string) => plants[name]?.accountId ?? 0

  const meters: UsagePort = async (_ctx, requests) =>
    requests.map(({ pointId, from, to }): Usage => {
      const load = loads.get(pointId)
      if (!load || (load.silentFrom !== undefined && civilDay(to) > load.silentFrom)) {
        return { segments: [], quality: 'missing', missing: true }
      }
      const sum = (name: 'kwh' | 'kvarh', day: string) => {
        const days = daysBetween(OPENED, day)
        const later = load.since ? Math.max(0, daysBetween(load.since.day, day)) : 0
        return 1000 * ((days - later) * load[name] + later * (load.since?.[name] ?? 0))
      }
      const use = (name: 'kwh' | 'kvarh') => {
        const [startWh, endWh] = [sum(name, civilDay(from)), sum(name, civilDay(to))]
        return { startWh, endWh, energyWh: endWh - startWh }
      }
      const byRole = { importTotal: use('kwh'), q1: use('kvarh') }
      return { segments: [{ deviceId: pointId, multiplier: 1, byRole }], quality: 'measured', missing: false }
    })

  beforeAll(async () => {
    const ctx = at('2026-04-01T04:00:00Z')
    const network = await layNetwork(ctx)
    const daily: Record<string, Load> = {
      恒达: { kwh: 4000, kvarh: 3000 },
      永固: { kwh: 4000, kvarh: 1200 },
      容坏: { kwh: 2000, kvarh: 800, since: { day: '2026-04-16', kwh: 2000, kvarh: 2500 } },
      停讯: { kwh: 4000, kvarh: 3000, silentFrom: '2026-04-18' },
      失联: { kwh: 4000, kvarh: 3000, silentFrom: '2026-04-10' },
      入市: { kwh: 4000, kvarh: 3000 },
    }
    for (const [name, load] of Object.entries(daily)) {
      const opening = { name, priceCode: 'DEMO-IND-2P', energisedAt: `${OPENED}T00:00:00+08:00` }
      const plant = await openHousehold(ctx, network, opening)
      plants[name] = plant
      loads.set(plant.pointId, load)
    }
    const accountIds = Object.values(plants).map(({ accountId }) => accountId)
    await query('alter table account_term disable trigger account_term_kept')
    await query(
      `update account_term set parts = 'two', base_charge = 'capacity', class = 'commercial', power_factor_standard = 0.90,
         contract_capacity_kva = 630, running_capacity_kva = 630 where account_id = any($1)`,
      [accountIds],
    )
    await query(
      `with point as (insert into receiving_point (account_id, name) select unnest($1::bigint[]), '受电点' returning id),
         unit as (insert into customer_transformer (receiving_point_id, name, capacity_kva) select id, '1号变', 630 from point returning id)
       insert into customer_transformer_term (transformer_id, state, valid_from, known_from, changed_by, reason, case_ref)
       select id, 'in-use', '2026-04-01', '2026-04-01T00:00:00Z', 't', 't', 't' from unit`,
      [accountIds],
    )
    const entry = { accountNo: plants.入市?.accountNo ?? '', retailer: '清风售电', from: '2026-04-01' }
    await enterMarket(ctx, { ...entry, reason: '入市', caseRef: 'enter-入市' })
  })

  const foresee = (day: string) => foreseeAccounts(at(`${day}T04:30:00+08:00`), meters)
  const rowOf = async (name: string, until: string) =>
    (await query('select * from power_factor_outlook where account_id = $1 and until = $2', [idOf(name), until]))[0]
  const warned = async () =>
    (
      await query(`select distinct (payload ->> 'accountId')::int as id from event where kind = 'power-factor.at-risk'`)
    ).map(({ id }) => Object.keys(plants).find((name) => idOf(name) === id))

  it('says nothing on the first day, and warns nobody in the first five', async () => {
    expect(await foresee('2026-04-01')).toEqual({ reckoned: 0, unknown: 0, warned: 0 })
    expect(await foresee('2026-04-05')).toMatchObject({ reckoned: 6, warned: 0 })
  })

  it('warns once a month who can still save it', async () => {
    await foresee('2026-04-06')
    expect((await warned()).sort()).toEqual(['停讯', '入市', '失联', '恒达'].sort())
    await foresee('2026-04-11')
    await foresee('2026-04-11')
    expect((await query(`select 1 from event where kind = 'power-factor.at-risk'`)).length).toBe(4)
  })

  it('foresees what the month of a steady load will come to, and what compensation would save it', async () => {
    const row = await rowOf('恒达', '2026-04-11')
    expect(row).toMatchObject({
      ...{ state: 'at-risk', priced_by: 'rated', bill_month: '2026-04', period_to: '2026-05-01' },
      ...{ active_kwh: '40000.000', reactive_kvarh: '30000.000', power_factor: '0.80', projected_kwh: '120000.000' },
    })
    // As worked in power-factor-outlook.test.ts: 31,881.35 kvarh less in 480 h; a day 1,062.71 kvarh above the standard.
    expect(row).toMatchObject({ kvar_this_month: 67, kvar_lasting: 45, reachable_yuan: '0.00' })
  })

  it('goes by the latest days once something has changed', async () => {
    expect(await rowOf('容坏', '2026-04-11')).toMatchObject({ state: 'met' })
    await foresee('2026-04-16')
    await foresee('2026-04-23')
    // 22 days: 44,000 kWh, 15 × 800 + 7 × 2,500 = 29,500 kvarh; eight more days as the last seven: 60,000 and 49,500.
    expect(await rowOf('容坏', '2026-04-23')).toMatchObject({
      ...{ active_kwh: '44000.000', reactive_kvarh: '29500.000' },
      ...{ projected_kwh: '60000.000', projected_kvarh: '49500.000', projected_power_factor: '0.77' },
      // cosφ is 0.897 with nothing ahead: the table rounds that to 0.90, and 2,500 kvarh a day are 104.2 kvar.
      ...{ state: 'at-risk', kvar_this_month: 105, reachable_yuan: '0.00' },
    })
  })

  it('takes the latest midnight at which a meter was read, and says where there is none', async () => {
    await foresee('2026-04-20')
    expect(await rowOf('停讯', '2026-04-18')).toMatchObject({ state: 'at-risk', active_kwh: '68000.000' })
    expect(await rowOf('停讯', '2026-04-20')).toBeUndefined()
    expect(await rowOf('失联', '2026-04-20')).toMatchObject({ state: 'unknown', because: 'USAGE_MISSING' })
  })

  it('leaves no bill, no parking and no ledger moved behind', async () => {
    expect(await query('select 1 from bill')).toEqual([])
    expect(await query('select 1 from parked_bill')).toEqual([])
    expect(await query('select 1 from account_ledger where billed_until is not null')).toEqual([])
  })

  it('foresaw to the fen what is billed', async () => {
    const adjustmentOf = async (name: string) => {
      const latest = await findLatestBill(at('2026-06-20T00:00:00Z'), idOf(name))
      const bill = await findBill(at('2026-06-20T00:00:00Z'), latest?.id ?? 0)
      return bill.lines.find(({ item }) => item === 'power-factor-adjustment')
    }
    await runBills(at('2026-05-01T02:00:00+08:00'), { billMonth: '2026-04' }, meters)
    for (const name of ['恒达', '永固']) {
      const line = await adjustmentOf(name)
      for (const until of ['2026-04-05', '2026-04-11', '2026-04-23']) {
        const row = await rowOf(name, until)
        expect([name, until, row?.projected_yuan]).toEqual([name, until, line?.amountYuan])
        expect(Number(row?.projected_base_yuan)).toBeCloseTo(Number(line?.quantity), 2)
      }
    }
    expect(await rowOf('永固', '2026-04-23')).toMatchObject({ state: 'met', kvar_this_month: 0 })
  })

  it('prices the energy of the market as in the latest bill, since its sheet comes after the month', async () => {
    const lines = [{ code: 'energy', name: '零售合同电费', energyKwh: 120_000, priceYuanPerKwh: '0.45' }]
    const sheet = {
      accountNo: plants.入市?.accountNo ?? '',
      sheetNo: 'RS-1',
      retailer: '清风售电',
      issuedOn: '2026-05-02',
      lines,
    }
    const content = JSON.stringify({ month: '2026-04', sheets: [sheet] })
    await importSheets(at('2026-05-02T02:00:00+08:00'), { format: 'json', content }, meters)
    await runBills(at('2026-05-02T03:00:00+08:00'), { billMonth: '2026-04' }, meters)
    await foresee('2026-05-11')
    const [before, now] = [await rowOf('恒达', '2026-05-11'), await rowOf('入市', '2026-05-11')]
    expect(now).toMatchObject({ state: 'at-risk', priced_by: 'latest-bill', active_kwh: '40000.000' })
    // Bought at 0.45 with the fund of 0.03, as the plant beside it pays 0.42 and the fund.
    expect(Number(now?.projected_base_yuan)).toBeGreaterThan(Number(before?.projected_base_yuan))
  })

  it('lists the dearest first, page by page, counted by state', async () => {
    await foresee('2026-05-12')
    const ctx = at('2026-05-12T08:00:00+08:00')
    const whole = await listPowerFactors(ctx, { limit: 50 })
    const yuan = whole.items.map(({ outlook }) =>
      Number(outlook?.projected?.adjustmentYuan ?? Number.NEGATIVE_INFINITY),
    )
    expect(yuan).toEqual(yuan.toSorted((one, other) => other - one))
    expect(whole.counts).toMatchObject({ met: 1, unknown: 2, idle: 0 })
    expect((whole.counts['at-risk'] ?? 0) + (whole.counts.lost ?? 0)).toBe(3)
    const first = await listPowerFactors(ctx, { limit: 4 })
    const rest = await listPowerFactors(ctx, { limit: 4, cursor: first.nextCursor ?? '' })
    expect([...first.items, ...rest.items].map(({ accountNo }) => accountNo)).toEqual(
      whole.items.map(({ accountNo }) => accountNo),
    )
    expect(rest.nextCursor).toBeNull()
    const found = await listPowerFactors(ctx, { limit: 50, q: '恒达' })
    expect(found.items.map(({ customerName }) => customerName)).toEqual(['恒达'])
    await expect(listPowerFactors(ctx, { limit: 4, cursor: "1' or 1:1" })).rejects.toMatchObject({ code: 'BAD_CURSOR' })
  })

  it('tells an account’s month day by day beside what was billed, to who may read it', async () => {
    const ctx = at('2026-05-12T08:00:00+08:00')
    const { outlook, days, months } = await findPowerFactor(ctx, { accountNo: plants.恒达?.accountNo ?? '' })
    expect(outlook).toMatchObject({
      state: 'at-risk',
      standard: '0.90',
      because: null,
      projected: { powerFactor: 0.8 },
    })
    expect(days.map(({ until }) => until)).toEqual(['2026-05-11', '2026-05-12'])
    expect(months).toMatchObject([{ billMonth: '2026-04', powerFactor: 0.8 }])
    const untold = await findPowerFactor(ctx, { accountNo: plants.失联?.accountNo ?? '' })
    expect(untold.outlook?.because?.zh).toContain('示数')
    const stranger = database.ctx('2026-05-12T00:00:00Z', { roles: ['customer'], customerId: 999_999 })
    await expect(findPowerFactor(stranger, { accountNo: plants.恒达?.accountNo ?? '' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })

  it('says that an earlier month has to be billed first', async () => {
    await foresee('2026-06-10')
    expect(await rowOf('恒达', '2026-06-10')).toMatchObject({ state: 'unknown', because: 'EARLIER_NOT_BILLED' })
  })
})
