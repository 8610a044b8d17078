import type { Erasure } from '../../db/erasures.ts'

/** What was asked, and tasks that are done and of which no question is left. */
const questionsOver = 'select id from knowledge_question where asked_at < $1 order by id limit $2'
const tasksOver = `select t.id from knowledge_task t where t.ended_at < $1
  and not exists (select from knowledge_question q where q.task_id = t.id) order by t.id limit $2`

export const knowledgeErasure: Erasure = {
  kind: 'knowledge-questions',
  async count(ctx, { before, most }) {
    const row = await ctx.db.first<{ count: number }>(
      `select (select count(*) from (${questionsOver}) q) + (select count(*) from (${tasksOver}) t) as count`,
      [before, most],
    )
    return Number(row?.count ?? 0)
  },
  async erase(ctx, { before, most }) {
    const asked = await ctx.db.run(`delete from knowledge_question where id in (${questionsOver})`, [before, most])
    if (asked === most) return asked
    return asked + (await ctx.db.run(`delete from knowledge_task where id in (${tasksOver})`, [before, most - asked]))
  },
}
