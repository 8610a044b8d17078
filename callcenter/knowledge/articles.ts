import type { z } from 'zod'
import { recordAudit } from '../../db/audit.ts'
import { type Ctx, isSamePerson } from '../../db/context.ts'
import { transact } from '../../db/pool.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { civilDay } from '../../db/time.ts'
import { toWire } from '../../db/wire.ts'
import {
  changeVersion,
  dropVersion,
  findVersionRow,
  hasCategory,
  hasUnit,
  insertArticle,
  insertVersion,
  listArticleRows,
  listVersionRows,
  releaseVersion,
  returnVersion,
  submitVersion,
  type VersionRow,
  withdrawVersion,
} from '../sql/knowledge.ts'
import { endReviews } from '../sql/knowledge-tasks.ts'
import type {
  ArticleDraft,
  ArticleVersion,
  article,
  articleList,
  articleQuery,
  versionChange,
  versionReturn,
  versionStep,
  versionWithdrawal,
} from './contract.ts'
import { mayEdit } from './rights.ts'
import { cutArticle } from './words.ts'

const LISTED = 300

export async function listArticles(
  ctx: Ctx,
  query: z.output<typeof articleQuery>,
): Promise<z.infer<typeof articleList>> {
  const { state = null, category = null, q } = query
  const rows = await listArticleRows(ctx, { state, category, title: q || null, most: LISTED })
  return { articles: toWire(rows) }
}

/** Who only reads sees what counts, or did. Refuses with `NOT_FOUND`. */
export async function findArticle(ctx: Ctx, articleId: number): Promise<z.infer<typeof article>> {
  const rows = await listVersionRows(ctx, articleId)
  const shown = mayEdit(ctx) ? rows : rows.filter(({ releasedAt }) => releasedAt !== null)
  if (shown.length === 0) throw notFound('文章')
  return { versions: toWire(shown) }
}

/** An article that is not there yet. Refuses with `CATEGORY_UNKNOWN` and `UNIT_UNKNOWN`. */
export function draftArticle(ctx: Ctx, draft: ArticleDraft): Promise<ArticleVersion> {
  return transact(ctx, async (inner) => {
    await checkDraft(inner, draft)
    return insertDraft(inner, await insertArticle(inner), draft)
  })
}

/** Another draft of an article, which begins as its newest version is. Refuses with `NOT_FOUND`, and `DRAFT_OPEN` where one is written on. */
export function draftNextVersion(ctx: Ctx, articleId: number): Promise<ArticleVersion> {
  return transact(ctx, async (inner) => {
    const [newest] = await listVersionRows(inner, articleId)
    if (!newest?.isOurs) throw notFound('文章')
    const { category, title, questions, body, legalBasis, isPublic, organisationId, validTo, reviewOn } = newest
    const said = { category, title, questions, body, legalBasis, isPublic, organisationId, validTo, reviewOn }
    return insertDraft(inner, articleId, { ...said, validFrom: civilDay(inner.now) })
  })
}

async function insertDraft(ctx: Ctx, articleId: number, draft: ArticleDraft): Promise<ArticleVersion> {
  const id = await insertVersion(ctx, articleId, draft)
  if (id === null) throw new Refusal('DRAFT_OPEN', '这篇文章已有一份未发布的草稿，请在那份草稿上修改')
  return told(ctx, id, 'knowledge.drafted')
}

/** Refuses with `NOT_FOUND`, `CATEGORY_UNKNOWN`, `UNIT_UNKNOWN`, and `ARTICLE_CHANGED` where it is no draft or somebody was faster. */
export function setVersion(ctx: Ctx, id: number, input: z.output<typeof versionChange>): Promise<ArticleVersion> {
  return transact(ctx, async (inner) => {
    await readOurs(inner, id)
    await checkDraft(inner, input.draft)
    if ((await changeVersion(inner, id, input.draft, input.revision)) === 0) throw changedMeanwhile()
    return told(inner, id, 'knowledge.changed')
  })
}

/** Gives a draft to a second person. Refuses with `NOT_FOUND`, and `ARTICLE_CHANGED`. */
export function submit(ctx: Ctx, id: number, { revision }: z.output<typeof versionStep>): Promise<ArticleVersion> {
  return transact(ctx, async (inner) => {
    await readOurs(inner, id)
    if ((await submitVersion(inner, id, revision)) === 0) throw changedMeanwhile()
    return told(inner, id, 'knowledge.submitted')
  })
}

