import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { interpolateRegister, intervalStart, nearestRegister, unwrapRegister } from '../../metering/rules/intervals.ts'
import {
  fitsBetween,
  maximumPowerW,
  modulusWh,
  type RegisterPoint,
  settleRegister,
  stepBetween,
} from '../../metering/rules/registers.ts'

const MINUTE = 60_000
const QUARTER = 15 * MINUTE
const limits = { modulusWh: modulusWh(6), maximumW: maximumPowerW({ phases: 1, maximumCurrentA: 60 }) }
const at = (quarters: number, wh: number): RegisterPoint => ({ atMs: quarters * QUARTER, wh })

test('the bound is the service rating: 60 A at 220 V and a fifth', () => {
  expect(limits.maximumW).toBeCloseTo(15_840)
})

test.each([
  ['counts on', at(0, 5_000_000), at(1, 5_001_000), 'forward'],
  ['stands still', at(0, 5_000_000), at(1, 5_000_000), 'forward'],
  ['gains the most that the service can pass', at(0, 0), at(4, 16_800), 'forward'],
  ['gains more than the service can pass', at(0, 0), at(4, 17_000), 'jump'],
  ['falls to zero', at(0, 5_000_000), at(1, 0), 'drop'],
  ['runs over its last digit', at(0, 999_999_500), at(1, 300), 'rollover'],
  ['falls from the top further than it can have run', at(0, 999_999_500), at(1, 90_000), 'drop'],
  ['keeps the energy of a month without readings', at(0, 5_000_000), at(96 * 30, 9_000_000), 'forward'],
  ['differs at the same instant', at(3, 5_000_000), at(3, 0), 'drop'],
] as const)('a register that %s', (_, before, after, step) => {
  expect(stepBetween(before, after, limits)).toBe(step)
})

