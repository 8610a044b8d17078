import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { apportion } from '../../metering/rules/vee/apportion.ts'
import { arrangeTold, findStepMs, layOnGrid } from '../../metering/rules/vee/arrange.ts'
import { checkSeries } from '../../metering/rules/vee/check.ts'
import { dayIndexOfDay, dayTypes, SHANGHAI_ZONE_MS } from '../../metering/rules/vee/day-type.ts'
import { estimateGap } from '../../metering/rules/vee/estimate.ts'
import { fillSeries, withoutFalse } from '../../metering/rules/vee/fill.ts'
import { defaultParameters, settingsOn } from '../../metering/rules/vee/parameters.ts'
import { tellBreak } from '../../metering/rules/vee/register-marks.ts'
import type { PointFacts, RuleId, Series } from '../../metering/rules/vee/series.ts'

const START_MS = Date.parse('2026-03-02T00:00:00+08:00')
const settings = settingsOn('2026-03-02')
const facts: PointFacts = {
  maximumW: 15_840,
  maximumA: 60,
  nominalV: 220,
  isActive: true,
  dayTypeOf: dayTypes([]),
  zoneMs: SHANGHAI_ZONE_MS,
}

/** A month of quarter hours that rise and fall with the day, never twice the same. */
function month(change: Partial<Record<number, number>> = {}, extra: Partial<Series> = {}): Series {
  const count = 30 * 96
  const energyWh = Float64Array.from({ length: count }, (_, index) => 100 + (index % 96) + ((index * 37) % 23))
  for (const [index, wh] of Object.entries(change)) energyWh[Number(index)] = wh ?? Number.NaN
  return { startMs: START_MS, stepMs: 900_000, count, energyWh, ...extra }
}
const channel = (pick: (index: number) => number) => Float64Array.from({ length: 30 * 96 }, (_, index) => pick(index))
const run = (from: number, to: number, wh: number) =>
  Object.fromEntries(Array.from({ length: to - from }, (_, order) => [from + order, wh]))
const told = (series: Series, known: Partial<PointFacts> = {}) =>
  checkSeries(series, { ...facts, ...known }, settings).map(({ rule, severity, count }) => [rule, severity, count])

