// Decides how many days several stretches cover; a day counts once however many cover it.
import { daysBetween } from '../../../db/time.ts'

export function countDays(stretches: { from: string; to: string }[]): number {
  let days = 0
  let covered = ''
  for (const { from, to } of [...stretches].sort((one, other) => (one.from < other.from ? -1 : 1))) {
    const start = from > covered ? from : covered
    if (to <= start) continue
    days += daysBetween(start, to)
    covered = to
  }
  return days
}
