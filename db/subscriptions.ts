import type { Ctx } from './context.ts'
import { type DomainEvent, type EventPosition, readEvents, type Subscriber } from './events.ts'
import { transact } from './pool.ts'
import { notFound } from './refusal.ts'

const BATCH = 100
const RETRY_SECONDS = [1, 5, 30, 120, 600]

/**
 * Brings one subscriber up to date; returns how many events it saw. Each event is handled in one transaction with
 * the cursor's move, so it is never lost; a handler that fails does not hold up what is behind it.
 */
export async function deliverEvents(ctx: Ctx, subscriber: Subscriber): Promise<number> {
  let seen = 0
  for (;;) {
    const handled = await transact(ctx, (inner) => deliverNext(inner, subscriber))
    if (handled === 0) return seen
    seen += handled
  }
}

async function deliverNext(ctx: Ctx, subscriber: Subscriber): Promise<number> {
  await ctx.db.run('insert into event_cursor (subscriber) values ($1) on conflict do nothing', [subscriber.name])
  const cursor = await ctx.db.first<EventPosition>(
    'select xid::text as xid, event_id as id from event_cursor where subscriber = $1 for update skip locked',
    [subscriber.name],
  )
  if (!cursor) return 0
  const events = await readEvents(ctx, cursor, subscriber.kinds, BATCH)
  for (const event of events) await handleOnce(ctx, subscriber, event)
  const latest = events.at(-1)
  if (latest) {
    await ctx.db.run('update event_cursor set xid = $2::xid8, event_id = $3 where subscriber = $1', [
      subscriber.name,
      latest.xid,
      latest.id,
    ])
  }
  return events.length
}

async function handleOnce(ctx: Ctx, subscriber: Subscriber, event: DomainEvent): Promise<boolean> {
  await ctx.db.run('savepoint handler')
  try {
    await subscriber.handle(ctx, event)
    await ctx.db.run('release savepoint handler')
    return true
  } catch (fault) {
    await ctx.db.run('rollback to savepoint handler')
    await recordFailure(ctx, subscriber.name, event.id, fault)
    return false
  }
}

async function recordFailure(ctx: Ctx, subscriber: string, eventId: number, fault: unknown): Promise<void> {
  const message = fault instanceof Error ? fault.message : String(fault)
  const previous = await ctx.db.first<{ attempts: number }>(
    'select attempts from event_failure where subscriber = $1 and event_id = $2',
    [subscriber, eventId],
  )
  const attempts = (previous?.attempts ?? 0) + 1
  const delay = RETRY_SECONDS[attempts - 1]
  const retryAt = delay === undefined ? null : new Date(ctx.now.getTime() + delay * 1000)
  await ctx.db.run(
    `insert into event_failure (subscriber, event_id, attempts, retry_at, parked_at, error)
     values ($1, $2, $3, $4, $5, $6)
     on conflict (subscriber, event_id) do update
     set attempts = excluded.attempts, retry_at = excluded.retry_at, parked_at = excluded.parked_at, error = excluded.error`,
    [subscriber, eventId, attempts, retryAt, retryAt ? null : ctx.now, message],
  )
}

/** Tries again what failed and is due; after the last try it stays parked, in sight, until somebody re-runs it. */
export async function retryFailures(ctx: Ctx, subscribers: Subscriber[]): Promise<number> {
  const due = await ctx.db.rows<{ subscriber: string; eventId: number }>(
    `select subscriber, event_id as "eventId" from event_failure where retry_at <= $1 order by retry_at limit $2`,
    [ctx.now, BATCH],
  )
  for (const { subscriber: name, eventId } of due) {
    const subscriber = subscribers.find((each) => each.name === name)
    if (subscriber) await transact(ctx, (inner) => retryOne(inner, subscriber, eventId))
  }
  return due.length
}

async function retryOne(ctx: Ctx, subscriber: Subscriber, eventId: number): Promise<void> {
  const event = await ctx.db.first<DomainEvent>(
    `select e.id, e.kind, e.at, e.payload from event e
     join event_failure f on f.event_id = e.id
     where f.subscriber = $1 and e.id = $2 for update of f skip locked`,
    [subscriber.name, eventId],
  )
  if (!event) return
  const done = await handleOnce(ctx, subscriber, event)
  if (done) {
    await ctx.db.run('delete from event_failure where subscriber = $1 and event_id = $2', [subscriber.name, eventId])
  }
}

export type ParkedEvent = {
  subscriber: string
  eventId: number
  kind: string
  payload: object
  attempts: number
  parkedAt: Date
  error: string
}

export function listParkedEvents(ctx: Ctx): Promise<ParkedEvent[]> {
  return ctx.db.rows(
    `select f.subscriber, f.event_id as "eventId", e.kind, e.payload, f.attempts, f.parked_at as "parkedAt", f.error
     from event_failure f join event e on e.id = f.event_id
     where f.parked_at is not null order by f.parked_at`,
  )
}

/** Puts a parked event back in line, due at once. */
export async function rerunParkedEvent(ctx: Ctx, input: { subscriber: string; eventId: number }): Promise<void> {
  const changed = await ctx.db.run(
    `update event_failure set parked_at = null, retry_at = $3, attempts = 0
     where subscriber = $1 and event_id = $2 and parked_at is not null`,
    [input.subscriber, input.eventId, ctx.now],
  )
  if (changed === 0) throw notFound('待处理事件')
}
