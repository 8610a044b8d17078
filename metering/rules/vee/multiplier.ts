/**
 * Power held against the register over a day. A lasting ratio near one of a current transformer means a wrong
 * multiplier; where the ratio jumps from one day to the next, the transformer was changed. Ratios: GB/T 20840.2 series.
 */
import { dayIndexOf } from './day-type.ts'
import { type Check, type Found, HOUR_MS, type Limits, limitOf, type PointFacts, type Series } from './series.ts'

const CT_STEPS = [1.5, 2, 2.5, 3, 4, 5, 6, 8, 10, 12, 15, 20, 30, 40, 50, 60, 80, 100, 120, 160, 200]

type Day = { first: number; next: number; ratio: number }

export const checkMultiplier: Check = (series, facts, limits) => {
  const days = listRatios(series, facts, limits)
  const found: Found[] = []
  for (const [order, day] of days.entries()) {
    const step = nearestStep(day.ratio, limitOf(limits, 'share'))
    const before = days[order - 1]?.ratio ?? series.ratioBefore
    const wasStep = before === undefined ? step : nearestStep(before, limitOf(limits, 'share'))
    if (step === null || step === 1 || (before !== undefined && wasStep === step)) continue
    // The next day bears it out, or there is none yet.
    const after = days[order + 1]
    if (after && nearestStep(after.ratio, limitOf(limits, 'share')) !== step) continue
    // A day by itself may be uneven: samples of power are not its mean.
    if (!after && step < 2 && step > 0.5) continue
    const fromMs = series.startMs + day.first * series.stepMs
    const toMs = series.startMs + day.next * series.stepMs
    const count = day.next - day.first
    const channel = before === undefined ? 'constant' : 'changed'
    found.push({ fromMs, toMs, count, channel, value: day.ratio, expected: before ?? 1, unit: 'ratio' })
  }
  return found
}

/** Power over register of a series, where enough of both is known. */
export function powerRatio(series: Series, facts: PointFacts, limits: Limits): number | null {
  return listRatios(series, facts, limits).at(-1)?.ratio ?? null
}

/** 1 where power and register agree, null where they differ by no ratio of a transformer. */
function nearestStep(ratio: number, share: number): number | null {
  const above = ratio >= 1 ? ratio : 1 / ratio
  if (above < 1 + 2 * share) return 1
  const step = CT_STEPS.find((each) => Math.abs(above / each - 1) <= share)
  return step === undefined ? null : ratio >= 1 ? step : 1 / step
}

function listRatios(series: Series, { zoneMs }: PointFacts, limits: Limits): Day[] {
  const { powerW, energyWh } = series
  if (!powerW) return []
  const days: Day[] = []
  let [first, power, energy, known] = [0, 0, 0, 0]
  const close = (next: number) => {
    const hours = (known * series.stepMs) / HOUR_MS
    if (hours >= limitOf(limits, 'leastHours') && energy >= limitOf(limits, 'leastWh')) {
      days.push({ first, next, ratio: power / energy })
    }
    first = next
    power = energy = known = 0
  }
  for (let index = 0; index < series.count; index++) {
    const atMs = series.startMs + index * series.stepMs
    if (index > first && dayIndexOf(atMs, zoneMs) !== dayIndexOf(atMs - series.stepMs, zoneMs)) close(index)
    const [watts = Number.NaN, wh = Number.NaN] = [powerW[index], energyWh[index]]
    if (Number.isNaN(watts) || Number.isNaN(wh)) continue
    power += (watts * series.stepMs) / HOUR_MS
    energy += wh
    known++
  }
  close(series.count)
  return days
}
