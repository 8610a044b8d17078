/** Decides as of when a step counts that a crew wrote down on site and sent later (`desk_rule`, house rule). */

const HOUR_MS = 3_600_000

export type Written = {
  /** By the phone's clock. */
  writtenAt: Date
  /** What that clock showed when the entry was sent, and what the server's showed. */
  phoneNow: Date
  now: Date
  /** The last that was done to the order: nothing counts as done before it. */
  lastActAt: Date
  lateHours: number
}

/**
 * The instant of the step: as it was written, put right by how far the phone's clock is off; never in the future, never before what was done
 * before. What comes later than the rule allows counts as of now.
 */
export function countedAt({ writtenAt, phoneNow, now, lastActAt, lateHours }: Written): Date {
  const ageMs = Math.max(0, phoneNow.getTime() - writtenAt.getTime())
  if (ageMs > lateHours * HOUR_MS) return now
  const at = now.getTime() - ageMs
  return new Date(Math.min(now.getTime(), Math.max(at, lastActAt.getTime())))
}
