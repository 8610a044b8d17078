import type { Logger } from 'pino'
import { systemCtx } from '../db/context.ts'
import { onPublished, type Subscriber } from '../db/events.ts'
import type { Db } from '../db/pool.ts'
import { deliverEvents, retryFailures } from '../db/subscriptions.ts'

const POLL_MS = 1_000

/** Carries events to their subscribers: at once for this process's own, within a second for another's. */
export class EventPump {
  private readonly db: Db
  private readonly clock: () => Date
  private readonly subscribers: Subscriber[]
  private readonly log: Pick<Logger, 'error'>
  private running = false
  private wake: () => void = () => {}
  private loop: Promise<void> = Promise.resolve()

  constructor(parts: { db: Db; clock: () => Date; subscribers: Subscriber[]; log: Pick<Logger, 'error'> }) {
    this.db = parts.db
    this.clock = parts.clock
    this.subscribers = parts.subscribers
    this.log = parts.log
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

  /** Delivers until nothing is left that can be delivered now. */
  async drain(): Promise<void> {
    for (;;) {
      let seen = 0
      for (const subscriber of this.subscribers) {
        seen += await deliverEvents(systemCtx(this.db, this.clock(), subscriber.name), subscriber)
      }
      if (seen === 0) return
    }
  }

  private async run(): Promise<void> {
    const forget = onPublished(() => this.wake())
    while (this.running) {
      const woken = new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, POLL_MS)
        this.wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
      try {
        await this.drain()
        await retryFailures(systemCtx(this.db, this.clock(), 'events'), this.subscribers)
      } catch (fault) {
        this.log.error({ err: fault }, 'events could not be delivered; trying again')
      }
      if (this.running) await woken
    }
    forget()
  }
}
