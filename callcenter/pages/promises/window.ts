import { addDays, civilDay, instant } from '../../../app/web/kit/format.ts'

const OFFSET_MS = 8 * 3_600_000
const STEP = 30

export const toClock = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

/** As a field of the form takes it, in civil time. */
const toField = (at: number) => new Date(at + OFFSET_MS).toISOString().slice(0, 16)

type Rules = { hours: { from: number; until: number }; leastMinutes: number }

/** From the half hour after the next on, or the next morning where it is too late for today. */
export function suggestWindow(now: number, { hours, leastMinutes }: Rules): { from: string; until: string } {
  const step = STEP * 60_000
  const from = toField(Math.ceil((now + step) / step) * step)
  const isOpen = from.slice(11) >= toClock(hours.from) && from.slice(11) <= toClock(hours.until - STEP)
  const day = from.slice(11) < toClock(hours.from) ? from.slice(0, 10) : addDays(civilDay(new Date(now)), 1)
  const begin = isOpen || hours.from > hours.until ? from : `${day}T${toClock(hours.from)}`
  return { from: begin, until: after(begin, Math.max(STEP, leastMinutes)) }
}

/** The time of day so many minutes later. */
export function after(from: string, minutes: number): string {
  return toField(Date.parse(`${from}:00+08:00`) + minutes * 60_000).slice(11)
}

/** What the form says, as the server takes it; an end before the beginning is the next day's. */
export function toInstants({ from, until }: { from: string; until: string }): { from: string; until: string } {
  const day = until > from.slice(11, 16) ? from.slice(0, 10) : addDays(from.slice(0, 10), 1)
  return { from: `${from}:00+08:00`, until: `${day}T${until}:00+08:00` }
}

export function sayWindow({ from, until }: { from: string; until: string }): string {
  return `${instant(from)}–${instant(until).slice(-5)}`
}
