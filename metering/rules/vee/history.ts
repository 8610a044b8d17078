/** Use far above or below that of days of the same type before it, by the day and by the hours of a day. From practice. */
import { dayIndexOf } from './day-type.ts'
import { likeness } from './profile.ts'
import {
  type Check,
  DAY_MS,
  type Found,
  HOUR_MS,
  type Limits,
  limitOf,
  type PointFacts,
  type Series,
} from './series.ts'

type Day = { index: number; first: number; wh: number; known: number }

/** Days that are complete enough are judged by the four weeks before them. */
export const checkHighUse: Check = (series, facts, limits) => {
  const days = listDays(series, facts)
  return days.flatMap((day, order): Found[] => {
    const before = likeDays(days, order, facts, limits)
    if (!before) return []
    const most = before.reduce((high, each) => Math.max(high, each.wh), 0)
    const boundWh = Math.max(most * limitOf(limits, 'timesMost'), limitOf(limits, 'floorWh'))
    if (day.wh > boundWh) return [toFound(series, day, boundWh)]
    return findHighHours(series, day, before, limits)
  })
}

export const checkLowUse: Check = (series, facts, limits) => {
  const days = listDays(series, facts)
  return days.flatMap((day, order): Found[] => {
    const before = likeDays(days, order, facts, limits)
    if (!before) return []
    const least = before.reduce((low, each) => Math.min(low, each.wh), Number.POSITIVE_INFINITY)
    if (least < limitOf(limits, 'floorWh') || day.wh >= least * limitOf(limits, 'shareOfLeast')) return []
    return [toFound(series, day, least)]
  })
}

function listDays(series: Series, { zoneMs }: PointFacts): Day[] {
  const days = new Map<number, Day>()
  for (let index = 0; index < series.count; index++) {
    const dayIndex = dayIndexOf(series.startMs + index * series.stepMs, zoneMs)
    const day = days.get(dayIndex) ?? { index: dayIndex, first: index, wh: 0, known: 0 }
    days.set(dayIndex, day)
    const wh = series.energyWh[index] ?? Number.NaN
    if (Number.isNaN(wh)) continue
    day.wh += wh
    day.known++
  }
  const whole = (DAY_MS / series.stepMs) * 0.9
  return [...days.values()].filter((day) => day.known >= whole)
}

function likeDays(days: Day[], order: number, facts: PointFacts, limits: Limits): Day[] | undefined {
  const day = days[order]
  if (!day) return undefined
  const type = facts.dayTypeOf(day.index)
  const like: Day[] = []
  for (let place = order - 1; place >= 0; place--) {
    const other = days[place]
    if (!other || day.index - other.index > limitOf(limits, 'spanDays')) break
    if (likeness(type, facts.dayTypeOf(other.index)) >= 0.8) like.push(other)
  }
  return like.length >= limitOf(limits, 'leastDays') ? like : undefined
}

/** Two hours and more in which every slot is far above what it ever was. */
function findHighHours(series: Series, day: Day, before: Day[], limits: Limits): Found[] {
  const hours = limitOf(limits, 'slotHours')
  const width = Math.max(1, Math.round((hours * HOUR_MS) / series.stepMs))
  const perDay = Math.round(DAY_MS / series.stepMs)
  const times = limitOf(limits, 'slotTimes')
  const floorWh = (limitOf(limits, 'slotFloorW') * series.stepMs) / HOUR_MS
  const isHigh = (slot: number) => {
    const wh = series.energyWh[day.first + slot] ?? Number.NaN
    if (!(wh > floorWh)) return false
    return before.every((each) => !((series.energyWh[each.first + slot] ?? 0) * times >= wh))
  }
  let run = 0
  for (let slot = 0; slot <= perDay; slot++) {
    if (slot < perDay && isHigh(slot)) run++
    else if (run >= width) {
      const fromMs = series.startMs + (day.first + slot - run) * series.stepMs
      const wh = series.energyWh.subarray(day.first + slot - run, day.first + slot).reduce((sum, each) => sum + each, 0)
      const found = { fromMs, toMs: fromMs + run * series.stepMs, count: run, channel: 'import' }
      return [{ ...found, severity: 'info', value: wh, expected: null, unit: 'Wh' }]
    } else run = 0
  }
  return []
}

function toFound(series: Series, day: Day, expected: number): Found {
  const fromMs = series.startMs + day.first * series.stepMs
  return { fromMs, toMs: fromMs + DAY_MS, count: day.known, channel: 'import', value: day.wh, expected, unit: 'Wh' }
}
