/**
 * Which hours of a day belong to which price period, where a meter has no registers for them (`period_hours`). The timetable of
 * a price is billing's, this one only shows how a curve divides.
 */

export type Period = 'sharp' | 'peak' | 'flat' | 'valley' | 'deepValley'
export type AccountClass = 'residential' | 'agricultural' | 'commercial'
/** Half-open, of minutes of the day. */
export type Span = { from: number; to: number; period: Period }
/** The class and day, the spans that hold; null for a class without a timetable. */
export type HoursOf = (accountClass: AccountClass | null, day: string) => readonly Span[] | null

const periods: Record<Period, true> = { sharp: true, peak: true, flat: true, valley: true, deepValley: true }
const SPAN = /^([01]\d|2[0-4]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d) (\w+)$/
const DAY = 1440

/** `00:00-06:00 valley, 06:00-24:00 peak`: the whole day in order, without a gap. Null where it is none. */
export function readSpans(text: string): Span[] | null {
  const spans = text.split(',').map(readSpan)
  const isWhole = spans.every(
    (span, n) => span && span.from < span.to && span.from === (n === 0 ? 0 : spans[n - 1]?.to),
  )
  return isWhole && spans.at(-1)?.to === DAY ? (spans as Span[]) : null
}

function readSpan(text: string): Span | null {
  const [, fromHour, fromMinute, toHour, toMinute, period = ''] = SPAN.exec(text.trim()) ?? []
  if (!Object.hasOwn(periods, period)) return null
  return {
    from: 60 * Number(fromHour) + Number(fromMinute),
    to: 60 * Number(toHour) + Number(toMinute),
    period: period as Period,
  }
}

/** Energy by period of the quarter hours of a day; null where one of them is not known, and without a timetable. */
export function splitByHours(
  energyWh: Float64Array,
  spans: readonly Span[] | null,
): Partial<Record<Period, number>> | null {
  if (!spans) return null
  const split: Partial<Record<Period, number>> = {}
  const minutes = DAY / energyWh.length
  for (const [index, wh] of energyWh.entries()) {
    const period = spans.find(({ from, to }) => index * minutes >= from && index * minutes < to)?.period
    if (Number.isNaN(wh) || !period) return null
    split[period] = (split[period] ?? 0) + wh
  }
  return split
}
