import type { Ctx, Role } from '../../../db/context.ts'
import type { StaffUser, UserQuery } from '../user-contract.ts'

export type UserRow = Omit<StaffUser, 'disabledAt' | 'latestLogInAt' | 'request'> & {
  path: string
  disabledAt: Date | null
  latestLogInAt: Date | null
  request: StaffUser['request']
}

const selected = `select u.id, u.username, u.name, u.organisation_id as "organisationId", o.name as unit, o.path, u.roles,
    u.disabled_at as "disabledAt",
    (select e.at from audit_entry e where e.subject = 'user:' || u.username and e.action = 'session.opened'
     order by e.id desc limit 1) as "latestLogInAt",
    exists (select from user_totp t where t.user_id = u.id and t.confirmed_at is not null) as "hasSecondFactor",
    case when r.id is not null then jsonb_build_object('id', r.id, 'roles', r.roles, 'reason', r.reason,
      'askedBy', r.asked_by, 'askedAt', to_char(r.asked_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')) end as request
  from app_user u join organisation o on o.id = u.organisation_id
  left join role_request r on r.user_id = u.id and r.decision is null
  where starts_with(o.path, $1) and not 'customer' = any(u.roles)`

export function listUserRows(ctx: Ctx, query: UserQuery): Promise<UserRow[]> {
  const { q = '', organisationId = null, role = null, state = null, cursor = '0', limit } = query
  return ctx.db.rows(
    `${selected}
       and ($2 = '' or u.username ilike $3 or u.name ilike $3)
       and ($4::bigint is null or starts_with(o.path, (select path from organisation where id = $4)))
       and ($5::text is null or $5 = any(u.roles))
       and ($6::text is null or case $6 when 'disabled' then u.disabled_at is not null
         when 'waiting' then r.id is not null else u.disabled_at is null end)
       and u.id > $7 order by u.id limit $8`,
    [ctx.scope, q, `%${q.replace(/[\\%_]/g, '\\$&')}%`, organisationId, role, state, cursor, limit + 1],
  )
}

export function findUserRow(ctx: Ctx, id: number): Promise<UserRow | undefined> {
  return ctx.db.first(`${selected} and u.id = $2`, [ctx.scope, id])
}

/** Held until the transaction ends: two administrators change one user one after the other. */
export async function lockUser(ctx: Ctx, id: number): Promise<UserRow | undefined> {
  await ctx.db.run('select 1 from app_user where id = $1 for update', [id])
  return findUserRow(ctx, id)
}

export function listUnits(ctx: Ctx): Promise<{ id: number; name: string; path: string }[]> {
  return ctx.db.rows('select id, name, path from organisation where starts_with(path, $1) order by path', [ctx.scope])
}

export async function saveUser(
  ctx: Ctx,
  user: { id: number; name: string; organisationId: number; roles: Role[] },
): Promise<void> {
  await ctx.db.run('update app_user set name = $2, organisation_id = $3, roles = $4 where id = $1', [
    user.id,
    user.name,
    user.organisationId,
    user.roles,
  ])
}

export async function saveDisabled(ctx: Ctx, id: number, isDisabled: boolean): Promise<void> {
  await ctx.db.run('update app_user set disabled_at = $2 where id = $1', [id, isDisabled ? ctx.now : null])
  if (isDisabled) await ctx.db.run('delete from user_session where user_id = $1', [id])
}

/** What was asked before and not decided is replaced; no roles: nothing is asked any more. */
export async function askForRoles(ctx: Ctx, userId: number, roles: Role[], reason: string): Promise<void> {
  await ctx.db.run(
    `update role_request set decision = 'replaced', decided_by = $2, decided_at = $3 where user_id = $1 and decision is null`,
    [userId, ctx.actor.username, ctx.now],
  )
  if (roles.length === 0) return
  await ctx.db.run(
    'insert into role_request (user_id, roles, reason, asked_by, asked_at) values ($1, $2, $3, $4, $5)',
    [userId, roles, reason, ctx.actor.username, ctx.now],
  )
}

export function findRequest(
  ctx: Ctx,
  id: number,
): Promise<{ userId: number; roles: Role[]; askedBy: string } | undefined> {
  return ctx.db.first(
    `select user_id as "userId", roles, asked_by as "askedBy" from role_request where id = $1 and decision is null for update`,
    [id],
  )
}

export async function decideRequest(ctx: Ctx, id: number, decision: string, note: string): Promise<void> {
  await ctx.db.run('update role_request set decision = $2, decided_by = $3, decided_at = $4, note = $5 where id = $1', [
    id,
    decision,
    ctx.actor.username,
    ctx.now,
    note,
  ])
}
