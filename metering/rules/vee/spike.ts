/**
 * An interval above what the service can pass, or far above all that the point ever used; so far that it cannot be, where
 * the service is not known. From practice.
 */
import { type Check, DAY_MS, type Found, HOUR_MS, limitOf, type Series, toSpan } from './series.ts'

export const checkSpike: Check = (series, facts, limits) => {
  const ratedWh = (facts.maximumW * series.stepMs) / HOUR_MS
  const topWh = usualTop(series, limitOf(limits, 'leastDays'))
  const factor = limitOf(limits, 'timesTop')
  const farWh = topWh === undefined ? Number.POSITIVE_INFINITY : Math.max(topWh, limitOf(limits, 'floorWh')) * factor
  const certainWh = topWh === undefined ? Number.POSITIVE_INFINITY : (farWh / factor) * limitOf(limits, 'certainTimes')
  const found: Found[] = []
  for (const [name, channel] of [['import', series.energyWh] as const, ['export', series.exportWh] as const]) {
    if (!channel) continue
    const boundWh = name === 'import' ? Math.min(ratedWh, farWh) : ratedWh
    for (let index = 0; index < series.count; index++) {
      const value = channel[index] ?? 0
      if (!(value > boundWh)) continue
      const severity = value > Math.min(ratedWh, certainWh) ? ('error' as const) : ('warning' as const)
      found.push({
        ...toSpan(series, [index, index + 1]),
        severity,
        channel: name,
        value,
        expected: boundWh,
        unit: 'Wh',
      })
    }
  }
  return found
}

/** One in a hundred intervals is above it. */
function usualTop({ energyWh, stepMs }: Series, leastDays: number): number | undefined {
  const known = energyWh.filter((wh) => wh > 0)
  if (known.length < (leastDays * DAY_MS) / stepMs / 2) return undefined
  known.sort()
  return known[Math.floor(known.length * 0.99)]
}
