import type { Ctx } from '../db/context.ts'
import type { Erasure } from '../db/erasures.ts'
import { transact } from '../db/pool.ts'
import { addDays, civilDay } from '../db/time.ts'
import { meteringSettings } from './settings.ts'
import { createDaysAhead, dropEmptyDay, listPlainDays } from './sql/days.ts'
import { countPackedOver, dropPackedOver, ensurePackedMonth, listPlainPoints, packDayOfPoints } from './sql/packing.ts'

/** One transaction packs so many points: whoever brings readings of one of them waits for it. */
const POINTS_AT_ONCE = 500
const DAYS_AHEAD = 3

/**
 * Packs one civil day's interval rows, a row for each point, in many small transactions; stopped anywhere, it goes on
 * from there at the next call. What comes for the day later is unpacked, merged, and packed again. Returns the points
 * packed.
 */
export async function packDay(ctx: Ctx, { day }: { day: string }): Promise<number> {
  await ensurePackedMonth(ctx, day)
  let packed = 0
  for (let afterId = 0; ; ) {
    const pointIds = await listPlainPoints(ctx, { day, afterId, limit: POINTS_AT_ONCE })
    const highest = pointIds.at(-1)
    if (highest === undefined) break
    await transact(ctx, (inner) => packDayOfPoints(inner, { day, pointIds }))
    packed += pointIds.length
    afterId = highest
  }
  await transact(ctx, (inner) => inner.db.withClient((client) => dropEmptyDay(client, day)))
  return packed
}

/** Packs what is older than the hot days. */
export async function keepStore(ctx: Ctx): Promise<void> {
  const today = civilDay(ctx.now)
  const { hotDays } = meteringSettings()
  const ahead = Array.from({ length: DAYS_AHEAD }, (_, index) => addDays(today, index + 1))
  await transact(ctx, (inner) => inner.db.withClient((client) => createDaysAhead(client, ahead)))
  const old = await ctx.db.withClient((client) => listPlainDays(client, addDays(today, -hotDays)))
  for (const day of old) await packDay(ctx, { day })
}

/** Curves that no correction reaches back to any more; registers and days that were billed stay. */
export const intervalErasure: Erasure = {
  kind: 'interval-readings',
  count: (ctx, { before, kept, most }) => countPackedOver(ctx, civilDay(before), kept, most),
  erase: (ctx, { before, kept }) => dropPackedOver(ctx, civilDay(before), kept),
}
