import type { Ctx } from '../../db/context.ts'
import type { RegisterRole } from '../contract.ts'
import { intervalStart } from '../rules/intervals.ts'
import type { RegisterBreak, RegisterPoint } from '../rules/registers.ts'
import { roleColumns } from '../rules/values.ts'
import { openDays } from './days.ts'
import { nameOf } from './people.ts'

/** What a verdict changed, so that it can be taken back. */
export type VerdictTrace = {
  /** Values taken out of the readings, or put in. */
  values: RegisterPoint[]
  removedBreaks: RegisterBreak[]
  addedBreaks: RegisterBreak[]
  /** How the rules had judged the value. */
  suspect: { status: string; because: string } | null
}

export type Verdict = {
  verdictId: number
  pointId: number
  installationId: number
  role: RegisterRole
  kind: 'confirm-reading' | 'reject-break'
  at: Date
  wh: number
  before: VerdictTrace
  reason: string
  decidedBy: string
  decidedAt: Date
  undoneBy: string | null
  undoneAt: Date | null
}

const select = `select id as "verdictId", point_id as "pointId", installation_id as "installationId", role, kind, at, wh, before,
    reason, ${nameOf('decided_by')} as "decidedBy", decided_at as "decidedAt", ${nameOf('undone_by')} as "undoneBy",
    undone_at as "undoneAt"
  from register_verdict`

export function listVerdicts(ctx: Ctx, pointId: number): Promise<Verdict[]> {
  return ctx.db.rows(`${select} where point_id = $1 order by id desc limit 50`, [pointId])
}

export function lockVerdict(ctx: Ctx, verdictId: number): Promise<Verdict | undefined> {
  return ctx.db.first(`${select} where id = $1 for update`, [verdictId])
}

export async function insertVerdict(
  ctx: Ctx,
  verdict: Omit<Verdict, 'verdictId' | 'decidedBy' | 'decidedAt' | 'undoneBy' | 'undoneAt'>,
): Promise<number> {
  const row = await ctx.db.first<{ id: number }>(
    `insert into register_verdict (point_id, installation_id, role, kind, at, wh, before, reason, decided_by, decided_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning id`,
    [
      verdict.pointId,
      verdict.installationId,
      verdict.role,
      verdict.kind,
      verdict.at,
      verdict.wh,
      JSON.stringify(verdict.before),
      verdict.reason,
      ctx.actor.username,
      ctx.now,
    ],
  )
  return row?.id ?? 0
}

export function closeVerdict(ctx: Ctx, verdictId: number, reason: string): Promise<number> {
  return ctx.db.run(
    `update register_verdict set undone_by = $2, undone_at = $3, undo_reason = $4 where id = $1 and undone_at is null`,
    [verdictId, ctx.actor.username, ctx.now, reason],
  )
}

type Register = { pointId: number; installationId: number; role: RegisterRole }

/** Takes one register's values out of readings, or puts them back; everything else that they say stays. */
export async function setRegisterValues(
  ctx: Ctx,
  { pointId, installationId, role }: Register,
  values: readonly { atMs: number; wh: number | null }[],
): Promise<void> {
  const column = roleColumns[role]
  // What of these days is packed comes back first, as it does for late readings.
  await ctx.db.withClient((client) =>
    openDays(
      client,
      values.map(({ atMs }) => ({ pointId, startMs: intervalStart(atMs) })),
    ),
  )
  const instants = values.map(({ atMs }) => new Date(atMs))
  const source = `unnest($3::timestamptz[], $4::bigint[]) as v(measured_at, wh)`
  const parameters = [pointId, installationId, instants, values.map(({ wh }) => wh)]
  await ctx.db.run(
    `update interval_reading r set ${column} = v.wh from ${source}
     where r.point_id = $1 and r.installation_id = $2 and r.measured_at = v.measured_at
       and r.at between v.measured_at - interval '16 minutes' and v.measured_at`,
    parameters,
  )
  await ctx.db.run(
    `update register_reading r set ${column} = v.wh from ${source}
     where r.point_id = $1 and r.installation_id = $2 and r.measured_at = v.measured_at`,
    parameters,
  )
}

export async function setSuspect(
  ctx: Ctx,
  { pointId, installationId, role }: Register,
  suspects: readonly (RegisterPoint & { status: string; because: string })[],
): Promise<void> {
  await ctx.db.run(
    `insert into reading_suspect (point_id, installation_id, measured_at, role, wh, status, because, read_at, arrived_at, decided_at)
     select $1, $2, v.at, $3, v.wh, v.status, v.because, $8, $8, $8
     from unnest($4::timestamptz[], $5::bigint[], $6::text[], $7::text[]) as v(at, wh, status, because)
     on conflict (installation_id, role, measured_at, wh) do update
     set status = excluded.status, because = excluded.because, decided_at = excluded.decided_at`,
    [
      pointId,
      installationId,
      role,
      suspects.map(({ atMs }) => new Date(atMs)),
      suspects.map(({ wh }) => wh),
      suspects.map(({ status }) => status),
      suspects.map(({ because }) => because),
      ctx.now,
    ],
  )
}

export type SuspectOfRegister = { wh: number; status: string; because: string }

export function findSuspect(
  ctx: Ctx,
  { installationId, role }: Register,
  at: Date,
): Promise<SuspectOfRegister | undefined> {
  return ctx.db.first(
    `select wh, status, because from reading_suspect
     where installation_id = $1 and role = $2 and measured_at = $3 and status in ('held', 'rejected')
     order by id desc limit 1`,
    [installationId, role, at],
  )
}

export function removeBreaks(ctx: Ctx, { installationId, role }: Register, breaks: readonly RegisterBreak[]) {
  return ctx.db.run(`delete from register_break where installation_id = $1 and role = $2 and after_at = any($3)`, [
    installationId,
    role,
    breaks.map(({ after }) => new Date(after.atMs)),
  ])
}

/** Sets one register's latest value, from which the next reading is judged. */
export function setTrail(
  ctx: Ctx,
  { pointId, installationId, role }: Register,
  latest: RegisterPoint,
): Promise<number> {
  return ctx.db.run(
    `update latest_reading set trail = trail || jsonb_build_object($3::text, jsonb_build_array($4::bigint, $5::bigint))
     where point_id = $1 and installation_id = $2`,
    [pointId, installationId, role, latest.atMs, latest.wh],
  )
}
