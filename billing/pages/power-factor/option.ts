import type { ChartOption } from '../../../app/web/kit/Chart.tsx'
import { type ChartTone, chartColours, timeFrame } from '../../../app/web/kit/chart-style.ts'

type Line = { at: string; powerFactor: number | null }

/** Power factors in time beside their standard; the axis begins a little under the worst. */
export function factorsToOption(
  tone: ChartTone,
  { points, standard, names }: { points: Line[]; standard: number; names: { factor: string; standard: string } },
): ChartOption {
  const colours = chartColours[tone]
  const frame = timeFrame(tone, 'cos φ')
  const least = Math.min(standard, ...points.flatMap(({ powerFactor }) => powerFactor ?? []))
  return {
    ...frame,
    legend: { top: 0, right: 0, textStyle: { color: colours.axis, fontSize: 11 } },
    yAxis: { ...frame.yAxis, min: Math.max(0, Math.floor((least - 0.03) * 20) / 20), max: 1 },
    xAxis: {
      type: 'category',
      data: points.map(({ at }) => at),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: colours.split } },
      axisLabel: { color: colours.axis, fontSize: 11, hideOverlap: true },
    },
    series: [
      {
        type: 'line',
        name: names.factor,
        data: points.map(({ powerFactor }) => powerFactor),
        symbolSize: 5,
        lineStyle: { color: colours.line, width: 2 },
        itemStyle: { color: colours.line },
      },
      {
        type: 'line',
        name: names.standard,
        data: points.map(() => standard),
        showSymbol: false,
        lineStyle: { color: colours.warn, width: 1.5, type: 'dashed' },
        itemStyle: { color: colours.warn },
      },
    ],
  }
}
