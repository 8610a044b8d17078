import type { Ctx } from '../../db/context.ts'
import { addDays, civilDay } from '../../db/time.ts'
import type { Asked } from '../rules/knowledge/segment.ts'
import { counts, isForReader } from './knowledge.ts'

export type Found = {
  versionId: number
  articleId: number
  articleNo: string
  number: number
  title: string
  category: string
  body: string
  isPublic: boolean
  legalBasis: string
  /** Of what was asked the share that is answered, 0 to 1: by title and other ways to ask, and half by the body. */
  coverage: number
  score: number
}

type Wanted = {
  asked: Asked[]
  /** Characters of the question that no article knows. */
  unknown: number
  category: string | null
  isPublicOnly: boolean
  popularDays: number
  most: number
  /** The unit of who reads, by its path; null: what is of the whole company alone. */
  path: string | null
}

/** Title, other ways to ask, body; a lone place of weight A gives 0.6079. */
const WEIGHTS = `'{0, 0.2, 0.85, 1}'`
const LONE = 0.6079
/** As much as a word of middling worth tells, a character that no article knows tells against all of them. */
const UNKNOWN = 0.8
const BODY_ANSWERS = 0.5
/** From this boost on a word names a matter. */
const MATTER = 1
/** Of two that fit alike, the one whose title says least beside what is asked. */
const TITLE_ASKED = 0.3

/**
 * Versions that count today and that the reader may see, the best first. A word tells the more the fewer articles have it
 * (Robertson and Spärck Jones 1976); what served often stands before the equally fitting.
 */
export function searchVersions(
  ctx: Ctx,
  { asked, unknown, category, isPublicOnly, popularDays, most, path }: Wanted,
): Promise<Found[]> {
  return ctx.db.rows(
    `with asked as (select lexeme, boost from unnest($3::text[], $4::float8[]) as a(lexeme, boost)),
     hit as materialized (
       select v.id, a.lexeme, a.boost, ts_filter(v.words, '{a}') @@ quote_literal(a.lexeme)::tsquery as in_title,
         greatest(1, length(ts_filter(v.words, '{a}'))) as title_words, least(1.6, ts_rank(${WEIGHTS}, v.words, quote_literal(a.lexeme)::tsquery) / ${LONE}) as weight
       from asked a join knowledge_version v on v.words @@ quote_literal(a.lexeme)::tsquery
       where ${counts('$1')} and ${isForReader('$2')} and (v.is_public or not $5)
         and ($6::text is null or v.category = $6 or v.category in (select code from knowledge_category where parent = $6))),
     known as (select count(*)::float8 as articles from knowledge_version v where ${counts('$1')}),
     worth as (
       select a.lexeme, a.boost * ln(1 + (k.articles - h.hits + 0.5) / (h.hits + 0.5)) as worth, h.hits > 0 as is_known
       from asked a cross join known k,
         lateral (select least(count(*), k.articles)::float8 as hits from hit where hit.lexeme = a.lexeme) h),
     ranked as (
       select h.id, sum(w.worth * h.weight) as score,
         -- No article answers by words alone that are asked of any matter.
         bool_or(h.boost >= ${MATTER} and h.weight >= ${BODY_ANSWERS})::int * sum(w.worth * least(1, greatest(h.weight, ${BODY_ANSWERS}))) / nullif((select sum(worth) from worth where is_known) + ${UNKNOWN} * $9::int, 0) as coverage,
         (count(*) filter (where in_title))::float8 / max(title_words) as of_title
       from hit h join worth w on w.lexeme = h.lexeme group by h.id)
     select v.id as "versionId", v.article_id as "articleId", k.article_no as "articleNo", v.number, v.title, v.category, v.body,
       v.is_public as "isPublic", v.source as "legalBasis", coalesce(r.coverage, 0)::float8 as coverage,
       (r.score * (1 + ${TITLE_ASKED} * r.of_title) * (1 + 0.03 * ln(1 + greatest(0, coalesce(u.uses, 0)))))::float8 as score
     from ranked r join knowledge_version v on v.id = r.id join knowledge_article k on k.id = v.article_id
     left join lateral (select sum(opened + 2 * sent + 3 * helpful - 3 * unhelpful) as uses from knowledge_use
       where article_id = v.article_id and day >= $7) u on true
     order by score desc, v.article_id limit $8`,
    [
      civilDay(ctx.now),
      path,
      asked.map(({ lexeme }) => lexeme),
      asked.map(({ boost }) => boost),
      isPublicOnly,
      category,
      addDays(civilDay(ctx.now), -popularDays),
      most,
      unknown,
    ],
  )
}

