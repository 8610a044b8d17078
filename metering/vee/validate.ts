import type { Ctx } from '../../db/context.ts'
import { transact } from '../../db/pool.ts'
import { addDays } from '../../db/time.ts'
import { counts } from '../counts.ts'
import { dayTypes } from '../rules/vee/day-type.ts'
import { defaultParameters, type RuleSettings, settingsOn } from '../rules/vee/parameters.ts'
import type { RuleId } from '../rules/vee/series.ts'
import { type SavedChannelDay, saveChannelDays } from '../sql/channel-days.ts'
import { type CurveValue, listCurveValues } from '../sql/curve-values.ts'
import { listDayValues, listRejected } from '../sql/day-values.ts'
import { type ClaimedDay, claimDirtyDays, joinMarks, markPointDays, type PointDay } from '../sql/dirty-days.ts'
import { listParameters, type PointFinding, saveFindings } from '../sql/findings.ts'
import { readPeriodHours } from '../sql/period-hours.ts'
import { listCalendar, listDaySlots, listPointFacts, type SavedDay, savePointDays } from '../sql/point-days.ts'
import { slotsKey, toHistory } from './fill-days.ts'
import { type LoadedDay, loadDays } from './load-days.ts'
import { type Chunk, gapSpanOf, type Shared, validateDay } from './validate-day.ts'

/** Taken at once. */
const CLAIM = { marks: 400, points: 4_000 }
/** Days of points held in memory together. */
const CHUNK_DAYS = 400
const HISTORY_DAYS = 28
const CURVE_DAYS = 4

/** `lagMs`: how long the first of them had waited. */
export type Validated = { days: number; lagMs: number }

/** Each day of a point waits once from now on, however often it was marked. Returns how many marks are left. */
export function joinDirtyDays(ctx: Ctx): Promise<number | undefined> {
  return transact(ctx, joinMarks)
}

/** Returns how many days it validated; 0 where nothing is to do or another process does it. */
export async function validateDirtyDays(ctx: Ctx, marks = CLAIM.marks): Promise<number> {
  return (await validateNext(ctx, marks)).days
}

/**
 * Validates the days whose readings changed: rules, estimates, roll-ups and findings, newest days first, in one transaction.
 * Stopped anywhere it begins again with the same days; run again it changes nothing.
 */
export function validateNext(ctx: Ctx, marks = CLAIM.marks): Promise<Validated> {
  return transact(ctx, async (inner) => {
    const claimed = (await claimDirtyDays(inner, { ...CLAIM, marks })) ?? []
    if (claimed.length === 0) return { days: 0, lagMs: 0 }
    const shared = await readShared(inner)
    let lagMs = 0
    for (let start = 0; start < claimed.length; start += CHUNK_DAYS) {
      await validateChunk(inner, claimed.slice(start, start + CHUNK_DAYS), shared)
    }
    for (const { markedAt } of claimed) lagMs = Math.max(lagMs, ctx.now.getTime() - markedAt.getTime())
    counts.validation.days += claimed.length
    return { days: claimed.length, lagMs }
  })
}

async function readShared(ctx: Ctx): Promise<Shared> {
  const calendar = await listCalendar(ctx)
  const parameters = [...defaultParameters, ...(await listParameters(ctx))]
  const settings = new Map<string, ReadonlyMap<RuleId, RuleSettings>>()
  return {
    hoursOf: await readPeriodHours(ctx),
    dayTypeOf: dayTypes(calendar.map(({ day, kind }) => [day, kind] as const)),
    settingsOf: (day) => {
      const known = settings.get(day) ?? settingsOn(day, parameters)
      settings.set(day, known)
      return known
    },
  }
}

/** Validates these days of points now, whatever waits before them. */
export async function validateDays(ctx: Ctx, days: readonly PointDay[]): Promise<void> {
  for (let start = 0; start < days.length; start += CHUNK_DAYS) {
    const claimed = days.slice(start, start + CHUNK_DAYS).map((day) => ({ ...day, markedAt: ctx.now }))
    await transact(ctx, async (inner) => validateChunk(inner, claimed, await readShared(inner)))
  }
}

