/** The same use again and again, or a register that stands while power flows: a stuck word, a stopped counter (停走). */
import {
  type Channel,
  type Check,
  type Found,
  findRuns,
  HOUR_MS,
  intervalsOf,
  limitOf,
  type Series,
  toSpan,
} from './series.ts'

export const checkFlatLine: Check = (series, _facts, limits) => [
  ...findSameUse(series, limits),
  ...findStandstill(series, limits),
]

function findSameUse(series: Series, limits: Record<string, number>): Found[] {
  const { energyWh, count } = series
  const leastWh = resolutionOf(energyWh) * limitOf(limits, 'leastSteps')
  const same = (index: number) => (energyWh[index] ?? 0) > leastWh && energyWh[index] === energyWh[index - 1]
  return findRuns(count, intervalsOf(series, limitOf(limits, 'hours')), same).map(([from, to]) => ({
    ...toSpan(series, [from - 1, to]),
    channel: 'import',
    value: energyWh[from] ?? null,
    expected: null,
    unit: 'Wh',
  }))
}

/** A coarse counter shows the same small number often; only use well above its step is told apart. */
function resolutionOf(channel: Channel): number {
  let least = Number.POSITIVE_INFINITY
  for (let index = 1; index < channel.length; index++) {
    const step = Math.abs((channel[index] ?? 0) - (channel[index - 1] ?? 0))
    if (step > 0.001 && step < least) least = step
  }
  return Number.isFinite(least) ? least : 0
}

function findStandstill(series: Series, limits: Record<string, number>): Found[] {
  const { powerW, energyWh } = series
  if (!powerW) return []
  const leastW = limitOf(limits, 'standstillW')
  const stands = (index: number) => energyWh[index] === 0 && (powerW[index] ?? 0) > leastW
  return findRuns(series.count, intervalsOf(series, limitOf(limits, 'standstillHours')), stands).map((run) => ({
    ...toSpan(series, run),
    severity: 'error' as const,
    channel: 'register',
    value: 0,
    expected: (powerW.subarray(...run).reduce((sum, watts) => sum + watts, 0) * series.stepMs) / HOUR_MS,
    unit: 'Wh',
  }))
}
