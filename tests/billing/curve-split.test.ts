import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createBilling } from '../../billing/index.ts'
import type { Season } from '../../billing/price-book/contract.ts'
import { listTimetableLags, recordTimetableLag } from '../../billing/price-book/lags.ts'
import { type Interval, needsCurve, splitEnergy } from '../../billing/rules/run/curve.ts'
import type { Cut } from '../../billing/rules/run/cut.ts'
import type { App } from '../../db/department.ts'
import { layNetwork } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { type Caller, logInAs, serveAt } from '../support/http.ts'
import { openHousehold } from './households.ts'
import { steadyMeters } from './meters.ts'

const season: Season = {
  name: '全年',
  months: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
  coefficients: { peak: '1.5', flat: '1', valley: '0.5' },
  days: [
    {
      on: null,
      slots: [
        { from: '00:00', to: '08:00', period: 'valley' },
        { from: '08:00', to: '16:00', period: 'peak' },
        { from: '16:00', to: '24:00', period: 'flat' },
      ],
    },
  ],
}
const calendar = {
  timetables: [
    {
      ...{ id: 1, region: '33', tariffSystem: 'two-part' as const, legalBasis: '示范' },
      ...{ validFrom: '2026-01-01', validTo: null, seasons: [season] },
    },
  ],
  specialDays: [],
}
const prices = { peak: '1.5', flat: '1', valley: '0.5' }

function cutOf(laggingIds: number[], timeOfUse = true): Cut {
  const price = { timeOfUse, tiers: [], components: [{ code: 'energy', prices, inPowerFactorBase: true }] }
  return { point: { pointId: 1 }, from: '2026-03-01', to: '2026-03-02', price, laggingIds } as unknown as Cut
}

const start = Date.parse('2026-03-01T00:00:00+08:00')
function curveOf(energies: number[], qualities: Interval['quality'][] = []): Interval[] {
  return energies.map((energyWh, n) => {
    const quality = qualities[n] ?? 'measured'
    return { at: new Date(start + n * 900_000), energyWh: quality === 'missing' ? null : energyWh, quality }
  })
}

describe('a part of a bill', () => {
  const whole = { importTotal: 100, importPeak: 30, importFlat: 30, importValley: 40 }
  it.each([
    ['needs no curve where every period has a register', cutOf([]), whole, calendar, false],
    ['needs one where those count by an earlier timetable', cutOf([1]), whole, calendar, true],
    ['needs none at one price, whatever the registers count', cutOf([1], false), whole, calendar, false],
    [
      'needs none where only one period has no register',
      cutOf([]),
      { importTotal: 9, importPeak: 3, importFlat: 3 },
      calendar,
      false,
    ],
    ['needs one where there is a total alone', cutOf([]), { importTotal: 9 }, calendar, true],
    ['is left to the registers where no timetable tells the periods', cutOf([]), { importTotal: 9 }, undefined, false],
    ['needs a total to spread', cutOf([1]), { importPeak: 3 }, calendar, false],
  ])('%s', (_name, cut, energy, known, expected) => {
    expect(needsCurve(cut, 1, energy, known)).toBe(expected)
  })
})

describe('energy split by a curve', () => {
  it('sums to the register difference to the Wh, whatever the curve is', () => {
    const curve = fc.array(fc.nat(5_000), { minLength: 96, maxLength: 96 })
    fc.assert(
      fc.property(curve, fc.integer({ min: 1, max: 9_999_999 }), (energies, totalWh) => {
        fc.pre(energies.some((each) => each > 0))
        const split = splitEnergy(
          cutOf([1]),
          { importTotal: totalWh, importPeak: 7, q1: 5 },
          curveOf(energies),
          calendar,
        )
        if (!split.ok) throw new Error(split.because)
        const { importPeak = 0, importFlat = 0, importValley = 0, ...others } = split.energyWhByRole
        expect(importPeak + importFlat + importValley).toBe(totalWh)
        expect(Math.min(importPeak, importFlat, importValley)).toBeGreaterThanOrEqual(0)
        expect(others).toEqual({ importTotal: totalWh, q1: 5 })
      }),
    )
  })

  const even = Array.from({ length: 96 }, () => 100)
  const withQuality = (count: number, quality: Interval['quality']) =>
    curveOf(
      even,
      Array.from({ length: 96 }, (_, n) => (n < count ? quality : 'measured')),
    )

  it('tells how much of it was measured', () => {
    const split = splitEnergy(cutOf([1]), { importTotal: 9_600 }, withQuality(9, 'estimated'), calendar)
    expect(split).toMatchObject({ ok: true, coverage: { intervals: 96, measured: 87, estimated: 9 } })
  })

  it('counts what a person entered as measured', () => {
    const split = splitEnergy(cutOf([1]), { importTotal: 9_600 }, withQuality(40, 'edited'), calendar)
    expect(split).toMatchObject({ ok: true, coverage: { measured: 96 } })
  })

  it.each([
    ['with one quarter hour missing', withQuality(1, 'missing'), calendar, 'CURVE_INCOMPLETE'],
    ['with more than a tenth estimated', withQuality(10, 'estimated'), calendar, 'CURVE_INCOMPLETE'],
    ['of nothing beside a register that counted', curveOf(even.map(() => 0)), calendar, 'CURVE_INCOMPLETE'],
    ['without a timetable on its days', curveOf(even), undefined, 'NO_PRICE'],
  ])('is refused %s', (_name, curve, known, because) => {
    expect(splitEnergy(cutOf([1]), { importTotal: 9_600 }, curve, known)).toMatchObject({ ok: false, because })
  })

  it('is nothing where nothing was used', () => {
    const split = splitEnergy(cutOf([1]), { importTotal: 0 }, curveOf(even.map(() => 0)), calendar)
    expect(split).toMatchObject({ ok: true, energyWhByRole: { importPeak: 0, importFlat: 0, importValley: 0 } })
  })
})

