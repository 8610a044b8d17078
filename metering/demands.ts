import type { Ctx } from '../db/context.ts'
import { listGreatestDemands } from './sql/demands.ts'

export type DemandRequest = { pointId: number; from: string; to: string }

/**
 * The largest 15-minute demand of each point over the civil days `[from, to)`, in W after CT × PT, from validated days; null
 * where no day of it has one. In the order of the requests.
 */
export async function listDemands(
  ctx: Ctx,
  requests: readonly DemandRequest[],
): Promise<({ demandW: number; day: string } | null)[]> {
  const found = new Map(
    (await listGreatestDemands(ctx, requests)).map(({ position, maxDemandW, day }) => [
      position,
      { demandW: maxDemandW, day },
    ]),
  )
  return requests.map((_, position) => found.get(position) ?? null)
}
