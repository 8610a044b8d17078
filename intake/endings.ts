import type { z } from 'zod'
import { recordAudit } from '../db/audit.ts'
import type { Ctx } from '../db/context.ts'
import { transact } from '../db/pool.ts'
import { notFound } from '../db/refusal.ts'
import { findApplication } from './applications.ts'
import type { ApplicationDetail, endInput, returnInput } from './contract.ts'
import { refuse } from './refusals.ts'
import { decideEnding, decideReturn, flowOf } from './rules/workflow.ts'
import { lockApplicationRow, moveApplication } from './sql/applications.ts'
import { stopClocks } from './sql/clocks.ts'
import { insertEvent, insertStep } from './sql/steps.ts'

/**
 * Sends the application back to an earlier step (退回) with its reason; clocks that run go on running.
 * Refuses with `NOT_FOUND`, `APPLICATION_ENDED`, `STALE_VERSION`, `STEP_NOT_YOURS`, `RETURN_NOT_ALLOWED`.
 */
export async function returnStep(ctx: Ctx, id: number, input: z.infer<typeof returnInput>): Promise<ApplicationDetail> {
  await transact(ctx, async (inner) => {
    const application = await lockApplicationRow(inner, id)
    if (!application) throw notFound('申请')
    const { version, to, reason } = input
    const verdict = decideReturn(flowOf(application), application, { version, to, roles: inner.actor.roles })
    if (!verdict.ok) throw refuse(verdict)
    await insertStep(inner, id, {
      step: verdict.from,
      state: 'returned',
      startedAt: application.stepSince,
      opinion: reason,
      data: { to },
    })
    await insertEvent(inner, id, { kind: 'returned', step: verdict.from, reason })
    await recordAudit(inner, {
      action: 'application.returned',
      subject: `application:${application.applicationNo}`,
      detail: { from: verdict.from, to },
    })
    await moveApplication(inner, id, { status: 'open', currentStep: to })
  })
  return findApplication(ctx, id)
}

/**
 * Ends an application: withdrawn by the customer (撤销) or refused by the office (不予受理), with its reason.
 * Refuses with `NOT_FOUND`, `APPLICATION_ENDED`, `STALE_VERSION`, `NOT_THE_CURRENT_STEP` (the meter is in),
 * `STEP_NOT_YOURS`.
 */
async function endApplication(
  ctx: Ctx,
  id: number,
  input: z.infer<typeof endInput> & { ending: 'withdrawn' | 'refused' },
): Promise<ApplicationDetail> {
  await transact(ctx, async (inner) => {
    const application = await lockApplicationRow(inner, id)
    if (!application) throw notFound('申请')
    const { version, ending, reason } = input
    const verdict = decideEnding(flowOf(application), application, { version, ending, roles: inner.actor.roles })
    if (!verdict.ok) throw refuse(verdict)
    await stopClocks(inner, id, null)
    await insertEvent(inner, id, { kind: ending, step: verdict.from, reason })
    await recordAudit(inner, {
      action: `application.${ending}`,
      subject: `application:${application.applicationNo}`,
      detail: { step: verdict.from },
    })
    await moveApplication(inner, id, { status: ending, endReason: reason })
  })
  return findApplication(ctx, id)
}

export function withdrawApplication(ctx: Ctx, id: number, input: z.infer<typeof endInput>): Promise<ApplicationDetail> {
  return endApplication(ctx, id, { ...input, ending: 'withdrawn' })
}

export function refuseApplication(ctx: Ctx, id: number, input: z.infer<typeof endInput>): Promise<ApplicationDetail> {
  return endApplication(ctx, id, { ...input, ending: 'refused' })
}
