import type { Ctx } from '../../db/context.ts'

export type RunRow = {
  id: number
  kind: 'unit' | 'accounts'
  billMonth: string
  organisationPath: string
  status: 'running' | 'finished' | 'failed'
  fault: string | null
  startedAt: Date
  finishedAt: Date | null
  startedBy: string
  accounts: number
  issued: number
  held: number
  notDue: number
  existing: number
  parked: number
  energyWh: number
  totalYuan: string
}

const columns = `id, kind, bill_month as "billMonth", organisation_path as "organisationPath", status, fault,
  started_at as "startedAt", finished_at as "finishedAt", started_by as "startedBy", accounts, issued, held,
  not_due as "notDue", existing, parked, energy_wh as "energyWh", total_yuan as "totalYuan"`

type Unit = { billMonth: string; path: string }

export async function insertRun(ctx: Ctx, run: Unit & { kind: RunRow['kind'] }): Promise<number> {
  const row = await ctx.db.first<{ id: number }>(
    `insert into bill_run (bill_month, organisation_path, kind, started_at, started_by)
     values ($1, $2, $3, $4, $5) returning id`,
    [run.billMonth, run.path, run.kind, ctx.now, ctx.actor.username],
  )
  return row?.id ?? 0
}

/**
 * Holds a unit's month while `work` goes on: its own path for itself, those above it shared with other units of theirs, so
 * that a county and one of its stations never run at once, and two stations may. The locks fall with the connection: a
 * killed run never keeps others out.
 */
export function withRunLock<T>(ctx: Ctx, { billMonth, path }: Unit, work: (isMine: boolean) => Promise<T>): Promise<T> {
  const parts = path.split('.').filter((part) => part !== '')
  const above = parts.map((_, n) =>
    parts
      .slice(0, n)
      .map((part) => `${part}.`)
      .join(''),
  )
  const keyOf = (unit: string) => `bill-run:${billMonth}:${unit}`
  return ctx.db.withClient(async (client) => {
    try {
      const taken = await client.query(
        `select pg_try_advisory_lock(hashtextextended($1, 0)) as own,
           (select bool_and(pg_try_advisory_lock_shared(hashtextextended(unit, 0))) from unnest($2::text[]) as unit) as above`,
        [keyOf(path), above.map(keyOf)],
      )
      const [{ own, above: shared }] = taken.rows
      return await work(own && shared !== false)
    } finally {
      await client.query('select pg_advisory_unlock_all()')
    }
  })
}

/** The unit's run that was stopped, to go on with, or a new one. The unit's lock is held. */
export async function takeUnitRun(ctx: Ctx, { billMonth, path }: Unit): Promise<number> {
  const [stopped] = await ctx.db.rows<{ id: number }>(
    `select id from bill_run
     where kind = 'unit' and status = 'running' and bill_month = $1 and organisation_path = $2 order by id desc limit 1`,
    [billMonth, path],
  )
  if (!stopped) return insertRun(ctx, { billMonth, path, kind: 'unit' })
  // What it stored is counted from the bills, since it may have been killed before it was added. Accounts without a bill come
  // again, those with one from elsewhere are counted again.
  await ctx.db.run(
    `update bill_run r set accounts = made.issued + made.held, issued = made.issued, held = made.held,
       energy_wh = made.energy_wh, total_yuan = made.total_yuan, existing = 0, parked = 0, not_due = 0
     from (
       select count(*) filter (where state = 'issued')::int as issued, count(*) filter (where state = 'held')::int as held,
         coalesce(sum(energy_wh) filter (where state = 'issued'), 0) as energy_wh,
         coalesce(sum(total_yuan) filter (where state = 'issued'), 0) as total_yuan
       from bill where run_id = $1) made
     where r.id = $1`,
    [stopped.id],
  )
  return stopped.id
}

/** Standing bills of the month that this run has not made. */
export async function countExisting(
  ctx: Ctx,
  query: Unit & { accountIds: number[] | null; runId: number },
): Promise<number> {
  const row = await ctx.db.first<{ count: number }>(
    `select count(*) as count from bill b join account a on a.id = b.account_id
     join organisation o on o.id = a.organisation_id
     where b.bill_month = $1 and b.standing and starts_with(o.path, $2) and starts_with(o.path, $3)
       and ($4::bigint[] is null or a.id = any($4)) and b.run_id is distinct from $5`,
    [query.billMonth, ctx.scope, query.path, query.accountIds, query.runId],
  )
  return row?.count ?? 0
}

type Done = Pick<RunRow, 'accounts' | 'issued' | 'held' | 'notDue' | 'existing' | 'parked' | 'energyWh' | 'totalYuan'>

/** Adds what one batch did, so that a run that was killed shows how far it came. */
export async function addToRun(ctx: Ctx, runId: number, done: Done): Promise<void> {
  await ctx.db.run(
    `update bill_run set accounts = accounts + $2, issued = issued + $3, existing = existing + $4, parked = parked + $5,
       energy_wh = energy_wh + $6, total_yuan = total_yuan + $7, held = held + $8, not_due = not_due + $9 where id = $1`,
    [
      ...[runId, done.accounts, done.issued, done.existing, done.parked],
      ...[done.energyWh, done.totalYuan, done.held, done.notDue],
    ],
  )
}

export async function finishRun(
  ctx: Ctx,
  runId: number,
  status: 'finished' | 'failed',
  fault: string | null,
): Promise<RunRow> {
  const row = await ctx.db.first<RunRow>(
    `update bill_run set status = $2, finished_at = $3, fault = $4 where id = $1 returning ${columns}`,
    [runId, status, ctx.now, fault],
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
