import type { Ctx } from '../../db/context.ts'
import { addDays, startOfDay } from '../../db/time.ts'
import type { RegisterRole } from '../contract.ts'
import { type LaidCurve, layCurve, type Segment } from '../rules/curve.ts'
import { INTERPOLATION_MS, INTERVAL_MS } from '../rules/intervals.ts'
import type { PointDay } from '../sql/dirty-days.ts'
import { type Installed, listInstallationsOfPoints } from '../sql/installations.ts'
import { type BreakOfRegister, listBreaks, listSnapshots, type Snapshot, type Span } from '../sql/snapshots.ts'
import { historyOf } from '../usage.ts'

/** All that meters said of one day of a point, and of the gap that reaches beyond it. */
export type LoadedDay = PointDay & {
  startMs: number
  endMs: number
  installations: Installed[]
  /** Import; wider than the day where a gap is. `first` is the day's first interval in it. */
  curve: LaidCurve
  first: number
  segmentsOf: (role: RegisterRole) => Segment[]
  breaks: BreakOfRegister[]
}

export const SLOTS = 96
/** How far a gap is followed to either side. */
const REACH_MS = 35 * 86_400_000

export async function loadDays(ctx: Ctx, pairs: readonly PointDay[]): Promise<LoadedDay[]> {
  const all = await listInstallationsOfPoints(ctx, [...new Set(pairs.map(({ pointId }) => pointId))])
  const byPoint = Map.groupBy(all, (installed) => installed.pointId)
  const days = pairs.flatMap(({ pointId, day }) => {
    const startMs = startOfDay(day).getTime()
    const endMs = startOfDay(addDays(day, 1)).getTime()
    const installations = (byPoint.get(pointId) ?? []).filter((installed) => isOn(installed, startMs, endMs))
    return installations.length > 0 ? [{ pointId, day, startMs, endMs, installations }] : []
  })
  const breaks = await listBreaks(ctx, [...new Set(all.map(({ installationId }) => installationId))])
  const breaksOf = Map.groupBy(breaks, (each) => each.installationId)
  const near = await listSnapshots(ctx, days.flatMap(spansOf), { neighbours: false })
  const known = Map.groupBy(near, (snapshot) => snapshot.installationId)
  const laid = days.map((day) => lay(day, known, breaksOf))
  const open = laid.filter((day) => hasOpenEnd(day, ctx.now.getTime()))
  if (open.length === 0) return laid
  const wider = await loadRoundGaps(ctx, open)
  const merged = Map.groupBy(joinSnapshots(near, wider), (snapshot) => snapshot.installationId)
  return laid.map((day) => (open.includes(day) ? lay(day, merged, breaksOf) : day))
}

type Day = Pick<LoadedDay, 'pointId' | 'day' | 'startMs' | 'endMs' | 'installations'>
type ByInstallation<T> = Map<number, T[]>

function isOn({ installedAt, removedAt }: Installed, startMs: number, endMs: number): boolean {
  return installedAt.getTime() < endMs && (!removedAt || removedAt.getTime() > startMs)
}

function spansOf({ pointId, startMs, endMs, installations }: Day): Span[] {
  return installations.map(({ installationId }) => {
    return { installationId, pointId, fromMs: startMs - INTERPOLATION_MS, toMs: endMs + INTERPOLATION_MS }
  })
}

/** An end of the day that no reading tells, though the day has passed it. */
function hasOpenEnd({ curve, first, installations, endMs, startMs }: LoadedDay, nowMs: number): boolean {
  const starts = installations.some(({ installedAt }) => installedAt.getTime() >= startMs)
  const ends = installations.at(-1)?.removedAt
  const isOpenBefore = !starts && curve.markHow[first] === null
  const isOpenAfter = nowMs >= endMs && !(ends && ends.getTime() <= endMs) && curve.markHow[first + SLOTS] === null
  return isOpenBefore || isOpenAfter
}