describe('each rule finds its own fault and nothing else in a clean month:', () => {
  test('nothing', () => {
    expect(told(month())).toEqual([])
  })
  const energy = month().energyWh
  const powerW = channel((index) => (energy[index] ?? 0) * 4)
  test.each<[string, Series, Partial<PointFacts>, [RuleId, string, number][]]>([
    ['two hours missing', month(run(500, 508, Number.NaN)), {}, [['missing', 'info', 8]]],
    ['a day missing', month(run(500, 596, Number.NaN)), {}, [['missing', 'warning', 96]]],
    ['energy below zero', month({ 700: -40 }), {}, [['negative', 'error', 1]]],
    ['more than the service can pass', month({ 700: 9000 }), {}, [['spike', 'error', 1]]],
    ['more than ever, but possible', month({ 700: 1500 }), {}, [['spike', 'warning', 1]]],
    [
      'two days and a half of nothing',
      month(run(1000, 1240, 0)),
      {},
      [
        ['low-use', 'warning', 96],
        ['zero-run', 'warning', 240],
      ],
    ],
    ['the same again and again', month(run(1000, 1100, 333)), {}, [['flat-line', 'warning', 100]]],
    [
      'a register that stands while power flows',
      month(run(1000, 1020, 0), {
        powerW: powerW.map((_, at) => (at >= 1000 && at < 1020 ? 800 : (energy[at] ?? 0) * 4)),
      }),
      {},
      [['flat-line', 'error', 20]],
    ],
    [
      'a day of three times the most',
      { ...month(), energyWh: energy.map((wh, at) => (at >= 1920 && at < 2016 ? wh * 3 : wh)) },
      {},
      [['high-use', 'warning', 96]],
    ],
    [
      'intervals that do not add up to the register',
      month({}, { statedWh: energy.map((wh, at) => (at === 300 ? wh + 900 : wh)) }),
      {},
      [['sum-check', 'error', 96]],
    ],
    [
      'periods that do not add up to the total',
      month({}, { periodWh: [energy.map((wh) => wh * 0.6), energy.map((wh) => wh * 0.3)] }),
      {},
      [['sibling-channels', 'warning', 2880]],
    ],
    [
      'phases that do not add up',
      month({}, { powerW, phasePowerW: [powerW.map((w) => w * 0.3), powerW.map((w) => w * 0.3)] }),
      {},
      [['sibling-channels', 'warning', 2880]],
    ],
    [
      'power beside voltage and current',
      month({}, { powerW, uV: [channel(() => 220)], iA: [powerW.map((w) => w / 110)], powerFactor: channel(() => 1) }),
      {},
      [['sibling-channels', 'warning', 2880]],
    ],
    [
      'a transformer changed in the middle',
      month({}, { powerW: powerW.map((w, at) => (at >= 960 ? w * 2 : w)) }),
      {},
      [['multiplier', 'error', 96]],
    ],
    [
      'a voltage that no meter shows',
      month({}, { uV: [channel((at) => (at === 40 ? 400 : 221))] }),
      {},
      [['impossible-value', 'error', 1]],
    ],
    ['use where nobody may use', month(), { isActive: false }, [['inactive-use', 'warning', 2880]]],
  ])('%s', (_name, series, known, expected) => {
    expect(told(series, known).sort()).toEqual(expected.sort())
  })

  test('every parameter has a unit and a basis, and a later row of a site wins from its day on', () => {
    expect(defaultParameters.every(({ unit, basis }) => unit !== '' && basis !== '')).toBe(true)
    const own = {
      rule: 'missing',
      from: '2026-05-01',
      name: 'longHours',
      value: 1,
      unit: 'h',
      severity: 'error',
      basis: '示例',
    } as const
    const on = (day: string) => settingsOn(day, [...defaultParameters, own]).get('missing')
    expect([on('2026-04-30')?.limits.longHours, on('2026-05-01')?.limits.longHours]).toEqual([6, 1])
    expect(on('2026-05-01')?.severity).toBe('error')
  })
})

test('a drop to what can have been counted from 0 since is a reset, to anything else another meter', () => {
  const rule = (kind: 'reset' | 'jump', afterWh: number, hours: number) =>
    tellBreak(
      'importWh',
      { kind, before: { atMs: START_MS, wh: 8_000_000 }, after: { atMs: START_MS + hours * 3_600_000, wh: afterWh } },
      settings,
      13_200,
    )[0]?.rule
  expect(rule('reset', 0, 0.25)).toBe('register-reset')
  expect(rule('reset', 4_000, 0.25)).toBe('register-reset')
  expect(rule('reset', 523_400, 0.25)).toBe('silent-exchange')
  expect(rule('reset', 523_400, 72)).toBe('register-reset')
  expect(rule('jump', 9_000_000, 0.25)).toBe('register-jump')
})

describe('instants', () => {
  test('twins, disorder, interval size and clock are told, and the first value of an instant stays', () => {
    const at = (minute: number) => START_MS + minute * 60_000
    const arranged = arrangeTold('interval', { atMs: [0, 15, 15, 45, 30].map(at), values: [1, 2, 9, 4, 3] }, settings)
    expect(arranged.values).toEqual([1, 2, 3, 4])
    expect(arranged.findings.map(({ rule, severity }) => [rule, severity])).toEqual([
      ['duplicate', 'warning'],
      ['clock', 'info'],
    ])
    expect(findStepMs(arranged.atMs)).toBe(900_000)
    const hourly = [...Array(50).keys()]
      .map((slot) => at(slot * 15))
      .concat([...Array(20).keys()].map((hour) => at(750 + hour * 60)))
    const grid = { startMs: START_MS, stepMs: 900_000, count: 140 }
    const laid = layOnGrid('interval', { atMs: hourly, values: hourly.map(() => 1) }, grid, settings)
    expect(laid.findings.map(({ rule, value }) => [rule, value])).toEqual([['interval-size', 60]])
    const late = [...Array(50).keys()].map((slot) => at(slot * 15 + 7))
    const off = layOnGrid('interval', { atMs: late, values: late.map(() => 1) }, grid, settings)
    expect(off.findings.map(({ rule }) => rule)).toEqual(['clock'])
  })

  test('holidays and make-up workdays change the type of a day', () => {
    const typeOf = dayTypes([
      ['2026-02-17', 'holiday'],
      ['2026-02-14', 'workday'],
    ])
    expect(['2026-02-13', '2026-02-14', '2026-02-15', '2026-02-17'].map((day) => typeOf(dayIndexOfDay(day)))).toEqual([
      'workday',
      'workday',
      'weekend',
      'holiday',
    ])
  })
})

