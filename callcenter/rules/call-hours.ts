// Decides whether a customer may be called at an hour (house rule `call_rule`).

/** Minutes of the civil day, `[from, until)`; where `until` is the smaller it is the next morning's. */
export function isCallHour(minute: number, { from, until }: { from: number; until: number }): boolean {
  return from <= until ? minute >= from && minute < until : minute >= from || minute < until
}

const DAY = 1_440

/** Minutes from `minute` until the next at which one may call; 0: at once. */
export function nextCallHour(minute: number, hours: { from: number; until: number }): number {
  return isCallHour(minute, hours) ? 0 : (hours.from - minute + DAY) % DAY
}
