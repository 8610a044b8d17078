/** Energy of an interval below zero: import and export are counted apart, so neither can run backwards. */
import { type Channel, type Check, findRuns, limitOf, type Series, toSpan } from './series.ts'

export const checkNegative: Check = (series, _facts, limits) => {
  const least = -limitOf(limits, 'toleranceWh')
  return [
    ...below(series, series.energyWh, least, 'import'),
    ...(series.exportWh ? below(series, series.exportWh, least, 'export') : []),
  ]
}

function below(series: Series, channel: Channel, least: number, name: string) {
  return findRuns(series.count, 1, (index) => (channel[index] ?? 0) < least).map((run) => ({
    ...toSpan(series, run),
    channel: name,
    value: channel.subarray(...run).reduce((sum, wh) => sum + wh, 0),
    expected: 0,
    unit: 'Wh',
  }))
}
