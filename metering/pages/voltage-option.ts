import type { ChartOption } from '../../app/web/kit/Chart.tsx'
import { chartColours, clockAxis, timeFrame } from '../../app/web/kit/chart-style.ts'
import { clock } from '../../app/web/kit/format.ts'
import type { VoltageCurve } from '../contract-power-quality.ts'

type Words = { phase: (name: string) => string; limit: (word: 'upper' | 'lower', volts: number) => string }
const phases = ['A', 'B', 'C'] as const
const QUARTERS = 96

/** Each phase over the day, gaps left open, and the limits as lines across. */
export function voltageToOption({ day, quarters, limits }: VoltageCurve, words: Words): ChartOption {
  const colours = chartColours.night
  const start = Date.parse(`${day}T00:00:00+08:00`)
  const marks = Array.from({ length: QUARTERS }, (_, n) => new Date(start + n * 900_000).toISOString())
  const byTime = new Map(quarters.map(({ at, volts }) => [Date.parse(at), volts]))
  const voltsOf = (phase: number) => marks.map((at) => byTime.get(Date.parse(at))?.[phase] ?? null)
  const told = phases
    .map((name, phase) => ({ name: words.phase(name), data: voltsOf(phase) }))
    .filter(({ data }) => data.some((volts) => volts !== null && volts > 0))
  const lineColours = [colours.line, colours.second, colours.warn]
  const bounds = limits ? [['upper', limits.upperV] as const, ['lower', limits.lowerV] as const] : []
  const all = [...told.flatMap(({ data }) => data.flatMap((volts) => volts ?? [])), ...bounds.map(([, volts]) => volts)]
  const frame = timeFrame('night', 'V')
  return {
    ...frame,
    legend: { top: 0, right: 0, textStyle: { color: colours.axis } },
    xAxis: clockAxis(
      'night',
      marks.map((at) => clock(at)),
      4,
    ),
    yAxis: { ...frame.yAxis, min: Math.floor(Math.min(...all) * 0.98), max: Math.ceil(Math.max(...all) * 1.02) },
    series: [
      ...told.map(({ name, data }, n) => ({
        ...{ type: 'line', name, data, showSymbol: false },
        lineStyle: { color: lineColours[n], width: 1.8 },
        itemStyle: { color: lineColours[n] },
      })),
      ...bounds.map(([word, volts]) => ({
        ...{ type: 'line', name: words.limit(word, volts), data: marks.map(() => volts), showSymbol: false },
        lineStyle: { color: colours.bad, width: 1.2, type: 'dashed' },
        itemStyle: { color: colours.bad },
      })),
    ],
  }
}
