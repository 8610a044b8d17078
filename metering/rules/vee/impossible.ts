/** Voltage and current that no healthy meter shows: far outside the nominal, or above the meter's greatest current. */
import { type Channel, type Check, type Found, findRuns, limitOf, type Series, toSpan } from './series.ts'

export const checkImpossible: Check = (series, facts, limits) => {
  const highV = facts.nominalV * limitOf(limits, 'voltageHigh')
  const lowV = facts.nominalV * limitOf(limits, 'voltageLow')
  const maximumA = facts.maximumA * limitOf(limits, 'currentTimes')
  const flowing = (index: number) => (series.iA ?? []).some((amps) => (amps[index] ?? 0) > limitOf(limits, 'flowingA'))
  return [
    ...(series.uV ?? []).flatMap((volts, phase) =>
      outside(series, volts, `u${phase + 1}`, 'V', (value, index) => {
        if (value > highV || value < 0) return true
        return value < lowV && flowing(index) && (series.iA?.[phase]?.[index] ?? 0) > limitOf(limits, 'flowingA')
      }),
    ),
    ...(series.iA ?? []).flatMap((amps, phase) =>
      outside(series, amps, `i${phase + 1}`, 'A', (value) => Math.abs(value) > maximumA),
    ),
  ]
}

function outside(
  series: Series,
  channel: Channel,
  name: string,
  unit: string,
  isOutside: (value: number, index: number) => boolean,
): Found[] {
  return findRuns(series.count, 1, (index) => isOutside(channel[index] ?? Number.NaN, index)).map((run) => ({
    ...toSpan(series, run),
    channel: name,
    value: channel[run[0]] ?? null,
    expected: null,
    unit,
  }))
}
