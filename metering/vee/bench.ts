import { checkSeries } from '../rules/vee/check.ts'
import { dayTypes, SHANGHAI_ZONE_MS } from '../rules/vee/day-type.ts'
import { fillSeries, withoutFalse } from '../rules/vee/fill.ts'
import { settingsOn } from '../rules/vee/parameters.ts'
import type { PointFacts, Series } from '../rules/vee/series.ts'

const POINTS = 100
const DAYS = 35
const PER_DAY = 96
const COUNT = DAYS * PER_DAY
const START_MS = Date.parse('2026-03-01T00:00:00+08:00')

type Work = {
  points: number
  intervals: number
  run(): { findings: number; estimated: number }
  asText(): string
  parse(text: string): number
}

/** Five weeks of a hundred points with the dirt that meters have, for the bench: validate, take out, fill, validate. */
export function benchValidation(): Work {
  const facts: PointFacts = {
    maximumW: 15_840,
    maximumA: 60,
    nominalV: 220,
    isActive: true,
    dayTypeOf: dayTypes([['2026-04-06', 'holiday']]),
    zoneMs: SHANGHAI_ZONE_MS,
  }
  const settings = settingsOn('2026-03-01')
  const all = Array.from({ length: POINTS }, (_, point) => makeSeries(point + 1))
  return {
    points: POINTS,
    intervals: POINTS * COUNT,
    run() {
      const sums = { findings: 0, estimated: 0 }
      for (const { series, register } of all) {
        const findings = checkSeries(series, facts, settings)
        const totalOf = (from: number, to: number) => (register[to] ?? 0) - (register[from] ?? 0)
        const filling = fillSeries(withoutFalse(series, findings), { facts, settings, totalOf })
        sums.findings += findings.length + filling.doubts.length
        sums.estimated += filling.estimates.reduce((sum, each) => sum + each.wh.length, 0)
      }
      return sums
    },
    asText: () =>
      all
        .map(({ series }, point) => {
          const rows = Array.from(series.energyWh, (wh, index) => {
            return `${new Date(START_MS + index * 900_000).toISOString()},M-${point},${Number.isNaN(wh) ? '' : wh / 1000}`
          })
          return rows.join('\n')
        })
        .join('\n'),
    parse(text) {
      let sum = 0
      for (const line of text.split('\n')) {
        const [, , kwh = ''] = line.split(',')
        sum += kwh === '' ? 0 : Number(kwh)
      }
      return sum
    },
  }
}

/** A household by a fixed sequence: base, two peaks a day, a gap of hours now and then, a false value, a gap of a day. */
function makeSeries(seed: number): { series: Series; register: Float64Array } {
  let state = seed * 7919
  const next = () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
  const energyWh = new Float64Array(COUNT)
  const powerW = new Float64Array(COUNT)
  const uV = new Float64Array(COUNT)
  const iA = new Float64Array(COUNT)
  const register = new Float64Array(COUNT + 1)
  for (let index = 0; index < COUNT; index++) {
    const hour = (index % PER_DAY) / 4
    const shape = 0.3 + Math.exp(-((hour - 7.5) ** 2)) + 2 * Math.exp(-((hour - 19.5) ** 2) / 4)
    const wh = Math.round(60 + 300 * shape * next())
    register[index + 1] = (register[index] ?? 0) + wh
    energyWh[index] = wh
    powerW[index] = wh * 4
    uV[index] = 218 + 6 * next()
    iA[index] = (wh * 4) / 220
    if (next() < 0.0005) energyWh[index] = 40_000
  }
  for (let gap = 0; gap < 6; gap++) {
    const from = Math.floor(next() * (COUNT - 200))
    energyWh.fill(Number.NaN, from, from + 1 + Math.floor(next() * (gap === 5 ? 96 : 12)))
  }
  const series = { startMs: START_MS, stepMs: 900_000, count: COUNT, energyWh, powerW, uV: [uV], iA: [iA] }
  return { series, register }
}
