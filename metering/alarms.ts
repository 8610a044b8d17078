import type { Ctx } from '../db/context.ts'
import { publishAll } from '../db/events.ts'
import { transact } from '../db/pool.ts'
import { readAlarmRules } from './alarm-rules.ts'
import { hearMeters, walkHeard } from './alarm-walks.ts'
import type { Judged } from './judging.ts'
import { reviewEvent } from './rules/alarms.ts'
import { meteringSettings } from './settings.ts'
import { type AlarmEnd, closeAlarms, countRepeats, insertAlarms, listStalePoints, type NewAlarm } from './sql/alarms.ts'
import type { Latest } from './sql/readings.ts'

/** What is older than this is history, and no alarm. */
const PRESENT_MS = 7_200_000

/**
 * Opens alarms of kinds that are switched on and tells of those that were not open yet; the others are counted. Runs inside the
 * caller's transaction.
 */
export async function raiseAlarms(ctx: Ctx, alarms: Omit<NewAlarm, 'severity'>[]): Promise<void> {
  if (alarms.length === 0) return
  const { severityOf, isOn } = await readAlarmRules(ctx)
  const told = alarms.filter(({ kind }) => isOn(kind)).map((alarm) => ({ ...alarm, severity: severityOf(alarm.kind) }))
  const repeated = await countRepeats(ctx, told)
  if (repeated.length > 0) await publishAll(ctx, 'alarm.repeated', repeated)
  const raised = await insertAlarms(ctx, told)
  if (raised.length > 0) await publishAll(ctx, 'alarm.raised', raised)
}

export async function clearAlarms(ctx: Ctx, ends: AlarmEnd[]): Promise<void> {
  if (ends.length === 0) return
  const closed = await closeAlarms(ctx, ends)
  if (closed.length > 0) await publishAll(ctx, 'alarm.cleared', closed)
}

/** Alarms that the readings newer than `latest.before` raise or end, and those of registers that did not count on. */
export async function reviewReadingAlarms(
  ctx: Ctx,
  judged: Judged[],
  latest: { before: ReadonlyMap<number, Latest>; after: ReadonlyMap<number, Latest> },
): Promise<void> {
  const heard = hearMeters(judged, latest, new Date(ctx.now.getTime() - PRESENT_MS))
  if (heard.length > 0) {
    const { measured } = await readAlarmRules(ctx)
    for (const { raise, ends } of (await walkHeard(ctx, heard, measured)).rounds) {
      await raiseAlarms(ctx, raise)
      await clearAlarms(ctx, ends)
    }
  }
  await raiseAlarms(ctx, judged.flatMap(ofBreaks))
}

function ofBreaks({ installed, judgement }: Judged): Omit<NewAlarm, 'severity'>[] {
  const { pointId, assetNo } = installed
  return judgement.breaks
    .filter(({ kind }) => kind !== 'rollover')
    .map(({ kind, role, before, after }) => ({
      ...{
        kind: kind === 'reset' ? 'register-fell' : 'register-reset',
        pointId,
        terminalId: null,
        occurredAt: new Date(after.atMs),
      },
      detail: { role, fromWh: before.wh, toWh: after.wh, assetNo },
    }))
}

/** Alarms of events that meters and terminals told of. `ctx.now` is when they came; old ones are kept as events only. */
export async function reviewEventAlarms(
  ctx: Ctx,
  events: {
    place: { pointId: number | null; terminalId: number | null }
    at: Date
    code: string
    detail: Record<string, unknown>
  }[],
): Promise<void> {
  const ordered = events
    .filter(({ at }) => ctx.now.getTime() - at.getTime() < PRESENT_MS)
    .sort((a, b) => a.at.getTime() - b.at.getTime())
  for (const wave of inWaves(ordered.map((event) => ({ ...event, review: reviewEvent(event.code) })))) {
    const raise = wave.flatMap(({ review, at, detail, place }) =>
      'raise' in review ? [{ ...place, kind: review.raise, occurredAt: at, detail }] : [],
    )
    const ends = wave.flatMap(({ review, at, place }) =>
      'clear' in review ? [{ ...place, kind: review.clear, at }] : [],
    )
    await raiseAlarms(ctx, raise)
    await clearAlarms(ctx, ends)
  }
}

type Reviewed = {
  place: { pointId: number | null; terminalId: number | null }
  at: Date
  detail: Record<string, unknown>
  review: ReturnType<typeof reviewEvent>
}

/** What can be written together: each alarm once, so that what it went through is written in its order. */
function inWaves(events: Reviewed[]): Reviewed[][] {
  const waves: Reviewed[][] = []
  const reached = new Map<string, number>()
  for (const event of events) {
    const kind = 'raise' in event.review ? event.review.raise : event.review.clear
    const key = `${event.place.pointId} ${event.place.terminalId} ${kind}`
    const wave = reached.get(key) ?? 0
    reached.set(key, wave + 1)
    const together = waves[wave] ?? []
    together.push(event)
    waves[wave] = together
  }
  return waves
}

/**
 * Opens an alarm for each meter that has not been heard for too long. Returns how many it found: none while we have not
 * listened for as long ourselves, since the silence before was ours.
 */
export async function raiseStaleMeters(ctx: Ctx, listeningSince: Date): Promise<number> {
  const { staleAfterMs } = await readAlarmRules(ctx)
  const afterMs = meteringSettings().staleAlarmAfterMs ?? staleAfterMs
  // Without a time every meter would be silent.
  if (!afterMs) return 0
  const before = new Date(ctx.now.getTime() - afterMs)
  if (listeningSince > before) return 0
  return transact(ctx, async (inner) => {
    const stale = await listStalePoints(inner, before)
    await raiseAlarms(
      inner,
      stale.map(({ pointId, since }) => ({
        kind: 'meter-stale',
        pointId,
        terminalId: null,
        occurredAt: since,
        detail: { since: since.toISOString() },
      })),
    )
    return stale.length
  })
}