describe('estimates', () => {
  test('parts add up to the whole exactly, whatever the weights', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e9, max: 1e9 }),
        fc.array(fc.oneof(fc.double({ min: 0, max: 1e12 }), fc.constant(Number.NaN)), { minLength: 1, maxLength: 200 }),
        (total, weights) => {
          const parts = apportion(total, weights)
          expect(parts.reduce((sum, part) => sum + part, 0)).toBe(total)
          expect(parts.every((part) => Number.isInteger(part) && (total < 0 ? part <= 0 : part >= 0))).toBe(true)
        },
      ),
    )
    expect(apportion(10, [1, 1, 1])).toEqual([4, 3, 3])
  })

  test('the sum of the estimates of a gap is the register difference, by every method', () => {
    const seen = new Set<string>()
    const lengths = fc.oneof(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 9, max: 900 }))
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2879 }),
        lengths,
        fc.boolean(),
        fc.integer({ min: 0, max: 500_000 }),
        (from, length, alone, total) => {
          const to = Math.min(2880, from + length)
          const series = month(run(alone ? 0 : from, alone ? 2880 : to, Number.NaN))
          const gap = alone ? { from: 0, to: 2880, totalWh: total } : { from, to, totalWh: total }
          const neighbourWh = alone && total % 2 === 0 ? month().energyWh : undefined
          const estimate = estimateGap(series, gap, { days: facts, neighbourWh, interpolateHours: 2 })
          seen.add(estimate?.method ?? '')
          expect(estimate?.wh.reduce((sum, wh) => sum + wh, 0)).toBe(total)
          expect(estimate?.wh.every((wh) => wh >= 0 && Number.isInteger(wh))).toBe(true)
        },
      ),
      { numRuns: 300 },
    )
    expect([...seen].sort()).toEqual(['interpolation', 'neighbours', 'own-profile', 'proration'])
  })

  test('nothing is made up where nothing tells how much was used', () => {
    const series = month(run(0, 2880, Number.NaN))
    expect(
      estimateGap(series, { from: 0, to: 2880, totalWh: null }, { days: facts, interpolateHours: 2 }),
    ).toBeUndefined()
    expect(
      estimateGap(series, { from: 0, to: 2880, totalWh: -5 }, { days: facts, interpolateHours: 2 }),
    ).toBeUndefined()
  })

  test('filling twice changes nothing, and the filled month is clean', () => {
    const truth = month()
    const register = [0]
    for (const wh of truth.energyWh) register.push((register.at(-1) ?? 0) + wh)
    const totalOf = (from: number, to: number) => (register[to] ?? 0) - (register[from] ?? 0)
    const dirty = month({ ...run(300, 420, Number.NaN), 900: 50_000, 901: -3 })
    const findings = checkSeries(dirty, facts, settings)
    const once = fillSeries(withoutFalse(dirty, findings), { facts, settings, totalOf })
    expect(once.doubts).toEqual([])
    expect(once.unfilled).toEqual([])
    const sum = (values: Float64Array) => values.reduce((total, wh) => total + wh, 0)
    expect(sum(once.series.energyWh)).toBe(sum(truth.energyWh))
    expect(checkSeries(once.series, facts, settings)).toEqual([])
    const twice = fillSeries(once.series, { facts, settings, totalOf })
    expect(twice.estimates).toEqual([])
    expect(twice.series.energyWh).toEqual(once.series.energyWh)
  })
})
