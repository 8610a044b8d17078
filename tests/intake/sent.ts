import type { Ctx } from '../../db/context.ts'
import { findApplication, submitApplication } from '../../intake/applications.ts'
import type { ApplicationDetail } from '../../intake/contract.ts'
import type { Ports } from '../../intake/ports.ts'
import { type Completion, completeStep } from '../../intake/steps.ts'
import { type SubmitInput, submitInput } from '../../intake/submit-contract.ts'

/** Hands in an application as it is sent: fields that have a default may be left out. */
export async function submitSent(ctx: Ctx, input: object, ports: Ports): Promise<ApplicationDetail> {
  return submitApplication(ctx, submitInput.parse(input) as SubmitInput, ports)
}

/** Completes a step of an application, whatever its version is by then. */
export async function completeSent(
  ctx: Ctx,
  { id, step, data }: { id: number; step: string; data: object },
  ports: Ports,
): Promise<ApplicationDetail> {
  const { version } = await findApplication(ctx, id)
  return completeStep(ctx, id, { step, version, data: { ...data } } as { version: number } & Completion, ports)
}
