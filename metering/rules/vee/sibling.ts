/**
 * Channels of one meter that must agree: periods and total, phases and total power, and power with voltage, current
 * and power factor. From the arithmetic of the quantities.
 */
import {
  type Channel,
  type Check,
  type Found,
  findRuns,
  intervalsOf,
  type Limits,
  limitOf,
  type Series,
  toSpan,
} from './series.ts'

export const checkSiblings: Check = (series, facts, limits) => [
  ...comparePeriods(series, limits, facts.multiplier ?? 1),
  ...comparePhases(series, limits),
  ...compareProduct(series, limits),
]

/** Over the whole series: registers of periods move by their own coarse steps, so single intervals differ. */
function comparePeriods(series: Series, limits: Limits, multiplier: number): Found[] {
  const { periodWh, energyWh } = series
  if (!periodWh || periodWh.length === 0) return []
  let [total, parts, known, first] = [0, 0, 0, -1]
  for (let index = 0; index < series.count; index++) {
    const whole = energyWh[index] ?? Number.NaN
    let sum = 0
    for (const period of periodWh) sum += period[index] ?? Number.NaN
    if (Number.isNaN(whole) || Number.isNaN(sum)) continue
    if (first < 0) first = index
    total += whole
    parts += sum
    known++
  }
  const allowed = Math.max(limitOf(limits, 'periodWh') * multiplier, total * limitOf(limits, 'periodShare'))
  if (Math.abs(parts - total) <= allowed) return []
  const span = toSpan(series, [Math.max(0, first), series.count])
  return [{ ...span, count: known, channel: 'periods', value: parts, expected: total, unit: 'Wh' }]
}

function comparePhases(series: Series, limits: Limits): Found[] {
  const { powerW, phasePowerW } = series
  if (!powerW || !phasePowerW || phasePowerW.length < 2) return []
  return disagreements(series, limits, 'phases', powerW, (index) =>
    phasePowerW.reduce((sum, phase) => sum + (phase[index] ?? Number.NaN), 0),
  )
}

function compareProduct(series: Series, limits: Limits): Found[] {
  const { powerW, uV, iA, powerFactor, reactiveVar } = series
  if (!powerW || !uV || !iA || (!powerFactor && !reactiveVar)) return []
  return disagreements(series, limits, 'product', powerW, (index) => {
    let apparent = 0
    for (const [phase, volts] of uV.entries())
      apparent += (volts[index] ?? Number.NaN) * (iA[phase]?.[index] ?? Number.NaN)
    if (powerFactor) return Math.abs(apparent * (powerFactor[index] ?? Number.NaN))
    const reactive = reactiveVar?.[index] ?? Number.NaN
    return Math.sqrt(Math.max(0, apparent * apparent - reactive * reactive))
  })
}

function disagreements(
  series: Series,
  limits: Limits,
  channel: string,
  powerW: Channel,
  expectedOf: (index: number) => number,
): Found[] {
  const share = limitOf(limits, 'powerShare')
  const leastW = limitOf(limits, 'powerW')
  const differs = (index: number) => {
    const power = Math.abs(powerW[index] ?? Number.NaN)
    const expected = Math.abs(expectedOf(index))
    return Math.abs(power - expected) > Math.max(leastW, share * Math.max(power, expected))
  }
  return findRuns(series.count, intervalsOf(series, limitOf(limits, 'powerHours')), differs).map((run) => ({
    ...toSpan(series, run),
    channel,
    value: powerW[run[0]] ?? null,
    expected: expectedOf(run[0]),
    unit: 'W',
  }))
}
