import { z } from 'zod'
import { contactCategories } from '../contract.ts'
import { orderLink } from '../orders/contract.ts'
import {
  followUpStates,
  followUpWays,
  givenUpBecause,
  type ScriptPart,
  scriptParts,
  tryOutcomes,
} from '../rules/follow-up.ts'

export { tryOutcomes } from '../rules/follow-up.ts'

export const COMMENT_SIGNS = 500

const score = z.number().int().min(1, '请打分').max(5).describe('1 very dissatisfied, 5 very satisfied')
/** Plain text: what it is shown in makes nothing of it. */
const comment = z
  .string()
  .trim()
  .max(COMMENT_SIGNS)
  .transform((text) => text.replaceAll(/[\p{Cc}\p{Cf}]/gu, ' ').trim() || null)
  .optional()
  .describe('of the customer’s own, plain text')
const token = z.string().regex(/^[\w-]{22}$/)

// ── of his own log-in ────────────────────────────────────────────────────────

const subject = z.enum(['order', 'contact'])
const ownRating = z.object({
  subjectNo: z.string(),
  subject,
  kind: z.string().nullable(),
  subkind: z.string().nullable(),
  category: z.enum(contactCategories).nullable(),
  closedAt: z.iso.datetime(),
  score: z.number().nullable().describe('his own word; null: not rated, or rated by another way or person'),
  comment: z.string().nullable(),
  ratedAt: z.iso.datetime().nullable().describe('with a score of null: somebody else rated it'),
  changeUntil: z.iso.datetime().nullable().describe('until then it may be changed; null: not any more'),
  isAsked: z.boolean().describe('the company asks for it'),
})
export type OwnRating = z.infer<typeof ownRating>
/** GET /api/callcenter/own-ratings */
export const ownRatings = z.object({ items: z.array(ownRating), days: z.number() })
export type OwnRatings = z.infer<typeof ownRatings>
export const subjectParam = z.object({ subjectNo: z.string().regex(/^[WC]\d{14,}$/) })
/** PUT /api/callcenter/own-ratings/{subjectNo}: the first counts; his own is changed within the hours of the rule, what was said before is kept. */
export const rating = z.strictObject({ score, comment })

// ── by the link of a short message ───────────────────────────────────────────

/** PUT /api/callcenter/survey/reading: nothing is written by it. */
export const surveyToken = z.strictObject({ token })
export const survey = z.object({
  subjectNo: z.string().describe('masked'),
  subject,
  state: z.enum(['open', 'answered', 'refused', 'over']),
})
export type Survey = z.infer<typeof survey>
/** PUT /api/callcenter/survey/answer: a score, or the wish not to be asked again. */
export const surveyAnswer = z.union([
  z.strictObject({ token, score, comment }),
  z.strictObject({ token, isRefused: z.literal(true) }),
])

// ── by a call of an agent ────────────────────────────────────────────────────

const tried = z.object({
  at: z.iso.datetime(),
  by: z.string(),
  outcome: z.enum(tryOutcomes),
  againAt: z.iso.datetime().nullable(),
  note: z.string().nullable(),
})
const followUp = z.object({
  id: z.number(),
  subject,
  subjectNo: z.string(),
  kind: z.string().nullable(),
  subkind: z.string().nullable(),
  category: z.enum(contactCategories).nullable(),
  way: z.enum(followUpWays),
  state: z.enum(followUpStates),
  because: z.enum(givenUpBecause).nullable(),
  customer: z.string().nullable().describe('masked'),
  phone: z.string().nullable().describe('masked'),
  nextAt: z.iso.datetime(),
  attempts: z.number(),
  heldBy: z.string().nullable(),
  closedAt: z.iso.datetime().nullable().describe('when what it is about was closed'),
  score: z.number().nullable(),
  comment: z.string().nullable(),
  badOrder: orderLink.nullable().describe('what was opened for its score, where the reader may open it'),
})
export type FollowUp = z.infer<typeof followUp>
export const scriptPartTitles: Record<ScriptPart, { zh: string; en: string }> = {
  greeting: { zh: '问候', en: 'Greeting' },
  identity: { zh: '说明身份和来意', en: 'Who we are, and why we ring' },
  proof: { zh: '校验码', en: 'Proof code' },
  question: { zh: '提问', en: 'Question' },
  closing: { zh: '结束语', en: 'Closing' },
}
export const followUpInHand = followUp.extend({
  script: z
    .array(z.object({ position: z.number(), part: z.enum(scriptParts), zh: z.string(), en: z.string() }))
    .describe('what is read out, in order, by the rules of today'),
  proof: z
    .object({ code: z.string(), isShown: z.boolean().describe('he has a log-in in which he sees it') })
    .nullable()
    .describe('of the call that was placed for it and still goes on'),
  about: z.string().describe('what it was about, and what was done'),
  isRung: z.boolean(),
  heldUntil: z.iso.datetime(),
  mostAttempts: z.number(),
  tries: z.array(tried),
})
export type FollowUpInHand = z.infer<typeof followUpInHand>

/** GET /api/callcenter/follow-ups: of the reader’s units, without those whose words are about him. */
export const followUpQuery = z.object({ state: z.enum(['waiting', 'ended']).default('waiting') })
export const followUpPage = z.object({
  inHand: followUpInHand.nullable(),
  due: z.number().describe('to be rung now'),
  items: z.array(followUp),
  maySurvey: z.boolean().describe('customers may be rung now'),
})
export type FollowUpPage = z.infer<typeof followUpPage>

/** POST /api/callcenter/follow-ups/in-hand: the next to be rung; null: nobody is. */
export const taken = z.object({ inHand: followUpInHand.nullable() })
/** POST /api/callcenter/follow-ups/{id}/ringing: the number in full, put on the audit record, and the call where there is a line. */
export const rung = z.object({
  phone: z.string(),
  contactId: z.number().nullable().describe('null: no line, to be dialled by hand'),
})
export type Rung = z.infer<typeof rung>

const note = z.string().trim().max(300).optional()
/** POST /api/callcenter/follow-ups/{id}/outcome */
export const tryResult = z.discriminatedUnion('outcome', [
  z.strictObject({ outcome: z.literal('answered'), score, comment, note }),
  z.strictObject({ outcome: z.literal('later'), againAt: z.iso.datetime({ offset: true }), note }),
  z.strictObject({ outcome: z.enum(['no-answer', 'refused', 'wrong-number']), note }),
])