describe('meters that lag behind the timetable', () => {
  const database = useDatabase()
  const path = '/api/billing/timetable-lags'
  let app: App
  let clerk: Caller
  let manager: Caller
  let assetNo = ''

  beforeAll(async () => {
    const ctx = database.ctx('2026-05-01T00:00:00Z')
    const network = await layNetwork(ctx)
    const home = { name: '分时户', energisedAt: '2026-05-01T00:00:00+08:00', priceCode: 'ZJ-RES-TIER-TOU' }
    const { pointId } = await openHousehold(ctx, network, home)
    const { rows } = await database.pool.query(
      'select d.asset_no from device d join installation i on i.device_id = d.id where i.point_id = $1',
      [pointId],
    )
    assetNo = rows[0].asset_no
    app = await serveAt(database, [createBilling(steadyMeters(new Map()))], '2026-07-20T10:00:00+08:00')
    clerk = await logInAs(app, database, { role: 'billing', organisationPath: 'X.' })
    manager = await logInAs(app, database, { role: 'manager', organisationPath: 'X.' })
  })
  afterAll(() => app.close())

  const lag = (change: object = {}) => ({
    assetNos: [assetNo],
    from: '2026-07-01',
    to: null,
    reason: '新时段',
    ...change,
  })
  const known = async () =>
    (await manager('GET', path)).body.items.map(({ from, to }: Record<string, string>) => [from, to])

  it('are recorded by a clerk of their unit, and end when they are programmed', async () => {
    expect(await manager('POST', path, lag())).toMatchObject({ status: 403 })
    const elsewhere = { ...database.ctx('2026-07-20T02:00:00Z'), scope: 'Y.' }
    await expect(recordTimetableLag(elsewhere, lag())).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await clerk('POST', path, lag())).toMatchObject({ status: 200, body: { meters: 1 } })
    expect(await known()).toEqual([['2026-07-01', null]])
    expect(await clerk('POST', path, lag({ to: '2026-07-15', reason: '已重新设定' }))).toMatchObject({ status: 200 })
    expect(await known()).toEqual([['2026-07-01', '2026-07-15']])
    expect((await listTimetableLags(elsewhere, { limit: 9 })).items).toEqual([])
  })

  it('keep the days before those that are recorded anew, and a record is taken back by its own first day', async () => {
    await clerk('POST', path, lag({ from: '2026-07-10', to: '2026-07-20' }))
    expect(await known()).toEqual([
      ['2026-07-10', '2026-07-20'],
      ['2026-07-01', '2026-07-10'],
    ])
    await clerk('POST', path, lag({ from: '2026-07-01', to: '2026-07-01' }))
    expect(await known()).toEqual([])
  })

  it('are refused by name where nobody knows them, and with their days in the wrong order', async () => {
    const unknown = await clerk('POST', path, lag({ assetNos: [assetNo, 'NOBODY-1'] }))
    expect(unknown).toMatchObject({ status: 404, body: { error: { code: 'NOT_FOUND' } } })
    expect(unknown.body.error.message).toContain('NOBODY-1')
    const wrong = await clerk('POST', path, lag({ to: '2026-06-01' }))
    expect(wrong).toMatchObject({ status: 400, body: { error: { issues: [{ path: 'to' }] } } })
  })
})
