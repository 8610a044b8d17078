import type { Ctx } from '../../db/context.ts'
import { addDays, civilDay } from '../../db/time.ts'
import { type GapState, listRemaining, listUnfilled, saveGapStates, type UnfilledGap } from '../sql/collection-gaps.ts'

const LOOK_BACK_DAYS = 7
const PAGE = 1_000

/** Of each gap what is still missing, by the rows that are kept now. */
export async function remainingOf(ctx: Ctx, gaps: { gapId: number }[]) {
  const rows = await listRemaining(
    ctx,
    gaps.map(({ gapId }) => gapId),
  )
  return new Map(rows.map((row) => [row.gapId, row]))
}

/**
 * Looks again at the latest days' gaps, those given up too, for what has come since by itself. Of one point only where
 * it is given. Returns how many were filled.
 */
export async function refreshGaps(ctx: Ctx, pointId: number | null = null): Promise<number> {
  const sinceDay = addDays(civilDay(ctx.now), -LOOK_BACK_DAYS)
  let filled = 0
  for (let afterId = 0; ; ) {
    const page = await listUnfilled(ctx, { sinceDay, afterId, limit: PAGE, pointId })
    const last = page.at(-1)
    if (!last) return filled
    afterId = last.gapId
    const remaining = await remainingOf(ctx, page)
    const states = page.map((gap) => stateOf(gap, remaining.get(gap.gapId)?.remaining ?? 0))
    filled += states.filter(({ status }) => status === 'filled').length
    await saveGapStates(ctx, states)
  }
}

function stateOf({ gapId, status, nextAt, because }: UnfilledGap, remaining: number): GapState {
  if (remaining === 0) return { gapId, remaining, status: 'filled', nextAt: null, because: null }
  return { gapId, remaining, status, nextAt, because }
}
