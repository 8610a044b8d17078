/** Civil time of Asia/Shanghai, which has kept +08:00 without daylight saving since 1991-09-15. Pure. */

const OFFSET_MS = 8 * 3_600_000
const DAY_MS = 86_400_000

/** `YYYY-MM-DD` of the civil day that holds the instant. */
export function civilDay(at: Date): string {
  return new Date(at.getTime() + OFFSET_MS).toISOString().slice(0, 10)
}

/** `YYYY-MM-DD HH:mm` on a clock in China. */
export function civilMinute(at: Date): string {
  return new Date(at.getTime() + OFFSET_MS).toISOString().slice(0, 16).replace('T', ' ')
}

/** Minutes since the civil day began: 1260 is 21:00. */
export function minuteOfDay(at: Date): number {
  return Math.floor(((at.getTime() + OFFSET_MS) % DAY_MS) / 60_000)
}

/** The instant at which the civil day begins; 24:00 of a day is this of the next. */
export function startOfDay(day: string): Date {
  return new Date(Date.parse(`${day}T00:00:00Z`) - OFFSET_MS)
}

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)
}

/** Same day of another month, or that month's end where it is shorter. */
export function addMonths(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const endOfTarget = new Date(Date.UTC(year, month + months, 0)).getUTCDate()
  return new Date(Date.UTC(year, month - 1 + months, Math.min(date, endOfTarget))).toISOString().slice(0, 10)
}

/** Days of `[from, to)`. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS)
}

/** First day of the civil month that holds the day. */
export function startOfMonth(day: string): string {
  return `${day.slice(0, 7)}-01`
}
