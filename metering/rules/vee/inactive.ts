/** Use at a point where nobody has a contract, or supply is paused. From practice. */
import { type Check, HOUR_MS, limitOf, toSpan } from './series.ts'

export const checkInactive: Check = (series, facts, limits) => {
  if (facts.isActive) return []
  const wh = series.energyWh.reduce((sum, each) => sum + (Number.isNaN(each) ? 0 : each), 0)
  const days = (series.count * series.stepMs) / (24 * HOUR_MS)
  if (wh <= limitOf(limits, 'whPerDay') * Math.max(1, days)) return []
  return [{ ...toSpan(series, [0, series.count]), channel: 'import', value: wh, expected: 0, unit: 'Wh' }]
}