/** Back to its author. Refuses with `NOT_FOUND`, and `ARTICLE_CHANGED`. */
export function sendBack(ctx: Ctx, id: number, input: z.output<typeof versionReturn>): Promise<ArticleVersion> {
  return transact(ctx, async (inner) => {
    await readOurs(inner, id)
    if ((await returnVersion(inner, id, input)) === 0) throw changedMeanwhile()
    return told(inner, id, 'knowledge.returned', { reason: input.reason })
  })
}

/**
 * From its first day on it is what is told, and is never changed again. Refuses with `NOT_FOUND`, `SECOND_PERSON_NEEDED` whoever wrote
 * on it, `ARTICLE_OVER`, and `ARTICLE_CHANGED`.
 */
export function release(ctx: Ctx, id: number, { revision }: z.output<typeof versionStep>): Promise<ArticleVersion> {
  return transact(ctx, async (inner) => {
    const row = await readOurs(inner, id)
    if (row.drafters.some((drafter) => isSamePerson(inner.actor, drafter)))
      throw new Refusal('SECOND_PERSON_NEEDED', '写过这一版的人不能自己发布，请另一人复核')
    const today = civilDay(inner.now)
    const validFrom = row.validFrom > today ? row.validFrom : today
    if (row.validTo !== null && row.validTo <= validFrom)
      throw new Refusal('ARTICLE_OVER', '这一版的失效日已过，请退回后改正')
    const cut = await cutArticle(inner, row)
    if ((await releaseVersion(inner, id, { revision, validFrom, ...cut })) === 0) throw changedMeanwhile()
    await endReviews(inner, row.articleId)
    return told(inner, id, 'knowledge.released', { validFrom })
  })
}

/** It is told no more, and none before it instead. Refuses with `NOT_FOUND`, and `ARTICLE_CHANGED` what is not released. */
export function withdraw(
  ctx: Ctx,
  id: number,
  { reason }: z.output<typeof versionWithdrawal>,
): Promise<ArticleVersion> {
  return transact(ctx, async (inner) => {
    await readOurs(inner, id)
    if ((await withdrawVersion(inner, id, reason)) === 0) throw changedMeanwhile()
    return told(inner, id, 'knowledge.withdrawn', { reason })
  })
}

/** Takes a draft away. Refuses with `NOT_FOUND`, and `ARTICLE_CHANGED` what is released. */
export function discard(ctx: Ctx, id: number): Promise<void> {
  return transact(ctx, async (inner) => {
    const { articleNo, number } = await readOurs(inner, id)
    if ((await dropVersion(inner, id)) === 0) throw changedMeanwhile()
    await recordAudit(inner, { action: 'knowledge.discarded', subject: `knowledge:${articleNo}`, detail: { number } })
  })
}

async function told(
  ctx: Ctx,
  id: number,
  action: Parameters<typeof recordAudit>[1]['action'],
  detail: Record<string, unknown> = {},
): Promise<ArticleVersion> {
  const row = await readOurs(ctx, id)
  const { articleNo, number } = row
  await recordAudit(ctx, { action, subject: `knowledge:${articleNo}`, detail: { number, ...detail } })
  return toWire(row)
}

async function readOurs(ctx: Ctx, id: number): Promise<VersionRow> {
  const row = await findVersionRow(ctx, id)
  if (!row?.isOurs) throw notFound('文章')
  return row
}

async function checkDraft(ctx: Ctx, { category, organisationId }: ArticleDraft): Promise<void> {
  const bad = (code: string, path: string, message: string) =>
    new Refusal(code, message, { status: 400, issues: [{ path, message }] })
  if (!(await hasCategory(ctx, category))) throw bad('CATEGORY_UNKNOWN', 'draft.category', '没有这个分类')
  if (organisationId !== null && !(await hasUnit(ctx, organisationId)))
    throw bad('UNIT_UNKNOWN', 'draft.organisationId', '没有这个单位，或不在您的权限范围内')
}

function changedMeanwhile(): Refusal {
  return new Refusal('ARTICLE_CHANGED', '这一版的状态已变或刚被他人改动，请刷新后再试')
}
