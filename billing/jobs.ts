import type { Job } from '../db/department.ts'
import { addMonths, civilDay } from '../db/time.ts'
import { auditCharging } from './audit-topics.ts'
import { billReviewed } from './reviewed.ts'
import { isAnySectionRead, runBills } from './run/runs.ts'
import type { UsagePort } from './usage.ts'

/** The latest ended month, again on each of the first ten days: what was parked for a late reading follows by itself. */
export function billingJobs(findUsages: UsagePort): Job[] {
  return [
    {
      name: 'billing-monthly-run',
      cron: '0 2 1-10 * *',
      run: async (ctx) => {
        const billMonth = addMonths(civilDay(ctx.now), -1).slice(0, 7)
        await runBills(ctx, { billMonth }, findUsages)
      },
    },
    {
      name: 'billing-reading-days',
      // Sections that are read within the month are billed the day after.
      cron: '0 3 2-31 * *',
      run: async (ctx) => {
        const billMonth = civilDay(ctx.now).slice(0, 7)
        if (await isAnySectionRead(ctx, billMonth)) await runBills(ctx, { billMonth }, findUsages)
      },
    },
    {
      name: 'billing-audit-topics',
      cron: '40 3 * * *',
      run: async (ctx) => void (await auditCharging(ctx)),
    },
    {
      name: 'billing-reviewed-readings',
      // A review may end while a run is parking what waits for it.
      cron: '15 * * * *',
      run: async (ctx) => void (await billReviewed(ctx, null, findUsages)),
    },
  ]
}
