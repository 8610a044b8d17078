import { afterCommit } from './pool.ts'

/** Wakes something in this process once the open transaction is committed; a nudge, never a promise. */
export type Signal = { raise(): void; listen(listener: () => void): () => void }

export function commitSignal(): Signal {
  const listeners = new Set<() => void>()
  return {
    raise: () =>
      afterCommit(() => {
        for (const listener of listeners) listener()
      }),
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