/** What is most used of a category, or of all. */
export function listPopular(
  ctx: Ctx,
  of: { category: string | null; popularDays: number; most: number },
): Promise<Found[]> {
  return ctx.db.rows(
    `select v.id as "versionId", v.article_id as "articleId", k.article_no as "articleNo", v.number, v.title, v.category, v.body,
       v.is_public as "isPublic", v.source as "legalBasis", 0::float8 as coverage, coalesce(u.uses, 0)::float8 as score
     from knowledge_version v join knowledge_article k on k.id = v.article_id
     left join lateral (select sum(opened + 2 * sent + 3 * helpful) as uses from knowledge_use
       where article_id = v.article_id and day >= $4) u on true
     where ${counts('$1')} and ${isForReader('$2')}
       and ($3::text is null or v.category = $3 or v.category in (select code from knowledge_category where parent = $3))
     order by score desc, v.category, v.article_id limit $5`,
    [civilDay(ctx.now), ctx.scope, of.category, addDays(civilDay(ctx.now), -of.popularDays), of.most],
  )
}

/** Of words those that stand in an article that was released. */
export async function listKnownWords(ctx: Ctx, words: string[]): Promise<string[]> {
  const rows = await ctx.db.rows<{ word: string }>(
    `select word from unnest($1::text[]) as w(word)
     where exists (select from knowledge_version v where v.state = 'released' and v.words @@ quote_literal(word)::tsquery)`,
    [words],
  )
  return rows.map(({ word }) => word)
}

export async function addUse(
  ctx: Ctx,
  articleId: number,
  act: 'opened' | 'sent' | 'helpful' | 'unhelpful',
): Promise<void> {
  await ctx.db.run(
    `insert into knowledge_use as u (article_id, day, ${act}) values ($1, $2, 1)
     on conflict (article_id, day) do update set ${act} = u.${act} + 1`,
    [articleId, civilDay(ctx.now)],
  )
}

export type SynonymRow = { id: number; words: string[]; changedBy: string; changedAt: Date }

export function listSynonymRows(ctx: Ctx): Promise<SynonymRow[]> {
  return ctx.db.rows(
    `select id, words, changed_by as "changedBy", changed_at as "changedAt" from knowledge_synonym order by id desc`,
  )
}

/** Words that another group has already. */
export async function listTaken(ctx: Ctx, words: string[], besideId: number | null): Promise<string[]> {
  const rows = await ctx.db.rows<{ word: string }>(
    `select distinct word from knowledge_synonym s, unnest(s.words) as w(word)
     where lower(word) = any($1) and s.id is distinct from $2 order by word`,
    [words.map((word) => word.toLowerCase()), besideId],
  )
  return rows.map(({ word }) => word)
}

export async function insertSynonyms(ctx: Ctx, words: string[]): Promise<number> {
  const row = await ctx.db.first<{ id: number }>(
    `insert into knowledge_synonym (words, changed_by, changed_at) values ($1, $2, $3) returning id`,
    [words, ctx.actor.username, ctx.now],
  )
  return row?.id ?? 0
}

export function changeSynonyms(ctx: Ctx, id: number, words: string[]): Promise<number> {
  return ctx.db.run(`update knowledge_synonym set words = $2, changed_by = $3, changed_at = $4 where id = $1`, [
    id,
    words,
    ctx.actor.username,
    ctx.now,
  ])
}

export function dropSynonyms(ctx: Ctx, id: number): Promise<number> {
  return ctx.db.run('delete from knowledge_synonym where id = $1', [id])
}

/** One change of the words at a time, and no release meanwhile: an article would else be cut by the words of before. */
export async function holdWords(ctx: Ctx): Promise<void> {
  await ctx.db.run(`select pg_advisory_xact_lock(hashtext('knowledge words'))`)
}

export type ToCut = { id: number; title: string; questions: string[]; body: string }

/** Released versions that another cutting made, or all. */
export function listToCut(ctx: Ctx, cutBy: string | null, after: number, most: number): Promise<ToCut[]> {
  return ctx.db.rows(
    `select id, title, questions, body from knowledge_version
     where state = 'released' and id > $2 and ($1::text is null or cut_by is distinct from $1) order by id limit $3`,
    [cutBy, after, most],
  )
}

export async function setWords(ctx: Ctx, cuts: { id: number; words: string }[], cutBy: string): Promise<void> {
  await ctx.db.run(
    `update knowledge_version v set words = c.words::tsvector, cut_by = $3
     from unnest($1::bigint[], $2::text[]) as c(id, words) where v.id = c.id and v.state = 'released'`,
    [cuts.map(({ id }) => id), cuts.map(({ words }) => words), cutBy],
  )
}
