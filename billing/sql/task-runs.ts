import type { Ctx } from '../../db/context.ts'
import type { TaskRow } from './corrections.ts'
import { isHeld } from './run-locks.ts'

export type TaskRunRow = {
  id: number
  cause: TaskRow['cause']
  status: 'running' | 'interrupted' | 'finished' | 'failed'
  fault: string | null
  startedAt: Date
  finishedAt: Date | null
  startedBy: string
  /** Accounts that had an open task as it began. */
  wanted: number
  accounts: number
  corrected: number
  unchanged: number
  failed: number
  differenceYuan: string
}

export function lockOfTaskRun(cause: string, path: string): string {
  return `correction-run:${cause}:${path}`
}

const columns = `id, cause, fault, started_at as "startedAt", finished_at as "finishedAt", started_by as "startedBy",
  case when status <> 'running' then status
    when ${isHeld(`'correction-run:' || cause || ':' || organisation_path`)} then 'running' else 'interrupted' end as status,
  wanted, accounts, corrected, unchanged, failed, difference_yuan::text as "differenceYuan"`

export async function insertTaskRun(ctx: Ctx, cause: TaskRow['cause']): Promise<TaskRunRow> {
  const row = await ctx.db.first<TaskRunRow>(
    `insert into correction_run (cause, organisation_path, started_at, started_by, wanted)
     select $1, $2, $3, $4, count(distinct t.account_id)
     from correction_task t join account a on a.id = t.account_id join organisation o on o.id = a.organisation_id
     where t.resolved_at is null and t.cause = $1 and starts_with(o.path, $2)
     returning ${columns}`,
    [cause, ctx.scope, ctx.now, ctx.actor.username],
  )
  return kept(row)
}

function kept(row: TaskRunRow | undefined): TaskRunRow {
  if (!row) throw new Error('a run of corrections is gone')
  return row
}

export async function addToTaskRun(
  ctx: Ctx,
  id: number,
  outcome: 'corrected' | 'unchanged' | 'failed',
  differenceYuan: string,
): Promise<void> {
  await ctx.db.run(
    `update correction_run set accounts = accounts + 1, ${outcome} = ${outcome} + 1,
       difference_yuan = difference_yuan + $2 where id = $1`,
    [id, differenceYuan],
  )
}

export async function finishTaskRun(
  ctx: Ctx,
  id: number,
  { at, status, fault }: { at: Date; status: 'finished' | 'failed'; fault: string | null },
): Promise<TaskRunRow> {
  return kept(
    await ctx.db.first<TaskRunRow>(
      `update correction_run set status = $2, finished_at = $3, fault = $4 where id = $1 returning ${columns}`,
      [id, status, at, fault],
    ),
  )
}

/** The latest run of each cause that this unit started; one that ended well is told for a day. */
export function listLatestTaskRuns(ctx: Ctx): Promise<TaskRunRow[]> {
  return ctx.db.rows(
    `select ${columns} from correction_run
     where id in (select max(id) from correction_run where organisation_path = $1 group by cause)
       and (status <> 'finished' or finished_at > $2::timestamptz - interval '1 day') order by id desc`,
    [ctx.scope, ctx.now],
  )
}
