// Decides which energies no period register tells apart, and splits them by the load curve (分时电价 发改价格〔2021〕1093号).
import { exact } from '../money.ts'
import { curveSplitPolicies, policyOn } from '../policies.ts'
import { type PricePeriod, pricePeriods, registerOfPeriod } from '../price-period.ts'
import { type Calendar, splitCurve, timetableOn } from '../timetable.ts'
import type { Cut } from './cut.ts'
import { type EnergyByRole, pricedPeriodsOf } from './energy.ts'

/** Quarter hours of the curves that told the periods of a part apart; `measured` includes what a person entered. */
export type CurveCoverage = { intervals: number; measured: number; estimated: number }

export type Interval = {
  at: Date
  energyWh: number | null
  quality: 'measured' | 'interpolated' | 'estimated' | 'edited' | 'missing' | 'suspect'
}

export type CurveVerdict =
  | { ok: true; energyWhByRole: EnergyByRole; coverage: CurveCoverage }
  | { ok: false; because: 'CURVE_INCOMPLETE' | 'NO_PRICE'; detail: Record<string, unknown> }

/**
 * Whether a point's energy of the cut must be split by its curve: registers that lag behind the timetable never tell, and
 * those that are there do not where two priced periods have none. Without a timetable nothing but registers can tell.
 */
export function needsCurve(cut: Cut, pointId: number, energy: EnergyByRole, calendar: Calendar | undefined): boolean {
  if (!cut.price.timeOfUse || energy.importTotal === undefined) return false
  if (cut.laggingIds.includes(pointId)) return true
  const unread = pricedPeriodsOf(cut.price).filter((period) => energy[registerOfPeriod[period]] === undefined)
  return unread.length > 1 && calendar !== undefined && timetableOn(calendar.timetables, cut.from) !== undefined
}

/** The registers' total spread as the curve is, in whole Wh that sum to it. Roles that are not periods stay. */
export function splitEnergy(
  cut: Cut,
  energy: EnergyByRole,
  intervals: Interval[],
  calendar: Calendar | undefined,
): CurveVerdict {
  const coverage = coverageOf(intervals)
  const known = intervals.flatMap(({ at, energyWh }) => (energyWh === null ? [] : [{ at, energyWh }]))
  const least = policyOn(curveSplitPolicies, cut.from)?.terms.leastMeasuredShare ?? '1'
  const isGood = known.length === intervals.length && exact(coverage.measured).gte(exact(least).times(intervals.length))
  const days = { from: cut.from, to: cut.to }
  if (!isGood) return { ok: false, because: 'CURVE_INCOMPLETE', detail: { ...days, ...coverage } }
  const split = splitCurve(calendar ?? { timetables: [], specialDays: [] }, known)
  if (!split.ok) return { ok: false, because: 'NO_PRICE', detail: { ...days, because: split.because } }
  const curveWh = Object.values(split.energyWhByPeriod).reduce((sum, each) => sum + each, 0)
  const totalWh = energy.importTotal ?? 0
  if (totalWh > 0 && curveWh <= 0) return { ok: false, because: 'CURVE_INCOMPLETE', detail: { ...days, ...coverage } }
  const scaled = scaleToTotal(split.energyWhByPeriod, curveWh, totalWh)
  const others = Object.entries(energy).filter(([role]) => !Object.values<string>(registerOfPeriod).includes(role))
  const priced = pricedPeriodsOf(cut.price).map((period) => [registerOfPeriod[period], 0])
  const periods = Object.entries(scaled).map(([period, wh]) => [registerOfPeriod[period as PricePeriod], wh])
  return { ok: true, energyWhByRole: Object.fromEntries([...others, ...priced, ...periods]), coverage }
}

function coverageOf(intervals: Interval[]): CurveCoverage {
  const count = (...qualities: Interval['quality'][]) =>
    intervals.filter(({ energyWh, quality }) => energyWh !== null && qualities.includes(quality)).length
  return {
    intervals: intervals.length,
    measured: count('measured', 'interpolated', 'edited'),
    estimated: count('estimated'),
  }
}

/** By largest remainder; of equal ones the earlier period has the Wh. */
function scaleToTotal(energyWh: Partial<Record<PricePeriod, number>>, curveWh: number, totalWh: number) {
  if (curveWh <= 0) return {}
  const parts = pricePeriods.flatMap((period) => {
    const wh = energyWh[period]
    if (wh === undefined) return []
    const share = exact(wh).times(totalWh).div(curveWh)
    return [{ period, whole: share.floor().toNumber(), rest: share.minus(share.floor()) }]
  })
  const leftWh = totalWh - parts.reduce((sum, { whole }) => sum + whole, 0)
  const first = new Set(parts.toSorted((one, other) => other.rest.cmp(one.rest)).slice(0, leftWh))
  return Object.fromEntries(parts.map((part) => [part.period, part.whole + (first.has(part) ? 1 : 0)]))
}
