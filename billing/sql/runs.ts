import type { Ctx } from '../../db/context.ts'
import { isHeld } from './run-locks.ts'

export type RunRow = {
  id: number
  kind: 'unit' | 'accounts'
  billMonth: string
  organisationPath: string
  status: 'running' | 'interrupted' | 'finished' | 'failed'
  fault: string | null
  /** Null for a unit's run. */
  namedAccounts: number | null
  startedAt: Date
  finishedAt: Date | null
  startedBy: string
  accounts: number
  issued: number
  /** Issued without anybody’s decision. */
  automatic: number
  held: number
  notDue: number
  existing: number
  parked: number
  energyWh: number
  totalYuan: string
}

// A run holds its lock as long as it lives: of its unit's month, or its own where its accounts were named.
const columns = `id, kind, bill_month as "billMonth", organisation_path as "organisationPath", fault,
  case when status <> 'running' then status
    when ${isHeld(`case kind when 'unit' then 'bill-run:' || bill_month || ':' || organisation_path
      else 'bill-run#' || id end`)} then 'running'
    else 'interrupted' end as status, named_accounts as "namedAccounts",
  started_at as "startedAt", finished_at as "finishedAt", started_by as "startedBy", accounts, issued, held,
  issued - (select count(distinct b.id)::int from bill_check_hit h join bill b on b.id = h.bill_id
    where h.decision is not null and b.run_id = bill_run.id and b.state = 'issued') as automatic,
  not_due as "notDue", existing, parked, energy_wh as "energyWh", total_yuan as "totalYuan"`

type Unit = { billMonth: string; path: string }

/** An id for a run to come, so that its lock is held before anybody sees it. */
export async function reserveRunId(ctx: Ctx): Promise<number> {
  const row = await ctx.db.first<{ id: number }>(`select nextval(pg_get_serial_sequence('bill_run', 'id')) as id`)
  return row?.id ?? 0
}

/** `named`: of named accounts, how many; its lock is held. */
export async function insertRun(ctx: Ctx, run: Unit & { id: number; named: number | null }): Promise<RunRow> {
  const [row] = await ctx.db.rows<RunRow>(
    `insert into bill_run (id, started_at, bill_month, organisation_path, kind, started_by, named_accounts)
     overriding system value values ($1, $2, $3, $4, $5, $6, $7) returning ${columns}`,
    [
      ...[run.id, ctx.now, run.billMonth, run.path, run.named === null ? 'unit' : 'accounts'],
      ...[ctx.actor.username, run.named],
    ],
  )
  return kept(row)
}

function kept(row: RunRow | undefined): RunRow {
  if (!row) throw new Error('a bill run is gone')
  return row
}

/** The unit's run that was stopped, to go on with, or a new one. The unit's lock is held. */
export async function takeUnitRun(ctx: Ctx, { billMonth, path }: Unit): Promise<RunRow> {
  const [stopped] = await ctx.db.rows<{ id: number }>(
    `select id from bill_run
     where kind = 'unit' and status = 'running' and bill_month = $1 and organisation_path = $2 order by id desc limit 1`,
    [billMonth, path],
  )
  if (!stopped) return insertRun(ctx, { id: await reserveRunId(ctx), billMonth, path, named: null })
  // What it stored is counted from the bills, since it may have been killed before it was added. Accounts without a bill come
  // again, those with one from elsewhere are counted again.
  const [row] = await ctx.db.rows<RunRow>(
    `update bill_run set accounts = made_issued + made_held, issued = made_issued, held = made_held,
       energy_wh = made_wh, total_yuan = made_yuan, existing = 0, parked = 0, not_due = 0
     from (
       select count(*) filter (where state = 'issued')::int as made_issued,
         count(*) filter (where state = 'held')::int as made_held,
         coalesce(sum(energy_wh) filter (where state = 'issued'), 0) as made_wh,
         coalesce(sum(total_yuan) filter (where state = 'issued'), 0) as made_yuan
       from bill where run_id = $1) made
     where bill_run.id = $1 returning ${columns}`,
    [stopped.id],
  )
  return kept(row)
}

/** Standing bills of the month that this run has not made. */
export async function countExisting(
  ctx: Ctx,
  query: Unit & { accountIds: number[] | null; runId: number },
): Promise<number> {
  const row = await ctx.db.first<{ count: number }>(
    `select count(*) as count from bill b join account a on a.id = b.account_id
     join organisation o on o.id = a.organisation_id
     where b.bill_month = $1 and b.standing and b.document <> 'interim' and starts_with(o.path, $2) and starts_with(o.path, $3)
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
  { at, status, fault }: { at: Date; status: 'finished' | 'failed'; fault: string | null },
): Promise<RunRow> {
  const row = await ctx.db.first<RunRow>(
    `update bill_run set status = $3, finished_at = $1, fault = $4 where id = $2 returning ${columns}`,
    [at, runId, status, fault],
  )
  return kept(row)
}

export function listRunRows(
  ctx: Ctx,
  query: { id?: number; kind?: RunRow['kind'] | undefined; beforeId: number | null; limit: number },
): Promise<RunRow[]> {
  return ctx.db.rows(
    `select ${columns} from bill_run
     where starts_with(organisation_path, $1) and ($2::bigint is null or id < $2) and ($3::bigint is null or id = $3)
       and ($4::text is null or kind = $4)
     order by id desc limit $5`,
    [ctx.scope, query.beforeId, query.id ?? null, query.kind ?? null, query.limit],
  )
}

/** Open accounts of the unit that a month's run looks at, billed or not. */
export async function countOpenAccounts(ctx: Ctx, { path, until }: { path: string; until: string }): Promise<number> {
  const row = await ctx.db.first<{ count: number }>(
    `select count(*) as count from account a join organisation o on o.id = a.organisation_id
     where starts_with(o.path, $1) and starts_with(o.path, $2) and a.opened_on < $3 and a.closed_on is null
       and not exists (select 1 from unmetered_supply u where u.account_id = a.id)`,
    [ctx.scope, path, until],
  )
  return row?.count ?? 0
}

/** Units that bill by themselves: counties that have accounts, and whoever has accounts outside of one. */
export async function listBillingUnits(ctx: Ctx): Promise<string[]> {
  const rows = await ctx.db.rows<{ path: string }>(
    `select distinct coalesce(c.path, o.path) as path
     from organisation o left join organisation c on c.kind = 'county' and starts_with(o.path, c.path)
     where starts_with(o.path, $1) and exists (select 1 from account a where a.organisation_id = o.id) order by 1`,
    [ctx.scope],
  )
  return rows.map(({ path }) => path)
}
