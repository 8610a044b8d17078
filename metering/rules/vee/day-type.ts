/** Which days are alike in use: working days, days of rest, public holidays. From practice; holidays are dated data. */

export type DayType = 'workday' | 'weekend' | 'holiday'

const DAY_MS = 86_400_000
export const SHANGHAI_ZONE_MS = 8 * 3_600_000

/** The civil day that holds an instant, counted from 1970-01-01. */
export function dayIndexOf(atMs: number, zoneMs: number): number {
  return Math.floor((atMs + zoneMs) / DAY_MS)
}

export function dayIndexOfDay(day: string): number {
  return Math.round(Date.parse(`${day}T00:00:00Z`) / DAY_MS)
}

export function dayOfIndex(dayIndex: number): string {
  return new Date(dayIndex * DAY_MS).toISOString().slice(0, 10)
}

/** By calendar days that are free or worked instead; 1970-01-01 was a Thursday. */
export function dayTypes(calendar: Iterable<readonly [string, 'holiday' | 'workday']>): (dayIndex: number) => DayType {
  const exceptions = new Map([...calendar].map(([day, kind]) => [dayIndexOfDay(day), kind]))
  return (dayIndex) => exceptions.get(dayIndex) ?? ((((dayIndex + 3) % 7) + 7) % 7 >= 5 ? 'weekend' : 'workday')
}
