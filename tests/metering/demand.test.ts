import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { greaterDemand, intervalDemand, slidingDemand } from '../../metering/rules/demand.ts'

const MINUTE = 60_000
const QUARTER = 15 * MINUTE

/** What a register counts that runs at `lowW`, and at `highW` for the quarter hour from `peakMs` on. */
function counts(atMs: number, { lowW, highW, peakMs }: { lowW: number; highW: number; peakMs: number }): number {
  const peak = Math.min(QUARTER, Math.max(0, atMs - peakMs))
  return (atMs * lowW + peak * (highW - lowW)) / 3_600_000
}

describe('maximum demand in sliding windows of 15 minutes', () => {
  test('finds a quarter hour that lies across two marks, from readings of every minute', () => {
    const load = { lowW: 1_000, highW: 10_000, peakMs: 10 * QUARTER + 7 * MINUTE }
    const points = Array.from({ length: 24 * 60 + 1 }, (_, minute) => ({
      atMs: minute * MINUTE,
      wh: counts(minute * MINUTE, load),
    }))
    const demand = slidingDemand(points)
    expect(demand?.demandW).toBeCloseTo(10_000)
    expect(demand?.endMs).toBe(load.peakMs + QUARTER)
  })

  test('readings that are some seconds off their marks lose no peak', () => {
    const jitter = fc.array(fc.integer({ min: -15_000, max: 15_000 }), { minLength: 97, maxLength: 97 })
    fc.assert(
      fc.property(jitter, fc.integer({ min: 0, max: 94 }), (off, slot) => {
        const load = { lowW: 1_000, highW: 10_000, peakMs: slot * QUARTER }
        const points = off.map((ms, mark) => {
          const atMs = mark * QUARTER + ms
          return { atMs, wh: counts(atMs, load) }
        })
        const demand = slidingDemand(points)?.demandW ?? 0
        expect(demand).toBeGreaterThan(9_500)
        expect(demand).toBeLessThan(10_500)
      }),
      { seed: 15 },
    )
  })

  test('across a gap nothing is made up', () => {
    expect(
      slidingDemand([
        { atMs: 0, wh: 0 },
        { atMs: 4 * QUARTER, wh: 40_000 },
      ]),
    ).toBeUndefined()
  })

  test('and the curve’s own count where it saw more', () => {
    const interval = intervalDemand(Float64Array.of(100, 2_500, 300), 0)
    const sliding = { demandW: 4_000, endMs: 5, source: 'sliding' as const }
    expect(greaterDemand(sliding, interval)).toEqual({ demandW: 10_000, endMs: 2 * QUARTER, source: 'interval' })
    expect(greaterDemand(sliding, undefined)).toBe(sliding)
    expect(greaterDemand({ ...sliding, demandW: 11_000 }, interval)?.source).toBe('sliding')
  })
})
