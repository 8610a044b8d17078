/** Who goes first on a line that several want. */
export type Priority = 'command' | 'on-demand' | 'curve' | 'backfill'

const ranks: readonly Priority[] = ['command', 'on-demand', 'curve', 'backfill']

/** One at a time; of those that wait the most urgent kind, and of one kind the longest waiting. */
export class Turns {
  private isTaken = false
  private readonly waiting = ranks.map(() => [] as (() => void)[])

  async take<T>(priority: Priority, work: () => Promise<T>): Promise<T> {
    if (this.isTaken) await new Promise<void>((resolve) => this.waiting[ranks.indexOf(priority)]?.push(resolve))
    this.isTaken = true
    try {
      return await work()
    } finally {
      const next = this.waiting.find((queue) => queue.length > 0)?.shift()
      if (next) next()
      else this.isTaken = false
    }
  }
}
