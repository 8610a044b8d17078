import type { Ctx } from '../../db/context.ts'
import { civilDay } from '../../db/time.ts'
import type { ArticleDraft, KnowledgeState } from '../knowledge/contract.ts'

export type VersionRow = ArticleDraft & {
  id: number
  articleId: number
  articleNo: string
  number: number
  state: KnowledgeState
  organisation: string | null
  isInForce: boolean
  /** Of the actor's units, or of the whole company. */
  isOurs: boolean
  drafters: string[]
  drafterNames: string[]
  changedAt: Date
  revision: number
  submittedBy: string | null
  returnedBecause: string | null
  releasedBy: string | null
  releasedAt: Date | null
  withdrawnBy: string | null
  withdrawnAt: Date | null
  withdrawnBecause: string | null
}

/** SQL: version `v` counts on a day: the latest that began, and is neither over nor withdrawn. */
export const counts = (day: string) => `v.state = 'released' and v.valid_from <= ${day}
  and (v.valid_to is null or v.valid_to > ${day})
  and not exists (select from knowledge_version n where n.article_id = v.article_id and n.state in ('released', 'withdrawn')
    and n.valid_from <= ${day} and (n.valid_from, n.number) > (v.valid_from, v.number))`

/** SQL: version `v` is of the whole company, of the reader's unit, of one above it or below it. */
export const isForReader = (scope: string) => `(v.organisation_id is null or exists (select from organisation u
  where u.id = v.organisation_id and (starts_with(${scope}, u.path) or starts_with(u.path, ${scope}))))`

const SELECT = `select v.id, v.article_id as "articleId", k.article_no as "articleNo", v.number, v.state, v.category, v.title, v.questions,
    v.body, v.source as "legalBasis", v.is_public as "isPublic", v.organisation_id as "organisationId", o.name as organisation,
    v.valid_from as "validFrom", v.valid_to as "validTo", v.review_on as "reviewOn", v.drafters,
    array(select coalesce(u.name, d.username) from unnest(v.drafters) with ordinality d (username, place)
      left join app_user u using (username) order by d.place) as "drafterNames", v.changed_at as "changedAt",
    v.revision, v.submitted_by as "submittedBy", v.returned_because as "returnedBecause", coalesce((select name from app_user where username = v.released_by), v.released_by) as "releasedBy",
    v.released_at as "releasedAt", v.withdrawn_by as "withdrawnBy", v.withdrawn_at as "withdrawnAt",
    v.withdrawn_because as "withdrawnBecause", (${counts('$1')}) as "isInForce",
    coalesce(starts_with(o.path, $2), true) as "isOurs"
  from knowledge_version v join knowledge_article k on k.id = v.article_id left join organisation o on o.id = v.organisation_id`

export function findVersionRow(ctx: Ctx, id: number): Promise<VersionRow | undefined> {
  return ctx.db.first(`${SELECT} where v.id = $3 and ${isForReader('$2')}`, [civilDay(ctx.now), ctx.scope, id])
}

/** The newest first. */
export function listVersionRows(ctx: Ctx, articleId: number): Promise<VersionRow[]> {
  return ctx.db.rows(`${SELECT} where v.article_id = $3 and ${isForReader('$2')} order by v.number desc`, [
    civilDay(ctx.now),
    ctx.scope,
    articleId,
  ])
}

export type ListedRow = Omit<VersionRow, 'body' | 'legalBasis' | 'questions'>

/** Of each article its newest version, what waits for somebody first. */
export function listArticleRows(
  ctx: Ctx,
  of: { state: 'open' | 'in-force' | 'over' | null; category: string | null; title: string | null; most: number },
): Promise<ListedRow[]> {
  return ctx.db.rows(
    `select * from (${SELECT} where ${isForReader('$2')} and v.number = (
       select max(l.number) from knowledge_version l where l.article_id = v.article_id)) a
     where ($3::text is null or case $3 when 'open' then state in ('draft', 'submitted') when 'in-force' then "isInForce"
         else state in ('released', 'withdrawn') and not "isInForce" end)
       and ($4::text is null or category = $4 or category in (select code from knowledge_category where parent = $4))
       and ($5::text is null or title ilike '%' || $5 || '%' or "articleNo" ilike $5 || '%')
     order by array_position(array['submitted', 'draft', 'released', 'withdrawn'], state), "articleId" desc limit $6`,
    [civilDay(ctx.now), ctx.scope, of.state, of.category, of.title?.replace(/[%_\\]/g, '\\$&') ?? null, of.most],
  )
}

export async function insertArticle(ctx: Ctx): Promise<number> {
  const row = await ctx.db.first<{ id: number }>('insert into knowledge_article default values returning id')
  return row?.id ?? 0
}

/** Null where the article has a draft already. */
export async function insertVersion(ctx: Ctx, articleId: number, draft: ArticleDraft): Promise<number | null> {
  const row = await ctx.db.first<{ id: number }>(
    `insert into knowledge_version (article_id, number, state, category, title, questions, body, source, is_public, organisation_id,
       valid_from, valid_to, review_on, drafters, changed_at)
     select $1, coalesce((select max(number) from knowledge_version where article_id = $1), 0) + 1, 'draft', $2, $3, $4, $5, $6, $7, $8,
       $9, $10, $11, array[$12::text], $13
     on conflict do nothing returning id`,
    [articleId, ...columnsOf(draft), ctx.actor.username, ctx.now],
  )
  return row?.id ?? null
}

