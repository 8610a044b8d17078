import type { Ctx } from '../db/context.ts'
import { publish } from '../db/events.ts'
import { reviewReadingAlarms } from './alarms.ts'
import { keepClocks } from './clocks.ts'
import type { Judged, Placed } from './judging.ts'
import type { ReadingBatch } from './readings.ts'
import { distanceFromClose, intervalStart, MARK_GRACE_MS } from './rules/intervals.ts'
import type { RoleHeld } from './rules/judge.ts'
import { keepOnePerInstant, keepOnePerInterval } from './rules/keep.ts'
import { nothingTold, saysValues, valuesOf } from './rules/told.ts'
import { markDirtyDays } from './sql/dirty-days.ts'
import type { Installed } from './sql/installations.ts'
import {
  insertBreaks,
  insertIntervals,
  insertRegisterReadings,
  type KeptReading,
  type Latest,
  saveLatest,
  saveSuspects,
} from './sql/readings.ts'

/** Writes what was accepted, what was doubted, and one event for the batch. */
export async function keepJudged(
  ctx: Ctx,
  judged: Judged[],
  { keep, source }: Pick<ReadingBatch, 'keep' | 'source'>,
): Promise<void> {
  const told = judged.flatMap((each) => toKept(ctx, each))
  const kept = keepOnePerInstant(told)
  // What a company brings is no curve: it is kept for settlement alone, of whatever minute.
  const isFreeze = ({ told: { seldom } }: KeptReading) =>
    source === 'brought' || seldom?.freeze === 'day' || seldom?.freeze === 'month'
  // A curve's reading at midnight closes its interval, though a freeze of the same instant is told beside it.
  const plain = kept.some(isFreeze) ? keepOnePerInstant(told.filter((reading) => !isFreeze(reading))) : kept
  const offGrid = (reading: KeptReading) =>
    keep !== 'marks' &&
    distanceFromClose(reading.measuredMs) > MARK_GRACE_MS &&
    Object.keys(reading.registers).length > 0
  const intervals = keepOnePerInterval(plain)
  const freezes = kept.filter((reading) => isFreeze(reading) || offGrid(reading))
  await ctx.db.withClient(async (client) => {
    await insertIntervals(client, intervals)
    await insertRegisterReadings(client, freezes)
  })
  await saveDoubts(ctx, judged)
  await markDirtyDays(ctx, kept)
  if (kept.length > 0) {
    const points = new Set<number>()
    let fromMs = Number.POSITIVE_INFINITY
    let toMs = Number.NEGATIVE_INFINITY
    for (const { pointId, measuredMs } of kept) {
      points.add(pointId)
      fromMs = Math.min(fromMs, measuredMs)
      toMs = Math.max(toMs, measuredMs)
    }
    const [from, to] = [new Date(fromMs).toISOString(), new Date(toMs).toISOString()]
    await publish(ctx, 'readings.accepted', { points: points.size, readings: kept.length, from, to })
  }
}

function toKept(ctx: Ctx, { installed, placed, judgement }: Judged): KeptReading[] {
  const { pointId, installationId } = installed
  const arrivedMs = ctx.now.getTime()
  const rows: KeptReading[] = []
  for (const [order, { incoming }] of placed.entries()) {
    const outcome = judgement.outcomes[order]
    if (outcome?.is !== 'accepted') continue
    if (Object.keys(outcome.accepted).length === 0 && !saysValues(incoming.told)) continue
    const measuredMs = incoming.at.getTime()
    rows.push({
      pointId,
      installationId,
      startMs: intervalStart(measuredMs),
      measuredMs,
      readMs: incoming.readAt?.getTime() ?? arrivedMs,
      arrivedMs,
      quality: 0,
      told: incoming.told,
      registers: outcome.accepted,
    })
  }
  const confirmed = judgement.confirmed.map(({ role, atMs, wh }): KeptReading => {
    const times = { measuredMs: atMs, readMs: arrivedMs, arrivedMs }
    const startMs = intervalStart(atMs)
    return { pointId, installationId, startMs, ...times, quality: 1, told: nothingTold, registers: { [role]: wh } }
  })
  return [...rows, ...confirmed]
}

async function saveDoubts(ctx: Ctx, judged: Judged[]): Promise<void> {
  const suspects = judged.flatMap(({ installed, judgement }) => {
    const { pointId, installationId } = installed
    const as = (status: 'held' | 'rejected' | 'confirmed', because: string) => (value: RoleHeld) => ({
      ...value,
      pointId,
      installationId,
      status,
      because,
    })
    return [
      ...judgement.held.map(as('held', 'REGISTER_CANNOT_FOLLOW')),
      ...judgement.rejected.map((value) => as('rejected', value.because)(value)),
      ...judgement.confirmed.map(as('confirmed', 'COUNTED_ON')),
    ]
  })
  const once = new Map(suspects.map((row) => [`${row.installationId} ${row.role} ${row.atMs} ${row.wh}`, row]))
  if (once.size > 0) await saveSuspects(ctx, [...once.values()])
  const breaks = judged.flatMap(({ installed, judgement }) =>
    judgement.breaks.map((each) => ({ ...each, installationId: installed.installationId })),
  )
  if (breaks.length > 0) await insertBreaks(ctx, breaks)
}

/** The newest accepted reading of each point by event time, and the alarms that it raises or clears. */
export async function keepLatest(ctx: Ctx, judged: Judged[], before: Map<number, Latest>): Promise<void> {
  const after = new Map<number, Latest & { installed: Installed; fresh: boolean }>()
  for (const { installed, placed, judgement } of judged) {
    const newest = newestTaken(placed, judgement)
    const known = after.get(installed.pointId) ?? before.get(installed.pointId)
    const isNewer = newest && (!known || newest.incoming.at > known.measuredAt)
    const trail = judgement.trail
    const { pointId, installationId } = installed
    if (isNewer) {
      const { at, readAt, told } = newest.incoming
      const times = { measuredAt: at, readAt: readAt ?? ctx.now, arrivedAt: ctx.now }
      after.set(pointId, {
        pointId,
        installationId,
        ...times,
        reading: valuesOf(told),
        trail,
        installed,
        fresh: true,
      })
    } else if (known?.installationId === installationId && newest) {
      after.set(pointId, { ...known, trail, installed, fresh: false })
    }
  }
  const rows = [...after.values()]
  const kept = rows.map(({ installed, fresh, ...row }) => row)
  if (kept.length > 0) await saveLatest(ctx, kept)
  const fresh = rows
    .filter((row) => row.fresh)
    .map(({ installed, measuredAt, reading }) => ({ installed, at: measuredAt, values: reading }))
  await keepClocks(ctx, fresh)
  await reviewReadingAlarms(ctx, judged, { before, after })
}

function newestTaken(placed: Placed[], { outcomes }: Judged['judgement']): Placed | undefined {
  let newest: Placed | undefined
  for (const [order, each] of placed.entries()) {
    if (outcomes[order]?.is !== 'accepted') continue
    if (!newest || each.incoming.at.getTime() >= newest.incoming.at.getTime()) newest = each
  }
  return newest
}
