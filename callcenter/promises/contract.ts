import { z } from 'zod'
import { skills } from '../rules/routing.ts'

/** Where a promised call stands; only the first two are open. */
export const promiseStates = ['waiting', 'due', 'kept', 'not-reached', 'withdrawn', 'taken-over'] as const
export type PromiseState = (typeof promiseStates)[number]

export const promiseTitles: Record<PromiseState, { zh: string; en: string }> = {
  waiting: { zh: '待回电', en: 'Waiting' },
  due: { zh: '到时', en: 'Due' },
  kept: { zh: '已回电', en: 'Kept' },
  'not-reached': { zh: '未接通', en: 'Not reached' },
  withdrawn: { zh: '已撤销', en: 'Withdrawn' },
  'taken-over': { zh: '客户已来电', en: 'He rang again' },
}

const instant = z.iso.datetime({ offset: true })
const version = z.number().int()
const reason = z.string().trim().min(2, '请写明原因').max(300)

export const windowRules = z.object({
  daysAhead: z.number(),
  leastMinutes: z.number(),
  mostMinutes: z.number(),
  /** Minutes of the civil day in which customers are called. */
  hours: z.object({ from: z.number(), until: z.number() }),
})

/**
 * POST /api/callcenter/promised-calls: from a contact that is in the agent's hand, or that he closed not long ago. Answers 201. The window
 * lies ahead, within the hours in which customers are called and the limits of `promise_rule`.
 */
export const newPromise = z.strictObject({
  contactId: z.number().int().positive(),
  from: instant,
  until: instant,
  about: z.string().trim().min(2, '请写明回电事由').max(500),
  by: z.enum(['me', 'anybody']).describe('the agent himself where he is at work, or anybody of the skill'),
  number: z
    .enum(['contact', 'file', 'given'])
    .describe('from which he rang, of his file, or `phone` where there is neither'),
  phone: z.string().trim().min(5, '号码太短').max(20, '号码太长').optional(),
})

/** PUT /api/callcenter/promised-calls/{id}/agent: to an agent of the lead's units; null: to anybody of the skill. */
export const reassignment = z.strictObject({ agentId: z.number().int().positive().nullable(), reason, version })
/** Who asked for another window. */
export const askers = ['customer', 'us'] as const
export const askerTitles: Record<(typeof askers)[number], { zh: string; en: string }> = {
  customer: { zh: '客户要求', en: 'The customer asked' },
  us: { zh: '我方原因', en: 'For our own reasons' },
}
/** PUT /api/callcenter/promised-calls/{id}/window: within the limits in which one is promised. Of an agent: of what is in his own hand. */
export const rescheduling = z.strictObject({ from: instant, until: instant, askedBy: z.enum(askers), reason, version })
/** POST /api/callcenter/promised-calls/{id}/withdrawal: of a lead, or of the agent in whose hand it is. */
export const withdrawal = z.strictObject({ reason, version })

const formerWindow = z.object({
  ...{ from: instant, until: instant, at: instant, by: z.string(), askedBy: z.enum(askers), reason: z.string() },
})
export type FormerWindow = z.infer<typeof formerWindow>

/** What whoever rings has to know. */
export const promiseTold = z.object({
  id: z.number(),
  by: z.string(),
  at: instant,
  from: instant,
  until: instant,
  about: z.string(),
  contactId: z.number().nullable().describe('in which it was promised; null once that is erased'),
  contactNo: z.string().nullable(),
  former: z
    .array(formerWindow)
    .describe('from which it was moved, the first one first; when, by whom, and who asked for it'),
})
export type PromiseTold = z.infer<typeof promiseTold>

export const promisedCall = promiseTold.extend({
  state: z.enum(promiseStates),
  isLate: z.boolean().describe('open, and past its window'),
  agent: z.string().nullable().describe('who is to ring; null: anybody of the skill'),
  agentId: z.number().nullable(),
  skill: z.enum(skills),
  phone: z.string().describe('masked'),
  accountNo: z.string().nullable(),
  customerName: z.string().nullable(),
  nextAt: instant.describe('when it joins the queue, or is rung again'),
  tries: z.number(),
  /** Of one that is due: who has it now, or null: it waits in the queue. */
  inHandOf: z.string().nullable(),
  endedAt: instant.nullable(),
  endedBy: z.string().nullable().describe('null: no person'),
  endReason: z.string().nullable(),
  isMine: z.boolean().describe("in the reader's hand: his to ring, or promised by him and anybody's to ring"),
  version: z.number(),
})
export type PromisedCall = z.infer<typeof promisedCall>

/** GET /api/callcenter/promised-calls: the reader's own (promised by him, or his to ring) or his units'; open ones late and due first, ended ones the latest first. */
export const promiseQuery = z.object({
  of: z.enum(['mine', 'unit']).default('mine'),
  state: z.enum(['open', 'ended']).default('open'),
})
export const promisePage = z.object({
  items: z.array(promisedCall),
  late: z.number().describe('open and past their window, of the same choice'),
  agents: z.array(z.object({ userId: z.number(), name: z.string() })).describe('of a lead: to whom he may give one'),
  window: windowRules.describe('to which one may be moved'),
})
export type PromisePage = z.infer<typeof promisePage>

/** GET /api/callcenter/contacts/{id}/promise-choices: what may be promised from a contact. */
export const promiseChoices = z.object({
  /** Masked; null: there is none, or of the file the same as the contact's. */
  numbers: z.object({ contact: z.string().nullable(), file: z.string().nullable() }),
  skill: z.enum(skills),
  ...windowRules.shape,
  open: promisedCall.nullable().describe('what was promised from it and is still owed'),
})
export type PromiseChoices = z.infer<typeof promiseChoices>
