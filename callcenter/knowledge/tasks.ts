import type { z } from 'zod'
import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { readFigures } from '../../db/parameters/held.ts'
import { transact } from '../../db/pool.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { addDays, civilDay } from '../../db/time.ts'
import { toWire } from '../../db/wire.ts'
import { findWorkCalendar, isWorkingDay } from '../../intake/index.ts'
import { findAlike, withoutNumbers } from '../rules/knowledge/gaps.ts'
import { cut } from '../rules/knowledge/segment.ts'
import { findArticleId } from '../sql/knowledge.ts'
import {
  addQuestion,
  countTasks,
  endTask,
  findTaskRow,
  holdGaps,
  insertGap,
  isEditor,
  listEditors,
  listGapsWith,
  listTaskRows,
  openReviews,
  type TaskRow,
  takeTask,
} from '../sql/knowledge-tasks.ts'
import type { KnowledgeTask, QuestionOrigin, taskEnd, taskList, taskOwner, taskQuery } from './contract.ts'
import { knowledgeEditors } from './rights.ts'
import { readGroups } from './words.ts'

const LISTED = 200

export type Question = { asked: string; origin: QuestionOrigin; articleId?: number | null; reason?: string | null }

/** Something was asked and nothing answered it: it joins the task of those who asked alike, or opens one. */
export function noteQuestion(
  ctx: Ctx,
  { asked, origin, articleId = null, reason = null }: Question,
): Promise<{ taskId: number }> {
  return transact(ctx, async (inner) => {
    await holdGaps(inner)
    const question = withoutNumbers(asked)
    const words = [...new Set(cut(question, await readGroups(inner)).map(({ lexeme }) => lexeme))]
    const rules = await readFigures(inner, 'knowledge_rule')
    const alike = findAlike(words, await listGapsWith(inner, words), rules('alike-percent'))
    const taskId = alike?.id ?? (await insertGap(inner, question, words))
    await addQuestion(inner, taskId, { asked: question, origin, articleId, reason })
    return { taskId }
  })
}

export async function listTasks(
  ctx: Ctx,
  { state, mine = false }: z.output<typeof taskQuery>,
): Promise<z.infer<typeof taskList>> {
  const owner = mine ? ctx.actor.username : null
  const rows = await listTaskRows(ctx, { isOpen: state === 'open', owner, most: LISTED })
  return {
    tasks: rows.map((row) => describe(ctx, row)),
    editors: await listEditors(ctx, knowledgeEditors),
    counts: await countTasks(ctx),
  }
}

function describe(ctx: Ctx, row: TaskRow): KnowledgeTask {
  const isOverdue = row.endedAt === null && row.dueOn !== null && row.dueOn < civilDay(ctx.now)
  return { ...(toWire(row) as unknown as Omit<KnowledgeTask, 'isOverdue'>), isOverdue }
}

/** Who does it and by when. Refuses with `NOT_FOUND`, `EDITOR_UNKNOWN`, `DUE_IN_PAST`, and `TASK_CHANGED`. */
export function giveTask(ctx: Ctx, id: number, input: z.output<typeof taskOwner>): Promise<KnowledgeTask> {
  return transact(ctx, async (inner) => {
    await readTask(inner, id)
    if (!(await isEditor(inner, input.owner, knowledgeEditors)))
      throw bad('EDITOR_UNKNOWN', 'owner', '这个人不写知识，或不在您的单位')
    const dueOn = input.dueOn ?? (await dueByRule(inner))
    if (dueOn < civilDay(inner.now)) throw bad('DUE_IN_PAST', 'dueOn', '办结期限不能早于今天')
    if ((await takeTask(inner, id, { ...input, dueOn })) === 0) throw changedMeanwhile()
    await recordAudit(inner, {
      action: 'knowledge-task.given',
      subject: `knowledge-task:${id}`,
      detail: { owner: input.owner, dueOn },
    })
    return describe(inner, await readTask(inner, id))
  })
}

async function dueByRule(ctx: Ctx): Promise<string> {
  const calendar = await findWorkCalendar(ctx)
  let left = (await readFigures(ctx, 'knowledge_rule'))('task-working-days')
  let day = civilDay(ctx.now)
  while (left > 0) {
    day = addDays(day, 1)
    if (isWorkingDay(day, calendar)) left--
  }
  return day
}

/**
 * The article is there, was found right, or is not to be written. Refuses with `NOT_FOUND`, `OUTCOME_UNFIT`, `ARTICLE_UNKNOWN`,
 * `REVIEW_IN_PAST`, and `TASK_CHANGED`.
 */
export function finishTask(ctx: Ctx, id: number, input: z.output<typeof taskEnd>): Promise<KnowledgeTask> {
  return transact(ctx, async (inner) => {
    const { kind } = await readTask(inner, id)
    if ((input.outcome === 'confirmed') !== (kind === 'review'))
      throw bad(
        'OUTCOME_UNFIT',
        'outcome',
        kind === 'review' ? '复审只能确认仍然有效，或另起一版' : '缺口没有文章可确认',
      )
    const articleId = input.outcome === 'written' ? await findArticleId(inner, input.articleNo) : null
    if (input.outcome === 'written' && articleId === null)
      throw bad('ARTICLE_UNKNOWN', 'articleNo', '没有这篇文章，或还没有发布')
    const nextReviewOn = input.outcome === 'confirmed' ? input.nextReviewOn : null
    if (nextReviewOn !== null && nextReviewOn <= civilDay(inner.now))
      throw bad('REVIEW_IN_PAST', 'nextReviewOn', '下次复审须在今天之后')
    const reason = input.outcome === 'declined' ? input.reason : null
    const end = { outcome: input.outcome, articleId, reason, nextReviewOn, revision: input.revision }
    if ((await endTask(inner, id, end)) === 0) throw changedMeanwhile()
    await recordAudit(inner, {
      action: 'knowledge-task.ended',
      subject: `knowledge-task:${id}`,
      detail: { outcome: input.outcome, reason },
    })
    return describe(inner, await readTask(inner, id))
  })
}

/** Each morning: who wrote an article is to look it through before its day. */
export async function remindOfReviews(ctx: Ctx): Promise<void> {
  const ahead = (await readFigures(ctx, 'knowledge_rule'))('review-ahead-days')
  await openReviews(ctx, addDays(civilDay(ctx.now), ahead))
}

async function readTask(ctx: Ctx, id: number): Promise<TaskRow> {
  const row = await findTaskRow(ctx, id)
  if (!row) throw notFound('知识任务')
  return row
}

function bad(code: string, path: string, message: string): Refusal {
  return new Refusal(code, message, { status: 400, issues: [{ path, message }] })
}

function changedMeanwhile(): Refusal {
  return new Refusal('TASK_CHANGED', '这项任务已办结或刚被他人改动，请刷新后再试')
}
