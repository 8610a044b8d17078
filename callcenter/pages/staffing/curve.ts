import type { ChartOption } from '../../../app/web/kit/Chart.tsx'
import { chartColours, clockAxis, timeFrame } from '../../../app/web/kit/chart-style.ts'
import { clock } from '../../../app/web/kit/format.ts'
import type { Say } from '../../../app/web/kit/words.ts'
import type { Staffing } from '../../staffing/contract.ts'
import type { staffingWords } from './words.ts'

type SayStaffing = Say<keyof (typeof staffingWords)['pairs'] & string>

const round = (value: number | null) => (value === null ? null : Math.round(value * 10) / 10)

/** Calls on the left with the band in which they should lie, agents as steps on the right. */
export function toCurve({ halfHours }: Staffing, say: SayStaffing): ChartOption {
  const tone = 'day'
  const colours = chartColours[tone]
  const frame = timeFrame(tone, say('calls'))
  const of = (key: 'expected' | 'low' | 'came' | 'needed' | 'planned') => halfHours.map((each) => round(each[key]))
  const isPlanned = halfHours.some(({ planned }) => planned !== null)
  const line = { type: 'line', symbol: 'none' }
  const step = { ...line, step: 'end', yAxisIndex: 1 }
  const band = { ...line, stack: 'band', lineStyle: { opacity: 0 }, silent: true, tooltip: { show: false } }
  const names = [say('expected'), say('band'), say('came'), say('needed'), ...(isPlanned ? [say('planned')] : [])]
  return {
    ...frame,
    grid: { ...frame.grid, top: 58 },
    legend: { top: 0, left: 0, type: 'scroll', data: names, textStyle: { color: colours.axis } },
    xAxis: clockAxis(
      tone,
      halfHours.map(({ from }) => clock(from)),
      4,
    ),
    yAxis: [
      { ...frame.yAxis, min: 0 },
      {
        ...{ ...frame.yAxis, name: say('agents'), min: 0, minInterval: 1, splitLine: { show: false } },
        nameTextStyle: { color: colours.axis },
      },
    ],
    series: [
      { ...band, name: 'low', data: of('low') },
      {
        ...{ ...band, name: say('band'), areaStyle: { color: colours.area }, itemStyle: { color: colours.second } },
        data: halfHours.map(({ low, high }) => (low === null || high === null ? null : round(high - low))),
      },
      { type: 'bar', name: say('came'), itemStyle: { color: colours.second }, data: of('came') },
      { ...line, name: say('expected'), itemStyle: { color: colours.line }, data: of('expected') },
      { ...step, name: say('needed'), itemStyle: { color: colours.warn }, data: of('needed') },
      ...(isPlanned ? [{ ...step, name: say('planned'), itemStyle: { color: colours.bad }, data: of('planned') }] : []),
    ],
  }
}