/** The reading nearest to the day on either side, with what stands beside it. */
async function loadRoundGaps(ctx: Ctx, days: LoadedDay[]): Promise<Snapshot[]> {
  const round = await listSnapshots(ctx, days.flatMap(spansOf), { neighbours: true })
  const byInstallation = Map.groupBy(round, (snapshot) => snapshot.installationId)
  const beside = days.flatMap(({ pointId, startMs, endMs, installations }) =>
    installations.flatMap(({ installationId }): Span[] => {
      const list = byInstallation.get(installationId) ?? []
      const before = list.findLast(({ atMs }) => atMs < startMs)?.atMs
      const after = list.find(({ atMs }) => atMs > endMs)?.atMs
      const at = (atMs: number) => ({
        installationId,
        pointId,
        fromMs: atMs - INTERPOLATION_MS,
        toMs: atMs + INTERPOLATION_MS,
      })
      return [
        ...(before !== undefined && startMs - before <= REACH_MS ? [at(before)] : []),
        ...(after !== undefined && after - endMs <= REACH_MS ? [at(after)] : []),
      ]
    }),
  )
  return [...round, ...(await listSnapshots(ctx, beside, { neighbours: false }))]
}

function joinSnapshots(one: Snapshot[], other: Snapshot[]): Snapshot[] {
  return [...one, ...other].sort((a, b) => a.atMs - b.atMs)
}

function lay(day: Day, snapshots: ByInstallation<Snapshot>, breaks: ByInstallation<BreakOfRegister>): LoadedDay {
  const { installations, startMs, endMs } = day
  const fromMs = startMs - REACH_MS
  const toMs = endMs + REACH_MS
  const own = new Map(
    installations.map(({ installationId }) => {
      const list = snapshots.get(installationId) ?? []
      return [installationId, list.filter(({ atMs }) => atMs >= fromMs && atMs <= toMs)]
    }),
  )
  const segmentsOf = (role: RegisterRole): Segment[] =>
    installations.map((installed) => ({
      fromMs: installed.installedAt.getTime(),
      toMs: installed.removedAt?.getTime() ?? Number.POSITIVE_INFINITY,
      multiplier: installed.ct * installed.pt,
      history: historyOf(
        installed,
        role,
        own.get(installed.installationId) ?? [],
        breaks.get(installed.installationId) ?? [],
      ),
    }))
  const segments = segmentsOf('importTotal')
  const dayOnly = layCurve(segments, { startMs, stepMs: INTERVAL_MS, count: SLOTS })
  const ofDay = { ...day, segmentsOf, breaks: installations.flatMap((each) => breaks.get(each.installationId) ?? []) }
  const points = segments.flatMap(({ history }) => history?.points ?? [])
  const before = dayOnly.markHow[0] === null ? nearestMs(points, (atMs) => atMs <= startMs, 'latest') : undefined
  const after = dayOnly.markHow[SLOTS] === null ? nearestMs(points, (atMs) => atMs >= endMs, 'first') : undefined
  if (before === undefined && after === undefined) return { ...ofDay, curve: dayOnly, first: 0 }
  const firstMs = before === undefined ? startMs : Math.max(fromMs, before)
  const first = Math.ceil((startMs - firstMs) / INTERVAL_MS)
  const beyond = after === undefined ? 0 : Math.ceil((Math.min(toMs, after) - endMs) / INTERVAL_MS)
  const grid = { startMs: startMs - first * INTERVAL_MS, stepMs: INTERVAL_MS, count: first + SLOTS + beyond }
  return { ...ofDay, curve: layCurve(segments, grid), first }
}

function nearestMs(
  points: readonly { atMs: number }[],
  fits: (atMs: number) => boolean,
  which: 'latest' | 'first',
): number | undefined {
  const found = which === 'latest' ? points.findLast(({ atMs }) => fits(atMs)) : points.find(({ atMs }) => fits(atMs))
  return found?.atMs
}
