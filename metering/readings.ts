import type { Ctx } from '../db/context.ts'
import { transact } from '../db/pool.ts'
import { counts } from './counts.ts'
import { type Judged, judgePlaced, type Placed } from './judging.ts'
import { keepJudged, keepLatest } from './keeping.ts'
import { findInstallations } from './known-installations.ts'
import type { MeterValues } from './mqtt-contract.ts'
import { placeOf } from './placing.ts'
import { nothingTold, type Told, tellAll, wholeValuesOf } from './rules/told.ts'
import { type Quarantined, saveQuarantined } from './sql/quarantine.ts'
import { type Latest, lockLatest, readLatest } from './sql/readings.ts'
import { noteUnlinked, type UnlinkedMeter } from './sql/unlinked.ts'

type ReadingHead = {
  /** Asset number of the meter. */
  meter: string
  /** When it was measured, by whoever measured it. */
  at: Date
  /** When the collector asked for it; the time of arrival where it came by itself. */
  readAt?: Date
  /** Where it came from, if not from the batch's topic. */
  topic?: string
  /** The MQTT terminal that told it. */
  terminal?: string
}
export type IncomingReading = ReadingHead & { values: MeterValues }
export type ToldReading = ReadingHead & { told: Told }

export type ReadingBatch<Reading = IncomingReading> = {
  source: 'mqtt' | 'modbus' | 'dlt645' | 'site' | 'exchange' | 'brought'
  /** Topic or address that it came from. */
  topic: string
  readings: Reading[]
  /** `marks`: of readings off the 15-minute grid only the one nearest to each mark is kept. */
  keep?: 'every' | 'marks'
  /** Takes what is put aside, for a caller that writes it itself once this is committed. */
  aside?: Quarantined[]
}

export type ReadingOutcome = { is: 'accepted' | 'held' | 'rejected' | 'quarantined'; because: string | null }

/**
 * The one way in for readings: resolves meter → installation → point, judges registers, and commits rows, suspects,
 * alarms and one event together. Nothing is stored when it throws. Told again, a reading changes nothing.
 * Returns an outcome for each reading, in the order given.
 */
export function storeReadings(ctx: Ctx, batch: ReadingBatch): Promise<ReadingOutcome[]> {
  const told = tellAll(batch.readings.map(({ values }) => values))
  const readings = batch.readings.map(({ values: _, ...head }, index) => ({
    ...head,
    told: told[index] ?? nothingTold,
  }))
  return storeTold(ctx, { ...batch, readings })
}

/** The same for readings that are rows of numbers already. */
export async function storeTold(ctx: Ctx, batch: ReadingBatch<ToldReading>): Promise<ReadingOutcome[]> {
  if (batch.readings.length === 0) return []
  const outcomes = await keepReadings(ctx, batch)
  for (const { is } of outcomes) counts.readings[is]++
  return outcomes
}

function keepReadings(ctx: Ctx, batch: ReadingBatch<ToldReading>): Promise<ReadingOutcome[]> {
  return transact(ctx, async (inner) => {
    const { outcomes, aside, latest, judged } = await judgeBatch(inner, batch, lockLatest)
    await keepJudged(inner, judged, batch)
    await keepLatest(inner, judged, latest)
    await (batch.aside ? batch.aside.push(...aside) : saveQuarantined(inner, aside))
    return outcomes
  })
}

type JudgedBatch = {
  /** One for each reading, in the order given. */
  outcomes: ReadingOutcome[]
  aside: Quarantined[]
  latest: Map<number, Latest>
  judged: Judged[]
}

/** What would become of readings: nothing of them is stored, and collectors do not wait for it. */
export function foreseeReadings(ctx: Ctx, batch: ReadingBatch<ToldReading>): Promise<JudgedBatch> {
  return transact(ctx, (inner) => judgeBatch(inner, batch, readLatest))
}

async function judgeBatch(
  ctx: Ctx,
  batch: ReadingBatch<ToldReading>,
  latestOf: typeof lockLatest,
): Promise<JudgedBatch> {
  const outcomes: ReadingOutcome[] = batch.readings.map(() => ({ is: 'accepted', because: null }))
  const { placed, aside } = await placeReadings(ctx, batch, outcomes)
  const latest = await latestOf(ctx, [...new Set(placed.map((each) => each.installed.pointId))])
  const judged = await judgePlaced(ctx, placed, latest)
  for (const { placed: ofMeter, judgement } of judged) {
    for (const [order, { index }] of ofMeter.entries()) {
      const outcome = judgement.outcomes[order]
      if (outcome) outcomes[index] = { is: outcome.is, because: outcome.because }
    }
  }
  return { outcomes, aside, latest, judged }
}

/** Readings of unknown meters, of meters not installed then, of another terminal's and of the future are put aside. */
async function placeReadings(
  ctx: Ctx,
  batch: ReadingBatch<ToldReading>,
  outcomes: ReadingOutcome[],
): Promise<{ placed: Placed[]; aside: Quarantined[] }> {
  const meters = [...new Set(batch.readings.map((reading) => reading.meter))]
  const byMeter = await findInstallations(ctx, meters)
  const placed: Placed[] = []
  const aside: Quarantined[] = []
  const unlinked = new Map<string, UnlinkedMeter>()
  for (const [index, incoming] of batch.readings.entries()) {
    const place = placeOf(byMeter.get(incoming.meter), incoming, ctx.now)
    if ('installed' in place) {
      placed.push({ index, incoming, installed: place.installed })
      const { terminal = '', meter } = incoming
      if (!place.linked) unlinked.set(`${terminal}\n${meter}`, { terminal, meter })
    } else {
      outcomes[index] = { is: 'quarantined', because: place.because }
      aside.push(putAside(batch, incoming, place.because))
    }
  }
  if (unlinked.size > 0) await noteUnlinked(ctx, [...unlinked.values()])
  return { placed, aside }
}

function putAside(batch: ReadingBatch<ToldReading>, incoming: ToldReading, reason: string): Quarantined {
  const { meter, at, told, terminal } = incoming
  return {
    source: batch.source,
    topic: incoming.topic ?? batch.topic,
    reason,
    detail: `${meter} ${at.toISOString()}`,
    payload: JSON.stringify({ meter, at, ...wholeValuesOf(told) }),
    form: 'reading',
    meter,
    ...(terminal !== undefined && { terminal }),
    ...(incoming.readAt && { arrivedAt: incoming.readAt }),
  }
}
