import { z } from 'zod'
import { steps } from './rules/flow/shape.ts'
import { paper, stepData } from './step-data.ts'

// What crosses the wire to do something about an application: its steps and the verbs beside them.

const text = (max: number) => z.string().trim().min(1).max(max)
const opinion = z.string().trim().max(500).optional()
const version = z.number().int()
/** Files of the application by which it is done, as POST …/attachments gave them. */
const attachmentIds = z.array(z.number().int()).max(20).optional()
export const act = { version, attachmentIds }

/** POST /api/intake/applications/{id}/steps: completes an open step with what it writes down. */
export const completeStepInput = z
  .strictObject({
    ...act,
    step: z.enum(steps),
    opinion,
    /** Of the step; see `step-data.ts`. */
    data: z.record(z.string(), z.unknown()).default({}),
  })
  .superRefine(({ step, data }, context) => {
    for (const issue of stepData[step].safeParse(data).error?.issues ?? []) {
      context.addIssue({ code: 'custom', path: ['data', ...issue.path], message: issue.message })
    }
  })
export type CompleteStepInput = z.infer<typeof completeStepInput>

/** POST …/returns (退回): an open step back to an earlier one. */
export const returnInput = z.strictObject({
  ...act,
  step: z.enum(steps).optional(),
  to: z.enum(steps),
  reason: text(500),
})
/** POST …/refusal, POST …/withdrawal, POST …/resumption, POST …/escalation */
export const endInput = z.strictObject({ ...act, reason: text(500) })
/** POST …/suspension (挂起): only for a reason that the flow lists. */
export const suspendInput = z.strictObject({ ...act, code: text(40), reason: text(500) })
/** POST …/assignments (改派): an open step to somebody by user name; null: to all who have its role. */
export const assignInput = z.strictObject({
  ...act,
  step: z.enum(steps),
  holder: text(40).nullable(),
  reason: text(500),
})
/** POST …/papers: what came later. */
export const papersInput = z.strictObject({ version, papers: z.array(paper).min(1).max(20) })
