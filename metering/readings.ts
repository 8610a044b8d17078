import type { Ctx } from '../db/context.ts'
import { transact } from '../db/pool.ts'
import { counts } from './counts.ts'
import { judgePlaced, type Placed } from './judging.ts'
import { keepJudged, keepLatest } from './keeping.ts'
import { findInstallations } from './known-installations.ts'
import type { MeterValues } from './mqtt-contract.ts'
import type { Installed } from './sql/installations.ts'
import { type Quarantined, saveQuarantined } from './sql/quarantine.ts'
import { lockLatest } from './sql/readings.ts'
import { noteUnlinked, type UnlinkedMeter } from './sql/unlinked.ts'

export type IncomingReading = {
  /** Asset number of the meter. */
  meter: string
  /** When it was measured, by whoever measured it. */
  at: Date
  /** When the collector asked for it; the time of arrival where it came by itself. */
  readAt?: Date
  values: MeterValues
  /** Where it came from, if not from the batch's topic. */
  topic?: string
  /** The MQTT terminal that told it. */
  terminal?: string
}

export type ReadingBatch = {
  source: 'mqtt' | 'modbus' | 'dlt645' | 'site' | 'exchange'
  /** Topic or address that it came from. */
  topic: string
  readings: IncomingReading[]
  /** `marks`: of readings off the 15-minute grid only the one nearest to each mark is kept. */
  keep?: 'every' | 'marks'
  /** Takes what is put aside, for a caller that writes it itself once this is committed. */
  aside?: Quarantined[]
}

export type ReadingOutcome = { is: 'accepted' | 'held' | 'rejected' | 'quarantined'; because: string | null }

/** A clock that runs ahead by more than this is wrong, not early. */
const FUTURE_MS = 600_000

/**
 * The one way in for readings: resolves meter → installation → point, judges registers, and commits rows, suspects,
 * alarms and one event together. Nothing is stored when it throws. Told again, a reading changes nothing.
 * Returns an outcome for each reading, in the order given.
 */
export async function storeReadings(ctx: Ctx, batch: ReadingBatch): Promise<ReadingOutcome[]> {
  if (batch.readings.length === 0) return []
  const outcomes = await keepReadings(ctx, batch)
  for (const { is } of outcomes) counts.readings[is]++
  return outcomes
}

function keepReadings(ctx: Ctx, batch: ReadingBatch): Promise<ReadingOutcome[]> {
  return transact(ctx, async (inner) => {
    const outcomes: ReadingOutcome[] = batch.readings.map(() => ({ is: 'accepted', because: null }))
    const { placed, aside } = await placeReadings(inner, batch, outcomes)
    const pointIds = [...new Set(placed.map((each) => each.installed.pointId))]
    const latest = await lockLatest(inner, pointIds)
    const judged = await judgePlaced(inner, placed, latest)
    for (const { placed: ofMeter, judgement } of judged) {
      for (const [order, { index }] of ofMeter.entries()) {
        const outcome = judgement.outcomes[order]
        if (outcome) outcomes[index] = { is: outcome.is, because: outcome.because }
      }
    }
    await keepJudged(inner, judged, batch)
    await keepLatest(inner, judged, latest)
    await (batch.aside ? batch.aside.push(...aside) : saveQuarantined(inner, aside))
    return outcomes
  })
}

/** Readings of unknown meters, of meters not installed then, of another terminal's and of the future are put aside. */
async function placeReadings(
  ctx: Ctx,
  batch: ReadingBatch,
  outcomes: ReadingOutcome[],
): Promise<{ placed: Placed[]; aside: Quarantined[] }> {
  const meters = [...new Set(batch.readings.map((reading) => reading.meter))]
  const byMeter = await findInstallations(ctx, meters)
  const futureMs = ctx.now.getTime() + FUTURE_MS
  const placed: Placed[] = []
  const aside: Quarantined[] = []
  const unlinked = new Map<string, UnlinkedMeter>()
  for (const [index, incoming] of batch.readings.entries()) {
    const installations = byMeter.get(incoming.meter)
    const installed = installations?.find((each) => wasInstalled(each, incoming.at))
    const link = installed && linkOf(installed, incoming)
    const because = !installations
      ? 'UNKNOWN_METER'
      : incoming.at.getTime() > futureMs
        ? 'IN_THE_FUTURE'
        : !installed
          ? 'NOT_INSTALLED_THEN'
          : link === 'another'
            ? 'NOT_THIS_TERMINAL'
            : null
    if (installed && !because) {
      placed.push({ index, incoming, installed })
      const { terminal = '', meter } = incoming
      if (link === 'none') unlinked.set(`${terminal}\n${meter}`, { terminal, meter })
    } else {
      outcomes[index] = { is: 'quarantined', because }
      aside.push(putAside(batch, incoming, because ?? ''))
    }
  }
  if (unlinked.size > 0) await noteUnlinked(ctx, [...unlinked.values()])
  return { placed, aside }
}

function putAside(batch: ReadingBatch, incoming: IncomingReading, reason: string): Quarantined {
  const { meter, at, values, terminal } = incoming
  return {
    source: batch.source,
    topic: incoming.topic ?? batch.topic,
    reason,
    detail: `${meter} ${at.toISOString()}`,
    payload: JSON.stringify({ meter, at, ...values }),
    form: 'reading',
    meter,
    ...(terminal !== undefined && { terminal }),
    ...(incoming.readAt && { arrivedAt: incoming.readAt }),
  }
}

/** Whether the file joins the meter to the terminal that told it, to another, or to none at that time. */
function linkOf({ links }: Installed, { terminal, at }: IncomingReading): 'this' | 'another' | 'none' {
  if (terminal === undefined) return 'this'
  const atMs = at.getTime()
  let found: 'another' | 'none' = 'none'
  for (const { terminal: linked, fromMs, toMs } of links) {
    if (atMs < fromMs || (toMs !== null && atMs > toMs)) continue
    if (linked === terminal) return 'this'
    found = 'another'
  }
  return found
}

/** The closing reading of a meter that is taken off belongs to it. */
function wasInstalled(installed: Installed, at: Date): boolean {
  const atMs = at.getTime()
  return atMs >= installed.installedAt.getTime() && (!installed.removedAt || atMs <= installed.removedAt.getTime())
}
