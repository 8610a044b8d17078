import type { ChartOption } from '../../app/web/kit/Chart.tsx'
import { chartColours, timeFrame } from '../../app/web/kit/chart-style.ts'
import type { Completeness } from '../contract-collection.ts'

/** Two lines: what came in time, and what is there now. The axis begins a little under the worst day. */
export function trendToOption(trend: Completeness['trend'], names: { inTime: string; now: string }): ChartOption {
  const colours = chartColours.night
  const percent = (part: number, due: number) => (due === 0 ? null : Math.round((part / due) * 10_000) / 100)
  const inTime = trend.map(({ had, due }) => percent(had, due))
  const now = trend.map(({ had, filled, due }) => percent(had + filled, due))
  const least = Math.min(100, ...inTime.filter((value) => value !== null))
  const frame = timeFrame('night', '%')
  return {
    ...frame,
    legend: { top: 0, right: 0, textStyle: { color: colours.axis, fontSize: 11 } },
    yAxis: { ...frame.yAxis, min: Math.max(0, Math.floor(least - 2)), max: 100 },
    xAxis: {
      type: 'category',
      data: trend.map(({ day }) => day.slice(5)),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: colours.split } },
      axisLabel: { color: colours.axis, fontSize: 11, hideOverlap: true },
    },
    series: [line(names.inTime, inTime, colours.line, 'solid'), line(names.now, now, colours.warn, 'dashed')],
  }
}

function line(name: string, data: (number | null)[], colour: string, type: string) {
  return {
    type: 'line',
    name,
    data,
    symbolSize: 5,
    lineStyle: { color: colour, width: 2, type },
    itemStyle: { color: colour },
  }
}
