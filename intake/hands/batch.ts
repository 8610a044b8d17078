import type { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { Refusal } from '../../db/refusal.ts'
import type { Ports } from '../ports.ts'
import { completeStep } from '../steps.ts'
import type { batchInput, batchOutcome } from './contract.ts'

type Outcome = z.infer<typeof batchOutcome>['items'][number]

/** Accepts many applications, each in its own transaction: one that is refused stops none, and says why. */
export async function acceptApplications(
  ctx: Ctx,
  { applications, opinion }: z.infer<typeof batchInput>,
  ports: Ports,
): Promise<z.infer<typeof batchOutcome>> {
  const items: Outcome[] = []
  for (const { id, version } of applications) {
    const input = { step: 'accept' as const, version, opinion, data: { papersSeen: true } }
    try {
      const { applicationNo } = await completeStep(ctx, id, input, ports)
      items.push({ id, applicationNo, accepted: true, code: null, message: null })
    } catch (fault) {
      if (!(fault instanceof Refusal)) throw fault
      items.push({ id, applicationNo: null, accepted: false, code: fault.code, message: fault.message })
    }
  }
  return { items }
}
