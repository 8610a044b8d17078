/** Decides what may be done to a task that another role or unit does for a work order (house rule). */

export type TaskState = 'asked' | 'accepted' | 'done' | 'refused' | 'cancelled'
export type TaskAct = 'acceptance' | 'refusal' | 'result' | 'cancellation'

const moves: Record<TaskAct, { from: TaskState[]; to: TaskState; needsNote: boolean }> = {
  acceptance: { from: ['asked'], to: 'accepted', needsNote: false },
  refusal: { from: ['asked'], to: 'refused', needsNote: true },
  result: { from: ['accepted'], to: 'done', needsNote: true },
  cancellation: { from: ['asked', 'accepted'], to: 'cancelled', needsNote: true },
}
export const taskActs = Object.keys(moves) as TaskAct[]
/** The order waits for these. */
export const openTaskStates: TaskState[] = ['asked', 'accepted']

export function decideTask(
  state: TaskState,
  act: TaskAct,
  hasNote: boolean,
): { ok: true; to: TaskState } | { ok: false; because: 'TASK_NOT_POSSIBLE' | 'NOTE_MISSING' } {
  const { from, to, needsNote } = moves[act]
  if (!from.includes(state)) return { ok: false, because: 'TASK_NOT_POSSIBLE' }
  return needsNote && !hasNote ? { ok: false, because: 'NOTE_MISSING' } : { ok: true, to }
}

export function listTaskActs(state: TaskState): TaskAct[] {
  return taskActs.filter((act) => decideTask(state, act, true).ok)
}

/** A task is due after now, and not later than the promise of its order that runs out first and is not broken yet. */
export function isDueFit(dueAt: Date, { now, promised }: { now: Date; promised: (Date | null)[] }): boolean {
  const kept = promised.filter((each): each is Date => each !== null && each > now)
  return dueAt > now && kept.every((each) => dueAt <= each)
}
