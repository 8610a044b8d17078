import type { ChartOption } from '../../app/web/kit/Chart.tsx'
import { chartColours, clockAxis, timeFrame } from '../../app/web/kit/chart-style.ts'
import { instant } from '../../app/web/kit/format.ts'
import type { LoadSeries } from '../contract.ts'

export function loadToOption(series: LoadSeries['series'], label: string): ChartOption {
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
        data: series.map((point) => Math.round(point.loadW / 100) / 10),
        lineStyle: { color: colours.line, width: 2 },
        itemStyle: { color: colours.line },
        areaStyle: { color: colours.area },
      },
    ],
  }
}
