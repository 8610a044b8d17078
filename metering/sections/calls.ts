import type { Ctx } from '../../db/context.ts'
import { publish } from '../../db/events.ts'
import { transact } from '../../db/pool.ts'
import { addDays, civilDay } from '../../db/time.ts'
import { readPoint } from '../ask-meter.ts'
import { type Attempt, rereadGap } from '../collection/reread.ts'
import { nextCall, planRuleOn } from '../rules/reading-plan.ts'
import { type CallDue, claimCalls, findCallFault, listCalled, saveCall } from '../sql/reading-calls.ts'
import { settleSpecialRows } from '../sql/special-readings.ts'
import { refreshPlan } from './plans.ts'

export const CALLS_AT_ONCE = 50
const LEASE_MS = 600_000

/**
 * One bounded round of calling again (补召) what reviews and special readings want: the register that the meter or its
 * terminal kept of the reading day, and what it shows now, before curves and what fills gaps. An answer is seen in the
 * review at once; a call that is given up says what comes next. Run in the process that owns the lines; not inside a
 * transaction. Returns how many it called.
 */
export async function callAgain(ctx: Ctx, limit = CALLS_AT_ONCE): Promise<number> {
  await settleCalls(ctx)
  const due = await claimCalls(ctx, limit, new Date(ctx.now.getTime() + LEASE_MS))
  for (const call of due) await callOne(ctx, call)
  await settleCalls(ctx)
  return due.length
}

/** What has come since it was called goes to the review. */
async function settleCalls(ctx: Ctx): Promise<void> {
  for (const { specialId, pointId, planId } of await listCalled(ctx)) {
    await transact(ctx, async (inner) => {
      if ((await settleSpecialRows(inner, pointId)) > 0) {
        await tellReview(inner, { specialId, pointId, planId, status: 'read' })
      }
    })
  }
}

async function callOne(ctx: Ctx, call: CallDue): Promise<void> {
  const { specialId, pointId, planId, attempts } = call
  const kept = await askKept(ctx, call)
  const shown = await readPoint(ctx, pointId)
  const isImpossible = kept.is === 'impossible' && shown.is === 'failed'
  const failed = shown.is === 'failed' ? shown.because : kept.is === 'failed' ? kept.because : null
  // What a terminal said of the call before this one.
  const said = await findCallFault(ctx, specialId)
  const next = isImpossible ? null : nextCall({ attempts, calledAt: ctx.now }, planRuleOn(civilDay(ctx.now)))
  const answer = shown.is === 'answered' ? shown.verdict : (failed ?? said ?? 'ASKED')
  await transact(ctx, async (inner) => {
    await saveCall(inner, { specialId, calledAt: call.calledAt ?? ctx.now, answer, nextCallAt: next })
    await settleSpecialRows(inner, pointId)
    await tellReview(inner, { specialId, pointId, planId, status: next === null ? 'given-up' : 'called' })
  })
}

/** What was kept of the reading day's beginning is the freeze of the day before. */
async function askKept(ctx: Ctx, { pointId, terminalId, day, assetNo, isMqtt, isOnline }: CallDue): Promise<Attempt> {
  const gap = { pointId, terminalId, day: addDays(day, -1), item: 'day-freeze' as const, assetNo, isMqtt, isOnline }
  return rereadGap(ctx, gap, { priority: 'on-demand' })
}

async function tellReview(
  ctx: Ctx,
  { specialId, pointId, planId, status }: { specialId: number; pointId: number; planId: number | null; status: string },
): Promise<void> {
  if (planId !== null) await refreshPlan(ctx, planId, [pointId])
  await publish(ctx, 'reading-call.changed', { specialId, planId, status })
}
