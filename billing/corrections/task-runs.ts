import type { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { transact } from '../../db/pool.ts'
import { Refusal } from '../../db/refusal.ts'
import { findSheetDifference } from '../market/month.ts'
import { listOpenTasks, openTask, type TaskRow } from '../sql/corrections.ts'
import { withLock } from '../sql/run-locks.ts'
import {
  addToTaskRun,
  finishTaskRun,
  insertTaskRun,
  listLatestTaskRuns,
  lockOfTaskRun,
  type TaskRunRow,
} from '../sql/task-runs.ts'
import type { UsagePort } from '../usage.ts'
import type { TaskRun, taskRunInput, taskRunList } from './contract.ts'
import { correctBills } from './corrections.ts'

const AT_ONCE = 200
const reasons: Record<TaskRow['cause'], string> = {
  reading: '示数更正退补',
  price: '政策性退补',
  file: '计费档案更正退补',
  complaint: '客户异议退补',
  'market-sheet': '零售市场结算单更正退补',
}

export type BegunTaskRun = { run: TaskRun; finished: Promise<TaskRun> }

/**
 * Corrects every account that has an open task of the cause, each in its own transaction, from its first month to its
 * last. One that cannot be corrected keeps its task with the reason and holds nobody up; stopped and called again it goes
 * on with what is left. Answers as soon as it has its place. Refuses with `RUN_IN_PROGRESS`.
 */
export async function beginTaskRun(
  ctx: Ctx,
  { cause }: Pick<z.infer<typeof taskRunInput>, 'cause'>,
  findUsages: UsagePort,
): Promise<BegunTaskRun> {
  const begun = Promise.withResolvers<TaskRun>()
  const finished = withLock(ctx, lockOfTaskRun(cause, ctx.scope), async (isMine) => {
    if (!isMine) throw new Refusal('RUN_IN_PROGRESS', '这一原因的退补正在进行,请等待其完成')
    const run = await insertTaskRun(ctx, cause)
    begun.resolve(taskRunToWire(run))
    return taskRunToWire(await work(ctx, run, findUsages))
  })
  finished.catch(begun.reject)
  return { run: await begun.promise, finished }
}

export async function runTasks(
  ctx: Ctx,
  input: Pick<z.infer<typeof taskRunInput>, 'cause'>,
  findUsages: UsagePort,
): Promise<TaskRun> {
  return (await beginTaskRun(ctx, input, findUsages)).finished
}

export async function listTaskRuns(ctx: Ctx): Promise<z.infer<typeof taskRunList>> {
  return { items: (await listLatestTaskRuns(ctx)).map(taskRunToWire) }
}

function taskRunToWire({ startedAt, finishedAt, ...row }: TaskRunRow): TaskRun {
  return { ...row, startedAt: startedAt.toISOString(), finishedAt: finishedAt?.toISOString() ?? null }
}

async function work(ctx: Ctx, { id, cause }: TaskRunRow, findUsages: UsagePort): Promise<TaskRunRow> {
  const begunMs = performance.now()
  const atNow = () => new Date(ctx.now.getTime() + Math.round(performance.now() - begunMs))
  try {
    for (let afterId = 0; ; ) {
      const page = await listOpenTasks(ctx, { cause, afterId, limit: AT_ONCE })
      const last = page.at(-1)
      if (!last) return await finishTaskRun(ctx, id, { at: atNow(), status: 'finished', fault: null })
      afterId = last.id
      for (const tasks of Map.groupBy(page, (task) => task.accountId).values()) {
        const { outcome, differenceYuan } = await correctAccount(ctx, tasks, findUsages)
        await addToTaskRun(ctx, id, outcome, differenceYuan)
      }
    }
  } catch (fault) {
    await finishTaskRun(ctx, id, { at: atNow(), status: 'failed', fault: String(fault) })
    throw fault
  }
}

const ofMarket: TaskRow['cause'][] = ['file', 'market-sheet']

/** A run holds a bill whose sheet is off the meters; with all of a cause it is not issued unseen either. */
async function requireSheets(ctx: Ctx, accountId: number, months: { billMonth: string }[]): Promise<void> {
  for (const { billMonth: month } of months) {
    const off = await findSheetDifference(ctx, { accountId, month })
    if (!off) continue
    const text = `${month}:结算单电量与计费电量相差 ${off.differenceKwh} kWh,超出允差,请核对后按户退补`
    throw new Refusal('SHEET_DIFFERS', text)
  }
}

type Outcome = { outcome: 'corrected' | 'unchanged' | 'failed'; differenceYuan: string }

async function correctAccount(ctx: Ctx, tasks: TaskRow[], findUsages: UsagePort): Promise<Outcome> {
  const months = tasks.map(({ billMonth }) => billMonth).sort()
  const { accountId = 0, cause = 'reading' } = tasks[0] ?? {}
  const input = { accountId, fromMonth: months[0] ?? '', throughMonth: months.at(-1), reason: reasons[cause] }
  try {
    const { months: changed, differenceYuan } = await transact(ctx, async (inner) => {
      const correction = await correctBills(inner, input, findUsages)
      if (ofMarket.includes(cause)) await requireSheets(inner, accountId, correction.months)
      return correction
    })
    return { outcome: changed.length > 0 ? 'corrected' : 'unchanged', differenceYuan }
  } catch (fault) {
    if (!(fault instanceof Refusal)) throw fault
    for (const { billMonth, detail } of tasks) {
      await openTask(ctx, { accountId, billMonth, cause, detail: { ...detail, fault: fault.message } })
    }
    return { outcome: 'failed', differenceYuan: '0' }
  }
}
