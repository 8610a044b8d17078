import { z } from 'zod'
import { accountNoShape } from '../../db/customers/contract.ts'
import { recognisedMatter } from '../matters/contract.ts'

export { type Block, readMarkup, type Span, toPlainText } from '../rules/knowledge/markup.ts'

export const knowledgeStates = ['draft', 'submitted', 'released', 'withdrawn'] as const
export type KnowledgeState = (typeof knowledgeStates)[number]

const reason = z.string().trim().min(2, '请写明理由').max(200)
const revision = z.number().int()

/** What is written of an article. Dates are civil days; `validTo` is the first day on which it counts no more. */
export const articleDraft = z
  .strictObject({
    category: z.string().min(2).max(31),
    title: z.string().trim().min(4, '标题至少 4 个字').max(80),
    questions: z.array(z.string().trim().min(2).max(80)).max(30).describe('other ways to ask for it'),
    body: z.string().trim().min(10, '正文至少 10 个字').max(8000),
    legalBasis: z.string().trim().min(2, '请写明依据或来源').max(300),
    isPublic: z.boolean().describe('whether customers may read it'),
    organisationId: z.number().int().positive().nullable().describe('null: of the whole company'),
    validFrom: z.iso.date(),
    validTo: z.iso.date().nullable(),
    reviewOn: z.iso.date().describe('when its author is to look it through again'),
  })
  .refine(({ validFrom, validTo }) => validTo === null || validTo > validFrom, {
    path: ['validTo'],
    message: '失效日须晚于生效日',
  })
export type ArticleDraft = z.output<typeof articleDraft>

/** PUT /api/callcenter/knowledge/versions/{id}: of a draft. */
export const versionChange = z.strictObject({ draft: articleDraft, revision })
export const versionStep = z.strictObject({ revision })
export const versionReturn = z.strictObject({ revision, reason })
export const versionWithdrawal = z.strictObject({ reason })

const versionHead = z.object({
  id: z.number(),
  articleId: z.number(),
  articleNo: z.string(),
  number: z.number(),
  state: z.enum(knowledgeStates),
  category: z.string(),
  title: z.string(),
  isPublic: z.boolean(),
  organisationId: z.number().nullable(),
  organisation: z.string().nullable(),
  validFrom: z.string(),
  validTo: z.string().nullable(),
  reviewOn: z.string(),
  isInForce: z.boolean(),
  isOurs: z.boolean(),
  drafters: z.array(z.string()),
  drafterNames: z.array(z.string()).describe('of the drafters, in their order'),
  changedAt: z.iso.datetime(),
  revision,
  submittedBy: z.string().nullable(),
  returnedBecause: z.string().nullable(),
  releasedBy: z.string().nullable(),
  releasedAt: z.iso.datetime().nullable(),
  withdrawnBy: z.string().nullable(),
  withdrawnAt: z.iso.datetime().nullable(),
  withdrawnBecause: z.string().nullable(),
})
export const articleVersion = versionHead.extend({
  questions: z.array(z.string()),
  body: z.string(),
  legalBasis: z.string(),
})
export type ArticleVersion = z.infer<typeof articleVersion>
/** GET /api/callcenter/knowledge/articles/{id}: its versions, the newest first. Drafts are for editors. */
export const article = z.object({ versions: z.array(articleVersion) })
/** GET /api/callcenter/knowledge/articles: of each article the newest version. */
export const articleList = z.object({ articles: z.array(versionHead) })
export const articleQuery = z.object({
  state: z.enum(['open', 'in-force', 'over']).optional(),
  category: z.string().max(31).optional(),
  q: z.string().trim().max(80).optional(),
})

const titled = { titleZh: z.string(), titleEn: z.string() }
/** GET /api/callcenter/knowledge/shelf: the tree, and whom an article may be for. */
export const shelf = z.object({
  categories: z.array(
    z.object({ code: z.string(), parent: z.string().nullable(), ...titled, articles: z.number().describe('in force') }),
  ),
  units: z.array(z.object({ id: z.number(), name: z.string() })),
  reviewMonths: z.number().describe('after which a new article is looked through'),
})
export type Shelf = z.infer<typeof shelf>

