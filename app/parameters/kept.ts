import type { Ctx } from '../../db/context.ts'
import type { Effect, ParameterRow, Value } from '../../db/parameters/set.ts'

export type ChangeRow = {
  id: number
  setName: string
  key: string
  value: Value | null
  former: ParameterRow | null
  from: string
  basis: string
  confirmed: boolean
  reason: string
  effect: Effect | null
  draftedBy: string
  draftedAt: Date
  state: 'draft' | 'released' | 'withdrawn' | 'revoked'
  decidedBy: string | null
  decidedAt: Date | null
  note: string | null
  revocationReason: string | null
  revocationAskedBy: string | null
  revocationAskedAt: Date | null
  revokedBy: string | null
  revokedAt: Date | null
}

const SELECT = `select id, set_name as "setName", key, value, former, valid_from as "from", basis, confirmed, reason, effect,
    drafted_by as "draftedBy", drafted_at as "draftedAt", state, decided_by as "decidedBy", decided_at as "decidedAt", note,
    revocation_reason as "revocationReason", revocation_asked_by as "revocationAskedBy",
    revocation_asked_at as "revocationAskedAt", revoked_by as "revokedBy", revoked_at as "revokedAt"
  from parameter_change`

export function listChangesOfKey(ctx: Ctx, setName: string, key: string): Promise<ChangeRow[]> {
  return ctx.db.rows(`${SELECT} where set_name = $1 and key = $2 order by id desc limit 50`, [setName, key])
}

/** What waits for somebody: drafts, and what is released and asked back; or the newest of all. */
export function listChangeRows(ctx: Ctx, setNames: string[], which: 'waiting' | 'all'): Promise<ChangeRow[]> {
  return ctx.db.rows(
    `${SELECT} where set_name = any($1)
       and ($2 = 'all' or state = 'draft' or state = 'released' and revocation_asked_by is not null)
     order by id desc limit 200`,
    [setNames, which],
  )
}

export type Released = { setName: string; key: string; from: string; by: string; at: Date }

/** Who released what, by the day from which it holds. */
export function listReleased(ctx: Ctx): Promise<Released[]> {
  return ctx.db.rows(
    `select set_name as "setName", key, valid_from as "from", decided_by as by, decided_at as at
     from parameter_change where state = 'released' order by id`,
  )
}

export async function lockChange(ctx: Ctx, id: number): Promise<ChangeRow | undefined> {
  return ctx.db.first<ChangeRow>(`${SELECT} where id = $1 for update`, [id])
}

export function findOpenDraft(ctx: Ctx, setName: string, key: string): Promise<ChangeRow | undefined> {
  return ctx.db.first(`${SELECT} where set_name = $1 and key = $2 and state = 'draft'`, [setName, key])
}

export type NewRow = Pick<
  ChangeRow,
  'setName' | 'key' | 'value' | 'former' | 'from' | 'basis' | 'confirmed' | 'reason' | 'effect'
>

export async function insertChange(ctx: Ctx, row: NewRow): Promise<number> {
  const found = await ctx.db.first<{ id: number }>(
    `insert into parameter_change (set_name, key, value, former, valid_from, basis, confirmed, reason, effect, drafted_by,
       drafted_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) returning id`,
    [
      ...[
        row.setName,
        row.key,
        row.value && JSON.stringify(row.value),
        row.former && JSON.stringify(row.former),
        row.from,
      ],
      ...[row.basis, row.confirmed, row.reason, row.effect && JSON.stringify(row.effect), ctx.actor.username, ctx.now],
    ],
  )
  return found?.id ?? 0
}

export async function markDecided(
  ctx: Ctx,
  id: number,
  { state, note }: { state: 'released' | 'withdrawn'; note: string },
): Promise<void> {
  await ctx.db.run(
    'update parameter_change set state = $2, note = $3, decided_by = $4, decided_at = $5 where id = $1',
    [id, state, note, ctx.actor.username, ctx.now],
  )
}

export async function markRevocationAsked(ctx: Ctx, id: number, reason: string): Promise<void> {
  await ctx.db.run(
    `update parameter_change set revocation_reason = $2, revocation_asked_by = $3, revocation_asked_at = $4 where id = $1`,
    [id, reason, ctx.actor.username, ctx.now],
  )
}

export async function markRevoked(ctx: Ctx, id: number): Promise<void> {
  await ctx.db.run(`update parameter_change set state = 'revoked', revoked_by = $2, revoked_at = $3 where id = $1`, [
    id,
    ctx.actor.username,
    ctx.now,
  ])
}

/** What people are called, by user name. */
export async function findNames(ctx: Ctx): Promise<Map<string, string>> {
  const rows = await ctx.db.rows<{ username: string; name: string }>(
    'select username, name from app_user where customer_id is null',
  )
  return new Map(rows.map(({ username, name }) => [username, name]))
}
