import type { Ctx } from '../db/context.ts'
import { listDemands } from './demands.ts'
import { listPhaseCurrents } from './sql/phase-currents.ts'

export type Load = {
  /** The largest 15-minute demand of the days asked for, in W; null where no day has one. */
  peakW: number | null
  /** Of the latest reading, by phase, in A after CT; null where the meter does not tell. */
  phasesA: (number | null)[] | null
  readAt: Date | null
}

/** What hangs on points, over the civil days `[from, to)` and just now. In the order of the points, which the caller has resolved. */
export async function listLoads(
  ctx: Ctx,
  { pointIds, from, to }: { pointIds: number[]; from: string; to: string },
): Promise<Load[]> {
  const peaks = await listDemands(
    ctx,
    pointIds.map((pointId) => ({ pointId, from, to })),
  )
  const latest = new Map((await listPhaseCurrents(ctx, pointIds)).map((row) => [row.pointId, row]))
  return pointIds.map((pointId, n) => {
    const { iA = null, ct = 1, measuredAt = null } = latest.get(pointId) ?? {}
    const phasesA = iA?.map((current) => (current === null ? null : Math.round(current * ct * 10) / 10)) ?? null
    return { peakW: peaks[n]?.demandW ?? null, phasesA, readAt: measuredAt }
  })
}
