import type { Ctx } from '../db/context.ts'
import type { Job } from '../db/department.ts'
import { Refusal } from '../db/refusal.ts'
import { addMonths, civilDay } from '../db/time.ts'
import { auditCharging } from './audit/audit.ts'
import { billAwaiting } from './market/sheets.ts'
import { foreseeAccounts } from './power-factor/foresee.ts'
import { billReviewed } from './reviewed.ts'
import { isAnySectionRead, runBills } from './run/runs.ts'
import { listBillingUnits } from './sql/runs.ts'
import type { UsagePort } from './usage.ts'

/** The latest ended month, again on each of the first ten days: what was parked for a late reading follows by itself. */
export function billingJobs(findUsages: UsagePort): Job[] {
  return [
    {
      name: 'billing-monthly-run',
      cron: '0 2 1-10 * *',
      run: async (ctx) => {
        const billMonth = addMonths(civilDay(ctx.now), -1).slice(0, 7)
        await runUnits(ctx, billMonth, findUsages)
      },
    },
    {
      name: 'billing-reading-days',
      // Sections that are read within the month are billed the day after.
      cron: '0 3 2-31 * *',
      run: async (ctx) => {
        const billMonth = civilDay(ctx.now).slice(0, 7)
        await runUnits(ctx, billMonth, findUsages, (path) => isAnySectionRead(ctx, billMonth, path))
      },
    },
    {
      name: 'billing-audit-topics',
      cron: '40 3 * * *',
      run: async (ctx) => void (await auditCharging(ctx)),
    },
    {
      name: 'billing-power-factors',
      // After the registers of midnight are in, and again when late ones are.
      cron: '30 4,10 * * *',
      run: async (ctx) => void (await foreseeAccounts(ctx, findUsages)),
    },
    {
      name: 'billing-market-sheets',
      // An import may end while a run is parking what waits for it.
      cron: '25 * * * *',
      run: async (ctx) => void (await billAwaiting(ctx, null, findUsages)),
    },
    {
      name: 'billing-reviewed-readings',
      // A review may end while a run is parking what waits for it.
      cron: '15 * * * *',
      run: async (ctx) => void (await billReviewed(ctx, null, findUsages)),
    },
  ]
}

/** Each unit has a run of its own, which its clerks see; one that a clerk has started meanwhile is his. */
async function runUnits(
  ctx: Ctx,
  billMonth: string,
  findUsages: UsagePort,
  isDue: (path: string) => Promise<boolean> = async () => true,
): Promise<void> {
  for (const organisationPath of await listBillingUnits(ctx)) {
    if (!(await isDue(organisationPath))) continue
    try {
      await runBills(ctx, { billMonth, organisationPath }, findUsages)
    } catch (fault) {
      if (!(fault instanceof Refusal && fault.code === 'RUN_IN_PROGRESS')) throw fault
    }
  }
}
