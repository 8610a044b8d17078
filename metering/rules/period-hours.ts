/**
 * Which hours of a day belong to which price period, where a meter has no registers for them. Dated data; the timetable of
 * a price is billing's, this one only shows how a curve divides.
 */

export type Period = 'sharp' | 'peak' | 'flat' | 'valley' | 'deepValley'
export type AccountClass = 'residential' | 'agricultural' | 'commercial'
type PeriodHours = {
  for: AccountClass
  from: string
  basis: string
  /** Half-open spans of minutes of the day. */
  spans: readonly (readonly [fromMinute: number, toMinute: number, period: Period])[]
}

const timetables: readonly PeriodHours[] = [
  {
    for: 'residential',
    from: '2000-01-01',
    basis: '上海市居民分时:6时至22时峰,22时至次日6时谷(市发展改革委电价表) Shanghai residential time of use',
    spans: [
      [0, 360, 'valley'],
      [360, 1320, 'peak'],
      [1320, 1440, 'valley'],
    ],
  },
]

/**
 * Energy by period of the quarter hours of a day; null where one of them is not known, and for a class without a timetable.
 */
export function splitByHours(
  energyWh: Float64Array,
  day: string,
  accountClass: AccountClass | null,
): Partial<Record<Period, number>> | null {
  const hours = timetables.findLast((each) => each.for === accountClass && each.from <= day)
  if (!hours) return null
  const split: Partial<Record<Period, number>> = {}
  const minutes = 1440 / energyWh.length
  for (const [index, wh] of energyWh.entries()) {
    const period = hours.spans.find(([from, to]) => index * minutes >= from && index * minutes < to)?.[2]
    if (Number.isNaN(wh) || !period) return null
    split[period] = (split[period] ?? 0) + wh
  }
  return split
}
