import { z } from 'zod'
import { accountNoShape } from '../../db/customers/contract.ts'
import { contactStates } from '../contract.ts'
import { hotlines, workOrder, workOrderStates } from '../orders/contract.ts'

export const handInActs = ['handed-in', 'replied', 'returned', 'extended', 'warning', 'breach'] as const

const hotline = {
  hotline: z.enum(hotlines),
  hotlineName: z.string().nullable().describe('of one that is not listed'),
}
const note = z.string().trim().min(2, '请写明').max(2000)
const theirRef = z.string().trim().min(1).max(64).optional().describe('the hotline’s own number of it')
const dueAt = z.iso.datetime({ offset: true })

/** What another hotline handed in, beside its contact. */
export const handIn = z.object({
  contactId: z.number(),
  contactNo: z.string(),
  contactState: z.enum(contactStates),
  ...hotline,
  theirNo: z.string(),
  said: z.string(),
  accountNo: z.string().nullable(),
  agent: z.string().nullable().describe('who took it in'),
  handedAt: z.iso.datetime(),
  dueAt: z.iso.datetime(),
  isDueSaid: z.boolean().describe('by the hotline; else counted by the rule of the day'),
  state: z.enum(['running', 'due-soon', 'overdue', 'met', 'missed']),
  repliedAt: z.iso.datetime().nullable(),
  reply: z.string().nullable(),
  orders: z.array(
    z.object({
      id: z.number(),
      workOrderNo: z.string(),
      kind: workOrder.shape.kind,
      subkind: z.string(),
      status: z.enum(workOrderStates),
      result: z.string().nullable(),
    }),
  ),
  mayReply: z.boolean().describe('it is written and all that came of it is done'),
  version: z.number(),
})
export type HandIn = z.infer<typeof handIn>

/** GET /api/callcenter/hand-ins: those to be replied to by when they are due, or the latest that were; `q` finds by either number. */
export const handInQuery = z.object({
  state: z.enum(['open', 'replied']).default('open'),
  q: z.string().trim().max(64).optional(),
})
export const handInPage = z.object({ handIns: z.array(handIn), isCut: z.boolean().describe('there are more') })
export type HandInPage = z.infer<typeof handInPage>

/** GET /api/callcenter/hand-ins/{id}: with all that happened to it. The id is that of its contact. */
export const handInRecord = z.object({
  handIn,
  acts: z.array(
    z.object({
      at: z.iso.datetime(),
      by: z.string(),
      act: z.enum(handInActs),
      note: z.string().nullable(),
      dueAt: z.iso.datetime().describe('from then on'),
      theirRef: z.string().nullable(),
    }),
  ),
})
export type HandInRecord = z.infer<typeof handInRecord>

/** POST /api/callcenter/hand-ins: opens a contact in the agent's hand, as one by hand. Answers 201. */
export const newHandIn = z
  .strictObject({
    hotline: hotline.hotline,
    hotlineName: z.string().trim().min(2, '请写明热线名称').max(40).optional(),
    theirNo: z.string().trim().min(2, '请填写对方编号').max(64),
    said: note.describe('the words of the hotline'),
    handedAt: z.iso.datetime({ offset: true }),
    dueAt: dueAt.optional().describe('as the hotline says; else counted'),
    callerPhone: z
      .string()
      .trim()
      .regex(/^[\d +-]{5,20}$/, '电话只含数字')
      .optional(),
    accountNo: accountNoShape.optional(),
  })
  .refine(({ hotline, hotlineName }) => (hotline === 'other') === (hotlineName !== undefined), {
    path: ['hotlineName'],
    message: '其他热线须写明名称',
  })

const version = z.number().int()
/** POST /api/callcenter/hand-ins/{id}/reply: what was answered to the hotline, in its own system. */
export const handInReply = z.strictObject({ version, reply: note, theirRef })
/** POST /api/callcenter/hand-ins/{id}/return, where the hotline does not take the reply; /extension, where it has granted more time. */
export const handInDue = z.strictObject({ version, note, dueAt, theirRef })
