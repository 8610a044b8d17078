import type { Ctx } from '../db/context.ts'
import { civilDay } from '../db/time.ts'
import { addWorkingDays } from './rules/deadlines.ts'
import type { ClockRule, Flow } from './rules/workflow.ts'
import { listLimits, readCalendar, startClock } from './sql/clocks.ts'

/** Starts the clocks that run from this moment, each by the limit in force today; due days are computed once. */
export async function startClocks(
  ctx: Ctx,
  application: { id: number; flow: Flow; from: ClockRule['from'] },
): Promise<void> {
  const starting = application.flow.clocks.filter(({ from }) => from === application.from)
  if (starting.length === 0) return
  const day = civilDay(ctx.now)
  const [limits, calendar] = await Promise.all([
    listLimits(ctx, { kind: application.flow.kind, day }),
    readCalendar(ctx),
  ])
  for (const { code } of starting) {
    const limit = limits.find(({ clock }) => clock === code)
    if (!limit) continue
    await startClock(ctx, {
      applicationId: application.id,
      code,
      limitWorkingDays: limit.workingDays,
      legalBasis: limit.legalBasis,
      dueOn: addWorkingDays(day, limit.workingDays, calendar),
    })
  }
}
