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
}

export type ReadingBatch = {
  source: 'mqtt' | 'modbus' | 'dlt645' | 'site'
  /** Topic or address that it came from. */
  topic: string
  readings: IncomingReading[]
  /** `marks`: of readings off the 15-minute grid only the one nearest to each mark is kept. */
  keep?: 'every' | 'marks'
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
    const placed = await placeReadings(inner, batch, outcomes)
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
    return outcomes
  })
}

/** Readings of unknown meters, of meters not installed then and of the future are put aside, not lost. */
async function placeReadings(ctx: Ctx, batch: ReadingBatch, outcomes: ReadingOutcome[]): Promise<Placed[]> {
  const meters = [...new Set(batch.readings.map((reading) => reading.meter))]
  const byMeter = await findInstallations(ctx, meters)
  const futureMs = ctx.now.getTime() + FUTURE_MS
  const placed: Placed[] = []
  const aside: Quarantined[] = []
  for (const [index, incoming] of batch.readings.entries()) {
    const installations = byMeter.get(incoming.meter)
    const installed = installations?.find((each) => wasInstalled(each, incoming.at))
    const future = incoming.at.getTime() > futureMs
    const because = !installations
      ? 'UNKNOWN_METER'
      : future
        ? 'IN_THE_FUTURE'
        : installed
          ? null
          : 'NOT_INSTALLED_THEN'
    if (installed && !because) placed.push({ index, incoming, installed })
    else {
      outcomes[index] = { is: 'quarantined', because }
      const payload = JSON.stringify({ meter: incoming.meter, at: incoming.at, ...incoming.values })
      const detail = `${incoming.meter} ${incoming.at.toISOString()}`
      const topic = incoming.topic ?? batch.topic
      aside.push({ source: batch.source, topic, reason: because ?? '', detail, payload })
    }
  }
  await saveQuarantined(ctx, aside)
  return placed
}

/** The closing reading of a meter that is taken off belongs to it. */
function wasInstalled(installed: Installed, at: Date): boolean {
  const atMs = at.getTime()
  return atMs >= installed.installedAt.getTime() && (!installed.removedAt || atMs <= installed.removedAt.getTime())
}
