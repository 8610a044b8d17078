import { z } from 'zod'
import { drawReasons } from '../rules/quality.ts'

export const sheetStates = ['open', 'judged', 'appealed', 'final'] as const
const words = (least: string) => z.string().trim().min(2, least).max(500)

const sheet = z.object({
  id: z.number(),
  contactNo: z.string(),
  agent: z.string(),
  answeredAt: z.iso.datetime(),
  talkSeconds: z.number(),
  category: z.string().nullable(),
  reasons: z.array(z.enum(drawReasons)),
  state: z.enum(sheetStates),
  score: z.number().nullable().describe('out of 100'),
  isFatal: z.boolean(),
  judgedBy: z.string().nullable(),
  judgedAt: z.iso.datetime().nullable(),
})
export type SheetRow = z.infer<typeof sheet>

/** GET /api/callcenter/quality-sheets: of agents of the reader's units, what is to be done first. */
export const sheetQuery = z.object({ state: z.enum([...sheetStates, 'all']).default('all') })
export const sheetPage = z.object({
  sheets: z.array(sheet),
  draws: z.array(
    z.object({
      fromOn: z.iso.date(),
      toOn: z.iso.date().describe('the day after the last'),
      calls: z.number(),
      drawn: z.number(),
      drawnBy: z.string(),
    }),
  ),
  passPoints: z.number(),
})
export type SheetPage = z.infer<typeof sheetPage>

const item = z.object({
  code: z.string(),
  titleZh: z.string(),
  titleEn: z.string(),
  points: z.number(),
  isFatal: z.boolean(),
})
const markGiven = z.object({
  code: z.string(),
  points: z.number(),
  most: z.number(),
  isMissed: z.boolean(),
  note: z.string().nullable(),
})
/** GET /api/callcenter/quality-sheets/{id}: to who judges, to the lead, and once it is judged to the agent himself. */
export const sheetDetail = sheet.extend({
  summary: z.string().nullable().describe('what the agent wrote of the call'),
  items: z.array(item).describe('of the day of the call'),
  marks: z.array(markGiven),
  advice: z.string().nullable(),
  appeal: z.string().nullable(),
  appealedAt: z.iso.datetime().nullable(),
  appealUntil: z.iso.datetime().nullable(),
  decidedBy: z.string().nullable(),
  verdict: z.enum(['upheld', 'changed']).nullable(),
  decisionReason: z.string().nullable(),
  recordings: z.array(z.object({ id: z.number(), seconds: z.number(), mayHear: z.boolean().describe('the reader') })),
  isOwn: z.boolean().describe('of a call of the reader himself'),
})
export type SheetDetail = z.infer<typeof sheetDetail>

/** POST /api/callcenter/quality-draws: calls of days that are over. Answers 201. */
export const newDraw = z
  .strictObject({ fromOn: z.iso.date(), toOn: z.iso.date() })
  .refine(({ fromOn, toOn }) => toOn > fromOn, { path: ['toOn'], message: '结束须晚于开始' })
export const drawn = z.object({ calls: z.number(), drawn: z.number() })

const marks = z
  .array(
    z.strictObject({
      code: z.string().max(40),
      points: z.number().int().min(0).max(100),
      isMissed: z.boolean().default(false),
      note: z.string().trim().max(300).optional(),
    }),
  )
  .max(60)
/** POST /api/callcenter/quality-sheets/{id}/judgement */
export const judgement = z.strictObject({ marks, advice: z.string().trim().max(1000).optional() })
/** POST /api/callcenter/quality-sheets/{id}/appeal */
export const appeal = z.strictObject({ reason: words('请写明申诉理由') })
/** POST /api/callcenter/quality-sheets/{id}/decision: of an appeal; changed, with marks in the place of the others. */
export const appealDecision = z.strictObject({
  verdict: z.enum(['upheld', 'changed']),
  reason: words('请写明理由'),
  marks: marks.optional(),
})

/** PUT /api/callcenter/recordings/{id}/listening: each time that it is listened to is on the audit record. */
export const listening = z.object({
  mediaType: z.string(),
  base64: z.string(),
  seconds: z.number(),
  isSimulated: z.boolean().describe('no voices: the engine has no telephones'),
})
export type Listening = z.infer<typeof listening>

/** GET /api/callcenter/quality-results: of sheets judged in [from, to). */
export const resultQuery = z.object({ from: z.iso.date(), to: z.iso.date() })
const result = z.object({ sheets: z.number(), mean: z.number(), fatal: z.number(), passed: z.number() })
export const qualityResults = z.object({
  team: result.nullable(),
  agents: z.array(result.extend({ agent: z.string() })),
  items: z.array(
    z.object({ code: z.string(), titleZh: z.string(), titleEn: z.string(), share: z.number(), missed: z.number() }),
  ),
  weeks: z.array(result.extend({ weekOn: z.iso.date() })),
})
export type QualityResults = z.infer<typeof qualityResults>
