import type { Ctx } from '../../db/context.ts'

export type RunRow = {
  id: number
  billMonth: string
  organisationPath: string
  status: 'running' | 'finished' | 'failed'
  startedAt: Date
  finishedAt: Date | null
  startedBy: string
  accounts: number
  issued: number
  existing: number
  parked: number
  energyWh: number
  totalYuan: string
}

const columns = `id, bill_month as "billMonth", organisation_path as "organisationPath", status, started_at as "startedAt",
  finished_at as "finishedAt", started_by as "startedBy", accounts, issued, existing, parked, energy_wh as "energyWh",
  total_yuan as "totalYuan"`

export async function insertRun(ctx: Ctx, run: { billMonth: string; path: string }): Promise<number> {
  const row = await ctx.db.first<{ id: number }>(
    `insert into bill_run (bill_month, organisation_path, started_at, started_by) values ($1, $2, $3, $4) returning id`,
    [run.billMonth, run.path, ctx.now, ctx.actor.username],
  )
  return row?.id ?? 0
}

export async function countExisting(
  ctx: Ctx,
  query: { billMonth: string; path: string; accountIds: number[] | null },
): Promise<number> {
  const row = await ctx.db.first<{ count: number }>(
    `select count(*) as count from bill b join account a on a.id = b.account_id
     join organisation o on o.id = a.organisation_id
     where b.bill_month = $1 and starts_with(o.path, $2) and starts_with(o.path, $3)
       and ($4::bigint[] is null or a.id = any($4))`,
    [query.billMonth, ctx.scope, query.path, query.accountIds],
  )
  return row?.count ?? 0
}

/** Adds what one batch did, so that a run that was killed shows how far it came. */
export async function addToRun(
  ctx: Ctx,
  runId: number,
  done: { accounts: number; issued: number; existing: number; parked: number; energyWh: number; totalYuan: string },
): Promise<void> {
  await ctx.db.run(
    `update bill_run set accounts = accounts + $2, issued = issued + $3, existing = existing + $4, parked = parked + $5,
       energy_wh = energy_wh + $6, total_yuan = total_yuan + $7 where id = $1`,
    [runId, done.accounts, done.issued, done.existing, done.parked, done.energyWh, done.totalYuan],
  )
}

export async function finishRun(ctx: Ctx, runId: number, status: 'finished' | 'failed'): Promise<RunRow> {
  const row = await ctx.db.first<RunRow>(
    `update bill_run set status = $2, finished_at = $3 where id = $1 returning ${columns}`,
    [runId, status, ctx.now],
  )
  if (!row) throw new Error(`bill run ${runId} is gone`)
  return row
}

export function listRunRows(ctx: Ctx, query: { beforeId: number | null; limit: number }): Promise<RunRow[]> {
  return ctx.db.rows(
    `select ${columns} from bill_run
     where starts_with(organisation_path, $1) and ($2::bigint is null or id < $2) order by id desc limit $3`,
    [ctx.scope, query.beforeId, query.limit],
  )
}