async function validateChunk(ctx: Ctx, claimed: ClaimedDay[], shared: Shared): Promise<void> {
  const days = await loadDays(ctx, claimed)
  if (days.length === 0) return
  const spans = days.map(({ pointId, startMs, endMs }) => ({ pointId, from: new Date(startMs), to: new Date(endMs) }))
  const chunk = await loadChunk(ctx, days, { claimed, spans, shared })
  const saved: SavedDay[] = []
  const findings: PointFinding[] = []
  const touched: PointDay[] = []
  const channelDays: SavedChannelDay[] = []
  for (const loaded of days) {
    const validated = await validateDay(ctx, loaded, chunk)
    saved.push(validated.saved)
    findings.push(...validated.findings)
    channelDays.push(...validated.channelDays)
    touched.push(...validated.touched.filter((pair) => pair.day !== loaded.day))
  }
  await savePointDays(ctx, saved)
  await saveChannelDays(ctx, channelDays)
  await saveFindings(ctx, spans, onePerRun(findings))
  await markPointDays(ctx, touched)
}

type Spans = { pointId: number; from: Date; to: Date }[]

/** What the days of a chunk need, each kind in one statement. */
async function loadChunk(
  ctx: Ctx,
  days: LoadedDay[],
  { claimed, spans, shared }: { claimed: ClaimedDay[]; spans: Spans; shared: Shared },
): Promise<Chunk> {
  const gapSpans = days.map(({ pointId, curve }) => ({ pointId, ...gapSpanOf(curve) }))
  const facts = await listPointFacts(ctx, [...new Set(days.map(({ pointId }) => pointId))])
  const values = Map.groupBy(await listDayValues(ctx, spans), ({ pointId }) => pointId)
  const rejected = Map.groupBy(await listRejected(ctx, spans), ({ pointId }) => pointId)
  const { history, ratios } = await loadHistory(ctx, days)
  const inForce = dedupe(await listCurveValues(ctx, gapSpans))
  const ofChannel = (isImport: boolean) =>
    Map.groupBy(
      inForce.filter(({ channel }) => (channel === 'import') === isImport),
      ({ pointId }) => pointId,
    )
  return {
    shared,
    facts: new Map(facts.map((row) => [row.pointId, row])),
    values,
    rejected,
    history,
    ratios,
    overlays: ofChannel(true),
    siblings: { overlays: ofChannel(false), fresh: new Map() },
    marks: new Map(claimed.map(({ pointId, day, markedAt }) => [slotsKey(pointId, day), markedAt])),
  }
}

/**
 * Days that are over are held against the weeks before; a gap is filled from those on either side. Where a day has no
 * curve at all, a few days before tell first whether its point has one.
 */
async function loadHistory(ctx: Ctx, days: readonly LoadedDay[]) {
  const empty = days.filter(({ curve: { markHow } }) =>
    markHow.every((how, mark) => how === null || !markHow[mark + 1]),
  )
  const near = await listDaySlots(
    ctx,
    days.flatMap((loaded) => (empty.includes(loaded) ? [spanOf(loaded, CURVE_DAYS, 0)] : historySpan(loaded, ctx.now))),
  )
  const history = toHistory(near)
  const read = empty.filter(({ pointId, day }) =>
    Array.from({ length: CURVE_DAYS }, (_, back) => slotsKey(pointId, addDays(day, -1 - back))).some((key) =>
      history.has(key),
    ),
  )
  const wider = await listDaySlots(
    ctx,
    read.map((loaded) => spanOf(loaded, HISTORY_DAYS, HISTORY_DAYS)),
  )
  for (const [key, slots] of toHistory(wider)) history.set(key, slots)
  const ratios = new Map<string, number>()
  for (const { pointId, day, powerRatio } of near) {
    if (powerRatio !== null) ratios.set(slotsKey(pointId, day), powerRatio)
  }
  return { history, ratios }
}

function historySpan(loaded: LoadedDay, now: Date) {
  const { markHow } = loaded.curve
  const final = markHow.findLastIndex((how) => how !== null)
  const hasGap = markHow.indexOf(null) >= 0 && markHow.indexOf(null) < final
  if (hasGap) return [spanOf(loaded, HISTORY_DAYS, HISTORY_DAYS)]
  return loaded.endMs <= now.getTime() ? [spanOf(loaded, HISTORY_DAYS, 0)] : []
}

function spanOf({ pointId, day }: LoadedDay, before: number, after: number) {
  return { pointId, from: addDays(day, -before), to: addDays(day, after) }
}

/** What goes on over midnight is found on both days; the later one tells it whole. */
function onePerRun(findings: PointFinding[]): PointFinding[] {
  const ordered = [...findings].sort((a, b) => a.day.localeCompare(b.day))
  return [
    ...new Map(ordered.map((each) => [`${each.pointId} ${each.rule} ${each.channel} ${each.fromMs}`, each])).values(),
  ]
}

/** Spans of neighbouring days may overlap where a gap reaches over both. */
function dedupe(values: CurveValue[]): CurveValue[] {
  return [...new Map(values.map((value) => [`${value.pointId} ${value.channel} ${value.atMs}`, value])).values()]
}
