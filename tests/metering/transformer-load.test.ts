import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { judgeLoad, type LoadFigures, type LoadReading, summariseLoad } from '../../metering/rules/transformer-load.ts'

const QUARTER_MS = 900_000
const figures: LoadFigures = {
  heavyPercent: 80,
  overPercent: 100,
  lastingMin: 120,
  lightPercent: 20,
  monitoredPercent: 80,
}
const fromMs = Date.parse('2026-04-02T00:00:00+08:00')

/** Quarter hours from `start` (of the day, negative: the evening before), each of so many kVA; null: not read. */
const quarters = (start: number, kvas: (number | null)[]): LoadReading[] =>
  kvas.flatMap((kva, n) => (kva === null ? [] : [{ atMs: fromMs + (start + n) * QUARTER_MS, kva, isReverse: false }]))
const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value)
const summarise = (readings: LoadReading[]) => summariseLoad(readings, { ratingKva: 400, fromMs }, figures)

describe('a transformer of 400 kVA', () => {
  // 84 quarter hours at 100 kVA, eight at 340 (85 %), four at 420 (105 %): mean (84×25 + 8×85 + 4×105) ÷ 96 = 33.33 %.
  it('is heavy for three hours, and over its rating for one of them', () => {
    const day = summarise(quarters(0, [...times(72, 100), ...times(8, 340), ...times(4, 420), ...times(12, 100)]))
    expect(day).toMatchObject({
      monitoredMin: 1440,
      heavyMin: 180,
      overMin: 60,
      longestHeavyMin: 180,
      longestOverMin: 60,
    })
    expect(day.peakPercent).toBe(105)
    expect(day.peakAtMs).toBe(Date.parse('2026-04-02T20:00:00+08:00'))
    expect(day.meanPercent).toBeCloseTo(33.333, 3)
  })

  it('counts a stretch that began the evening before, and none of its minutes there', () => {
    const day = summarise([...quarters(-5, times(5, 350)), ...quarters(0, [...times(4, 350), ...times(92, 50)])])
    expect(day).toMatchObject({ monitoredMin: 1440, heavyMin: 60, longestHeavyMin: 135 })
  })

  it('takes nothing for granted where nothing was read', () => {
    const day = summarise(quarters(0, [...times(7, 350), null, ...times(7, 350)]))
    expect(day).toMatchObject({ monitoredMin: 210, heavyMin: 210, longestHeavyMin: 105 })
    expect(summarise([])).toMatchObject({ monitoredMin: 0, meanPercent: null, peakPercent: null, longestHeavyMin: 0 })
  })

  it('is exactly heavy at 80 %, and over only above 100 %', () => {
    expect(summarise(quarters(0, times(8, 320)))).toMatchObject({ heavyMin: 120, longestHeavyMin: 120 })
    expect(summarise(quarters(0, times(8, 319.9)))).toMatchObject({ heavyMin: 0 })
    expect(summarise(quarters(0, times(8, 400)))).toMatchObject({ overMin: 0 })
    expect(summarise(quarters(0, times(8, 400.1)))).toMatchObject({ overMin: 120, longestOverMin: 120 })
  })

  it('is called by its month', () => {
    const month = { monitoredMin: 40_000, expectedMin: 43_200, peakPercent: 60, longestHeavyMin: 0, longestOverMin: 0 }
    expect(judgeLoad(month, figures)).toBe('normal')
    expect(judgeLoad({ ...month, longestHeavyMin: 105 }, figures)).toBe('normal')
    expect(judgeLoad({ ...month, longestHeavyMin: 120 }, figures)).toBe('heavy')
    expect(judgeLoad({ ...month, longestHeavyMin: 300, longestOverMin: 120 }, figures)).toBe('over')
    expect(judgeLoad({ ...month, peakPercent: 19.9 }, figures)).toBe('light')
    expect(judgeLoad({ ...month, monitoredMin: 30_000 }, figures)).toBe('unknown')
    expect(judgeLoad({ ...month, monitoredMin: 300, longestOverMin: 120 }, figures)).toBe('over')
    expect(judgeLoad({ ...month, monitoredMin: 0, peakPercent: null }, figures)).toBe('unknown')
  })

  it('has no stretch longer than its heavy minutes and the evening, nor an over one longer than a heavy one', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.integer({ min: 0, max: 600 })), { maxLength: 144 }), (kvas) => {
        const day = summarise(quarters(-48, kvas))
        expect(day.longestOverMin).toBeLessThanOrEqual(day.longestHeavyMin)
        expect(day.overMin).toBeLessThanOrEqual(day.heavyMin)
        expect(day.longestHeavyMin).toBeLessThanOrEqual(day.heavyMin + 48 * 15)
        expect(day.monitoredMin).toBe(15 * kvas.slice(48).filter((kva) => kva !== null).length)
      }),
    )
  })
})
