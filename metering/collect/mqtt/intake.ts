import type { Ctx } from '../../../db/context.ts'
import { transact } from '../../../db/pool.ts'
import { takeAnswer } from '../../collection/commands.ts'
import { findKnownTerminals } from '../../known-terminals.ts'
import { instantReader, parseInstant } from '../../mqtt-contract.ts'
import { storeTold, type ToldReading } from '../../readings.ts'
import { findTerminalId } from '../../sql/links.ts'
import { type Quarantined, saveQuarantined } from '../../sql/quarantine.ts'
import { recordEvents } from '../../terminal-events.ts'
import { recordTerminalStatus } from '../../terminals.ts'
import { type Malformed, parseMessage, type Understood } from './message.ts'

/** A message and what it says; read as it arrives, while the batch before it is on its way into the database. */
export type ReadMessage = {
  topic: string
  payload: Buffer
  said: Understood | Malformed
  /** When it came, where it is taken later than that. */
  arrivedAt?: Date
}
export type Taken = { readings: number; malformed: number }

/** A batch of this many readings goes in by two transactions at once, so that one is judged while the other is written. */
const TWO_LANES = 4_000

type Other = { topic: string; said: Exclude<Understood, { kind: 'readings' }>; arrivedAt?: Date | undefined }

/**
 * When it resolves, all that the messages say is committed and they may be acknowledged. When it throws, some of it may
 * be: telling it again changes nothing. Nothing is taken from a terminal that the file does not have: its messages are
 * put aside whole, and wait until it is adopted. What is put aside is added to `aside` where the caller gives one, who
 * then keeps it himself.
 */
export async function takeMessages(
  ctx: Ctx,
  messages: ReadMessage[],
  { keep = 'every', aside: caller }: { keep?: 'every' | 'marks' | undefined; aside?: Quarantined[] } = {},
): Promise<Taken> {
  const isKnown = await findKnownTerminals(ctx, new Set(messages.map(({ said }) => terminalOf(said))))
  const readings: ToldReading[] = []
  const aside = caller ?? []
  const others: Other[] = []
  const instantOf = instantReader()
  let malformed = 0
  for (const message of messages) {
    const { topic, said, arrivedAt } = message
    if (said.kind === 'malformed') {
      malformed++
      aside.push(asideOf(message, said.reason, said.detail))
    } else if (said.kind === 'nothing') continue
    else if (!isKnown(said.terminal)) aside.push(asideOf(message, 'UNKNOWN_TERMINAL', said.terminal))
    else if (said.kind !== 'readings') others.push({ topic, said, arrivedAt })
    else {
      const { terminal } = said
      const came = arrivedAt ? { readAt: arrivedAt } : undefined
      for (const { meter, at, told } of said.message)
        readings.push({ meter, at: instantOf(at), told, topic, terminal, ...came })
    }
  }
  await storeAll(ctx, { readings, others, aside, keep })
  // By itself: what two lanes put aside for one terminal is counted in one place, where they would wait for each other.
  if (!caller) await saveQuarantined(ctx, aside)
  return { readings: readings.length, malformed }
}

type Sorted = { readings: ToldReading[]; others: Other[]; aside: Quarantined[]; keep: 'every' | 'marks' }

async function storeAll(ctx: Ctx, { readings, others, aside, keep }: Sorted): Promise<void> {
  const [first = [], ...more] = readings.length < TWO_LANES || ctx.db.inTransaction ? [readings] : partByMeter(readings)
  const store = (inner: Ctx, lane: ToldReading[]) =>
    storeTold(inner, { source: 'mqtt', topic: '', readings: lane, keep, aside })
  const lanes = await Promise.allSettled([
    transact(ctx, async (inner) => {
      await store(inner, first)
      for (const other of others) await takeOther(inner, other, aside)
    }),
    ...more.map((lane) => store(ctx, lane)),
  ])
  const failed = lanes.find((lane) => lane.status === 'rejected')
  if (failed) throw failed.reason
}

/** All of a meter's readings in one part: they are judged together. */
function partByMeter(readings: ToldReading[]): ToldReading[][] {
  const parts: ToldReading[][] = [[], []]
  const partOf = new Map<string, number>()
  for (const reading of readings) {
    const part = partOf.get(reading.meter) ?? partOf.size % parts.length
    partOf.set(reading.meter, part)
    parts[part]?.push(reading)
  }
  return parts
}

function terminalOf(said: Understood | Malformed): string {
  return said.terminal ?? ''
}

export function readMessage(topic: string, payload: Buffer): ReadMessage {
  return { topic, payload, said: parseMessage(topic, payload) }
}

/** A message that the store refuses by itself is kept aside, so that it does not hold up those behind it. */
export function putAside(ctx: Ctx, message: ReadMessage, fault: unknown): Promise<void> {
  return saveQuarantined(ctx, [asideOf(message, 'STORE_REFUSED', (fault as Error).message)])
}

function asideOf({ topic, payload, said, arrivedAt }: ReadMessage, reason: string, detail: string): Quarantined {
  const terminal = terminalOf(said)
  return {
    source: 'mqtt',
    topic,
    reason,
    detail,
    payload: payload.toString('utf8'),
    form: 'message',
    ...(terminal !== '' && { terminal }),
    ...(arrivedAt && { arrivedAt }),
  }
}

async function takeOther(ctx: Ctx, { topic, said, arrivedAt }: Other, aside: Quarantined[]): Promise<void> {
  const { terminal } = said
  if (said.kind === 'events') {
    const events = said.message.events.map(({ at, detail, ...event }) => ({
      ...event,
      at: parseInstant(at),
      detail: detail ?? {},
    }))
    await recordEvents(ctx, { topic, terminal, events, aside })
    return
  }
  if (said.kind === 'answers') {
    await takeAnswer(ctx, terminal, said.message)
    return
  }
  const terminalId = await findTerminalId(ctx, terminal)
  if (terminalId === undefined || said.kind !== 'status') return
  const { online, at } = said.message
  // A last will was written when the terminal connected: it does not know when the line was lost.
  const since = online && at ? parseInstant(at) : (arrivedAt ?? ctx.now)
  await recordTerminalStatus(ctx, { terminalId, online, at: since })
}
