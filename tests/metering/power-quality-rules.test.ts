import { describe, expect, test } from 'vitest'
import {
  combineSourcesA,
  currentLimitA,
  harmonicLimitsOn,
  thdPercent,
  voltageLimitPercent,
} from '../../metering/rules/power-quality/harmonic-limits.ts'
import { figuresOn, levelOf, voltageLimitsOn } from '../../metering/rules/power-quality/limits.ts'
import {
  currentUnbalancePercent,
  lineUnbalancePercent,
  phaseUnbalancePercent,
} from '../../metering/rules/power-quality/unbalance.ts'
import {
  compositeOf,
  isWithinSpan,
  ninetyFifth,
  qualifiedPercent,
  referenceV,
  summariseVoltage,
  type VoltageBasis,
} from '../../metering/rules/power-quality/voltage.ts'

const day = '2026-06-01'
const limits = voltageLimitsOn(day)
const basisOf = (nominalV: number, more: Partial<VoltageBasis> = {}): VoltageBasis => {
  const { upperPercent, lowerPercent } = limits[levelOf(nominalV)]
  return { nominalV, wiring: 'phase', pt: 1, upperPercent, lowerPercent, deadPercent: 18, ...more }
}
const quarters = (...uV: (number | null)[][]) => uV.map((each, n) => ({ atMs: n * 900_000, uV: each }))

describe('limits of voltage', () => {
  test.each([
    [220, 'lv-single', 7, -10],
    [380, 'lv-three', 7, -7],
    [10_000, 'mv', 7, -7],
    [20_000, 'mv', 7, -7],
    [35_000, 'hv', 5, -5],
    [110_000, 'hv', 5, -5],
  ])('of %i V are those of %s', (nominalV, level, upper, lower) => {
    expect(levelOf(nominalV)).toBe(level)
    expect(limits[levelOf(nominalV)]).toMatchObject({ upperPercent: upper, lowerPercent: lower })
  })

  test('that a site has set hold from their day on', () => {
    const own = { ...limits.mv, from: '2026-07-01', upperPercent: 5 }
    expect(voltageLimitsOn('2026-06-30', [own]).mv.upperPercent).toBe(7)
    expect(voltageLimitsOn('2026-07-01', [own]).mv.upperPercent).toBe(5)
    expect(
      figuresOn(day, [{ rule: 'dead-percent', from: day, figure: 10, basis: 'x', confirmed: true }]),
    ).toMatchObject({
      'dead-percent': 10,
      'unbalance-percent': 2,
    })
  })

  test.each([
    [{ mostPercent: 6, leastPercent: -5 }, false],
    [{ mostPercent: 6, leastPercent: -4 }, true],
    [{ mostPercent: 9, leastPercent: 2 }, true],
    [{ mostPercent: -3, leastPercent: -11 }, false],
  ])('at 35 kV add up where their signs differ: %o', (deviations, isWithin) => {
    expect(isWithinSpan(deviations, limits.hv)).toBe(isWithin)
    expect(isWithinSpan(deviations, limits.mv)).toBe(true)
  })
})

describe('the time that a voltage was out of its limits', () => {
  test('of 220 V: 235.4 and 198 are at the limits and within them', () => {
    const summary = summariseVoltage(quarters([235.4], [235.5], [198], [197.9], [220], [null], []), basisOf(220))
    expect(summary).toMatchObject({ monitoredMin: 75, overMin: 15, underMin: 15, bothMin: 0, deadMin: 0 })
    expect(summary.most).toEqual({ volts: 235.5, atMs: 900_000 })
    expect(summary.least).toEqual({ volts: 197.9, atMs: 3 * 900_000 })
    expect(qualifiedPercent(summary)).toBeCloseTo(60, 10)
  })

  test('of 380 V is told by the phases against 220 V, 204.6 at the lower limit', () => {
    const summary = summariseVoltage(quarters([204.6, 220, 220], [204.5, 220, 220], [236, 220, 204]), basisOf(380))
    expect(summary).toMatchObject({ monitoredMin: 45, overMin: 15, underMin: 30, bothMin: 15 })
    // 1 − (15 + 30 − 15) / 45
    expect(qualifiedPercent(summary)).toBeCloseTo(33.3333, 4)
    expect(summary.unbalances).toHaveLength(3)
  })

  test('a dead supply is an outage and a dead phase is lost; neither is an under-voltage', () => {
    const summary = summariseVoltage(quarters([0, 0, 0], [0, 221, 222], [39.5, 39.5, 39.5]), basisOf(380))
    expect(summary).toMatchObject({ monitoredMin: 15, underMin: 0, deadMin: 30, lostMin: 15 })
    expect(summary.least?.volts).toBe(221)
    expect(summary.unbalances).toEqual([])
  })

  test('nothing told is nothing monitored, and has no rate', () => {
    const summary = summariseVoltage(quarters([null, null, null], []), basisOf(380))
    expect(summary).toMatchObject({ monitoredMin: 0, deadMin: 0 })
    expect(qualifiedPercent(summary)).toBeNull()
  })

  test('behind voltage transformers of 10 kV / 100 V it is told between phases, the middle is no voltage', () => {
    const basis = basisOf(10_000, { pt: 100, wiring: 'line' })
    expect(referenceV(basis)).toBe(100)
    const summary = summariseVoltage(quarters([107, 0, 100], [107.1, 0, 100], [92.9, 0, 99]), basis)
    expect(summary).toMatchObject({ monitoredMin: 45, overMin: 15, underMin: 15, lostMin: 0 })
    expect(summary.most?.volts).toBeCloseTo(10_710, 6)
    expect(summary.unbalances).toEqual([])
  })

  test('and of four wires against the phase voltage', () => {
    expect(referenceV(basisOf(10_000, { pt: 100 }))).toBeCloseTo(57.735, 3)
  })

  test('a whole day by hand: 30 over, 60 under, 15 of them both', () => {
    expect(qualifiedPercent({ monitoredMin: 1_440, overMin: 30, underMin: 60, bothMin: 15 })).toBeCloseTo(94.7917, 4)
  })
})

