import type { Ctx } from '../../db/context.ts'
import { civilDay } from '../../db/time.ts'
import type { QuestionOrigin, TaskOutcome } from '../knowledge/contract.ts'
import { counts } from './knowledge.ts'

export type TaskRow = {
  id: number
  kind: 'gap' | 'review'
  question: string
  articleId: number | null
  articleNo: string | null
  articleTitle: string | null
  asked: number
  openedAt: Date
  latestAt: Date
  owner: string | null
  dueOn: string | null
  outcome: TaskOutcome | null
  reason: string | null
  nextReviewOn: string | null
  endedBy: string | null
  endedAt: Date | null
  revision: number
  examples: { asked: string; origin: QuestionOrigin; reason: string | null; at: string }[]
}

const SELECT = `select t.id, t.kind, t.question, t.article_id as "articleId", k.article_no as "articleNo",
    (select title from knowledge_version v where v.article_id = k.id order by number desc limit 1) as "articleTitle",
    t.asked, t.opened_at as "openedAt", t.latest_at as "latestAt", t.owner, t.due_on as "dueOn", t.outcome, t.reason,
    t.next_review_on as "nextReviewOn", t.ended_by as "endedBy", t.ended_at as "endedAt", t.revision,
    coalesce((select jsonb_agg(q) from (
      select asked, origin, reason, asked_at as at from knowledge_question where task_id = t.id order by id desc limit 5) q), '[]') as examples
  from knowledge_task t left join knowledge_article k on k.id = t.article_id`

/** Open ones by what is asked most, those that are due first; ended ones the latest first. */
export function listTaskRows(
  ctx: Ctx,
  of: { isOpen: boolean; owner: string | null; most: number },
): Promise<TaskRow[]> {
  return ctx.db.rows(
    `${SELECT} where (t.ended_at is null) = $1 and ($2::text is null or t.owner = $2)
     order by t.ended_at desc nulls first, t.due_on nulls last, t.asked desc, t.id limit $3`,
    [of.isOpen, of.owner, of.most],
  )
}

export function findTaskRow(ctx: Ctx, id: number): Promise<TaskRow | undefined> {
  return ctx.db.first(`${SELECT} where t.id = $1`, [id])
}

/** Open gaps that have a word in common. */
export function listGapsWith(ctx: Ctx, words: string[]): Promise<{ id: number; words: string[] }[]> {
  return ctx.db.rows(
    `select id, words from knowledge_task where kind = 'gap' and ended_at is null and words && $1 order by asked desc, id limit 200`,
    [words],
  )
}

/** Two who ask the same at once make one task. */
export async function holdGaps(ctx: Ctx): Promise<void> {
  await ctx.db.run(`select pg_advisory_xact_lock(hashtext('knowledge gaps'))`)
}

export async function insertGap(ctx: Ctx, question: string, words: string[]): Promise<number> {
  const row = await ctx.db.first<{ id: number }>(
    `insert into knowledge_task (kind, question, words, opened_at, latest_at) values ('gap', $1, $2, $3, $3) returning id`,
    [question, words, ctx.now],
  )
  return row?.id ?? 0
}

type Question = { asked: string; origin: QuestionOrigin; articleId: number | null; reason: string | null }

export async function addQuestion(ctx: Ctx, taskId: number, question: Question): Promise<void> {
  await ctx.db.run(
    `with counted as (update knowledge_task set asked = asked + 1, latest_at = $6 where id = $1)
     insert into knowledge_question (task_id, asked, origin, article_id, reason, asked_by, asked_at) values ($1, $2, $3, $4, $5, $7, $6)`,
    [taskId, question.asked, question.origin, question.articleId, question.reason, ctx.now, ctx.actor.username],
  )
}

export function takeTask(
  ctx: Ctx,
  id: number,
  of: { owner: string; dueOn: string; revision: number },
): Promise<number> {
  return ctx.db.run(
    `update knowledge_task set owner = $2, due_on = $3, revision = revision + 1 where id = $1 and revision = $4 and ended_at is null`,
    [id, of.owner, of.dueOn, of.revision],
  )
}

export type TaskEnd = {
  outcome: TaskOutcome
  articleId: number | null
  reason: string | null
  nextReviewOn: string | null
  revision: number
}

export function endTask(ctx: Ctx, id: number, end: TaskEnd): Promise<number> {
  return ctx.db.run(
    `update knowledge_task set outcome = $2, article_id = coalesce($3, article_id), reason = $4, next_review_on = $5, ended_by = $6,
       ended_at = $7, revision = revision + 1
     where id = $1 and revision = $8 and ended_at is null`,
    [id, end.outcome, end.articleId, end.reason, end.nextReviewOn, ctx.actor.username, ctx.now, end.revision],
  )
}

/** Who of the reader's units may be given such work. */
export async function isEditor(ctx: Ctx, username: string, roles: string[]): Promise<boolean> {
  const found = await ctx.db.first(
    `select 1 from app_user u join organisation o on o.id = u.organisation_id
     where u.username = $1 and u.roles && $2 and u.disabled_at is null and (starts_with(o.path, $3) or starts_with($3, o.path))`,
    [username, roles, ctx.scope],
  )
  return found !== undefined
}

export function listEditors(ctx: Ctx, roles: string[]): Promise<{ username: string; name: string }[]> {
  return ctx.db.rows(
    `select u.username, u.name from app_user u join organisation o on o.id = u.organisation_id
     where u.roles && $1 and u.disabled_at is null and starts_with(o.path, $2) order by u.name, u.username limit 200`,
    [roles, ctx.scope],
  )
}

/** A task for each article that is to be looked through by a day, its author's; says how many are new. */
export function openReviews(ctx: Ctx, through: string): Promise<number> {
  return ctx.db.run(
    `insert into knowledge_task (kind, question, words, article_id, opened_at, latest_at, owner, due_on)
     select 'review', v.title, '{}', v.article_id, $2, $2, v.submitted_by, r.review_on
     from knowledge_version v, lateral (
       select greatest(v.review_on, (select max(t.next_review_on) from knowledge_task t where t.article_id = v.article_id
         and t.kind = 'review' and t.ended_at >= v.released_at)) as review_on) r
     where ${counts('$3')} and r.review_on <= $1
     on conflict do nothing`,
    [through, ctx.now, civilDay(ctx.now)],
  )
}

/** What was still to be looked through is written anew. */
export async function endReviews(ctx: Ctx, articleId: number): Promise<void> {
  await ctx.db.run(
    `update knowledge_task set outcome = 'written', ended_by = $2, ended_at = $3, revision = revision + 1
     where article_id = $1 and kind = 'review' and ended_at is null`,
    [articleId, ctx.actor.username, ctx.now],
  )
}

export async function countTasks(ctx: Ctx): Promise<{ open: number; mine: number; overdue: number }> {
  const row = await ctx.db.first<{ open: number; mine: number; overdue: number }>(
    `select count(*)::int as open, count(*) filter (where owner = $1)::int as mine,
       count(*) filter (where due_on < $2)::int as overdue
     from knowledge_task where ended_at is null`,
    [ctx.actor.username, civilDay(ctx.now)],
  )
  return row ?? { open: 0, mine: 0, overdue: 0 }
}
