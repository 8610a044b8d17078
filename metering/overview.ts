import type { Ctx } from '../db/context.ts'
import { toWire } from '../db/wire.ts'
import type { DistrictList, LoadSeries, QuarantineList, TerminalList } from './contract.ts'
import { staleBefore } from './points.ts'
import { INTERVAL_MS } from './rules/intervals.ts'
import { countQuarantine, listDistrictRecords, listLoad, listQuarantine, listTerminalRecords } from './sql/overview.ts'

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

export async function listTerminals(ctx: Ctx): Promise<TerminalList> {
  return toWire({ terminals: await listTerminalRecords(ctx, staleBefore(ctx)) })
}

/** Messages and readings that were put aside, newest first, a page at a time; `total` counts repeats too. */
export async function listQuarantined(
  ctx: Ctx,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<QuarantineList> {
  const messages = await listQuarantine(ctx, { beforeId: cursor ? Number(cursor) : null, limit })
  const oldest = messages.length === limit ? messages.at(-1) : undefined
  const total = await countQuarantine(ctx)
  return toWire({ messages, total, nextCursor: oldest ? String(oldest.quarantineId) : null })
}
