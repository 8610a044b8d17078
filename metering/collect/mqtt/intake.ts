import type { Ctx } from '../../../db/context.ts'
import { transact } from '../../../db/pool.ts'
import { takeAnswer } from '../../collection/commands.ts'
import { instantReader, parseInstant } from '../../mqtt-contract.ts'
import { type IncomingReading, storeReadings } from '../../readings.ts'
import { findTerminalId } from '../../sql/links.ts'
import { type Quarantined, saveQuarantined } from '../../sql/quarantine.ts'
import { recordMeterEvents, recordTerminalStatus } from '../../terminals.ts'
import { type Malformed, parseMessage, type Understood } from './message.ts'

/** A message and what it says; read as it arrives, while the batch before it is on its way into the database. */
export type ReadMessage = { topic: string; payload: Buffer; said: Understood | Malformed }
export type Taken = { readings: number; malformed: number }

/** A batch of this many readings goes in by two transactions at once, so that one is judged while the other is written. */
const TWO_LANES = 4_000

/**
 * When it resolves, all that the messages say is committed and they may be acknowledged. When it throws, some of it may
 * be: telling it again changes nothing.
 */
export async function takeMessages(
  ctx: Ctx,
  messages: ReadMessage[],
  keep: 'every' | 'marks' = 'every',
): Promise<Taken> {
  const readings: IncomingReading[] = []
  const malformed: Quarantined[] = []
  const others: { topic: string; said: Exclude<Understood, { kind: 'readings' }> }[] = []
  const instantOf = instantReader()
  for (const { topic, payload, said } of messages) {
    if (said.kind === 'malformed') malformed.push(aside(topic, payload, said.reason, said.detail))
    else if (said.kind !== 'readings') others.push({ topic, said })
    else
      for (const values of said.message.readings)
        readings.push({ meter: values.meter, at: instantOf(values.at), values, topic })
  }
  const [first = [], ...more] = readings.length < TWO_LANES ? [readings] : partByMeter(readings)
  const lanes = await Promise.allSettled([
    transact(ctx, async (inner) => {
      await saveQuarantined(inner, malformed)
      await storeReadings(inner, { source: 'mqtt', topic: '', readings: first, keep })
      for (const { topic, said } of others) await takeOther(inner, topic, said)
    }),
    ...more.map((lane) => storeReadings(ctx, { source: 'mqtt', topic: '', readings: lane, keep })),
  ])
  const failed = lanes.find((lane) => lane.status === 'rejected')
  if (failed) throw failed.reason
  return { readings: readings.length, malformed: malformed.length }
}

/** All of a meter's readings in one part: they are judged together. */
function partByMeter(readings: IncomingReading[]): IncomingReading[][] {
  const parts: IncomingReading[][] = [[], []]
  const partOf = new Map<string, number>()
  for (const reading of readings) {
    const part = partOf.get(reading.meter) ?? partOf.size % parts.length
    partOf.set(reading.meter, part)
    parts[part]?.push(reading)
  }
  return parts
}

export function readMessage(topic: string, payload: Buffer): ReadMessage {
  return { topic, payload, said: parseMessage(topic, payload) }
}

/** A message that the store refuses by itself is kept aside, so that it does not hold up those behind it. */
export function putAside(ctx: Ctx, { topic, payload }: ReadMessage, fault: unknown): Promise<void> {
  return saveQuarantined(ctx, [aside(topic, payload, 'STORE_REFUSED', (fault as Error).message)])
}

function aside(topic: string, payload: Buffer, reason: string, detail: string): Quarantined {
  return { source: 'mqtt', topic, reason, detail, payload: payload.toString('utf8') }
}

async function takeOther(ctx: Ctx, topic: string, said: Exclude<Understood, { kind: 'readings' }>): Promise<void> {
  if (said.kind === 'events') {
    const events = said.message.events.map(({ at, detail, ...event }) => ({
      ...event,
      at: parseInstant(at),
      detail: detail ?? {},
    }))
    await recordMeterEvents(ctx, { topic, events })
    return
  }
  if (said.kind === 'answers') {
    await takeAnswer(ctx, said.terminal, said.message)
    return
  }
  const terminalId = await findTerminalId(ctx, said.terminal)
  if (terminalId === undefined) {
    const payload = Buffer.from(JSON.stringify(said.message))
    await saveQuarantined(ctx, [aside(topic, payload, 'UNKNOWN_TERMINAL', said.terminal)])
    return
  }
  const { online, at } = said.message
  // A last will was written when the terminal connected: it does not know when the line was lost.
  await recordTerminalStatus(ctx, { terminalId, online, at: online && at ? parseInstant(at) : ctx.now })
}
