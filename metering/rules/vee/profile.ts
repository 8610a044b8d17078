/**
 * What a point usually uses in each interval of a day, from days of the same type within four weeks on either side,
 * nearer days counting more. From practice; the span and the decay were measured on ten homes (README).
 */
import { type DayType, dayIndexOf } from './day-type.ts'
import { DAY_MS, type PointFacts, type Series } from './series.ts'

type Days = Pick<PointFacts, 'dayTypeOf' | 'zoneMs'>

/** A day so many days away counts `e⁻¹` of the nearest. */
const DECAY_DAYS = 14
const SPAN_DAYS = 28
/** A day of another type counts so much: little, but more than nothing where a type is rare. */
const OTHER_TYPE_WEIGHT = 0.25
/** A slot that stands beside counts so much: use moves by an interval from day to day. */
const BESIDE_WEIGHT = 0.6
const LEAST_DAYS = 3

export function likeness(one: DayType, other: DayType): number {
  const rests = (type: DayType) => type !== 'workday'
  if (one === other) return 1
  return rests(one) && rests(other) ? 0.8 : OTHER_TYPE_WEIGHT
}

/** Usual Wh of each interval in `[from, to)`; `undefined` where fewer than three days tell of one. */
export function usualWh(series: Series, [from, to]: [number, number], days: Days): number[] | undefined {
  const perDay = Math.round(DAY_MS / series.stepMs)
  const usual: number[] = []
  const reach = perDay >= 48 ? Math.max(1, Math.round(perDay / 48)) : 0
  for (let index = from; index < to; index++) {
    const atMs = series.startMs + index * series.stepMs
    const type = days.dayTypeOf(dayIndexOf(atMs, days.zoneMs))
    let sum = 0
    let weights = 0
    let told = 0
    for (let away = -SPAN_DAYS; away <= SPAN_DAYS; away++) {
      if (away === 0) continue
      const weight =
        likeness(type, days.dayTypeOf(dayIndexOf(atMs + away * DAY_MS, days.zoneMs))) *
        Math.exp(-Math.abs(away) / DECAY_DAYS)
      const place = index + away * perDay
      for (let beside = -reach; beside <= reach; beside++) {
        const value = series.energyWh[place + beside]
        if (value === undefined || Number.isNaN(value)) continue
        if (place + beside >= from && place + beside < to) continue
        const share = beside === 0 ? weight : (weight * BESIDE_WEIGHT) / reach
        sum += share * value
        weights += share
        if (beside === 0) told++
      }
    }
    if (told < LEAST_DAYS || weights === 0) return undefined
    usual.push(sum / weights)
  }
  return usual
}
