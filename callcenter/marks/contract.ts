import { z } from 'zod'
import { accountNoShape } from '../../db/customers/contract.ts'
import { type Mark, type MarkAct, markActs, marks } from '../rules/marks.ts'

export const markTitles: Record<Mark, { zh: string; en: string }> = {
  'life-support': { zh: '依靠供电维持生命', en: 'Life depends on supply' },
  sensitive: { zh: '敏感客户', en: 'Sensitive' },
  abusive: { zh: '辱骂骚扰', en: 'Abusive' },
  silent: { zh: '无声电话', en: 'Silent' },
}

/** What is recorded of a step; `none`: it is only said. */
export const actTitles: Record<MarkAct | 'none', { zh: string; en: string }> = {
  none: { zh: '不登记', en: 'Nothing' },
  greet: { zh: '记录无声', en: 'Record a silence' },
  warn: { zh: '警告', en: 'Warn' },
  end: { zh: '结束并登记', en: 'End and record' },
}

const reason = z.string().trim().min(2, '请写明原因').max(300)
const days = z
  .number()
  .int()
  .min(1)
  .max(3650)
  .optional()
  .describe('how long it is to hold; else as long as the rule allows')

/**
 * POST /api/callcenter/caller-marks: of the account, or of the caller's number where `contactId` names the contact in hand without an
 * account number. An agent proposes it, a lead sets it. Answers 201.
 */
export const newMark = z.strictObject({
  mark: z.enum(marks),
  accountNo: accountNoShape.optional(),
  contactId: z.number().int().positive().optional(),
  reason,
  evidence: z.string().trim().min(2).max(200).optional().describe('which paper was seen; of life-support'),
  days,
})
/** POST /api/callcenter/caller-marks/{id}/confirmation: of a proposal, or of one that is near its end. */
export const markConfirmation = z.strictObject({ days })
/** POST /api/callcenter/caller-marks/{id}/end: also of a proposal that is not confirmed. */
export const markEnd = z.strictObject({ reason })

/** POST /api/callcenter/contacts/{id}/mark-acts: what the agent did, in the order of the procedure. The end hangs up. */
export const markAct = z.union([
  z.strictObject({ mark: z.enum(marks), act: z.enum(['greet', 'warn']) }),
  z.strictObject({
    mark: z.enum(marks),
    act: z.literal('end'),
    note: z.string().trim().min(2, '请写明经过').max(300),
    noDanger: z.literal(true).describe('the caller reported no fault and no danger, or it is recorded'),
  }),
])

export const callerMark = z.object({
  id: z.number(),
  mark: z.enum(marks),
  state: z.enum(['proposed', 'confirmed']),
  accountNo: z.string().nullable().describe('null: of a number'),
  phone: z.string().nullable().describe('masked, of a number that a contact is still kept of'),
  reason: z.string().nullable().describe('null: not to be said before it is sure who speaks'),
  evidence: z.string().nullable(),
  markedBy: z.string(),
  markedAt: z.iso.datetime(),
  confirmedBy: z.string().nullable(),
  expiresAt: z.iso.datetime(),
  renewFrom: z.iso.datetime().nullable().describe('from when on a lead may let it hold longer; null of a proposal'),
})
export type CallerMark = z.infer<typeof callerMark>

/** GET /api/callcenter/caller-marks: proposals and marks in force of the lead's units, proposals first. */
export const callerMarks = z.object({ marks: z.array(callerMark) })
export type CallerMarks = z.infer<typeof callerMarks>

/** GET /api/callcenter/contacts/{id}/marks: of its account and its number, with what is to be said and done. */
export const contactMarks = z.object({
  marks: z.array(callerMark),
  procedures: z.array(
    z.object({
      mark: z.enum(marks),
      steps: z.array(z.object({ act: z.enum([...markActs, 'none']), zh: z.string(), en: z.string() })),
      done: z.number().describe('acts recorded in this contact'),
      next: z.enum(markActs).nullable(),
    }),
  ),
  mayAct: z.boolean().describe('it is the reader’s call, and on the line'),
})
export type ContactMarks = z.infer<typeof contactMarks>
