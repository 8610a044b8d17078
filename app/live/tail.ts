import { setTimeout as sleep } from 'node:timers/promises'
import type { Ctx } from '../../db/context.ts'
import { type EventKind, type EventPosition, onPublished, readEvents } from '../../db/events.ts'
import type { Db } from '../../db/pool.ts'
import { audience } from './audience.ts'
import { type LocatedEvent, type PlacedEvent, placeEvents } from './places.ts'

const kinds = Object.keys(audience) as EventKind[]
const POLL_MS = 1_000
/** What is committed within it is read at once: a busy house commits hundreds of events a second. */
const GATHER_MS = 50
const BATCH = 200
/** So many of the latest are held; who is further behind reads from the log. */
const KEPT = 2_000

type Follower = () => void

/**
 * The end of the event log, read once for all who follow it in this process: each new event is fetched and placed once, however many
 * screens are open. It is read while anybody follows; the next who comes begins anew.
 */
export class LiveTail {
  private readonly db: Db
  private readonly followers = new Set<Follower>()
  private kept: PlacedEvent[] = []
  /** All after it that can be read is in `kept`. */
  private since: EventPosition | null = null
  private reading: Promise<void> | null = null

  constructor(db: Db) {
    this.db = db
  }

  /** Calls back whenever there may be news, also that the log could not be read; gives what ends it. */
  follow(wake: Follower): () => void {
    this.followers.add(wake)
    this.reading ??= this.read()
    return () => this.followers.delete(wake)
  }

  /** Events after a position, oldest first, at most a batch of them; `isAll`: what comes after them is yet to happen. */
  async after(position: EventPosition): Promise<{ events: PlacedEvent[]; isAll: boolean }> {
    if (this.followers.size > 0) this.reading ??= this.read()
    if (this.since && !isBefore(position, this.since)) {
      const from = this.kept.findIndex((event) => isBefore(position, event))
      return { events: from < 0 ? [] : this.kept.slice(from), isAll: true }
    }
    const events = await readEvents({ db: this.db }, position, kinds, BATCH)
    return { events: await placeEvents(this.db, events), isAll: events.length < BATCH }
  }

  private async read(): Promise<void> {
    try {
      let latest = await findLatestPosition({ db: this.db })
      this.since = latest
      while (this.followers.size > 0) {
        const woken = untilWork()
        const events = await readEvents({ db: this.db }, latest, kinds, BATCH)
        this.keep(await placeEvents(this.db, events))
        latest = positionOf(events.at(-1)) ?? latest
        if (events.length > 0) this.wake()
        if (events.length < BATCH) await Promise.all([woken, sleep(GATHER_MS)])
      }
    } catch {
      // Each follower finds out for himself: he asks the log, and his stream ends if it does not answer.
    } finally {
      this.reading = null
      this.since = null
      this.kept = []
      this.wake()
    }
  }

  private keep(events: PlacedEvent[]): void {
    const all = [...this.kept, ...events]
    const dropped = all.slice(0, Math.max(0, all.length - KEPT))
    this.kept = all.slice(dropped.length)
    this.since = positionOf(dropped.at(-1)) ?? this.since
  }

  private wake(): void {
    for (const wake of this.followers) wake()
  }
}

/** The end of what can be read of the log now. */
export async function findLatestPosition(ctx: Pick<Ctx, 'db'>): Promise<EventPosition> {
  const row = await ctx.db.first<EventPosition>(
    `select xid::text as xid, id from event where xid < pg_snapshot_xmin(pg_current_snapshot()) order by event.xid desc, id desc limit 1`,
  )
  return row ?? { xid: '0', id: 0 }
}

function positionOf(event: LocatedEvent | undefined): EventPosition | undefined {
  return event && { xid: event.xid, id: event.id }
}

function isBefore(a: EventPosition, b: EventPosition): boolean {
  const [one, other] = [BigInt(a.xid), BigInt(b.xid)]
  return one < other || (one === other && a.id < b.id)
}

function untilWork(): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      forget()
      resolve()
    }
    const timer = setTimeout(done, POLL_MS)
    const forget = onPublished(done)
  })
}
