// Decides what an agent records next of a call with a marked, silent or abusive caller (house rule `mark_step`).

export const marks = ['life-support', 'sensitive', 'abusive', 'silent'] as const
export type Mark = (typeof marks)[number]
export const markActs = ['greet', 'warn', 'end'] as const
export type MarkAct = (typeof markActs)[number]

/** Acts follow on one another in the order of the steps; null where all are done, or the mark has none. */
export function nextAct(steps: readonly { act: MarkAct | 'none' }[], done: number): MarkAct | null {
  const acts = steps.flatMap(({ act }) => (act === 'none' ? [] : [act]))
  return acts[done] ?? null
}
