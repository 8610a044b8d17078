import type { ChartOption } from '../../../app/web/kit/Chart.tsx'
import { chartColours, timeFrame } from '../../../app/web/kit/chart-style.ts'
import type { BillDetail, UseOfMonth } from '../../bill-contract.ts'

export const periods = ['sharp', 'peak', 'flat', 'valley', 'deepValley'] as const
const colours = chartColours.day
const periodColours = {
  sharp: colours.bad,
  peak: colours.warn,
  flat: colours.second,
  valley: colours.line,
  deepValley: '#093f50',
}

type Names = { now: string; lastYear: string; total: string; period: (period: string) => string }
type Use = BillDetail['use']

/** Energy by period of this bill beside that of the same month last year. */
export function periodsToOption(bill: BillDetail, names: Names): ChartOption {
  const { lastYear } = bill.use
  const now = bill.energyByPeriodKwh
  const shown = periods.filter((period) => now[period] || lastYear?.energyByPeriodKwh[period])
  const keys = shown.length > 0 ? shown.map((period) => names.period(period)) : [names.total]
  const valuesOf = (use: { energyKwh: number; energyByPeriodKwh: UseOfMonth['energyByPeriodKwh'] }) =>
    shown.length > 0 ? shown.map((period) => use.energyByPeriodKwh[period] ?? 0) : [use.energyKwh]
  return {
    ...frame(keys),
    legend: { top: 0, right: 0, textStyle: { color: colours.axis } },
    series: [
      ...(lastYear ? [bar(names.lastYear, valuesOf(lastYear), colours.second)] : []),
      bar(names.now, valuesOf(bill), colours.line),
    ],
  }
}

/** Energy of the months, in periods where they are known; the same month last year stands before them. */
export function monthsToOption({ months, lastYear }: Use, names: Names): ChartOption {
  const shown = [...(lastYear ? [lastYear] : []), ...months]
  const known = periods.filter((period) => shown.some(({ energyByPeriodKwh }) => energyByPeriodKwh[period]))
  const rest = shown.map((month) => {
    const inPeriods = known.reduce((sum, period) => sum + (month.energyByPeriodKwh[period] ?? 0), 0)
    return Math.max(0, Math.round((month.energyKwh - inPeriods) * 1000) / 1000)
  })
  const ofPeriods = known.map((period) => ({
    ...bar(
      names.period(period),
      shown.map(({ energyByPeriodKwh }) => energyByPeriodKwh[period] ?? 0),
      periodColours[period],
    ),
    stack: 'month',
  }))
  return {
    ...frame(shown.map(({ billMonth }) => billMonth.slice(2))),
    ...(known.length > 0 ? { legend: { top: 0, right: 0, textStyle: { color: colours.axis } } } : {}),
    series: [
      ...ofPeriods,
      ...(rest.some((energy) => energy > 0) ? [{ ...bar(names.total, rest, colours.line), stack: 'month' }] : []),
    ],
  }
}

function frame(keys: string[]) {
  return {
    ...timeFrame('day', 'kWh'),
    xAxis: {
      type: 'category',
      data: keys,
      axisTick: { show: false },
      axisLine: { lineStyle: { color: colours.split } },
      axisLabel: { color: colours.axis, fontSize: 11, hideOverlap: true },
    },
  }
}

function bar(name: string, data: number[], color: string) {
  return { type: 'bar', name, data, barMaxWidth: 34, itemStyle: { color, borderRadius: [2, 2, 0, 0] } }
}