describe('the composite index', () => {
  test('is half the buses and half the mean of the users', () => {
    expect(compositeOf({ A: 99.5, B: 99, C: 98, D: 97 })).toEqual({ percent: 98.75, missing: [] })
  })

  test('averages the classes that there are and names the others', () => {
    expect(compositeOf({ A: 100, C: 98, D: 97 })).toEqual({ percent: 98.75, missing: ['B'] })
    expect(compositeOf({ B: 99, C: 98, D: 97 })).toEqual({ percent: null, missing: ['A'] })
    expect(compositeOf({ A: 99, D: null })).toEqual({ percent: null, missing: ['B', 'C', 'D'] })
  })
})

describe('unbalance', () => {
  test('of phases at 120°: 231, 220, 209 V are 11√3 / 660', () => {
    expect(phaseUnbalancePercent([231, 220, 209])).toBeCloseTo(2.88675, 5)
    expect(phaseUnbalancePercent([220, 220, 220])).toBe(0)
    expect(phaseUnbalancePercent([0, 0, 0])).toBe(0)
  })

  test('of voltages between phases, exactly: 400, 380, 360 V', () => {
    expect(lineUnbalancePercent([400, 380, 360])).toBeCloseTo(6.0891, 3)
    expect(lineUnbalancePercent([380, 380, 380])).toBeCloseTo(0, 5)
  })

  test('of currents, and nothing where hardly any flows', () => {
    expect(currentUnbalancePercent([10, 8, 6], 0.5)).toBe(40)
    expect(currentUnbalancePercent([0.4, 0.1, 0], 0.5)).toBeNull()
    expect(currentUnbalancePercent([10, 8], 0.5)).toBeNull()
  })

  test('95 % value of 96 leaves out four', () => {
    expect(ninetyFifth(Array.from({ length: 96 }, (_, n) => n + 1))).toBe(92)
    expect(ninetyFifth([3, 1, 2])).toBe(3)
    expect(ninetyFifth([])).toBeNull()
  })
})

describe('limits of harmonics', () => {
  test.each([
    [380, 5, 4, 2],
    [10_000, 4, 3.2, 1.6],
    [20_000, 4, 3.2, 1.6],
    [35_000, 3, 2.4, 1.2],
    [110_000, 2, 1.6, 0.8],
  ])('of the voltage at %i V', (nominalV, thd, odd, even) => {
    const found = harmonicLimitsOn(day, nominalV)
    expect(found.thdPercent).toBe(thd)
    expect(voltageLimitPercent(found, 5)).toBe(odd)
    expect(voltageLimitPercent(found, 6)).toBe(even)
  })

  test('of currents follow the short-circuit capacity and the share of the user', () => {
    const tenKv = harmonicLimitsOn(day, 10_000)
    expect(tenKv.baseMva).toBe(100)
    expect(currentLimitA(tenKv, 5, { shortCircuitMva: 200 })).toBe(40)
    // 40 × (5 / 20)^(1 / 1.2)
    expect(currentLimitA(tenKv, 5, { shortCircuitMva: 200, agreedMva: 5, supplyMva: 20 })).toBeCloseTo(12.5992, 4)
    // 2 × 20 × (1 / 4)^(1 / 1.1) and an order without an α of its own: 12.8 × (1 / 4)^(1 / 2)
    expect(currentLimitA(tenKv, 3, { shortCircuitMva: 200, agreedMva: 5, supplyMva: 20 })).toBeCloseTo(11.343, 3)
    expect(currentLimitA(tenKv, 8, { shortCircuitMva: 200, agreedMva: 5, supplyMva: 20 })).toBeCloseTo(6.4, 6)
    expect(currentLimitA(tenKv, 26, { shortCircuitMva: 200 })).toBeNull()
    expect(currentLimitA(harmonicLimitsOn(day, 380), 5, { shortCircuitMva: null })).toBe(62)
  })

  test('of sources together', () => {
    expect(combineSourcesA(5, [10, 10])).toBeCloseTo(18.1108, 4)
    expect(combineSourcesA(7, [10, 10])).toBeCloseTo(16.4924, 4)
    expect(combineSourcesA(2, [10, 10])).toBeCloseTo(14.1421, 4)
    expect(combineSourcesA(3, [10, 10, 10])).toBeCloseTo(27.753, 3)
    expect(combineSourcesA(5, [3, 4], 90)).toBeCloseTo(5, 10)
    expect(combineSourcesA(5, [3, 4], 0)).toBeCloseTo(7, 10)
    expect(thdPercent([3, 4])).toBe(5)
  })
})
