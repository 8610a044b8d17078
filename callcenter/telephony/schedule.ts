/** Time in which a simulated engine lives: the real one, or one that passes when it is told to. */
export type Schedule = {
  now(): Date
  /** Does something after so many milliseconds, unless the function returned is called before. */
  after(milliseconds: number, work: () => void): () => void
}

export const realSchedule: Schedule = {
  now: () => new Date(),
  after(milliseconds, work) {
    // A caller who still waits or talks keeps no process from ending.
    const timer = setTimeout(work, milliseconds).unref()
    return () => clearTimeout(timer)
  },
}

type Due = { at: number; order: number; work: () => void }

/** Virtual time: a day passes as fast as its work is done, and always in the same order. */
export class VirtualSchedule implements Schedule {
  private time: number
  private order = 0
  /** A heap by time, then by order of asking. */
  private readonly heap: Due[] = []
  private readonly dropped = new Set<Due>()

  constructor(from: Date) {
    this.time = from.getTime()
  }

  now(): Date {
    return new Date(this.time)
  }

  after(milliseconds: number, work: () => void): () => void {
    const due = { at: this.time + Math.max(0, milliseconds), order: this.order++, work }
    this.push(due)
    return () => this.dropped.add(due)
  }

  /** When something is due next; null where nothing is. */
  nextAt(): Date | null {
    while (this.heap[0] && this.dropped.delete(this.heap[0])) this.pop()
    return this.heap[0] ? new Date(this.heap[0].at) : null
  }

  /** Does the next thing that is due; false where nothing is. */
  step(): boolean {
    if (this.nextAt() === null) return false
    const due = this.pop() as Due
    this.time = Math.max(this.time, due.at)
    due.work()
    return true
  }

  /** Lets time pass to an instant, doing all that is due until then, that instant included. */
  advanceTo(instant: Date): void {
    for (let next = this.nextAt(); next && next <= instant; next = this.nextAt()) this.step()
    this.time = Math.max(this.time, instant.getTime())
  }

  private push(due: Due): void {
    const { heap } = this
    let at = heap.push(due) - 1
    while (at > 0) {
      const above = (at - 1) >> 1
      if (!isBefore(due, heap[above] as Due)) break
      heap[at] = heap[above] as Due
      at = above
    }
    heap[at] = due
  }

  private pop(): Due | undefined {
    const { heap } = this
    const first = heap[0]
    const last = heap.pop()
    if (!first || !last || heap.length === 0) return first
    let at = 0
    for (;;) {
      const left = 2 * at + 1
      if (left >= heap.length) break
      const right = left + 1
      const next = right < heap.length && isBefore(heap[right] as Due, heap[left] as Due) ? right : left
      if (!isBefore(heap[next] as Due, last)) break
      heap[at] = heap[next] as Due
      at = next
    }
    heap[at] = last
    return first
  }
}

function isBefore(a: Due, b: Due): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order)
}
