import type { Ctx } from '../db/context.ts'
import type { CurveSlot } from './contract.ts'
import { measureAcross, type Segment, showValue } from './curves.ts'
import { INTERPOLATION_MS, INTERVAL_MS } from './rules/intervals.ts'
import { listCurveValues } from './sql/curve-values.ts'
import { listInstallationsOfPoints } from './sql/installations.ts'
import { listBreaks, listSnapshots } from './sql/snapshots.ts'
import { historyOf } from './usage.ts'

type SpanRequest = { pointId: number; from: Date; to: Date }
type CurveInterval = { at: Date; energyWh: number | null; quality: CurveSlot['quality'] }

/**
 * The imported energy of every quarter hour of each span, after CT × PT, with what was estimated and edited of it; an end
 * inside a quarter hour cuts it. In the order of the requests.
 */
export async function listCurves(ctx: Ctx, requests: readonly SpanRequest[]): Promise<CurveInterval[][]> {
  if (requests.length === 0) return []
  const installations = Map.groupBy(
    await listInstallationsOfPoints(ctx, [...new Set(requests.map(({ pointId }) => pointId))]),
    ({ pointId }) => pointId,
  )
  const onSpan = requests.map(({ pointId, from, to }) =>
    (installations.get(pointId) ?? []).filter(
      ({ installedAt, removedAt }) => installedAt < to && (!removedAt || removedAt > from),
    ),
  )
  const spans = requests.flatMap(({ pointId, from, to }, position) =>
    (onSpan[position] ?? []).map(({ installationId }) => ({
      ...{ installationId, pointId },
      fromMs: from.getTime() - INTERPOLATION_MS,
      toMs: to.getTime() + INTERPOLATION_MS,
    })),
  )
  const snapshots = Map.groupBy(
    await listSnapshots(ctx, spans, { neighbours: false }),
    ({ installationId }) => installationId,
  )
  const breaks = await listBreaks(ctx, [...new Set(spans.map(({ installationId }) => installationId))])
  const changes = Map.groupBy(await listCurveValues(ctx, requests, 'import'), ({ pointId }) => pointId)
  return requests.map(({ pointId, from, to }, position) => {
    const segments = (onSpan[position] ?? []).map((installed): Segment => {
      const read = snapshots.get(installed.installationId) ?? []
      return {
        installed,
        fromMs: Math.max(installed.installedAt.getTime(), from.getTime()),
        toMs: Math.min(installed.removedAt?.getTime() ?? Number.POSITIVE_INFINITY, to.getTime()),
        histories: new Map([['importTotal', historyOf(installed, 'importTotal', read, breaks)]]),
      }
    })
    const overlay = new Map((changes.get(pointId) ?? []).map((value) => [value.atMs, value]))
    const first = Math.floor(from.getTime() / INTERVAL_MS) * INTERVAL_MS
    const count = Math.ceil((to.getTime() - first) / INTERVAL_MS)
    return Array.from({ length: count }, (_, n) => {
      const atMs = first + n * INTERVAL_MS
      const { energyWh, quality } = showValue(measureAcross(segments, 'importTotal', atMs), overlay.get(atMs))
      return { at: new Date(atMs), energyWh, quality }
    })
  })
}
