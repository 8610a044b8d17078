import type { z } from 'zod'
import { recordAudit } from '../db/audit.ts'
import type { Ctx } from '../db/context.ts'
import { transact } from '../db/pool.ts'
import { Refusal } from '../db/refusal.ts'
import type { endInput, returnInput } from './act-contract.ts'
import { recordAct } from './acts.ts'
import { findApplication } from './applications.ts'
import type { ApplicationDetail } from './contract.ts'
import { refuse } from './refusals.ts'
import { decideEnding, decideReturn } from './rules/flow/engine.ts'
import { moveApplication } from './sql/applications.ts'
import { stopClocks } from './sql/clocks.ts'
import { insertStep } from './sql/steps.ts'
import { listTasks, releaseClaims } from './sql/tasks.ts'
import { openForChange, settle } from './standing.ts'

/**
 * Sends an open step back to an earlier one (退回) with its reason; what lies behind that one is to be done again, and
 * clocks that run go on running. The step may be left out where only one is open.
 * Refuses with `NOT_FOUND`, `APPLICATION_ENDED`, `STALE_VERSION`, `STEP_NOT_OPEN`, `STEP_NOT_YOURS`, `RETURN_NOT_ALLOWED`,
 * `ATTACHMENT_UNKNOWN`.
 */
export async function returnStep(ctx: Ctx, id: number, input: z.infer<typeof returnInput>): Promise<ApplicationDetail> {
  await transact(ctx, async (inner) => {
    const { application, flow, standing } = await openForChange(inner, id)
    const { version, to, reason } = input
    const step = input.step ?? (standing.open.length === 1 ? standing.open[0] : undefined)
    if (step === undefined && standing.open.length > 1) {
      throw new Refusal('STEP_NEEDED', '有多个并行环节,请选择从哪个环节退回')
    }
    const verdict = decideReturn(flow, standing, { version, step: step ?? 'archive', to, roles: inner.actor.roles })
    if (!verdict.ok || step === undefined) throw verdict.ok ? new Error('a return without a step') : refuse(verdict)
    const task = (await listTasks(inner, [id])).find((each) => each.step === step)
    const startedAt = task?.openedAt ?? inner.now
    await insertStep(inner, id, { step, state: 'returned', startedAt, opinion: reason, data: { to } })
    await recordAct(inner, id, { kind: 'returned', step, toStep: to, reason, attachmentIds: input.attachmentIds })
    await recordAudit(inner, {
      action: 'application.returned',
      subject: `application:${application.applicationNo}`,
      detail: { from: step, to },
    })
    await settle(inner, application)
    await moveApplication(inner, id, { status: 'open' })
  })
  return findApplication(ctx, id)
}

/**
 * Ends an application: withdrawn by the customer (撤销) or refused by the office (不予受理), with its reason.
 * Refuses with `NOT_FOUND`, `APPLICATION_ENDED`, `STALE_VERSION`, `TOO_LATE_TO_END`, `STEP_NOT_YOURS`, `ATTACHMENT_UNKNOWN`.
 */
async function endApplication(
  ctx: Ctx,
  id: number,
  input: z.infer<typeof endInput> & { ending: 'withdrawn' | 'refused' },
): Promise<ApplicationDetail> {
  await transact(ctx, async (inner) => {
    const { application, flow, standing } = await openForChange(inner, id)
    const { version, ending, reason } = input
    const verdict = decideEnding(flow, standing, { version, ending, roles: inner.actor.roles })
    if (!verdict.ok) throw refuse(verdict)
    await stopClocks(inner, id, null)
    await releaseClaims(inner, application)
    await recordAct(inner, id, { kind: ending, reason, attachmentIds: input.attachmentIds })
    await recordAudit(inner, {
      action: `application.${ending}`,
      subject: `application:${application.applicationNo}`,
      detail: { open: standing.open },
    })
    await settle(inner, application)
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
