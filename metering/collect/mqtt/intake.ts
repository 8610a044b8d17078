import type { Ctx } from '../../../db/context.ts'
import { transact } from '../../../db/pool.ts'
import { parseInstant } from '../../mqtt-contract.ts'
import { type IncomingReading, storeReadings } from '../../readings.ts'
import { findTerminalId } from '../../sql/links.ts'
import { type Quarantined, saveQuarantined } from '../../sql/quarantine.ts'
import { recordMeterEvents, recordTerminalStatus } from '../../terminals.ts'
import { parseMessage, type Understood } from './message.ts'

export type RawMessage = { topic: string; payload: Buffer }
export type Taken = { readings: number; malformed: number }

/** Commits all that the messages say, together: when it resolves they may be acknowledged, when it throws nothing is kept. */
export function takeMessages(ctx: Ctx, messages: RawMessage[], keep: 'every' | 'marks' = 'every'): Promise<Taken> {
  return transact(ctx, async (inner) => {
    const readings: IncomingReading[] = []
    const malformed: Quarantined[] = []
    const others: { topic: string; said: Exclude<Understood, { kind: 'readings' }> }[] = []
    for (const { topic, payload } of messages) {
      const said = parseMessage(topic, payload)
      if (said.kind === 'malformed') malformed.push(aside(topic, payload, said.reason, said.detail))
      else if (said.kind !== 'readings') others.push({ topic, said })
      else
        for (const { meter, at, ...values } of said.message.readings)
          readings.push({ meter, at: parseInstant(at), values, topic })
    }
    await saveQuarantined(inner, malformed)
    await storeReadings(inner, { source: 'mqtt', topic: '', readings, keep })
    for (const { topic, said } of others) await takeOther(inner, topic, said)
    return { readings: readings.length, malformed: malformed.length }
  })
}

/** A message that the store refuses by itself is kept aside, so that it does not hold up those behind it. */
export function putAside(ctx: Ctx, { topic, payload }: RawMessage, fault: unknown): Promise<void> {
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
