import type { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { addDays } from '../../db/time.ts'
import { toWire } from '../../db/wire.ts'
import type { Completeness, CompletenessQuery, GapList, GapQuery } from '../contract-collection.ts'
import {
  findDeadline,
  findLatestCount,
  listCauses,
  listGapRecords,
  listGroups,
  listTrend,
} from '../sql/collection-lists.ts'

const GROUPS_LIMIT = 500

/** How much of what was due came by its deadline, and later (采集成功率); by place, model or cause, the worst first. */
export async function findCompleteness(ctx: Ctx, query: z.output<typeof CompletenessQuery>): Promise<Completeness> {
  const { item, by, days } = query
  const day = query.day ?? (await findLatestCount(ctx, item))
  if (day === undefined) return { item, by, day: null, deadlineAt: null, total: null, groups: [], trend: [] }
  const trend = await listTrend(ctx, { item, from: addDays(day, 1 - days), to: day })
  const total = trend.find((each) => each.day === day)
  const groups =
    by === 'cause'
      ? await listCauses(ctx, { item, day })
      : await listGroups(ctx, { item, day, by, limit: GROUPS_LIMIT })
  const deadlineAt = await findDeadline(ctx, item, day)
  return toWire({ item, by, day, deadlineAt: deadlineAt ?? null, total: total ?? null, groups, trend })
}

/** The points that missed any of a day, those still without it first. */
export async function listGaps(ctx: Ctx, query: z.output<typeof GapQuery>): Promise<GapList> {
  const { item, day, by, key, cursor, limit } = query
  const [remaining, gapId] = (cursor ?? '').split('.').map(Number)
  const after = remaining !== undefined && gapId !== undefined ? { remaining, gapId } : null
  const gaps = await listGapRecords(ctx, { item, day, by: by ?? null, key: by && key ? key : null, after, limit })
  const last = gaps.length === limit ? gaps.at(-1) : undefined
  return toWire({ gaps, nextCursor: last ? `${last.remaining}.${last.gapId}` : null })
}
