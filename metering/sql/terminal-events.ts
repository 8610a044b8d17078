import { createHash } from 'node:crypto'
import type { Ctx } from '../../db/context.ts'

export type NewTerminalEvent = { at: Date; code: string; detail: Record<string, unknown> }

/** Keeps those that are new and returns them; what is told again changes nothing. */
export async function insertTerminalEvents(
  ctx: Ctx,
  terminalId: number,
  events: NewTerminalEvent[],
): Promise<NewTerminalEvent[]> {
  return ctx.db.rows(
    `insert into terminal_event (terminal_id, at, code, detail, fingerprint, arrived_at)
     select $1, e.*, $6 from unnest($2::timestamptz[], $3::text[], $4::jsonb[], $5::text[]) as e
     on conflict do nothing returning at, code, detail`,
    [
      terminalId,
      events.map(({ at }) => at),
      events.map(({ code }) => code),
      events.map(({ detail }) => JSON.stringify(detail)),
      events.map(({ detail }) => createHash('md5').update(JSON.stringify(detail)).digest('hex')),
      ctx.now,
    ],
  )
}

export type TerminalEventRow = {
  eventId: number
  at: Date
  code: string
  detail: Record<string, unknown>
  arrivedAt: Date
}

/** Newest first, after the cursor's event; of a terminal that the caller has found within the actor's scope. */
export function listTerminalEventRows(
  ctx: Ctx,
  query: { terminalId: number; before: { at: Date; eventId: number } | null; limit: number },
): Promise<TerminalEventRow[]> {
  return ctx.db.rows(
    `select id as "eventId", at, code, detail, arrived_at as "arrivedAt" from terminal_event
     where terminal_id = $1 and ($2::timestamptz is null or (at, id) < ($2::timestamptz, $3::bigint))
     order by at desc, id desc limit $4`,
    [query.terminalId, query.before?.at ?? null, query.before?.eventId ?? null, query.limit],
  )
}

export async function countTerminalEventsOver(ctx: Ctx, before: Date, most: number): Promise<number> {
  const row = await ctx.db.first<{ count: number }>(
    'select count(*) as count from (select 1 from terminal_event where at < $1 limit $2) as over',
    [before, most],
  )
  return row?.count ?? 0
}

export function dropTerminalEventsOver(ctx: Ctx, before: Date, most: number): Promise<number> {
  return ctx.db.run(
    'delete from terminal_event where id = any(array(select id from terminal_event where at < $1 order by at limit $2))',
    [before, most],
  )
}
