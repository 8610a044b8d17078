import type { Logger } from 'pino'
import { systemCtx } from '../db/context.ts'
import { onPublished, type Subscriber } from '../db/events.ts'
import type { Db } from '../db/pool.ts'
import { Rounds } from '../db/rounds.ts'
import { deliverEvents, retryFailures } from '../db/subscriptions.ts'

/** Carries events to their subscribers: at once for this process's own, within a second for another's. */
export class EventPump {
  private readonly db: Db
  private readonly clock: () => Date
  private readonly subscribers: Subscriber[]
  private readonly rounds: Rounds

  constructor(parts: { db: Db; clock: () => Date; subscribers: Subscriber[]; log: Pick<Logger, 'error'> }) {
    this.db = parts.db
    this.clock = parts.clock
    this.subscribers = parts.subscribers
    this.rounds = new Rounds({
      listen: onPublished,
      work: () => this.round(),
      onFault: (fault) => parts.log.error({ err: fault }, 'events could not be delivered; trying again'),
    })
  }

  start(): void {
    this.rounds.start()
  }

  stop(): Promise<void> {
    return this.rounds.stop()
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

  private async round(): Promise<void> {
    await this.drain()
    await retryFailures(systemCtx(this.db, this.clock(), 'events'), this.subscribers)
  }
}
