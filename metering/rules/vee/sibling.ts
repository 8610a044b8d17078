/**
 * Channels of one meter that must agree: periods and total, phases and total power, power with voltage, current and
 * power factor, registers of export and reactive energy with power. From the arithmetic of the quantities.
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
  ...compareRegisters(series, limits),
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

const LEAST_HOURS = 12
const HOUR_MS = 3_600_000

/** Over the whole series: a reading's power is of its instant, a register's energy of the interval. */
function compareRegisters(series: Series, limits: Limits): Found[] {
  const { energyWh, exportWh, powerW, reactiveVar, reactiveVarh } = series
  const hours = series.stepMs / HOUR_MS
  const found: Found[] = []
  // Power that is told without a sign says nothing of export.
  if (exportWh && powerW?.some((power) => power < 0)) {
    const netWh = (index: number) => (energyWh[index] ?? Number.NaN) - (exportWh[index] ?? Number.NaN)
    found.push(
      ...compareTotals(
        series,
        limits,
        { channel: 'net', unit: 'Wh' },
        netWh,
        (index) => (powerW[index] ?? Number.NaN) * hours,
      ),
    )
  }
  if (reactiveVar && reactiveVarh) {
    const told = (index: number) => Math.abs(reactiveVar[index] ?? Number.NaN) * hours
    found.push(
      ...compareTotals(
        series,
        limits,
        { channel: 'reactive', unit: 'varh' },
        (index) => reactiveVarh[index] ?? Number.NaN,
        told,
      ),
    )
  }
  return found
}

function compareTotals(
  series: Series,
  limits: Limits,
  about: { channel: string; unit: string },
  countedOf: (index: number) => number,
  toldOf: (index: number) => number,
): Found[] {
  let [counted, told, gross, known, first] = [0, 0, 0, 0, -1]
  for (let index = 0; index < series.count; index++) {
    const [one, other] = [countedOf(index), toldOf(index)]
    if (Number.isNaN(one) || Number.isNaN(other)) continue
    if (first < 0) first = index
    counted += one
    told += other
    gross += Math.max(Math.abs(one), Math.abs(other))
    known++
  }
  const hours = (known * series.stepMs) / HOUR_MS
  const allowed = Math.max(limitOf(limits, 'powerW') * hours, limitOf(limits, 'powerShare') * gross)
  if (hours < LEAST_HOURS || Math.abs(counted - told) <= allowed) return []
  return [{ ...toSpan(series, [first, series.count]), count: known, ...about, value: counted, expected: told }]
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
