/** A long run of nothing at a point that otherwise always uses something. From practice. */
import { type Check, findRuns, intervalsOf, limitOf, toSpan } from './series.ts'

export const checkZeroRun: Check = (series, _facts, limits) => {
  const { energyWh, count } = series
  const runs = findRuns(count, intervalsOf(series, limitOf(limits, 'hours')), (index) => energyWh[index] === 0)
  if (runs.length === 0) return []
  const inRuns = runs.reduce((sum, [from, to]) => sum + to - from, 0)
  let known = 0
  let used = 0
  for (const wh of energyWh) {
    if (!Number.isNaN(wh)) known++
    if (wh > 0) used++
  }
  // Where nothing is usual, nothing is no news.
  if (known - inRuns < inRuns || used < (known - inRuns) * limitOf(limits, 'usedShare')) return []
  return runs.map((run) => ({ ...toSpan(series, run), channel: 'import', value: 0, expected: null, unit: 'Wh' }))
}
