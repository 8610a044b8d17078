import type { ChartOption } from '../../app/web/kit/Chart.tsx'
import { chartColours, clockAxis, timeFrame } from '../../app/web/kit/chart-style.ts'
import { instant } from '../../app/web/kit/format.ts'
import type { LoadSeries } from '../contract.ts'

/** A quarter hour of which many meters have not told yet leaves a gap: its sum would look like a fall of the load. */
export function loadToOption(series: LoadSeries['series'], label: string): ChartOption {
  const enough = 0.9 * Math.max(0, ...series.map((point) => point.points))
  const colours = chartColours.night
  const axis = clockAxis(
    'night',
    series.map((point) => instant(point.at)),
    2,
  )
  return {
    ...timeFrame('night', 'kW'),
    xAxis: { ...axis, axisLabel: { ...axis.axisLabel, formatter: (at: string) => at.slice(-5) } },
    series: [
      {
        type: 'line',
        name: label,
        showSymbol: false,
        data: series.map((point) => (point.points < enough ? null : Math.round(point.loadW / 100) / 10)),
        lineStyle: { color: colours.line, width: 2 },
        itemStyle: { color: colours.line },
        areaStyle: { color: colours.area },
      },
    ],
  }
}
