/** Intervals for which nothing is known. Short ones are filled by themselves; long ones want a cause. From practice. */
import { type Check, findRuns, intervalsOf, limitOf, toSpan } from './series.ts'

export const checkMissing: Check = (series, _facts, limits) => {
  const long = intervalsOf(series, limitOf(limits, 'longHours'))
  return findRuns(series.count, 1, (index) => Number.isNaN(series.energyWh[index])).map((run) => ({
    ...toSpan(series, run),
    severity: run[1] - run[0] > long ? ('warning' as const) : ('info' as const),
    channel: 'import',
    value: run[1] - run[0],
    expected: null,
    unit: 'intervals',
  }))
}
