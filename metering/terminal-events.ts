import type { Ctx } from '../db/context.ts'
import type { Erasure } from '../db/erasures.ts'
import { transact } from '../db/pool.ts'
import { notFound } from '../db/refusal.ts'
import { toWire } from '../db/wire.ts'
import { reviewEventAlarms } from './alarms.ts'
import type { TerminalEvents } from './contract-terminal.ts'
import { isAhead } from './placing.ts'
import { staleBefore } from './points.ts'
import { describeEvent } from './rules/alarm-kinds/all.ts'
import { nameToldEvent } from './rules/erc.ts'
import { findTerminalId } from './sql/links.ts'
import { listTerminalRecords } from './sql/overview.ts'
import type { Quarantined } from './sql/quarantine.ts'
import {
  countTerminalEventsOver,
  dropTerminalEventsOver,
  insertTerminalEvents,
  listTerminalEventRows,
} from './sql/terminal-events.ts'
import { type MeterEvent, recordMeterEvents } from './terminals.ts'

/** Without a meter it is the terminal's own. */
type ToldEvent = Omit<MeterEvent, 'meter'> & { meter?: string | undefined }
type EventBatch = { topic: string; terminal?: string | undefined; events: ToldEvent[]; aside: Quarantined[] }

/** Keeps what meters and the terminal itself told of, each where it belongs; `aside` takes what cannot be taken. */
export async function recordEvents(ctx: Ctx, batch: EventBatch): Promise<void> {
  const { topic, terminal, aside } = batch
  const events = batch.events.filter((event): event is MeterEvent => event.meter !== undefined)
  const own = batch.events.filter((event) => event.meter === undefined)
  if (events.length > 0) {
    await recordMeterEvents(ctx, { topic, events, aside, ...(terminal !== undefined && { terminal }) })
  }
  if (own.length > 0) await recordTerminalEvents(ctx, { ...batch, events: own })
}

/** What a terminal told of itself, with the alarms that it raises or ends. Of an unknown one, and of the future, it is put aside. */
function recordTerminalEvents(ctx: Ctx, { topic, terminal, events, aside }: EventBatch): Promise<void> {
  return transact(ctx, async (inner) => {
    const terminalId = terminal === undefined ? undefined : await findTerminalId(inner, terminal)
    const isTaken = ({ at }: ToldEvent) => terminalId !== undefined && !isAhead(at, inner.now)
    const refused = events.filter((event) => !isTaken(event))
    const because = terminalId === undefined ? 'UNKNOWN_TERMINAL' : 'IN_THE_FUTURE'
    const put = refused.map((event) => asideOf(event, { topic, terminal, because }))
    if (terminalId !== undefined) {
      const named = events.filter(isTaken).map(({ at, code, detail }) => ({ at, ...nameToldEvent({ code, detail }) }))
      const fresh = await insertTerminalEvents(inner, terminalId, named)
      await reviewEventAlarms(
        inner,
        fresh.map((event) => ({ ...event, place: { pointId: null, terminalId } })),
      )
    }
    aside.push(...put)
  })
}

type Why = { topic: string; terminal: string | undefined; because: string }

function asideOf(event: ToldEvent, { topic, terminal, because }: Why): Quarantined {
  return {
    ...{ source: 'mqtt', topic, reason: because, detail: event.code, payload: JSON.stringify(event), form: 'event' },
    ...(terminal !== undefined && { terminal }),
  }
}

/** What a terminal told of itself, newest first, a page at a time. Refuses with `NOT_FOUND` outside the actor's scope. */
export async function listTerminalEvents(
  ctx: Ctx,
  query: { terminalId: number; cursor?: string | undefined; limit: number },
): Promise<TerminalEvents> {
  const { terminalId, cursor, limit } = query
  const one = { after: null, limit: 1, q: null, status: null, terminalId }
  const [terminal] = await listTerminalRecords(ctx, staleBefore(ctx), one)
  if (!terminal) throw notFound('采集终端')
  const [at = '', id = ''] = cursor?.split('~') ?? []
  const before = cursor ? { at: new Date(at), eventId: Number(id) } : null
  const events = await listTerminalEventRows(ctx, { terminalId, before, limit })
  const oldest = events.length === limit ? events.at(-1) : undefined
  return toWire({
    events: events.map((event) => ({ ...event, title: describeEvent(event.code) })),
    nextCursor: oldest ? `${oldest.at.toISOString()}~${oldest.eventId}` : null,
  })
}

/** Nobody's account is told of in them. */
export const terminalEventErasure: Erasure = {
  kind: 'terminal-events',
  count: (ctx, { before, most }) => countTerminalEventsOver(ctx, before, most),
  erase: (ctx, { before, most }) => dropTerminalEventsOver(ctx, before, most),
}