export const hitReasons = ['asked', 'subkind', 'arrears', 'no-supply', 'application', 'popular'] as const
const hit = z.object({
  articleId: z.number(),
  articleNo: z.string(),
  number: z.number(),
  title: z.string(),
  category: z.string(),
  isPublic: z.boolean(),
  excerpt: z.string(),
  coverage: z.number().describe('of what was asked the share that it answers, 0 to 1'),
  because: z.enum(hitReasons),
})
export type Hit = z.infer<typeof hit>
/** GET /api/callcenter/knowledge: the best first; without words the most used. */
export const hits = z.object({ hits: z.array(hit) })
/** GET /api/callcenter/knowledge/suggestions: before the articles, what is in force of service matters where the account is. */
export const suggestions = hits.extend({ matters: z.array(recognisedMatter) })
export const searchQuery = z.object({
  q: z.string().trim().max(200).optional(),
  category: z.string().max(31).optional(),
})
/** GET /api/callcenter/knowledge/suggestions: beside the current contact, by what is written and what the file says. */
export const suggestionQuery = z.object({
  q: z.string().trim().max(2000).optional().describe('what the agent has written so far'),
  subkind: z.string().max(60).optional(),
  accountNo: accountNoShape.optional(),
})

export const questionOrigins = ['search', 'unhelpful', 'assistant'] as const
export type QuestionOrigin = (typeof questionOrigins)[number]
const asked = z.string().trim().min(2).max(200)
/** POST /api/callcenter/knowledge/questions: asked, and nothing found. */
export const question = z.strictObject({ asked })
export const unhelpfulReasons = ['wrong', 'outdated', 'unclear', 'incomplete', 'off-topic'] as const
/** POST /api/callcenter/knowledge/articles/{id}/uses: what an agent did with it. Not helpful is told why, and becomes a task. */
export const use = z.discriminatedUnion('act', [
  z.strictObject({ act: z.enum(['opened', 'sent', 'helpful']) }),
  z.strictObject({ act: z.literal('unhelpful'), because: z.enum(unhelpfulReasons), asked: asked.optional() }),
])

export const taskOutcomes = ['written', 'confirmed', 'declined'] as const
export type TaskOutcome = (typeof taskOutcomes)[number]
const task = z.object({
  id: z.number(),
  kind: z.enum(['gap', 'review']),
  question: z.string(),
  articleId: z.number().nullable(),
  articleNo: z.string().nullable(),
  articleTitle: z.string().nullable(),
  asked: z.number().describe('how often'),
  openedAt: z.iso.datetime(),
  latestAt: z.iso.datetime(),
  owner: z.string().nullable(),
  dueOn: z.string().nullable(),
  isOverdue: z.boolean(),
  outcome: z.enum(taskOutcomes).nullable(),
  reason: z.string().nullable(),
  nextReviewOn: z.string().nullable(),
  endedBy: z.string().nullable(),
  endedAt: z.iso.datetime().nullable(),
  revision,
  examples: z.array(
    z.object({
      asked: z.string(),
      origin: z.enum(questionOrigins),
      reason: z.enum(unhelpfulReasons).nullable(),
      at: z.string(),
    }),
  ),
})
export type KnowledgeTask = z.infer<typeof task>
/** GET /api/callcenter/knowledge/tasks */
export const taskList = z.object({
  tasks: z.array(task),
  editors: z.array(z.object({ username: z.string(), name: z.string() })),
  counts: z.object({ open: z.number(), mine: z.number(), overdue: z.number() }),
})
export const taskQuery = z.object({
  state: z.enum(['open', 'ended']).default('open'),
  mine: z.stringbool().optional(),
})
/** PUT /api/callcenter/knowledge/tasks/{id}/owner: without a day it is due by the rule. */
export const taskOwner = z.strictObject({
  owner: z.string().min(1).max(60),
  dueOn: z.iso.date().optional(),
  revision,
})
/** POST /api/callcenter/knowledge/tasks/{id}/end */
export const taskEnd = z.discriminatedUnion('outcome', [
  z.strictObject({
    outcome: z.literal('written'),
    articleNo: z.string().regex(/^K\d{6,}$/, '文章编号如 K001001'),
    revision,
  }),
  z.strictObject({ outcome: z.literal('confirmed'), nextReviewOn: z.iso.date(), revision }),
  z.strictObject({ outcome: z.literal('declined'), reason, revision }),
])

/** Words that mean the same; the first is the one by which all are looked up. */
export const synonyms = z.strictObject({
  words: z.array(z.string().trim().min(1).max(20)).min(2, '至少两个词').max(20),
})
/** GET /api/callcenter/knowledge/synonyms */
export const synonymList = z.object({
  groups: z.array(
    z.object({ id: z.number(), words: z.array(z.string()), changedBy: z.string(), changedAt: z.iso.datetime() }),
  ),
})
