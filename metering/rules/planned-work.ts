// Which alarms planned work explains, and until when (计划停电、检修: practice of supply companies).

/** Lost supply and what it brings with it; never what somebody did to a meter. */
export const kindsOfWork = [
  ...['power-off', 'all-voltage-loss', 'phase-loss', 'meter-stale', 'terminal-offline', 'auxiliary-power-loss'],
  ...['voltage-low', 'voltage-low-recorded'],
]

export type WorkState = 'upcoming' | 'under-way' | 'over' | 'withdrawn'

type Life = { fromAt: Date; toAt: Date; withdrawnAt: Date | null }

/** Its end is no part of it. */
export function workStateAt({ fromAt, toAt, withdrawnAt }: Life, now: Date): WorkState {
  if (withdrawnAt !== null) return 'withdrawn'
  if (now < fromAt) return 'upcoming'
  return now < toAt ? 'under-way' : 'over'
}

type Scope = { feederId: number | null; districtId: number | null; pointIds: number[] }
type Told = { kind: string; at: Date; points: number[]; districtId: number | null; feederId: number | null }

/** An alarm that began while work goes on and lies within it; of a terminal, all its points have to. */
export function isExplainedBy(alarm: Told, work: Life & Scope, now: Date): boolean {
  if (workStateAt(work, now) !== 'under-way' || !kindsOfWork.includes(alarm.kind)) return false
  if (alarm.at < work.fromAt) return false
  if (work.feederId !== null) return alarm.feederId === work.feederId
  if (work.districtId !== null) return alarm.districtId === work.districtId
  return alarm.points.length > 0 && alarm.points.every((point) => work.pointIds.includes(point))
}

/** A meter told silent since before is silent by it, if it was heard until shortly before. */
export function beganAt({ kind, atMs }: { kind: string; atMs: number }, silenceMs: number): Date {
  return new Date(kind === 'meter-stale' ? atMs + silenceMs : atMs)
}
