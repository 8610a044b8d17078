import type { Dlt645Profile } from '../../profiles/dlt645-profile.ts'
import {
  countsDi,
  type EventKind,
  type EventSpan,
  eventKinds,
  readEventCounts,
  readEventRecord,
  recordDi,
} from '../../wire/dlt645-events.ts'
import { WireFault } from '../../wire/dlt645-frame.ts'
import { readKnown, unknownTo } from './meter.ts'
import type { Dlt645Session } from './session.ts'

/** As the MQTT contract's events are: `<code>-end` ends `<code>`. */
export type ReadEvent = { at: Date; code: string; detail: Record<string, unknown> }

/** Records of one kind that a meter keeps. */
const RECORDS_KEPT = 10

/**
 * Events that happened after `since`, oldest first, out of the meter's own records: the counts first, then as many
 * records as are new. A meter that does not know a kind is not asked for it again. Throws `BusFault`.
 */
export async function readMeterEvents(
  session: Dlt645Session,
  profile: Dlt645Profile,
  since: Date,
  kinds: readonly EventKind[] = eventKinds,
): Promise<ReadEvent[]> {
  const events: ReadEvent[] = []
  for (const kind of kinds) {
    const payload = await readKnown(session, countsDi(kind), unknownTo(session.address, profile))
    const counts = payload ? countsOf(kind, payload) : []
    for (const [index, { times }] of counts.entries()) {
      const phase = kind.phases[index]
      if (phase) events.push(...(await readRecords(session, profile, { kind, phase, times, since })))
    }
  }
  return events.sort((a, b) => a.at.getTime() - b.at.getTime())
}

type Wanted = { kind: EventKind; phase: EventKind['phases'][number]; times: number; since: Date }

async function readRecords(session: Dlt645Session, profile: Dlt645Profile, wanted: Wanted): Promise<ReadEvent[]> {
  const { kind, phase, times, since } = wanted
  const events: ReadEvent[] = []
  for (let back = 1; back <= Math.min(times, RECORDS_KEPT); back++) {
    const payload = await readKnown(session, recordDi(kind, phase.di1, back), unknownTo(session.address, profile))
    const span = payload && spanOf(kind, payload)
    if (!span) break
    const detail = { source: 'meter record', times, ...(phase.phase && { phase: phase.phase }) }
    if (span.from > since) events.push({ at: span.from, code: kind.code, detail })
    if (span.to && span.to > since) {
      const end = kind.code === 'power-off' ? 'power-on' : `${kind.code}-end`
      events.push({ at: span.to, code: end, detail })
    }
    if (span.from <= since) break
  }
  return events
}

function countsOf(kind: EventKind, payload: Uint8Array) {
  return readOr(() => readEventCounts(kind, payload), [])
}

function spanOf(kind: EventKind, payload: Uint8Array): EventSpan | undefined {
  return readOr(() => readEventRecord(kind, payload), undefined)
}

/** A record that is no BCD says nothing; what the others say stays. */
function readOr<T>(read: () => T, otherwise: T): T {
  try {
    return read()
  } catch (fault) {
    if (!(fault instanceof WireFault)) throw fault
    return otherwise
  }
}