function columnsOf(draft: ArticleDraft): unknown[] {
  const { category, title, questions, body, legalBasis, isPublic, organisationId, validFrom, validTo, reviewOn } = draft
  return [category, title, questions, body, legalBasis, isPublic, organisationId, validFrom, validTo, reviewOn]
}

export function changeVersion(ctx: Ctx, id: number, draft: ArticleDraft, revision: number): Promise<number> {
  return ctx.db.run(
    `update knowledge_version set category = $3, title = $4, questions = $5, body = $6, source = $7, is_public = $8,
       organisation_id = $9, valid_from = $10, valid_to = $11, review_on = $12, revision = revision + 1, changed_at = $14,
       drafters = case when $13 = any(drafters) then drafters else drafters || $13::text end
     where id = $1 and revision = $2 and state = 'draft'`,
    [id, revision, ...columnsOf(draft), ctx.actor.username, ctx.now],
  )
}

export function submitVersion(ctx: Ctx, id: number, revision: number): Promise<number> {
  return ctx.db.run(
    `update knowledge_version set state = 'submitted', submitted_by = $3, returned_because = null, changed_at = $4, revision = revision + 1
     where id = $1 and revision = $2 and state = 'draft'`,
    [id, revision, ctx.actor.username, ctx.now],
  )
}

export function returnVersion(ctx: Ctx, id: number, of: { revision: number; reason: string }): Promise<number> {
  return ctx.db.run(
    `update knowledge_version set state = 'draft', returned_because = $3, changed_at = $4, revision = revision + 1
     where id = $1 and revision = $2 and state = 'submitted'`,
    [id, of.revision, of.reason, ctx.now],
  )
}

export function releaseVersion(
  ctx: Ctx,
  id: number,
  of: { revision: number; validFrom: string; words: string; cutBy: string },
): Promise<number> {
  return ctx.db.run(
    `update knowledge_version set state = 'released', released_by = $3, released_at = $4, valid_from = $5, words = $6::tsvector,
       cut_by = $7, revision = revision + 1
     where id = $1 and revision = $2 and state = 'submitted'`,
    [id, of.revision, ctx.actor.username, ctx.now, of.validFrom, of.words, of.cutBy],
  )
}

export function withdrawVersion(ctx: Ctx, id: number, reason: string): Promise<number> {
  return ctx.db.run(
    `update knowledge_version set state = 'withdrawn', withdrawn_by = $2, withdrawn_at = $3, withdrawn_because = $4,
       revision = revision + 1
     where id = $1 and state = 'released'`,
    [id, ctx.actor.username, ctx.now, reason],
  )
}

export function dropVersion(ctx: Ctx, id: number): Promise<number> {
  return ctx.db.run(`delete from knowledge_version where id = $1 and state in ('draft', 'submitted')`, [id])
}

export type CategoryRow = { code: string; parent: string | null; titleZh: string; titleEn: string; articles: number }

export function listCategoryRows(ctx: Ctx): Promise<CategoryRow[]> {
  return ctx.db.rows(
    `select c.code, c.parent, c.title_zh as "titleZh", c.title_en as "titleEn",
       (select count(*)::int from knowledge_version v where v.category = c.code and ${counts('$1')} and ${isForReader('$2')}) as articles
     from knowledge_category c order by c.position`,
    [civilDay(ctx.now), ctx.scope],
  )
}

export async function hasCategory(ctx: Ctx, code: string): Promise<boolean> {
  return (await ctx.db.first('select 1 from knowledge_category where code = $1', [code])) !== undefined
}

/** Of the actor's units. */
export async function hasUnit(ctx: Ctx, id: number): Promise<boolean> {
  return (
    (await ctx.db.first('select 1 from organisation where id = $1 and starts_with(path, $2)', [id, ctx.scope])) !==
    undefined
  )
}

export function listUnits(ctx: Ctx): Promise<{ id: number; name: string }[]> {
  return ctx.db.rows('select id, name from organisation where starts_with(path, $1) order by path', [ctx.scope])
}

/** Of the unit that serves an account. */
export async function findUnitPath(ctx: Ctx, accountId: number): Promise<string | null> {
  const row = await ctx.db.first<{ path: string }>(
    'select o.path from account a join organisation o on o.id = a.organisation_id where a.id = $1',
    [accountId],
  )
  return row?.path ?? null
}

/** Of one that counts today. */
export async function findArticleId(ctx: Ctx, articleNo: string): Promise<number | null> {
  const row = await ctx.db.first<{ id: number }>(
    `select k.id from knowledge_article k join knowledge_version v on v.article_id = k.id
     where k.article_no = $3 and ${counts('$1')} and ${isForReader('$2')}`,
    [civilDay(ctx.now), ctx.scope, articleNo],
  )
  return row?.id ?? null
}