describe('a suspect is held until a second reading decides', () => {
  const base = at(0, 11_260_010)

  test('a false zero between good readings is rejected', () => {
    const result = settleRegister({ base, held: [], arrivals: [at(1, 0), at(2, 11_260_060)], limits })
    expect(result).toMatchObject({ accepted: [at(2, 11_260_060)], rejected: [at(1, 0)], held: [], breaks: [] })
  })

  test('zeros in a row confirm nothing, and are one suspect', () => {
    const result = settleRegister({ base, held: [], arrivals: [at(1, 0), at(2, 0), at(3, 0)], limits })
    const zeros = { ...at(1, 0), untilMs: at(3, 0).atMs, times: 3 }
    expect(result).toMatchObject({ accepted: [], held: [zeros] })
    expect(settleRegister({ base, held: result.held, arrivals: [at(4, 11_260_100)], limits })).toMatchObject({
      accepted: [at(4, 11_260_100)],
      rejected: [zeros],
    })
  })

  test('a reset is confirmed by a reading that has counted on from it', () => {
    const result = settleRegister({ base, held: [at(1, 0)], arrivals: [at(2, 250)], limits })
    expect(result).toMatchObject({ confirmed: [at(1, 0)], accepted: [at(2, 250)], held: [], base: at(2, 250) })
    expect(result.breaks).toEqual([{ kind: 'reset', before: base, after: at(1, 0) }])
  })

  test('a stuck wrong word is never taken', () => {
    const stuck = [1, 2, 3, 4].map((quarter) => at(quarter, 4_294_967_295_000))
    expect(settleRegister({ base, held: [], arrivals: stuck, limits })).toMatchObject({ accepted: [], base })
  })

  test('nor one that the service could have passed in the time that it stays', () => {
    const stuck = Array.from({ length: 96 * 30 }, (_, quarter) => at(quarter + 1, base.wh + 1_000_000))
    const result = settleRegister({ base, held: [], arrivals: stuck, limits })
    expect(result).toMatchObject({ accepted: [], breaks: [], base, held: [{ times: stuck.length }] })
  })

  test('one that stays and then counts on is a jump, known at both ends of its stay', () => {
    const stay = [1, 2, 3, 4].map((quarter) => at(quarter, base.wh + 1_000_000))
    const further = at(5, base.wh + 1_000_250)
    expect(settleRegister({ base, held: [], arrivals: [...stay, further], limits })).toMatchObject({
      accepted: [further],
      confirmed: [{ ...at(1, base.wh + 1_000_000), untilMs: at(4, 0).atMs }],
      breaks: [{ kind: 'jump', before: base, after: at(1, base.wh + 1_000_000) }],
    })
  })

  test('a value told again and again, and then the true one: the energy of that time is kept', () => {
    const frozen = Array.from({ length: 192 }, (_, quarter) => at(quarter + 1, base.wh))
    const [caughtUp, next] = [at(193, base.wh + 25_300), at(194, base.wh + 25_420)]
    const stood = settleRegister({ base, held: [], arrivals: frozen, limits })
    expect(stood.base).toEqual({ ...at(192, base.wh), sinceMs: base.atMs })
    const held = settleRegister({ base: stood.base, held: [], arrivals: [caughtUp], limits })
    expect(held).toMatchObject({ accepted: [], held: [caughtUp] })
    expect(settleRegister({ base: stood.base, held: held.held, arrivals: [next], limits })).toMatchObject({
      confirmed: [caughtUp],
      accepted: [next],
      breaks: [],
    })
    const back = settleRegister({ base: stood.base, held: held.held, arrivals: [at(194, base.wh)], limits })
    expect(back).toMatchObject({ accepted: [at(194, base.wh)], rejected: [caughtUp] })
  })

  test('of values that differ each time only so many are held', () => {
    const noise = Array.from({ length: 500 }, (_, index) => at(index + 1, 4_000_000 - index * 1_000))
    const result = settleRegister({ base, held: [], arrivals: noise, limits })
    expect(result.held).toHaveLength(50)
    expect(result.rejected).toHaveLength(450)
  })

  test('a reading told twice does not decide about itself', () => {
    const once = settleRegister({ base, held: [at(1, 0)], arrivals: [at(1, 0)], limits })
    expect(once).toMatchObject({ held: [at(1, 0)], accepted: [], confirmed: [] })
  })

  test('the reading before it told again, or one from between, leaves a suspect of later undecided', () => {
    const again = settleRegister({ base, held: [at(9, 0)], arrivals: [base, at(3, 11_260_500)], limits })
    expect(again).toMatchObject({ held: [at(9, 0)], rejected: [], base: at(3, 11_260_500) })
  })

  test('a suspect that a reading from between explains is taken', () => {
    const jump = at(5, 11_281_510)
    const result = settleRegister({ base, held: [jump], arrivals: [at(4, 11_276_800)], limits })
    expect(result).toMatchObject({ confirmed: [jump], held: [], base: jump })
  })

  test('zero is no base for a register whose start is not known', () => {
    const result = settleRegister({
      base: undefined,
      held: [],
      arrivals: [at(0, 0), at(1, 11_260_010), at(2, 0)],
      limits,
    })
    expect(result.base).toEqual(at(1, 11_260_010))
    expect(result.held).toEqual([at(2, 0)])
  })
})

test.each([
  ['between its neighbours', at(1, 1000), true],
  ['below the earlier', at(1, 400), false],
  ['above the later', at(1, 3000), false],
  ['equal to both ends of a standstill', at(1, 500), true],
])('a late reading %s', (_, point, fits) => {
  expect(fitsBetween(at(0, 500), point, at(2, 2000), limits)).toBe(fits)
})

const load = fc.array(fc.integer({ min: 0, max: 3900 }), { minLength: 2, maxLength: 60 })

function countUp(start: number, gains: number[]): RegisterPoint[] {
  let wh = start
  return gains.map((gain, index) => {
    wh += gain
    return at(index + 1, wh)
  })
}

test('whatever zeros fall between true readings, the energy is the register difference', () => {
  fc.assert(
    fc.property(load, fc.array(fc.integer({ min: 0, max: 59 })), (gains, zeros) => {
      const truth = countUp(5_000_000, gains)
      const dirty = truth.flatMap((point, index) =>
        zeros.includes(index) ? [{ atMs: point.atMs - MINUTE, wh: 0 }, point] : [point],
      )
      const result = settleRegister({ base: at(0, 5_000_000), held: [], arrivals: dirty, limits })
      expect(result.accepted).toEqual(truth)
      expect(result.rejected.every((point) => point.wh === 0)).toBe(true)
      expect(result.breaks).toEqual([])
    }),
  )
})

