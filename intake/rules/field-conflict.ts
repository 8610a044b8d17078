// Decides whether what was written on site still answers the task that it was written for, and what happened to it since.

export type Since = {
  status: 'open' | 'archived' | 'refused' | 'withdrawn'
  /** Since when the step is open now; null: it is not. */
  openedAt: string | null
  holder: string | null
  /** Latest first is not needed: in the order of time. */
  events: { at: string; kind: string; actorName: string; step: string | null; reason: string | null }[]
}
export type Conflict =
  | {
      because: 'APPLICATION_ENDED' | 'STEP_DONE' | 'STEP_RETURNED' | 'STEP_NOT_OPEN'
      event: Since['events'][number] | null
    }
  | { because: 'NOT_ASSIGNED_TO_YOU'; holder: string }

export function findConflict(
  { status, openedAt, holder, events }: Since,
  written: { step: string; openedAt: string; by: string },
): Conflict | null {
  const since = events.filter(({ at }) => at >= written.openedAt)
  const latest = (...kinds: string[]) => since.findLast(({ kind }) => kinds.includes(kind)) ?? null
  if (status !== 'open') return { because: 'APPLICATION_ENDED', event: latest('archived', 'refused', 'withdrawn') }
  if (openedAt !== written.openedAt) {
    const done = since.findLast(({ kind, step }) => kind === 'completed' && step === written.step) ?? null
    const returned = latest('returned')
    if (returned && (!done || returned.at >= done.at)) return { because: 'STEP_RETURNED', event: returned }
    if (done) return { because: 'STEP_DONE', event: done }
    return { because: 'STEP_NOT_OPEN', event: null }
  }
  return holder !== null && holder !== written.by ? { because: 'NOT_ASSIGNED_TO_YOU', holder } : null
}
