import type { Ctx } from '../db/context.ts'
import { publishAll } from '../db/events.ts'
import { readFigures } from '../db/parameters/held.ts'
import { transact } from '../db/pool.ts'
import { civilDay } from '../db/time.ts'
import { type MeterValues, parseInstant } from './mqtt-contract.ts'
import { describeAlarm } from './rules/alarm-kinds/all.ts'
import { type AlarmBounds, reviewEvent, reviewReading } from './rules/alarms.ts'
import type { RegisterBreak } from './rules/registers.ts'
import { meteringSettings } from './settings.ts'
import {
  type AlarmEnd,
  closeAlarms,
  countRepeats,
  insertAlarms,
  listOpenKinds,
  listStalePoints,
  type NewAlarm,
} from './sql/alarms.ts'
import type { Installed } from './sql/installations.ts'

/** What is older than this is history, and no alarm. */
const PRESENT_MS = 7_200_000

/** Opens alarms and tells of those that were not open yet; the others are counted. Runs inside the caller's transaction. */
export async function raiseAlarms(ctx: Ctx, alarms: Omit<NewAlarm, 'severity'>[]): Promise<void> {
  if (alarms.length === 0) return
  const told = alarms.map((alarm) => ({ ...alarm, severity: describeAlarm(alarm.kind).severity }))
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

async function readBounds(ctx: Ctx): Promise<AlarmBounds> {
  const figure = await readFigures(ctx, 'alarm_rule')
  return {
    voltageBackPermille: figure('voltage-back-permille'),
    driftRaiseMs: 1000 * figure('drift-raise-seconds'),
    driftClearMs: 1000 * figure('drift-clear-seconds'),
  }
}

type FreshReading = { installed: Installed; at: Date; values: MeterValues }

/** Alarms that the newest readings of points raise or end, and those of registers that did not count on. */
export async function reviewReadingAlarms(
  ctx: Ctx,
  fresh: FreshReading[],
  breaks: (RegisterBreak & { installed: Installed; role: string })[],
): Promise<void> {
  const present = fresh.filter(({ at }) => ctx.now.getTime() - at.getTime() < PRESENT_MS)
  const open = new Set(
    (
      await listOpenKinds(
        ctx,
        present.map(({ installed }) => installed.pointId),
      )
    ).map((each) => `${each.pointId} ${each.kind}`),
  )
  const bounds = await readBounds(ctx)
  const raise: Omit<NewAlarm, 'severity'>[] = []
  const ends: AlarmEnd[] = []
  for (const { installed, at, values } of present) {
    const clockMs = values.clock ? parseInstant(values.clock).getTime() : null
    const review = reviewReading({ day: civilDay(at), atMs: at.getTime(), clockMs, pt: installed.pt, values, bounds })
    const place = { pointId: installed.pointId, terminalId: null }
    const isOpen = (kind: string) => open.has(`${installed.pointId} ${kind}`)
    raise.push(
      ...review.raise.filter(({ kind }) => !isOpen(kind)).map((each) => ({ ...place, ...each, occurredAt: at })),
    )
    ends.push(...review.clear.filter(isOpen).map((kind) => ({ ...place, kind, at })))
  }
  const lost = breaks.filter(({ kind }) => kind !== 'rollover')
  for (const { installed, role, before, after } of lost) {
    const detail = { role, fromWh: before.wh, toWh: after.wh, assetNo: installed.assetNo }
    const occurredAt = new Date(after.atMs)
    raise.push({ kind: 'register-reset', pointId: installed.pointId, terminalId: null, occurredAt, detail })
  }
  await raiseAlarms(ctx, raise)
  await clearAlarms(ctx, ends)
}

/** Alarms of events that meters told of. `ctx.now` is when they came; old ones are kept as events only. */
export async function reviewEventAlarms(
  ctx: Ctx,
  events: { installed: Installed; at: Date; code: string; detail: Record<string, unknown> }[],
): Promise<void> {
  const ordered = events
    .filter(({ at }) => ctx.now.getTime() - at.getTime() < PRESENT_MS)
    .sort((a, b) => a.at.getTime() - b.at.getTime())
  for (const wave of inWaves(ordered.map((event) => ({ ...event, review: reviewEvent(event.code) })))) {
    const placed = wave.map((event) => ({ ...event, pointId: event.installed.pointId, terminalId: null }))
    const raise = placed.flatMap(({ review, at, detail, pointId, terminalId }) =>
      'raise' in review ? [{ pointId, terminalId, kind: review.raise, occurredAt: at, detail }] : [],
    )
    const ends = placed.flatMap(({ review, at, pointId, terminalId }) =>
      'clear' in review ? [{ pointId, terminalId, kind: review.clear, at }] : [],
    )
    await raiseAlarms(ctx, raise)
    await clearAlarms(ctx, ends)
  }
}

type Reviewed = {
  installed: Installed
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
    const key = `${event.installed.pointId} ${kind}`
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
  const before = new Date(ctx.now.getTime() - meteringSettings().staleAfterMs)
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
