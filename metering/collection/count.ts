import type { Ctx } from '../../db/context.ts'
import { transact } from '../../db/pool.ts'
import { addDays, civilDay, startOfDay } from '../../db/time.ts'
import { findDlt645Profile, findProfile } from '../profiles/all.ts'
import { explainGap } from '../rules/collection-causes.ts'
import { CURVE_POINTS, deadlineOf, type Item, items } from '../rules/collection-schedule.ts'
import { claimCount, countDay, listGapFacts, saveCauses } from '../sql/collection-count.ts'
import { listUnfilled } from '../sql/collection-gaps.ts'

/** Days that are looked back for one not counted, after a stop. */
const LOOK_BACK_DAYS = 7
const CAUSES_AT_ONCE = 5_000

/** Counts every day whose deadline is past and that was not counted yet; returns which. Run again, it changes nothing. */
export async function countDueDays(ctx: Ctx): Promise<{ day: string; item: Item; gaps: number }[]> {
  const counted: { day: string; item: Item; gaps: number }[] = []
  const today = civilDay(ctx.now)
  for (let back = LOOK_BACK_DAYS; back >= 1; back--) {
    const day = addDays(today, -back)
    for (const item of items) {
      if (deadlineOf(item, day) > ctx.now) continue
      const gaps = await countOne(ctx, day, item)
      if (gaps !== null) counted.push({ day, item, gaps })
    }
  }
  return counted
}

/** Null where the day was counted before. */
function countOne(ctx: Ctx, day: string, item: Item): Promise<number | null> {
  return transact(ctx, async (inner) => {
    const count = {
      day,
      item,
      from: startOfDay(day),
      to: startOfDay(addDays(day, 1)),
      deadlineAt: deadlineOf(item, day),
      whole: item === 'curve' ? CURVE_POINTS : 1,
      firstTryAt: ctx.now,
    }
    if (!(await claimCount(inner, count))) return null
    const gaps = await countDay(inner, count)
    await explainGaps(
      inner,
      gaps.map(({ gapId }) => gapId),
    )
    return gaps.length
  })
}

/** More is known of a point: what it still misses is explained anew. */
export async function explainPoint(ctx: Ctx, pointId: number): Promise<void> {
  const gaps = await listUnfilled(ctx, {
    sinceDay: addDays(civilDay(ctx.now), -LOOK_BACK_DAYS),
    afterId: 0,
    limit: 100,
    pointId,
  })
  await explainGaps(
    ctx,
    gaps.map(({ gapId }) => gapId),
  )
}

/** Finds the causes of gaps by what is known now. */
export async function explainGaps(ctx: Ctx, gapIds: number[]): Promise<void> {
  for (let start = 0; start < gapIds.length; start += CAUSES_AT_ONCE) {
    const facts = await listGapFacts(ctx, gapIds.slice(start, start + CAUSES_AT_ONCE))
    const causes = facts.map(({ gapId, profile, ...known }) => {
      const hasProfile = profile !== null && (findProfile(profile) ?? findDlt645Profile(profile)) !== undefined
      const { fault, driftMs } = known
      return { gapId, cause: explainGap({ ...known, hasProfile }), evidence: { fault, driftMs } }
    })
    await saveCauses(ctx, causes)
  }
}
