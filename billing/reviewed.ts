import type { Ctx } from '../db/context.ts'
import type { Subscriber } from '../db/events.ts'
import { listOpenReviews } from '../metering/index.ts'
import { runBills } from './run/runs.ts'
import { listAwaitingReview } from './sql/parked.ts'
import type { UsagePort } from './usage.ts'

const AT_ONCE = 500

/**
 * Bills what was parked until its reading was reviewed and is by now: all, or of these points. Told twice it finds nothing
 * left to do. Returns how many accounts it took up, counted for each month.
 */
export async function billReviewed(ctx: Ctx, pointIds: number[] | null, findUsages: UsagePort): Promise<number> {
  let taken = 0
  for (let afterId = 0; ; ) {
    const parked = await listAwaitingReview(ctx, { pointIds, afterId, limit: AT_ONCE })
    const reviews = await listOpenReviews(ctx, parked)
    const ready = parked.filter((_, position) => reviews[position] === null)
    const months = [...Map.groupBy(ready, ({ billMonth }) => billMonth)].sort(([one], [other]) =>
      one.localeCompare(other),
    )
    for (const [billMonth, rows] of months) {
      await runBills(ctx, { billMonth, accountIds: rows.map(({ accountId }) => accountId) }, findUsages)
    }
    taken += ready.length
    const last = parked.at(-1)
    if (!last || parked.length < AT_ONCE) return taken
    afterId = last.id
  }
}

export function reviewedReadings(findUsages: UsagePort): Subscriber {
  return {
    name: 'billing.reviewed-readings',
    kinds: ['readings.reviewed'],
    async handle(ctx, event) {
      if (event.kind === 'readings.reviewed') await billReviewed(ctx, event.payload.pointIds, findUsages)
    },
  }
}
