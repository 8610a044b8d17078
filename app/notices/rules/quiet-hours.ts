// Decides when a phone may ring: not in the quiet hours, which may run over midnight.
import { addDays, civilDay, startOfDay } from '../../../db/time.ts'

/** Minutes of the civil day, `[from, to)`; where `to` is the smaller it is the next morning's. */
export type QuietHours = { from: number; to: number }

const MINUTE_MS = 60_000

/** The instant itself, or the end of the quiet hours that hold it. */
export function afterQuiet(at: Date, { from, to }: QuietHours): Date {
  const day = civilDay(at)
  const minute = Math.floor((at.getTime() - startOfDay(day).getTime()) / MINUTE_MS)
  const endOn = (civil: string) => new Date(startOfDay(civil).getTime() + to * MINUTE_MS)
  if (from < to) return minute >= from && minute < to ? endOn(day) : at
  if (minute >= from) return endOn(addDays(day, 1))
  return minute < to ? endOn(day) : at
}
