const POLL_MS = 1_000

type Parts = {
  /** Wakes the next round at once; gives back how to stop listening. */
  listen: (wake: () => void) => () => void
  work: () => Promise<void>
  onFault: (fault: unknown) => void
}

/** Work in rounds, one after the other: each second, and at once when woken. A round that fails is told, and followed by the next. */
export class Rounds {
  private readonly parts: Parts
  private running = false
  private wake: () => void = () => {}
  private loop: Promise<void> = Promise.resolve()

  constructor(parts: Parts) {
    this.parts = parts
  }

  start(): void {
    this.running = true
    this.loop = this.run()
  }

  async stop(): Promise<void> {
    this.running = false
    this.wake()
    await this.loop
  }

  private async run(): Promise<void> {
    const forget = this.parts.listen(() => this.wake())
    while (this.running) {
      const woken = new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, POLL_MS)
        this.wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
      await this.parts.work().catch(this.parts.onFault)
      if (this.running) await woken
    }
    forget()
  }
}
