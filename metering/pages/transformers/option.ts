import type { ChartOption } from '../../../app/web/kit/Chart.tsx'
import { chartColours, timeFrame } from '../../../app/web/kit/chart-style.ts'
import type { TransformerDetail } from '../../transformers/contract.ts'

type Names = { peak: string; mean: string; heavy: string; over: string }

/** Peaks as bars, coloured by what they reach, means as a line, and the two bounds. */
export function daysToOption(
  { days, figures }: Pick<TransformerDetail, 'days' | 'figures'>,
  names: Names,
): ChartOption {
  const colours = chartColours.night
  const { heavyPercent, overPercent } = figures
  const toneOf = (percent: number) =>
    percent > overPercent ? colours.bad : percent >= heavyPercent ? colours.warn : colours.line
  const bound = (name: string, percent: number, color: string) => ({
    ...{ type: 'line', name, data: days.map(() => percent), showSymbol: false },
    ...{ lineStyle: { color, width: 1.5, type: 'dashed' }, itemStyle: { color } },
  })
  const round = (percent: number) => Math.round(percent * 10) / 10
  return {
    ...timeFrame('night', '%'),
    legend: { top: 0, right: 0, textStyle: { color: colours.axis, fontSize: 11 } },
    xAxis: {
      type: 'category',
      data: days.map(({ day }) => day.slice(5)),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: colours.split } },
      axisLabel: { color: colours.axis, fontSize: 11, hideOverlap: true },
    },
    series: [
      {
        ...{ type: 'bar', name: names.peak, barMaxWidth: 18, itemStyle: { color: colours.line } },
        data: days.map(({ peakPercent }) => ({
          value: round(peakPercent),
          itemStyle: { color: toneOf(peakPercent), borderRadius: [2, 2, 0, 0] },
        })),
      },
      {
        ...{ type: 'line', name: names.mean, data: days.map(({ meanPercent }) => round(meanPercent)), symbolSize: 5 },
        ...{ lineStyle: { color: colours.ink, width: 2 }, itemStyle: { color: colours.ink } },
      },
      bound(names.heavy, heavyPercent, colours.warn),
      bound(names.over, overPercent, colours.bad),
    ],
  }
}