test('readings in one batch or in many come to the same', () => {
  const values = fc.array(fc.constantFrom(0, 100, 5_000_000, 5_000_500, 5_001_000, 999_999_900), { maxLength: 20 })
  fc.assert(
    fc.property(values, fc.integer({ min: 0, max: 20 }), (list, cut) => {
      const arrivals = list.map((wh, index) => at(index + 1, wh))
      const whole = settleRegister({ base: at(0, 5_000_000), held: [], arrivals, limits })
      const first = settleRegister({ base: at(0, 5_000_000), held: [], arrivals: arrivals.slice(0, cut), limits })
      const second = settleRegister({ base: first.base, held: first.held, arrivals: arrivals.slice(cut), limits })
      expect([...first.accepted, ...second.accepted]).toEqual(whole.accepted)
      expect(second.held).toEqual(whole.held)
      expect([...first.breaks, ...second.breaks]).toEqual(whole.breaks)
    }),
  )
})

test('a rollover costs no energy', () => {
  fc.assert(
    fc.property(load, fc.integer({ min: 0, max: 50_000 }), (gains, below) => {
      const start = limits.modulusWh - below
      const shown = countUp(start, gains).map((point) => ({ ...point, wh: point.wh % limits.modulusWh }))
      const result = settleRegister({ base: at(0, start), held: [], arrivals: shown, limits })
      expect(result.accepted).toEqual(shown)
      const { points } = unwrapRegister([at(0, start), ...shown], result.breaks, limits.modulusWh)
      const gained = (points.at(-1)?.wh ?? 0) - start
      expect(gained).toBe(gains.reduce((sum, gain) => sum + gain, 0))
    }),
  )
})

test('across a reset the lost energy is unknown, and said to be', () => {
  const breaks = [{ kind: 'reset' as const, before: at(1, 5_000_000), after: at(3, 40) }]
  const { points, unknown } = unwrapRegister([at(0, 4_999_000), at(1, 5_000_000), at(3, 40), at(4, 540)], breaks, 1e9)
  expect(points.map((point) => point.wh)).toEqual([4_999_000, 5_000_000, 5_000_000, 5_000_500])
  expect(unknown).toEqual([{ fromMs: QUARTER, toMs: 3 * QUARTER }])
})

test.each([
  ['on the mark', '10:15:00', '10:00'],
  ['a poll a little after the mark', '10:15:07', '10:00'],
  ['off the grid', '10:16:00', '10:15'],
  ['just before the mark', '10:29:59', '10:15'],
  ['at midnight', '00:00:00', '23:45'],
])('a reading %s closes the interval before its mark', (_, time, start) => {
  const day = time === '00:00:00' ? '2026-03-02' : '2026-03-01'
  const atMs = Date.parse(`${day}T${time}+08:00`)
  expect(intervalStart(atMs)).toBe(Date.parse(`2026-03-01T${start}:00+08:00`))
})

test('a register at an instant: as read, between two readings, or not known', () => {
  const points = [at(0, 1000), at(1, 2000), { atMs: 2 * QUARTER + 5 * MINUTE, wh: 3000 }, at(9, 9000)]
  expect(interpolateRegister(points, QUARTER)).toEqual({ wh: 2000, how: 'measured', atMs: QUARTER })
  expect(interpolateRegister(points, 2 * QUARTER)).toMatchObject({ wh: 2750, how: 'interpolated' })
  expect(interpolateRegister(points, 5 * QUARTER)).toBeUndefined()
  expect(nearestRegister(points, 2 * QUARTER, 10 * MINUTE)).toMatchObject({ wh: 3000, how: 'nearest' })
  expect(nearestRegister(points, 5 * QUARTER, 10 * MINUTE)).toBeUndefined()
})
