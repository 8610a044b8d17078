import type { Ctx } from '../../db/context.ts'
import type { BringingReport } from './contract.ts'
import type { Kind } from './rules/shape.ts'

export type BringingState = 'faulty' | 'checked' | 'released' | 'done' | 'failed' | 'withdrawn'
export type BringingRow = {
  id: number
  kind: Kind
  fileName: string
  sha256: string
  organisationPath: string
  mayUpdate: boolean
  state: BringingState
  report: BringingReport
  broughtBy: string
  broughtAt: Date
  releasedBy: string | null
  releasedAt: Date | null
  withdrawnBy: string | null
  endedAt: Date | null
  stage: string | null
}

export async function nextBringingId(ctx: Ctx): Promise<number> {
  const row = await ctx.db.first<{ id: number }>(`select nextval(pg_get_serial_sequence('bringing', 'id')) as id`)
  return row?.id ?? 0
}

export async function insertBringing(
  ctx: Ctx,
  row: Pick<BringingRow, 'id' | 'kind' | 'fileName' | 'sha256' | 'mayUpdate' | 'state' | 'report'> & {
    content: Buffer | null
  },
): Promise<void> {
  await ctx.db.run(
    `insert into bringing (id, kind, file_name, sha256, organisation_path, may_update, state, report, content, brought_by,
       brought_at, ended_at) overriding system value
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, case when $7 = 'done' then $11::timestamptz end)`,
    [
      ...[row.id, row.kind, row.fileName, row.sha256, ctx.scope, row.mayUpdate, row.state, JSON.stringify(row.report)],
      ...[row.content, ctx.actor.username, ctx.now],
    ],
  )
}

const COLUMNS = `b.id, b.kind, b.file_name as "fileName", b.sha256, b.organisation_path as "organisationPath",
  b.may_update as "mayUpdate", b.state, b.brought_by as "broughtBy", b.brought_at as "broughtAt",
  b.released_by as "releasedBy", b.released_at as "releasedAt", b.withdrawn_by as "withdrawnBy", b.ended_at as "endedAt",
  case when b.state = 'released' then p.stage end as stage`
const FROM = 'from bringing b left join bringing_progress p on p.bringing_id = b.id'

/** Newest first. */
export function listBringings(
  ctx: Ctx,
  kinds: Kind[],
  limit: number,
): Promise<(Omit<BringingRow, 'report'> & { rows: number; faultCount: number })[]> {
  return ctx.db.rows(
    `select ${COLUMNS}, (b.report ->> 'rows')::int as rows, (b.report ->> 'faultCount')::int as "faultCount" ${FROM} where starts_with(b.organisation_path, $1) and b.kind = any($2) order by b.id desc limit $3`,
    [ctx.scope, kinds, limit],
  )
}

export function findBringing(ctx: Ctx, id: number): Promise<BringingRow | undefined> {
  return ctx.db.first(`select ${COLUMNS}, b.report ${FROM} where b.id = $1 and starts_with(b.organisation_path, $2)`, [
    id,
    ctx.scope,
  ])
}

/** Enciphered; null where it does not wait any more. */
export async function findContent(ctx: Ctx, id: number): Promise<Buffer | null> {
  const row = await ctx.db.first<{ content: Buffer | null }>(
    `select content from bringing where id = $1 and starts_with(organisation_path, $2)`,
    [id, ctx.scope],
  )
  return row?.content ?? null
}

export async function countWaiting(ctx: Ctx, kinds: Kind[]): Promise<number> {
  const row = await ctx.db.first<{ n: number }>(
    `select count(*)::int as n from bringing where state = 'checked' and kind = any($1) and starts_with(organisation_path, $2)
       and brought_by <> all($3)`,
    [kinds, ctx.scope, [ctx.actor.username, ...(ctx.actor.alsoAs ?? [])]],
  )
  return row?.n ?? 0
}

/** The row for who decides on it; whoever tells how far it is may go on telling. */
export async function lockBringingRow(
  ctx: Ctx,
  id: number,
): Promise<
  | (Pick<
      BringingRow,
      'kind' | 'fileName' | 'state' | 'organisationPath' | 'broughtBy' | 'releasedBy' | 'mayUpdate' | 'sha256'
    > & { content: Buffer | null })
  | undefined
> {
  return ctx.db.first(
    `select kind, file_name as "fileName", state, organisation_path as "organisationPath", brought_by as "broughtBy",
       released_by as "releasedBy", may_update as "mayUpdate", sha256, content from bringing
     where id = $1 and starts_with(organisation_path, $2) for no key update`,
    [id, ctx.scope],
  )
}

export async function markReleased(ctx: Ctx, id: number): Promise<void> {
  await ctx.db.run(`update bringing set state = 'released', released_by = $2, released_at = $3 where id = $1`, [
    ...[id, ctx.actor.username, ctx.now],
  ])
}

export async function markEnded(
  ctx: Ctx,
  id: number,
  { state, report }: { state: 'done' | 'failed' | 'withdrawn'; report: BringingReport | null },
): Promise<void> {
  await ctx.db.run(
    `update bringing set state = $2, report = coalesce($3, report), content = null, ended_at = $4,
       withdrawn_by = case when $2 = 'withdrawn' then $5 end where id = $1`,
    [id, state, report && JSON.stringify(report), ctx.now, ctx.actor.username],
  )
}

export function listReleased(ctx: Ctx): Promise<{ id: number; broughtBy: string; organisationPath: string }[]> {
  return ctx.db.rows(
    `select id, brought_by as "broughtBy", organisation_path as "organisationPath" from bringing
     where state = 'released' order by id`,
  )
}

export async function noteStage(ctx: Ctx, id: number, stage: string): Promise<void> {
  await ctx.db.run(
    `insert into bringing_progress (bringing_id, stage, at) values ($1, $2, $3)
     on conflict (bringing_id) do update set stage = excluded.stage, at = excluded.at`,
    [id, stage, ctx.now],
  )
}
