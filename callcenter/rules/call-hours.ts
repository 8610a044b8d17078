// Decides whether a customer may be called at an hour (house rule `call_rule`).

/** Minutes of the civil day, `[from, until)`; where `until` is the smaller it is the next morning's. */
export function isCallHour(minute: number, { from, until }: { from: number; until: number }): boolean {
  return from <= until ? minute >= from && minute < until : minute >= from || minute < until
}
