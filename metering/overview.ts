import type { Ctx } from '../db/context.ts'
import { toWire } from '../db/wire.ts'
import type { DistrictList, LoadSeries } from './contract.ts'
import { staleBefore } from './points.ts'
import { INTERVAL_MS } from './rules/intervals.ts'
import { listDistrictRecords, listLoad } from './sql/overview.ts'

/** Transformer districts with their feeder, the state of their customers' meters and their load. */
export async function listDistricts(ctx: Ctx): Promise<DistrictList> {
  return { districts: await listDistrictRecords(ctx, staleBefore(ctx)) }
}

/** Load of the customers now and by quarter hour; the quarter hour under way is left out, since not all have told of it. */
export async function findLoad(
  ctx: Ctx,
  query: { hours: number; districtId?: number | undefined },
): Promise<LoadSeries> {
  const districts = await listDistrictRecords(ctx, staleBefore(ctx))
  const wanted = districts.filter((each) => query.districtId === undefined || each.districtId === query.districtId)
  const sum = (pick: (each: (typeof districts)[number]) => number) =>
    wanted.reduce((total, each) => total + pick(each), 0)
  const from = new Date(ctx.now.getTime() - query.hours * 3_600_000)
  const to = new Date(Math.floor(ctx.now.getTime() / INTERVAL_MS) * INTERVAL_MS)
  const series = await listLoad(ctx, { from, to, districtId: query.districtId ?? null })
  return toWire({
    nowW: sum((each) => each.loadW),
    livePoints: sum((each) => each.live),
    points: sum((each) => each.points),
    series,
  })
}
